//! Charts and tables of what we measured ourselves. Words ask for them by name: `{{ chart ours cold }}`.

use anyhow::{Result, bail};
use schema::{Metric, Package, Percentile, SeriesRow, SourceRow, Summaries};

use crate::{
    Inputs,
    catalog::{Catalog, Ranked, RuntimeData},
    home,
    prose::Block,
    table::Cell,
};

mod agreement;
mod beside;
mod cold;
mod machines;
mod sizes;
mod warm;

/// Memory that buys two whole processors: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html>.
const TWO_PROCESSORS_MB: u32 = 2 * 1769;

/// What is asked for besides the name.
pub(crate) struct Asked<'a> {
    pub(crate) source: &'a str,
    pub(crate) package: Package,
    pub(crate) workload: &'a str,
}

/// The chart called `name`; none without data. Fails where there is no such chart.
pub(crate) fn chart(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    name: &str,
    slug: &str,
    asked: &Asked<'_>,
) -> Result<Option<Block>> {
    let ours = Ours { inputs, catalog, asked };
    let figure = match name {
        "cold" => cold::chart(&ours, slug)?,
        "first-response" => warm::first_response(&ours, slug)?,
        "warm" => warm::chart(&ours, slug)?,
        "agreement" => agreement::chart(&ours, slug)?,
        _ => bail!("there is no chart `ours {name}`; there are cold, first-response, warm and agreement"),
    };
    Ok(figure.map(Block::Figure))
}

/// The table called `name`; none without data. Fails where there is no such table.
pub(crate) fn table(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    name: &str,
    asked: &Asked<'_>,
) -> Result<Option<Block>> {
    let ours = Ours { inputs, catalog, asked };
    let table = match name {
        "workloads" => warm::workloads(&ours, Percentile::P50),
        "workloads-p99" => warm::workloads(&ours, Percentile::P99),
        "early" => warm::early(&ours),
        "shares" => cold::shares(&ours),
        "tail" => warm::tail(&ours),
        "sizes" => sizes::table(&ours),
        "beside" => beside::table(&ours),
        "machines" => machines::table(&ours),
        "refused" => machines::refused(&ours),
        "agreement" => agreement::table(&ours),
        _ => bail!(
            "there is no table `ours {name}`; there are workloads, workloads-p99, early, shares, tail, sizes, \
             beside, machines, refused and agreement"
        ),
    };
    Ok(Some(table).filter(|table| !table.rows.is_empty()).map(Block::Table))
}

/// The source of ours that stands for all: the largest whose functions came that way, so that a small campaign for
/// one question never takes its place; the newest of equals; empty without any.
pub(crate) fn main_source(summaries: &Summaries, package: Package) -> &str {
    let has_it = |row: &&SourceRow| {
        summaries
            .series
            .iter()
            .any(|found| found.series.source == row.source && found.series.package == package)
    };
    let largest = summaries.sources.iter().filter(has_it).max_by_key(|row| (row.records, row.newest_day));
    largest.map_or("", |row| &row.source)
}

/// The figures of one source.
struct Ours<'c, 'a> {
    inputs: &'c Inputs<'a>,
    catalog: &'c Catalog<'a>,
    asked: &'c Asked<'c>,
}

impl<'c, 'a> Ours<'c, 'a> {
    /// The functions that we measure, in the order of the registry.
    fn functions(&self) -> impl Iterator<Item = &'c RuntimeData<'a>> {
        self.catalog.runtimes.iter().filter(|runtime| runtime.is_ours)
    }

    /// A series of a function with the source and package asked for.
    fn find(
        &self,
        runtime: &'c RuntimeData<'a>,
        workload: &str,
        metric: Metric,
        memory_mb: Option<u32>,
    ) -> Option<Ranked<'c, 'a>> {
        self.find_in(self.asked.source, self.asked.package, runtime, (workload, metric, memory_mb))
    }

    /// A series of a function.
    fn find_in(
        &self,
        source: &str,
        package: Package,
        runtime: &'c RuntimeData<'a>,
        (workload, metric, memory_mb): (&str, Metric, Option<u32>),
    ) -> Option<Ranked<'c, 'a>> {
        let is_it = |row: &&&SeriesRow| {
            let series = &row.series;
            (
                series.source.as_str(),
                series.package,
                series.workload.as_str(),
                series.metric,
                series.memory_mb,
            ) == (source, package, workload, metric, memory_mb)
        };
        runtime.series.iter().find(is_it).map(|row| self.catalog.of_series(runtime, row))
    }

    /// Warm invocations of the workload asked for where two whole processors were given, from whatever source has them.
    fn with_two_processors(&self, runtime: &'c RuntimeData<'a>) -> Option<Ranked<'c, 'a>> {
        let is_it = |row: &&&SeriesRow| {
            let series = &row.series;
            (series.workload.as_str(), series.metric, series.memory_mb)
                == (self.asked.workload, Metric::WarmMs, Some(TWO_PROCESSORS_MB))
        };
        runtime.series.iter().find(is_it).map(|row| self.catalog.of_series(runtime, row))
    }

    /// Whether a function is there for one question only, and has no place among all.
    fn is_control(&self, runtime: &'c RuntimeData<'a>) -> bool {
        let is_warm = |row: &&&SeriesRow| {
            row.series.source == self.asked.source
                && row.series.metric == Metric::WarmMs
                && row.series.memory_mb.is_none()
        };
        runtime.series.iter().filter(is_warm).count() < 3
    }

    /// Functions that have the workload asked for, without limit, least median of `metric` first.
    fn sorted(&self, metric: Metric) -> Vec<Ranked<'c, 'a>> {
        let found = |runtime| self.find(runtime, self.asked.workload, metric, None);
        let mut rows: Vec<_> = self.functions().filter_map(found).collect();
        rows.sort_by(|a, b| a.row.distribution.p50.total_cmp(&b.row.distribution.p50));
        rows
    }

    /// A percentile of a series, with its receipt; a dash without a series.
    fn cell(found: Option<&Ranked<'_, '_>>, percentile: Percentile) -> Cell {
        let Some(found) = found else { return Cell::measured(None) };
        let short_by = percentile.samples_needed().saturating_sub(found.row.distribution.n);
        let value = found.row.supported(percentile);
        value.map_or_else(|| Cell::short(short_by), Cell::number).receipt(&home::receipt(found))
    }
}
