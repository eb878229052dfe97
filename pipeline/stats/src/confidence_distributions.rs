//! Confidence distributions, from which probabilities are read: Xie and Singh, "Confidence Distribution, the Frequentist
//! Distribution Estimator of a Parameter", International Statistical Review 81 (2013), 3–39.
//!
//! The quantile at a level is the end of a one-sided interval with that confidence. Percentiles use order statistics, as
//! their intervals do. The mean uses the bootstrap.

use schema::{
    ClusterUnit, ConfidenceDistributionRow, Memory, PUBLISHED_QUANTILES, Percentile, TrackedStatistic,
};

use crate::{
    bootstrap::{Bootstrap, widened},
    clusters::Clusters,
    percentile_ci::EstimatedPercentile,
    replicates::has_days,
    series::Current,
};

/// Returns the rows of one series. A series of a test machine, of one memory size, or with too few days has none.
pub(crate) fn rows(current: &Current, bootstrap: &Bootstrap) -> Vec<ConfidenceDistributionRow> {
    let (series, clusters) = (&current.row.series, &current.samples.clusters);
    if series.memory != Memory::Pooled || !has_days(clusters) {
        return Vec::new();
    }
    let row = |statistic: TrackedStatistic| {
        let needed = match statistic {
            TrackedStatistic::Percentile(95) => Percentile::P95,
            TrackedStatistic::Percentile(96..) => Percentile::P99,
            _ => Percentile::P90,
        };
        let is_supported = |n: u64| needed.samples_short(n) == 0;
        if !is_supported(clusters.n()) {
            return None;
        }
        let (estimate, quantiles) = match statistic.share() {
            None => (current.row.distribution.mean, of_mean(clusters, bootstrap)?),
            Some(fraction) => {
                let are_days = current.row.distribution.cluster_unit == ClusterUnit::Day;
                let found = EstimatedPercentile::of(&current.samples, &current.earlier, fraction, are_days)?;
                if !is_supported(found.effective_samples()) {
                    return None;
                }
                (found.estimate, PUBLISHED_QUANTILES.map(|level| found.at_confidence(level)))
            }
        };
        let (series, window) = (series.clone(), current.row.window);
        Some(ConfidenceDistributionRow { series, window, statistic, estimate, quantiles })
    };
    TrackedStatistic::ALL.into_iter().filter_map(row).collect()
}

/// Returns the quantiles of the mean over the replicates, further out where days are few; none without replicates.
fn of_mean(clusters: &Clusters, bootstrap: &Bootstrap) -> Option<[Option<f64>; PUBLISHED_QUANTILES.len()]> {
    let mut means = means(clusters, bootstrap);
    means.sort_unstable_by(f64::total_cmp);
    let quantile = |level: f64| schema::quantile(&means, widened(level, clusters.n_days()));
    (!means.is_empty()).then(|| PUBLISHED_QUANTILES.map(quantile))
}

/// Returns the mean of each replicate that draws samples.
fn means(clusters: &Clusters, bootstrap: &Bootstrap) -> Vec<f64> {
    let mut sums = vec![0.0; clusters.day_sizes.len()];
    for found in clusters.iter() {
        sums[found.day] += found.value * found.count as f64;
    }
    let mean = |weights: &[u16]| {
        let days = || weights.iter().zip(&clusters.day_sizes).zip(&sums);
        let n: u64 = days().map(|((weight, size), _)| u64::from(*weight) * size).sum();
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
