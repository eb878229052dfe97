//! The series that a figure shows, and the words for its parts.

use anyhow::Result;
use schema::{ClusterUnit, Conditions, Metric, Provider, SeriesRow};
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
        let has_all = |provider: Provider| {
            rows.iter().any(|row| {
                row.series.conditions.provider == provider
                    && row.series.conditions.region == Conditions::ALL_REGIONS
            })
        };
        let stands = |row: &&SeriesRow| {
            let conditions = &row.series.conditions;
            conditions.region == Conditions::ALL_REGIONS || !has_all(conditions.provider)
        };
        rows.iter().copied().filter(stands).collect()
    }

    /// Returns words from `templates/words/figures/platforms/`.
    pub(super) fn words(&self, name: &str, view: &impl Serialize) -> Result<Labelled> {
        self.catalog.texts.words(&format!("figures/platforms/{name}"), view)
    }
}

/// Returns the part of a series that differs within a platform: its memory size, or else its workload.
pub(super) fn group(row: &SeriesRow) -> String {
    let series = &row.series;
    series.memory.mb().map_or_else(|| series.conditions.workload.clone(), |_| series.memory.words())
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
