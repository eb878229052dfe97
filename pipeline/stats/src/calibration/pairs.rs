//! Coverage of the intervals of ratios and differences.

use schema::{CalibrationRow, ClusterUnit, Design, Estimate, SimulatedStatistic};

use super::{Misses, in_parts, model};
use crate::{
    compare::COMPARED,
    mover,
    percentile_ci::{Residuals, percentile_ci},
    window_samples::WindowSamples,
};

/// Simulated pairs per design.
pub(super) const SIMULATIONS: u32 = 10_000;

pub(super) const STATISTICS: [SimulatedStatistic; 6] = [
    SimulatedStatistic::P50Ratio,
    SimulatedStatistic::P90Ratio,
    SimulatedStatistic::P99Ratio,
    SimulatedStatistic::P50Difference,
    SimulatedStatistic::P90Difference,
    SimulatedStatistic::P99Difference,
];

/// Simulates pairs of datasets of `design` that share half of each day's effect, and are equal otherwise.
pub(super) fn simulate(design: Design) -> Vec<CalibrationRow> {
    let are_days = design.cluster_unit == ClusterUnit::Day;
    let counts = in_parts(&format!("pairs {design:?}"), SIMULATIONS, |random, simulations| {
        let mut counts = [Misses::default(); STATISTICS.len()];
        for _ in 0..simulations {
            let common = model::common_effects(design, random);
            let pair = [(); 2].map(|()| model::dataset(design, random, Some(&common)));
            for (position, percentile) in COMPARED.into_iter().enumerate() {
                let fraction = percentile.fraction();
                let [a, b] = pair.each_ref().map(|samples| estimate(samples, fraction, are_days));
                let [Some(a_residuals), Some(b_residuals)] =
                    pair.each_ref().map(|samples| Residuals::of(&samples.clusters, fraction))
                else {
                    continue;
                };
                let correlation = a_residuals.correlation(&b_residuals);
                let ends = |found: Estimate| (found.lower, found.upper);
                counts[position].count(ends(mover::ratio(a, b, correlation)), 1.0);
                counts[position + COMPARED.len()].count(ends(mover::difference(a, b, correlation)), 0.0);
            }
        }
        counts
    });
    let rows = STATISTICS.into_iter().zip(counts);
    rows.map(|(statistic, counts)| counts.row(design, statistic, SIMULATIONS)).collect()
}

fn estimate(samples: &WindowSamples, fraction: f64, are_days: bool) -> Estimate {
    let value = samples.clusters.quantile(fraction).unwrap_or(f64::NAN);
    let found = percentile_ci(samples, &[], fraction, are_days);
    let (lower, upper) = found.map_or((None, None), |found| (found.lower, found.upper));
    Estimate { value, lower, upper }
}

#[test]
fn pairs_of_many_alike_days_cover_what_they_say() {
    for row in simulate(Design { clusters: 30, samples_per_cluster: 5, ..super::small() }) {
        assert!(row.coverage > CalibrationRow::LEAST, "{row:?}");
    }
}
