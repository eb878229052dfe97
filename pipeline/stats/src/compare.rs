//! Comparison of each pair of runtimes in the same configuration.
//!
//! Days that both runtimes of a pair share affect both. For percentiles the correlation of their days says how much;
//! for the rest, both use the same draws of days.

use rayon::prelude::*;
use schema::{ComparisonRow, Conditions, Estimate, Metric, Percentile, ShiftRow, Verdict, Window};

use crate::{
    bootstrap::{Bootstrap, interval},
    mover,
    percentile_ci::Residuals,
    replicates::{Replicates, has_days, replicates},
    series::Current,
    shift,
    superiority::{DayMajor, superiority},
};

/// Runtimes that can be compared: the pooled series of one configuration.
pub(crate) struct List<'a> {
    pub(crate) shape: Shape<'a>,
    pub(crate) window: Window,
    pub(crate) entries: Vec<Entry<'a>>,
}

/// The configuration shared by the runtimes of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shape<'a> {
    pub(crate) conditions: &'a Conditions,
    pub(crate) metric: Metric,
}

/// A runtime of a list.
pub(crate) struct Entry<'a> {
    pub(crate) current: &'a Current,
    pub(crate) replicates: Replicates,
    /// At each of [`COMPARED`].
    residuals: [Option<Residuals>; COMPARED.len()],
}

impl<'a> Entry<'a> {
    fn new(current: &'a Current, bootstrap: &Bootstrap) -> Entry<'a> {
        let clusters = &current.samples.clusters;
        let residuals = COMPARED.map(|percentile| Residuals::of(clusters, percentile.fraction()));
        Entry { current, replicates: replicates(clusters, bootstrap), residuals }
    }
}

/// Percentiles at which runtimes are compared.
pub(crate) const COMPARED: [Percentile; 3] = [Percentile::P50, Percentile::P90, Percentile::P99];

/// Returns the pooled series with enough days to resample and enough samples for a median, by configuration. A pair whose
/// effective samples are too few is compared without an interval.
pub(crate) fn lists<'a>(current: &'a [Current], bootstrap: &Bootstrap) -> Vec<List<'a>> {
    let is_listed = |current: &&Current| {
        let is_pooled = current.row.series.memory.mb().is_none();
        let has_samples = Percentile::P50.samples_short(current.samples.clusters.n()) == 0;
        is_pooled && has_samples && has_days(&current.samples.clusters)
    };
    let entries = current.par_iter().filter(is_listed).map(|current| Entry::new(current, bootstrap));
    let entries: Vec<Entry<'a>> = entries.collect();
    let mut lists: Vec<List<'a>> = Vec::new();
    for entry in entries {
        let series = &entry.current.row.series;
        let shape = Shape { conditions: &series.conditions, metric: series.metric };
        match lists.iter_mut().find(|list| list.shape == shape) {
            Some(list) => list.entries.push(entry),
            None => lists.push(List { shape, window: entry.current.row.window, entries: vec![entry] }),
        }
    }
    // One runtime alone has no rank.
    lists.retain(|list| list.entries.len() > 1);
    lists.sort_by_key(|list| list.shape);
    lists
}

/// Compares every two runtimes of each list, in the order of the lists.
pub(crate) fn compare(lists: &[List<'_>], bootstrap: &Bootstrap) -> Vec<(ComparisonRow, Option<ShiftRow>)> {
    let n_days = bootstrap.replicates().next().map_or(0, <[u16]>::len);
    let days = DayMajor::of(bootstrap, n_days);
    let mut pairs = Vec::new();
    for list in lists {
        for (idx, a) in list.entries.iter().enumerate() {
            pairs.extend(list.entries[idx + 1..].iter().map(|b| (list, a, b)));
        }
    }
    pairs.par_iter().filter_map(|(list, a, b)| pair(list, a, b, &days)).collect()
}

fn pair(
    list: &List<'_>,
    a: &Entry<'_>,
    b: &Entry<'_>,
    days: &DayMajor,
) -> Option<(ComparisonRow, Option<ShiftRow>)> {
    let [a_clusters, b_clusters] = [a, b].map(|entry| &entry.current.samples.clusters);
    let (superiority, mut shares) = superiority(a_clusters, b_clusters, days)?;
    let [(p50_ratio, p50_difference), (p90_ratio, p90_difference), (p99_ratio, p99_difference)] =
        std::array::from_fn(|position| at(a, b, position));
    let row = ComparisonRow {
        conditions: list.shape.conditions.clone(),
        metric: list.shape.metric,
        window: list.window,
        a: a.current.row.series.runtime.clone(),
        b: b.current.row.series.runtime.clone(),
        n_a: a_clusters.n(),
        n_b: b_clusters.n(),
        verdict: Verdict::of(p50_ratio),
        p50_ratio,
        p50_difference,
        p90_ratio,
        p90_difference,
        p99_ratio,
        p99_difference,
        superiority: estimate(superiority, &mut shares, a_clusters.n_days().min(b_clusters.n_days())),
        cliffs_delta: 2.0 * superiority - 1.0,
    };
    // Deciles of fewer samples are hardly more than the samples themselves.
    let both_have = [a, b].iter().all(|entry| entry.current.supports(Percentile::P90));
    let band = || shift::band((a_clusters, &a.replicates), (b_clusters, &b.replicates));
    let differences = both_have.then(band).flatten();
    let shift = differences.map(|differences| ShiftRow {
        conditions: row.conditions.clone(),
        metric: row.metric,
        window: row.window,
        a: row.a.clone(),
        b: row.b.clone(),
        differences,
    });
    Some((row, shift))
}

/// Returns the ratio and difference at the percentile at this `position` of [`COMPARED`], without intervals if either
/// runtime does not support it.
fn at(a: &Entry<'_>, b: &Entry<'_>, position: usize) -> (Estimate, Estimate) {
    let percentile = COMPARED[position];
    let value = |entry: &Entry<'_>| entry.current.row.distribution.percentile(percentile);
    let (ratio, difference) = (value(a) / value(b), value(a) - value(b));
    if !a.current.supports(percentile) || !b.current.supports(percentile) {
        let alone = |value| Estimate { value, lower: None, upper: None };
        return (alone(ratio), alone(difference));
    }
    let alone = |entry: &Entry<'_>| {
        let found = entry.current.interval(percentile);
        let (lower, upper) = found.map_or((None, None), |found| (found.lower, found.upper));
        Estimate { value: value(entry), lower, upper }
    };
    let residuals = a.residuals[position].as_ref().zip(b.residuals[position].as_ref());
    let correlation = residuals.map_or(0.0, |(a, b)| a.correlation(b));
    let (a, b) = (alone(a), alone(b));
    (mover::ratio(a, b, correlation), mover::difference(a, b, correlation))
}

fn estimate(value: f64, replicates: &mut [f64], clusters: u32) -> Estimate {
    let (lower, upper) = interval(replicates, clusters).unzip();
    Estimate { value, lower, upper }
}
