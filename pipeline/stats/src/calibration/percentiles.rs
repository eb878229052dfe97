//! Coverage of the intervals of percentiles.

use std::collections::VecDeque;

use schema::{CalibrationRow, ClusterUnit, Design, Percentile, SimulatedStatistic};

use super::{Misses, in_parts, model};
use crate::percentile_ci::percentile_ci;

/// Simulated datasets per design: the standard error of a coverage of 0.95 is 0.002.
pub(super) const SIMULATIONS: u32 = 10_000;

pub(super) const STATISTICS: [SimulatedStatistic; Percentile::ALL.len()] =
    [SimulatedStatistic::P50, SimulatedStatistic::P90, SimulatedStatistic::P95, SimulatedStatistic::P99];

/// Simulates `design`. The earlier windows of a dataset are the datasets before it.
pub(super) fn simulate(design: Design) -> Vec<CalibrationRow> {
    let fractions = Percentile::ALL.map(Percentile::fraction);
    let truth = fractions.map(|fraction| model::truth(design, fraction));
    let are_days = design.cluster_unit == ClusterUnit::Day;
    let counts = in_parts(&format!("{design:?}"), SIMULATIONS, |random, simulations| {
        let mut counts = [Misses::default(); Percentile::ALL.len()];
        let mut earlier: VecDeque<_> =
            (0..design.earlier_windows).map(|_| model::dataset(design, random, None)).collect();
        for _ in 0..simulations {
            let samples = model::dataset(design, random, None);
            for ((fraction, truth), counts) in fractions.into_iter().zip(truth).zip(&mut counts) {
                let found = percentile_ci(&samples, earlier.make_contiguous(), fraction, are_days);
                counts.count(found.map_or((None, None), |found| (found.lower, found.upper)), truth);
            }
            if earlier.pop_front().is_some() {
                earlier.push_back(samples);
            }
        }
        counts
    });
    let rows = STATISTICS.into_iter().zip(counts);
    rows.map(|(statistic, counts)| counts.row(design, statistic, SIMULATIONS)).collect()
}

#[test]
fn many_days_that_are_alike_cover_what_they_say() {
    let rows = simulate(Design { clusters: 60, samples_per_cluster: 2, ..super::small() });
    assert!((rows[0].coverage - 0.95).abs() < 0.02, "{:?}", rows[0]);
}

#[test]
fn few_days_that_differ_cover_what_they_say() {
    let few = Design { clusters: 5, samples_per_cluster: 10, icc_percent: 50, ..super::small() };
    for row in simulate(few) {
        assert!(row.coverage > CalibrationRow::LEAST, "{row:?}");
    }
}
