//! Lookups in one campaign.

use anyhow::Result;
use schema::{ArtifactRow, Memory, Metric, PageCache, SeriesRow};
use serde::Serialize;

use crate::{
    Inputs,
    context::{
        catalog::{Catalog, Ranked, RuntimeData, main_source},
        figure::Block,
        table::{Cell, Table},
        texts::Labelled,
    },
};

/// Fewest workloads of a function in the overview. One with fewer exists for one question only.
const MIN_WORKLOADS: usize = 3;

/// A series of each function.
#[derive(Clone, Copy)]
pub(super) struct Of<'w> {
    metric: Metric,
    memory: Memory,
    /// Workload, if it is not the selected one.
    workload: Option<&'w str>,
    origin: Origin,
}

/// The measurements that a series comes from.
#[derive(Clone, Copy)]
enum Origin {
    /// The selected campaign.
    Selected,
    /// The largest campaign with a cold page cache.
    ColdDisk,
    /// Any campaign.
    Any,
}

/// Memory that buys two whole CPUs: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html>.
const TWO_CPUS_MB: u32 = 2 * 1769;

/// Names the series of a metric without a memory limit.
pub(super) const fn of(metric: Metric) -> Of<'static> {
    Of { metric, memory: Memory::Uncapped, workload: None, origin: Origin::Selected }
}

impl<'w> Of<'w> {
    pub(super) const fn in_workload(self, workload: &'w str) -> Self {
        Of { workload: Some(workload), ..self }
    }

    pub(super) const fn at(self, memory_mb: u32) -> Self {
        Of { memory: Memory::Mb(memory_mb), ..self }
    }

    pub(super) const fn on_cold_disk(self) -> Self {
        Of { origin: Origin::ColdDisk, ..self }
    }

    /// Names the same series where the function has two whole CPUs.
    pub(super) const fn with_two_cpus(self) -> Self {
        Of { origin: Origin::Any, ..self.at(TWO_CPUS_MB) }
    }
}

/// The campaign and the workload that a figure shows.
pub(crate) struct Campaign<'c, 'a> {
    pub(crate) inputs: &'c Inputs<'a>,
    pub(crate) catalog: &'c Catalog<'a>,
    pub(crate) source: &'c str,
    pub(crate) page_cache: PageCache,
    pub(crate) workload: &'c str,
}

impl<'c, 'a> Campaign<'c, 'a> {
    /// Returns the functions that we measure, in the order of the registry.
    pub(super) fn functions(&self) -> impl Iterator<Item = &'c RuntimeData<'a>> {
        self.catalog.runtimes.iter().filter(|runtime| runtime.is_local())
    }

    /// Finds a series of a function.
    pub(super) fn find<'r>(&self, runtime: &'r RuntimeData<'a>, wanted: Of<'_>) -> Option<Ranked<'r, 'a>> {
        let origin = match wanted.origin {
            Origin::Selected => Some((self.source, self.page_cache)),
            Origin::ColdDisk => Some((main_source(self.inputs.tables, PageCache::Cold), PageCache::Cold)),
            Origin::Any => None,
        };
        let workload = wanted.workload.unwrap_or(self.workload);
        let is_it = |row: &&&SeriesRow| {
            let (series, conditions) = (&row.series, &row.series.conditions);
            (conditions.workload.as_str(), series.metric, series.memory)
                == (workload, wanted.metric, wanted.memory)
                && origin.is_none_or(|(source, page_cache)| {
                    (conditions.source.as_str(), conditions.page_cache) == (source, page_cache)
                })
        };
        runtime.series.iter().find(is_it).map(|row| self.catalog.of_series(runtime, row))
    }

    /// True if a function exists for one question only, and so is left out of the overview.
    pub(super) fn is_control(&self, runtime: &RuntimeData<'_>) -> bool {
        let is_warm = |row: &&&SeriesRow| {
            row.series.conditions.source == self.source
                && row.series.metric == Metric::WarmMs
                && row.series.memory.mb().is_none()
        };
        runtime.series.iter().filter(is_warm).count() < MIN_WORKLOADS
    }

    /// Returns the functions with the selected workload and no memory limit, lowest median of `metric` first.
    pub(super) fn sorted(&self, metric: Metric) -> Vec<Ranked<'c, 'a>> {
        let mut rows: Vec<_> =
            self.functions().filter_map(|runtime| self.find(runtime, of(metric))).collect();
        rows.sort_by(|a, b| a.row.distribution.p50.total_cmp(&b.row.distribution.p50));
        rows
    }

    /// Returns the functions with an artifact of the selected workload, smallest first.
    pub(super) fn by_size(&self) -> Vec<&'c RuntimeData<'a>> {
        let mut sized: Vec<_> = self.functions().filter(|it| self.artifact(it).is_some()).collect();
        sized.sort_by_key(|runtime| self.artifact(runtime).map(|row| row.artifact_bytes));
        sized
    }

    /// Finds a function's artifact, in the newest source.
    pub(super) fn artifact(&self, runtime: &RuntimeData<'_>) -> Option<&'a ArtifactRow> {
        let wanted = (runtime.slug, self.workload);
        let is_it = |row: &&ArtifactRow| (&*row.runtime, &*row.workload) == wanted;
        self.inputs.tables.artifacts.iter().find(is_it)
    }

    /// Returns words from `templates/words/figures/campaigns/`.
    pub(super) fn words(&self, name: &str, view: &impl Serialize) -> Result<Labelled> {
        self.catalog.texts.words(&format!("figures/campaigns/{name}"), view)
    }
}

/// Makes a table of `rows` with its words; none without rows.
pub(super) fn table(words: &Labelled, rows: impl IntoIterator<Item = Vec<Cell>>) -> Result<Option<Block>> {
    Ok(Table::worded(words)?.filled(rows)?.map(Block::Table))
}
