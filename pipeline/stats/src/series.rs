//! The current figures of every series, and its history month by month.

use anyhow::{Context, Result};
use schema::{
    Clustering, Distribution, HistoryRow, Month, Percentile, Record, Runs, Series, SeriesRow, Window,
};

use crate::{
    clusters::Clusters,
    distribution::distribution,
    groups::{Group, Pooling, rows},
    two_levels::{TwoLevels, two_levels},
};

/// A series over the window, with its samples for what else is to be said of it.
#[derive(Clone, Debug)]
pub(crate) struct Current {
    pub(crate) row: SeriesRow,
    pub(crate) clusters: Clusters,
    pub(crate) two_levels: Option<TwoLevels>,
}

/// How much is to be said of series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Each series by itself, counted and described.
    Plain,
    /// Those that pool all memory sizes too, and how days differ.
    Deep,
}

impl Depth {
    const fn poolings(self) -> &'static [Pooling] {
        match self {
            Depth::Plain => &[Pooling::Own],
            Depth::Deep => &[Pooling::Pooled, Pooling::Own],
        }
    }
}

/// Each series over `window`, in order.
pub(crate) fn current(runs: &Runs, window: Window, depth: Depth) -> Result<Vec<Current>> {
    let within = |record: &Record| (window.window_start..=window.window_end).contains(&record.date);
    let describe = |group: &Group<'_, ()>| {
        let distribution = describe(runs, group)?;
        let clusters = if depth == Depth::Deep { clusters(runs, group, window) } else { Clusters::default() };
        let two_levels = two_levels(&clusters);
        let row = SeriesRow {
            series: group.series(runs),
            window,
            ceiling: Percentile::ceiling(distribution.n),
            p999: p999(&clusters),
            distribution,
            day_share: two_levels.map(|found| found.day_share),
            n_eff: two_levels.map(|found| found.n_eff),
        };
        Ok(Current { row, clusters, two_levels })
    };
    let poolings: &[Pooling] = match runs.clustering {
        Clustering::Days => &[Pooling::Pooled, Pooling::Own],
        Clustering::Blocks => &[Pooling::Own],
    };
    let found = poolings.iter().flat_map(|pooling| rows(runs, *pooling, within, |_| (), describe));
    let mut found = found.collect::<Result<Vec<_>>>()?;
    found.sort_by(|a, b| by_key(&a.row.series, &b.row.series));
    // Of samples without a memory size the pooled series is the only one: it holds them all.
    found.dedup_by(|a, b| a.row.series.key() == b.row.series.key());
    Ok(found)
}

/// Each series in each month that has samples of it.
pub(crate) fn history(runs: &Runs, depth: Depth) -> Result<Vec<HistoryRow>> {
    let row = |group: &Group<'_, Month>| {
        let distribution = describe(runs, group)?;
        let ceiling = Percentile::ceiling(distribution.n);
        Ok(HistoryRow { series: group.series(runs), month: group.key, distribution, ceiling })
    };
    let month = |record: &Record| Month::of(record.date);
    let poolings = depth.poolings().iter();
    let found = poolings.flat_map(|pooling| rows(runs, *pooling, |_| true, month, row));
    let mut found = found.collect::<Result<Vec<_>>>()?;
    found.sort_by(|a, b| by_key(&a.series, &b.series).then(a.month.cmp(&b.month)));
    found.dedup_by(|a, b| (a.series.key(), a.month) == (b.series.key(), b.month));
    Ok(found)
}

/// The order of series in tables: by key, the pooled one before its parts.
fn by_key(a: &Series, b: &Series) -> std::cmp::Ordering {
    let key = |series: &Series| (series.package, series.arch, series.metric, series.memory_mb);
    let names = |series: &Series| (series.source.clone(), series.runtime.clone(), series.workload.clone());
    names(a).cmp(&names(b)).then_with(|| key(a).cmp(&key(b)))
}

/// How the samples of a group spread.
pub(crate) fn describe<K>(runs: &Runs, group: &Group<'_, K>) -> Result<Distribution> {
    let found = distribution(group.samples(runs), group.n_days(runs));
    let named = || format!("Failed to describe {:?}", group.series(runs));
    found.with_context(named)?.with_context(named)
}

/// The samples of a group, each with its day of the window, or with its block.
fn clusters<K>(runs: &Runs, group: &Group<'_, K>, window: Window) -> Clusters {
    let day = |date: schema::Date| window.window_start.until(date).map_or(0, |span| span.get_days() as u16);
    let cluster = |record: &Record| match runs.clustering {
        Clustering::Days => day(record.date),
        Clustering::Blocks => record.file_idx as u16,
    };
    let n_clusters = match runs.clustering {
        Clustering::Days => usize::from(day(window.window_end)) + 1,
        Clustering::Blocks => runs.files.len(),
    };
    let samples = group
        .records()
        .flat_map(|record| runs.samples_of(record).iter().map(move |value| (cluster(record), *value)));
    Clusters::new(samples, n_clusters)
}

/// The 99.9th percentile, where there are samples enough for it.
fn p999(clusters: &Clusters) -> Option<f64> {
    if clusters.n() < Percentile::P999.samples_needed() {
        return None;
    }
    let mut found = [0.0];
    let once = vec![1; clusters.day_sizes.len()];
    clusters.percentiles(&once, &[Percentile::P999.fraction()], &mut found).map(|()| found[0])
}
