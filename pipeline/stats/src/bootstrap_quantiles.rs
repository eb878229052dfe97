//! Quantiles of the bootstrap distribution of each statistic, from which probabilities are read.

use schema::{BootstrapQuantileRow, Memory, PUBLISHED_QUANTILES, Percentile, TrackedStatistic};

use crate::{
    bootstrap::Bootstrap,
    clusters::Clusters,
    intervals::{Replicates, TRACKED_QUANTILES, has_days},
    series::Current,
};

/// Returns the rows of one series. A series of a test machine, of one memory size, or with too few days has none.
pub(crate) fn rows(
    current: &Current,
    replicates: &Replicates,
    bootstrap: &Bootstrap,
) -> Vec<BootstrapQuantileRow> {
    let (series, clusters) = (&current.row.series, &current.clusters);
    if series.memory != Memory::Pooled || !has_days(clusters) {
        return Vec::new();
    }
    let mut own = [0.0; TRACKED_QUANTILES.len()];
    let once = vec![1; clusters.day_sizes.len()];
    if clusters.percentiles(&once, &TRACKED_QUANTILES, &mut own).is_none() {
        return Vec::new();
    }
    let row = |statistic: TrackedStatistic| {
        let (estimate, mut found): (f64, Vec<f64>) = match statistic {
            TrackedStatistic::Mean => (current.row.distribution.mean, means(clusters, bootstrap)),
            TrackedStatistic::Percentile(percent) => {
                let position = position(percent)?;
                (own[position], replicates.iter().flatten().map(|all| all[position]).collect())
            }
        };
        let is_supported = match statistic {
            TrackedStatistic::Percentile(95) => clusters.n() >= Percentile::P95.samples_needed(),
            TrackedStatistic::Percentile(96..) => clusters.n() >= Percentile::P99.samples_needed(),
            _ => clusters.n() >= Percentile::P90.samples_needed(),
        };
        found.sort_unstable_by(f64::total_cmp);
        if !is_supported || found.is_empty() {
            return None;
        }
        Some(BootstrapQuantileRow {
            series: series.clone(),
            window: current.row.window,
            statistic,
            estimate,
            quantiles: PUBLISHED_QUANTILES.map(|level| schema::quantile(&found, level).unwrap_or(estimate)),
            replicates: found.len() as u32,
            seed: format!("{:016x}", bootstrap.seed),
        })
    };
    TrackedStatistic::ALL.into_iter().filter_map(row).collect()
}

/// Returns the position of a percentile in [`TRACKED_QUANTILES`].
fn position(percent: u8) -> Option<usize> {
    TRACKED_QUANTILES.iter().position(|fraction| (fraction * 100.0 - f64::from(percent)).abs() < 1e-9)
}

/// Returns the mean of each replicate that draws samples.
fn means(clusters: &Clusters, bootstrap: &Bootstrap) -> Vec<f64> {
    let mut sums = vec![0.0; clusters.day_sizes.len()];
    for (value, day) in clusters.values.iter().zip(&clusters.day) {
        sums[usize::from(*day)] += value;
    }
    let mean = |weights: &[u16]| {
        let days = || weights.iter().zip(&clusters.day_sizes).zip(&sums);
        let n: u64 = days().map(|((weight, size), _)| u64::from(*weight) * u64::from(*size)).sum();
        let sum: f64 = days().map(|((weight, _), sum)| f64::from(*weight) * sum).sum();
        (n > 0).then(|| sum / n as f64)
    };
    bootstrap.replicates().filter_map(mean).collect()
}

#[test]
fn the_mean_of_a_replicate_is_that_of_its_days() {
    let clusters = Clusters::new([(0, 1.0), (0, 2.0), (1, 6.0)].into_iter(), 3);
    let bootstrap = Bootstrap::new(5, 3, 200);
    let expected: Vec<f64> = bootstrap
        .replicates()
        .filter_map(|weights| {
            let all =
                [(0, 1.0), (0, 2.0), (1, 6.0)].map(|(day, value)| vec![value; usize::from(weights[day])]);
            let all = all.concat();
            (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
        })
        .collect();
    let found = means(&clusters, &bootstrap);
    assert_eq!(found.len(), expected.len());
    assert!(found.len() < 200, "A replicate that draws the third day only has no mean");
    assert!(found.iter().zip(&expected).all(|(found, expected)| (found - expected).abs() < 1e-12));
}
