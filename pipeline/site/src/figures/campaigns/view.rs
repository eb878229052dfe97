//! Lookups in the series of one campaign.

use schema::{Memory, Metric, PageCache, Percentile, SeriesRow};

use crate::{
    Inputs,
    context::{
        catalog::{Catalog, Ranked, RuntimeData},
        table::Cell,
    },
    figures::ranked::receipt,
};

/// Memory that buys two whole CPUs: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html>.
const TWO_PROCESSORS_MB: u32 = 2 * 1769;

/// Arguments of a figure besides its name.
pub(crate) struct Asked<'a> {
    pub(crate) source: &'a str,
    pub(crate) page_cache: PageCache,
    pub(crate) workload: &'a str,
}

/// The data that figures of one source need.
pub(super) struct Ours<'c, 'a> {
    pub(super) inputs: &'c Inputs<'a>,
    pub(super) catalog: &'c Catalog<'a>,
    pub(super) asked: &'c Asked<'c>,
}

impl<'c, 'a> Ours<'c, 'a> {
    /// Returns the functions that we measure, in the order of the registry.
    pub(super) fn functions(&self) -> impl Iterator<Item = &'c RuntimeData<'a>> {
        self.catalog.runtimes.iter().filter(|runtime| runtime.is_local)
    }

    /// Finds a series of a function with the requested source and page cache.
    pub(super) fn find(
        &self,
        runtime: &'c RuntimeData<'a>,
        workload: &str,
        metric: Metric,
        memory: Memory,
    ) -> Option<Ranked<'c, 'a>> {
        self.find_in(self.asked.source, self.asked.page_cache, runtime, (workload, metric, memory))
    }

    /// Finds a series of a function.
    pub(super) fn find_in(
        &self,
        source: &str,
        page_cache: PageCache,
        runtime: &'c RuntimeData<'a>,
        (workload, metric, memory): (&str, Metric, Memory),
    ) -> Option<Ranked<'c, 'a>> {
        let is_it = |row: &&&SeriesRow| {
            let series = &row.series;
            (
                series.conditions.source.as_str(),
                series.conditions.page_cache,
                series.conditions.workload.as_str(),
                series.metric,
                series.memory,
            ) == (source, page_cache, workload, metric, memory)
        };
        runtime.series.iter().find(is_it).map(|row| self.catalog.of_series(runtime, row))
    }

    /// Finds warm invocations of the requested workload with two whole CPUs, from any source.
    pub(super) fn with_two_processors(&self, runtime: &'c RuntimeData<'a>) -> Option<Ranked<'c, 'a>> {
        let is_it = |row: &&&SeriesRow| {
            let series = &row.series;
            (series.conditions.workload.as_str(), series.metric, series.memory)
                == (self.asked.workload, Metric::WarmMs, Memory::Mb(TWO_PROCESSORS_MB))
        };
        runtime.series.iter().find(is_it).map(|row| self.catalog.of_series(runtime, row))
    }

    /// True if a function exists for one question only, and so is left out of the overview.
    pub(super) fn is_control(&self, runtime: &'c RuntimeData<'a>) -> bool {
        let is_warm = |row: &&&SeriesRow| {
            row.series.conditions.source == self.asked.source
                && row.series.metric == Metric::WarmMs
                && row.series.memory.mb().is_none()
        };
        runtime.series.iter().filter(is_warm).count() < 3
    }

    /// Returns the functions with the requested workload and no memory limit, lowest median of `metric` first.
    pub(super) fn sorted(&self, metric: Metric) -> Vec<Ranked<'c, 'a>> {
        let found = |runtime| self.find(runtime, self.asked.workload, metric, Memory::Uncapped);
        let mut rows: Vec<_> = self.functions().filter_map(found).collect();
        rows.sort_by(|a, b| a.row.distribution.p50.total_cmp(&b.row.distribution.p50));
        rows
    }

    /// Makes a cell of a percentile of a series, linked to its receipt; a dash without a series.
    pub(super) fn cell(found: Option<&Ranked<'_, '_>>, percentile: Percentile) -> Cell {
        let Some(found) = found else { return Cell::measured(None) };
        let short_by = percentile.samples_needed().saturating_sub(found.row.distribution.n);
        let value = found.row.supported(percentile);
        value.map_or_else(|| Cell::short(short_by), Cell::number).receipt(&receipt(found))
    }
}

/// Describes the exact subject of a figure of our campaigns.
pub(super) fn source(ours: &Ours<'_, '_>, entry: &Ranked<'_, '_>) -> String {
    let series = &entry.row.series;
    format!(
        "Source: {}, workload {}, {}, without limit, {} blocks; not milliseconds of Lambda",
        ours.asked.source,
        series.conditions.workload,
        series.conditions.packaging_words(),
        entry.row.distribution.clusters
    )
}
