//! Current statistics of every series, and its history month by month.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use jiff::ToSpan;
use rayon::prelude::*;
use schema::{ClusterUnit, HistoryRow, Month, Percentile, Series, SeriesRow, Window};

use crate::{
    clusters::Clusters,
    frame::{Frame, Group, Key, Period, Pooling, days_from},
    percentile_ci::{PercentileCi, percentile_ci},
    window_samples::WindowSamples,
};

/// A series over the window, with its samples.
#[derive(Clone, Debug)]
pub(crate) struct Current<S = Series> {
    pub(crate) row: SeriesRow<S>,
    pub(crate) samples: WindowSamples,
    /// The same series over earlier windows of the same length, newest first; those without samples are left out.
    /// Empty before [`add_intervals`].
    pub(crate) earlier: Vec<WindowSamples>,
    /// The interval of each percentile for which there are enough samples, if not always enough effective ones. Empty
    /// before [`add_intervals`].
    pub(crate) intervals: Vec<(Percentile, PercentileCi)>,
    /// The pooling of the series, and its position in the frame.
    place: (Pooling, u32),
}

/// Days before a window that help to estimate how much days differ: with a window of a month, a year in all.
pub(crate) const EARLIER_DAYS: i64 = 330;

/// Describes each series of `frame` over `window`.
pub(crate) fn current<K: Key>(
    frame: &Frame<'_, K>,
    window: Window,
    pooling: Pooling,
) -> Result<Vec<Current<K::Series>>> {
    let groups = frame.distributions(frame.within(window), pooling, Period::All)?;
    let samples = frame.samples(frame.within(window), pooling)?;
    let of_series = |(group, (position, samples)): (Group<K::Series>, (u32, _))| {
        let samples = WindowSamples::new(clusters(frame, samples, window));
        series_row(group, samples, (pooling, position), window)
    };
    Ok(groups.into_par_iter().zip(samples).map(of_series).collect())
}

/// Estimates the intervals of each series in `current`, with the help of the windows before `window`.
pub(crate) fn add_intervals<K: Key>(
    frame: &Frame<'_, K>,
    window: Window,
    current: &mut [Current<K::Series>],
) -> Result<()> {
    let poolings: BTreeSet<Pooling> = current.iter().map(|current| current.place.0).collect();
    let mut earlier: BTreeMap<(Pooling, u32), Vec<WindowSamples>> = BTreeMap::new();
    for before in earlier_windows(frame, window) {
        for pooling in &poolings {
            let of_series = |(position, samples)| {
                ((*pooling, position), WindowSamples::new(clusters(frame, samples, before)))
            };
            let samples = frame.samples(frame.within(before), *pooling)?;
            let found: Vec<_> = samples.into_par_iter().map(of_series).collect();
            for (place, samples) in found {
                earlier.entry(place).or_default().push(samples);
            }
        }
    }
    for current in &mut *current {
        current.earlier = earlier.remove(&current.place).unwrap_or_default();
    }
    current.par_iter_mut().for_each(Current::estimate);
    Ok(())
}

impl<S> Current<S> {
    fn estimate(&mut self) {
        let Current { row, samples, earlier, .. } = &*self;
        let are_days = row.distribution.cluster_unit == ClusterUnit::Day;
        let all = Percentile::ALL.into_iter().chain([Percentile::P999]);
        let enough = all.filter(|percentile| percentile.samples_needed() <= samples.clusters.n());
        let interval = |percentile: Percentile| {
            Some((percentile, percentile_ci(samples, earlier, percentile.fraction(), are_days)?))
        };
        self.intervals = enough.filter_map(interval).collect();
        self.row.ceiling = Percentile::deepest(|percentile| self.short_by(percentile) == 0);
        self.row.p999 = self.row.supported(Percentile::P999);
    }

    /// Returns the number of effective samples by which `percentile`, or a shallower one, is short; 0 where it is
    /// supported. Samples count as they are where no design effect is known.
    pub(crate) fn short_by(&self, percentile: Percentile) -> u64 {
        let n = self.row.distribution.n;
        let short_by = |percentile: Percentile| {
            let found = self.estimated(percentile);
            percentile.samples_short(found.map_or(n, |found| found.design_effect.effective(n)))
        };
        let all = Percentile::ALL.into_iter().chain([Percentile::P999]);
        all.take_while(|shallower| *shallower <= percentile).map(short_by).max().unwrap_or_default()
    }

    /// Returns true if the effective samples support `percentile`.
    pub(crate) fn supports(&self, percentile: Percentile) -> bool {
        self.short_by(percentile) == 0
    }

