//! Confidence intervals of each percentile of each series.

use schema::{CalibrationRow, IntervalRow, Percentile};

use crate::{
    bootstrap::{Bootstrap, MIN_DAYS, interval},
    calibration::{Design, coverage},
    clusters::Clusters,
    order_statistic_ci::order_statistic_ci,
    series::Current,
};

/// Deciles and deeper percentiles, ascending: computed in every replicate.
pub(crate) const TRACKED_QUANTILES: [f64; 12] =
    [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999];

/// Values of [`TRACKED_QUANTILES`] in each replicate; none for a replicate that drew no day with samples.
pub(crate) type Replicates = Vec<Option<[f64; TRACKED_QUANTILES.len()]>>;

/// Returns the position of a percentile in [`TRACKED_QUANTILES`].
pub(crate) const fn position(percentile: Percentile) -> usize {
    match percentile {
        Percentile::P50 => 4,
        Percentile::P90 => 8,
        Percentile::P95 => 9,
        Percentile::P99 => 10,
        Percentile::P999 => 11,
    }
}

/// Returns true if there are enough days to resample.
pub(crate) fn has_days(clusters: &Clusters) -> bool {
    clusters.n_days() as usize >= MIN_DAYS
}

/// Computes the percentiles of `clusters` in every replicate.
pub(crate) fn replicates(clusters: &Clusters, bootstrap: &Bootstrap) -> Replicates {
    let mut found = [0.0; TRACKED_QUANTILES.len()];
    let follow = |weights| clusters.percentiles(weights, &TRACKED_QUANTILES, &mut found).map(|()| found);
    bootstrap.replicates().map(follow).collect()
}

/// Returns the simulated design of a series; none with too few days or without variance components.
pub(crate) fn design<S>(current: &Current<S>) -> Option<Design> {
    let (clusters, fit) = (&current.clusters, current.variance_components?);
    has_days(clusters).then(|| Design::next_to(clusters.n(), clusters.n_days(), fit.icc))
}

/// Returns the rows of one series: one for each of the usual percentiles, and one for the 99.9th if the samples
/// support it.
pub(crate) fn intervals<S: Clone>(
    current: &Current<S>,
    replicates: &Replicates,
    bootstrap: &Bootstrap,
    calibration: &[CalibrationRow],
) -> Vec<IntervalRow<S>> {
    let (row, values) = (&current.row, &current.clusters.values);
    let n = row.distribution.n;
    let deepest = row.p999.map(|_| Percentile::P999);
    let interval_of = |percentile: Percentile| {
        let short_by = percentile.samples_needed().saturating_sub(n);
        let is_shown = short_by == 0 && has_days(&current.clusters);
        let mut found: Vec<f64> = replicates.iter().flatten().map(|all| all[position(percentile)]).collect();
        let (lower, upper) = if is_shown { interval(&mut found) } else { None }.unzip();
        let own = row.distribution.percentile(percentile);
        let order = order_statistic_ci(n, percentile.fraction());
        IntervalRow {
            series: row.series.clone(),
            window: row.window,
            percentile,
            n,
            clusters: row.distribution.clusters,
            cluster_unit: row.distribution.cluster_unit,
            short_by,
            estimate: row.p999.filter(|_| percentile == Percentile::P999).unwrap_or(own),
            lower,
            upper,
            coverage: lower.and(design(current)).and_then(|design| coverage(calibration, design, percentile)),
            order_lower: order.map(|order| values[order.lower]),
            order_upper: order.map(|order| values[order.upper]),
            order_confidence: order.map(|order| order.confidence),
            replicates: found.len() as u32,
            seed: format!("{:016x}", bootstrap.seed),
        }
    };
    Percentile::ALL.into_iter().chain(deepest).map(interval_of).collect()
}
