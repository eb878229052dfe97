//! Comparison of each pair of runtimes in the same configuration.
//!
//! Both runtimes of a pair use the same draws of days, so effects of a day on both cancel.

use rayon::prelude::*;
use schema::{ComparisonRow, Conditions, Estimate, Metric, Percentile, ShiftRow, Verdict, Window};

use crate::{
    bootstrap::{Bootstrap, interval, sort_quantile},
    intervals::{Replicates, TRACKED_QUANTILES, has_days, position},
    series::Current,
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
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) current: &'a Current,
    pub(crate) replicates: &'a Replicates,
}

/// Returns the pooled series with enough days to resample and enough samples for a median, by configuration.
pub(crate) fn lists<'a>(current: &'a [Current], replicates: &'a [Replicates]) -> Vec<List<'a>> {
    let mut lists: Vec<List<'a>> = Vec::new();
    for (current, replicates) in current.iter().zip(replicates) {
        let series = &current.row.series;
        let is_sure = current.row.ceiling.is_some() && has_days(&current.clusters);
        if series.memory.mb().is_some() || !is_sure {
            continue;
        }
        let shape = Shape { conditions: &series.conditions, metric: series.metric };
        let entry = Entry { current, replicates };
        match lists.iter_mut().find(|list| list.shape == shape) {
            Some(list) => list.entries.push(entry),
            None => lists.push(List { shape, window: current.row.window, entries: vec![entry] }),
        }
    }
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
    let (superiority, mut shares) = superiority(&a.current.clusters, &b.current.clusters, days)?;
    let [(p50_ratio, p50_difference), (p90_ratio, p90_difference), (p99_ratio, p99_difference)] =
        [Percentile::P50, Percentile::P90, Percentile::P99].map(|percentile| at(a, b, percentile));
    let row = ComparisonRow {
        conditions: list.shape.conditions.clone(),
        metric: list.shape.metric,
        window: list.window,
        a: a.current.row.series.runtime.clone(),
        b: b.current.row.series.runtime.clone(),
        n_a: a.current.clusters.n(),
        n_b: b.current.clusters.n(),
        verdict: Verdict::of(p50_ratio).unwrap_or(Verdict::NotDistinguishable),
        p50_ratio,
        p50_difference,
        p90_ratio,
        p90_difference,
        p99_ratio,
        p99_difference,
        superiority: estimate(superiority, &mut shares),
        cliffs_delta: 2.0 * superiority - 1.0,
    };
    // Deciles of fewer samples are hardly more than the samples themselves.
    let has_deciles = |n: u64| n >= Percentile::P90.samples_needed();
    let shift = if has_deciles(row.n_a) && has_deciles(row.n_b) { shift(list, &row, a, b) } else { None };
    Some((row, shift))
}

/// Returns the ratio and difference at one percentile, without intervals if either runtime does not support it.
fn at(a: &Entry<'_>, b: &Entry<'_>, percentile: Percentile) -> (Estimate, Estimate) {
    let value = |entry: &Entry<'_>| entry.current.row.distribution.percentile(percentile);
    let supported = |entry: &Entry<'_>| entry.current.row.distribution.supported(percentile).is_some();
    let (ratio, difference) = (value(a) / value(b), value(a) - value(b));
    if !supported(a) || !supported(b) {
        let alone = |value| Estimate { value, lower: None, upper: None };
        return (alone(ratio), alone(difference));
    }
    let position = position(percentile);
    let paired = || paired(a, b).map(|(a, b)| (a[position], b[position]));
    let mut ratios: Vec<f64> = paired().map(|(a, b)| a / b).collect();
    let mut differences: Vec<f64> = paired().map(|(a, b)| a - b).collect();
    (estimate(ratio, &mut ratios), estimate(difference, &mut differences))
}

/// Returns the replicates that drew samples of both.
fn paired<'a>(
    a: &Entry<'a>,
    b: &Entry<'a>,
) -> impl Iterator<Item = (&'a [f64; TRACKED_QUANTILES.len()], &'a [f64; TRACKED_QUANTILES.len()])> {
    a.replicates.iter().zip(b.replicates).filter_map(|(a, b)| a.as_ref().zip(b.as_ref()))
}

fn estimate(value: f64, replicates: &mut [f64]) -> Estimate {
    let (lower, upper) = interval(replicates).unzip();
    Estimate { value, lower, upper }
}

/// Computes the shift function with a simultaneous band: Doksum, Annals of Statistics 2 (1974), 267–277; Rousselet,
/// Pernet and Wilcox, European Journal of Neuroscience 46 (2017), 1738–1748. The band has the same width in standard
/// errors everywhere. It is wide enough that 95 % of replicates lie within it in all deciles together.
fn shift(list: &List<'_>, pair: &ComparisonRow, a: &Entry<'_>, b: &Entry<'_>) -> Option<ShiftRow> {
    const DECILES: usize = ShiftRow::DECILES;
    let deciles = |entry: &Entry<'_>| {
        let clusters = &entry.current.clusters;
        let once = vec![1; clusters.day_sizes.len()];
        let mut found = [0.0; DECILES];
        clusters.percentiles(&once, &TRACKED_QUANTILES[..DECILES], &mut found).map(|()| found)
    };
    let (of_a, of_b) = (deciles(a)?, deciles(b)?);
    let found: [f64; DECILES] = std::array::from_fn(|idx| of_a[idx] - of_b[idx]);
    let differences: Vec<[f64; DECILES]> =
        paired(a, b).map(|(a, b)| std::array::from_fn(|idx| a[idx] - b[idx])).collect();
    let errors: [f64; DECILES] =
        std::array::from_fn(|idx| standard_error(differences.iter().map(|differences| differences[idx])));
    let worst = |differences: &[f64; DECILES]| {
        let scaled = |idx: usize| {
            if errors[idx] > 0.0 { (differences[idx] - found[idx]).abs() / errors[idx] } else { 0.0 }
        };
        (0..DECILES).map(scaled).fold(0.0, f64::max)
    };
    let mut worst: Vec<f64> = differences.iter().map(worst).collect();
    let width = sort_quantile(&mut worst, 0.95)?;
    let difference = |idx: usize| Estimate {
        value: found[idx],
        lower: Some(found[idx] - width * errors[idx]),
        upper: Some(found[idx] + width * errors[idx]),
    };
    Some(ShiftRow {
        conditions: pair.conditions.clone(),
        metric: list.shape.metric,
        window: list.window,
        a: pair.a.clone(),
        b: pair.b.clone(),
        differences: std::array::from_fn(difference),
    })
}

/// Returns the standard deviation of replicates.
pub(crate) fn standard_error(replicates: impl ExactSizeIterator<Item = f64> + Clone) -> f64 {
    let n = replicates.len() as f64;
    let mean = replicates.clone().sum::<f64>() / n;
    (replicates.map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
}
