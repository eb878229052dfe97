//! Percentiles of a series in every replicate of its bootstrap.

use schema::{Percentile, ShiftRow};

use crate::{
    bootstrap::{Bootstrap, MIN_DAYS},
    clusters::Clusters,
};

/// The deciles, and the percentile by which tails are ranked; ascending.
pub(crate) const TRACKED_QUANTILES: [f64; ShiftRow::DECILES + 1] =
    [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99];

/// Values of [`TRACKED_QUANTILES`] in each replicate; none for a replicate that drew no day with samples.
pub(crate) type Replicates = Vec<Option<[f64; TRACKED_QUANTILES.len()]>>;

/// Returns the position of a percentile in [`TRACKED_QUANTILES`]; none if it is not tracked.
pub(crate) fn position(percentile: Percentile) -> Option<usize> {
    TRACKED_QUANTILES.iter().position(|fraction| (fraction - percentile.fraction()).abs() < 1e-9)
}

/// Returns true if there are enough days to resample.
pub(crate) fn has_days(clusters: &Clusters) -> bool {
    clusters.n_days() as usize >= MIN_DAYS
}

/// Computes the percentiles of `clusters` in every replicate.
pub(crate) fn replicates(clusters: &Clusters, bootstrap: &Bootstrap) -> Replicates {
    let mut found = [0.0; TRACKED_QUANTILES.len()];
    let mut of = |weights| clusters.percentiles(weights, &TRACKED_QUANTILES, &mut found).map(|()| found);
    bootstrap.replicates().map(&mut of).collect()
}

/// Returns the standard deviation of replicates.
pub(crate) fn standard_error(replicates: impl ExactSizeIterator<Item = f64> + Clone) -> f64 {
    let n = replicates.len() as f64;
    let mean = replicates.clone().sum::<f64>() / n;
    (replicates.map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
}
