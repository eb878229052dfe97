//! The series that a figure shows, and the words for its parts.

use std::collections::BTreeSet;

use anyhow::Result;
use schema::{ClusterUnit, Conditions, Memory, Metric, Provider, SeriesRow};
use serde::Serialize;

use crate::{
    Inputs,
    context::{catalog::Catalog, texts::Labelled},
};

/// The series that a figure shows: one metric of one source.
#[derive(Clone, Copy)]
pub(crate) struct Survey<'c, 'a> {
    pub(crate) inputs: &'c Inputs<'a>,
    pub(crate) catalog: &'c Catalog<'a>,
    pub(crate) source: &'c str,
    pub(crate) metric: Metric,
    pub(crate) memory_mb: Option<u32>,
}

impl<'a> Survey<'_, 'a> {
    /// Returns the series of the metric that stand for a platform: of all regions, or of the only one.
    pub(super) fn platforms(&self, metric: Metric) -> Vec<&'a SeriesRow> {
        let is_it =
            |row: &&SeriesRow| row.series.conditions.source == self.source && row.series.metric == metric;
        let rows: Vec<&SeriesRow> = self.inputs.tables.series.iter().filter(is_it).collect();
        whole_platforms(rows, |row| &row.series.conditions)
    }

    /// Returns words from `templates/words/figures/platforms/`.
    pub(super) fn words(&self, name: &str, view: &impl Serialize) -> Result<Labelled> {
        self.catalog.texts.words(&format!("figures/platforms/{name}"), view)
    }
}

/// Returns the `rows` that stand for a platform: of all its regions, or of the only one.
pub(super) fn whole_platforms<R>(mut rows: Vec<&R>, conditions: impl Fn(&R) -> &Conditions) -> Vec<&R> {
    let is_all = |row: &R| conditions(row).region == Conditions::ALL_REGIONS;
    let pooled: BTreeSet<Provider> =
        rows.iter().filter(|row| is_all(row)).map(|row| conditions(row).provider).collect();
    rows.retain(|row| is_all(row) || !pooled.contains(&conditions(row).provider));
    rows
}

/// Returns the part of a key that differs within a platform: the memory size, or else the workload.
pub(super) fn group(conditions: &Conditions, memory: Memory) -> String {
    memory.mb().map_or_else(|| conditions.workload.clone(), |_| memory.words())
}

/// Returns the name of a platform's operator, which labels have room for.
pub(super) fn operator(provider: Provider) -> &'static str {
    provider.title().split(' ').next().unwrap_or_default()
}

/// Returns the word for clusters of this unit, for readers.
pub(super) fn unit_words(unit: ClusterUnit) -> &'static str {
    match unit {
        ClusterUnit::Day => "days",
        ClusterUnit::Block => "blocks",
        ClusterUnit::Run => "runs",
    }
}