    /// Returns the interval of one percentile; none where the percentile is not supported, or with too few days.
    pub(crate) fn interval(&self, percentile: Percentile) -> Option<&PercentileCi> {
        self.estimated(percentile).filter(|_| self.supports(percentile))
    }

    /// Returns what [`add_intervals`] estimated of one percentile, supported or not.
    pub(crate) fn estimated(&self, percentile: Percentile) -> Option<&PercentileCi> {
        self.intervals.iter().find(|(known, _)| *known == percentile).map(|(_, found)| found)
    }
}

/// Returns the windows before `window`, newest first. A campaign or a set of runs is one moment, and has none.
fn earlier_windows<K: Key>(frame: &Frame<'_, K>, window: Window) -> Vec<Window> {
    if frame.runs.cluster_unit != ClusterUnit::Day {
        return Vec::new();
    }
    windows_before(window).into_iter().take_while(|before| frame.reaches(*before)).collect()
}

/// Returns the windows of the same length before `window`, newest first, over [`EARLIER_DAYS`].
pub(crate) fn windows_before(window: Window) -> Vec<Window> {
    let length = days_from(window.window_start, window.window_end) + 1;
    let shifted = |windows: i64| Window {
        window_start: window.window_start.saturating_sub((windows * length).days()),
        window_end: window.window_end.saturating_sub((windows * length).days()),
    };
    (1..=EARLIER_DAYS / length).map(shifted).collect()
}

fn series_row<S>(
    group: Group<S>,
    samples: WindowSamples,
    place: (Pooling, u32),
    window: Window,
) -> Current<S> {
    let (clusters, fit) = (&samples.clusters, samples.variance_components);
    let row = SeriesRow {
        series: group.series,
        window,
        ceiling: Percentile::ceiling(group.distribution.n),
        p999: p999(clusters),
        distribution: group.distribution,
        icc: fit.map(|found| found.icc),
        n_eff: fit.map(|found| found.n_eff),
    };
    Current { row, samples, earlier: Vec::new(), intervals: Vec::new(), place }
}

/// Describes each series of `frame` in each month with samples.
pub(crate) fn history(frame: &Frame<'_>, pooling: Pooling) -> Result<Vec<HistoryRow>> {
    let row = |group: Group| HistoryRow {
        series: group.series,
        month: Month::of(group.date),
        ceiling: Percentile::ceiling(group.distribution.n),
        distribution: group.distribution,
    };
    Ok(frame.distributions(frame.records(), pooling, Period::Month)?.into_iter().map(row).collect())
}

/// Sorts rows in table order: by series, then by time.
pub(crate) fn order<R, T: Ord>(rows: &mut Vec<R>, series: impl Fn(&R) -> &Series, time: impl Fn(&R) -> T) {
    rows.sort_by(|a, b| by_key(series(a), series(b)).then_with(|| time(a).cmp(&time(b))));
    // Samples without a memory size have one series only: the pooled one already holds them all.
    rows.dedup_by(|a, b| series(a).key() == series(b).key() && time(a) == time(b));
}

/// Compares series in table order: by key, the pooled one before its parts.
fn by_key(a: &Series, b: &Series) -> std::cmp::Ordering {
    let names = |a: &Series, b: &Series| {
        a.conditions
            .source
            .cmp(&b.conditions.source)
            .then_with(|| a.runtime.cmp(&b.runtime))
            .then_with(|| a.conditions.workload.cmp(&b.conditions.workload))
    };
    let rest = |a: &Series, b: &Series| {
        a.conditions.cmp(&b.conditions).then_with(|| (a.metric, a.memory).cmp(&(b.metric, b.memory)))
    };
    names(a, b).then_with(|| rest(a, b))
}

/// Sorts `samples`, each with its day counted from the start of `window`, or with its block or run.
pub(crate) fn clusters<K: Key>(
    frame: &Frame<'_, K>,
    samples: Vec<(u32, f64, u32)>,
    window: Window,
) -> Clusters {
    let (offset, n_clusters) = match frame.runs.cluster_unit {
        ClusterUnit::Day => {
            (frame.days_since(window.window_start), days_from(window.window_start, window.window_end) + 1)
        }
        ClusterUnit::Block | ClusterUnit::Run => (0, frame.n_clusters()),
    };
    let from_start =
        |(cluster, value, count): (u32, f64, u32)| ((i64::from(cluster) + offset) as u16, value, count);
    Clusters::counted(samples.into_iter().map(from_start), n_clusters as usize)
}

/// Returns the 99.9th percentile if there are enough samples.
fn p999(clusters: &Clusters) -> Option<f64> {
    let is_supported = clusters.n() >= Percentile::P999.samples_needed();
    is_supported.then(|| clusters.quantile(Percentile::P999.fraction())).flatten()
}
