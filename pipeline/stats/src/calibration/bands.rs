//! Coverage of what the bootstrap decides: superiority, shift bands and rank sets.

use schema::{CalibrationRow, Design, Estimate, Percentile, SimulatedStatistic};

use super::{Misses, in_parts, model};
use crate::{
    bootstrap::{Bootstrap, interval, widening},
    ranks::rank_bounds,
    replicates::{Replicates, position, replicates},
    shift::band,
    superiority::{DayMajor, superiority},
    window_samples::WindowSamples,
};

/// Simulated sets of datasets per design: the standard error of a coverage of 0.95 is 0.005.
pub(super) const SIMULATIONS: u32 = 2000;

/// Replicates per dataset. Fewer than for a published interval, because their noise averages out.
const REPLICATES: usize = 500;

/// Datasets that are ranked together.
const RANKED: usize = 5;

pub(super) const STATISTICS: [SimulatedStatistic; 3] =
    [SimulatedStatistic::Superiority, SimulatedStatistic::ShiftBand, SimulatedStatistic::RankSet];

/// Simulates datasets of `design` that share half of each day's effect, and are equal otherwise: superiority is a half,
/// every shift is zero, and each may have any rank.
pub(super) fn simulate(design: Design) -> Vec<CalibrationRow> {
    let n_days = design.clusters as usize;
    let counts = in_parts(&format!("bands {design:?}"), SIMULATIONS, |random, simulations| {
        let mut counts = [Misses::default(); STATISTICS.len()];
        for _ in 0..simulations {
            let common = model::common_effects(design, random);
            let samples: [WindowSamples; RANKED] =
                std::array::from_fn(|_| model::dataset(design, random, Some(&common)));
            let bootstrap = Bootstrap::new(random.seed(), n_days, REPLICATES);
            let replicates = samples.each_ref().map(|samples| replicates(&samples.clusters, &bootstrap));
            let [a, b] = [0, 1].map(|idx| (&samples[idx].clusters, &replicates[idx]));
            if let Some((_, mut shares)) = superiority(a.0, b.0, &DayMajor::of(&bootstrap, n_days)) {
                counts[0].count(interval(&mut shares, design.clusters).unzip(), 0.5);
            }
            let is_beyond = |difference: &Estimate| {
                difference.lower > Some(0.0) || difference.upper.is_some_and(|upper| upper < 0.0)
            };
            // Bands and rank sets miss on both sides at once; all their misses are counted as one kind.
            counts[1].too_high += u32::from(band(a, b).is_some_and(|band| band.iter().any(is_beyond)));
            counts[2].too_high += u32::from(!may_have_any_rank(&samples, &replicates, design.clusters));
        }
        counts
    });
    let rows = STATISTICS.into_iter().zip(counts).enumerate();
    let row = |(idx, (statistic, counts)): (usize, (SimulatedStatistic, Misses))| {
        let row = counts.row(design, statistic, SIMULATIONS);
        if idx == 0 { row } else { CalibrationRow { too_high: None, too_low: None, ..row } }
    };
    rows.map(row).collect()
}

/// Returns true if the rank sets by the median say that every dataset may be the first and the last.
fn may_have_any_rank(samples: &[WindowSamples], replicates: &[Replicates], clusters: u32) -> bool {
    let Some(position) = position(Percentile::P50) else { return false };
    let median = |samples: &WindowSamples| samples.clusters.quantile(0.5);
    let estimates: Vec<f64> = samples.iter().filter_map(median).map(f64::ln).collect();
    let logs = |all: &Replicates| all.iter().flatten().map(|all| all[position].ln()).collect();
    let logs: Vec<Vec<f64>> = replicates.iter().map(logs).collect();
    let bounds = rank_bounds(&estimates, &logs, widening(0.975, clusters));
    bounds.iter().all(|bounds| *bounds == (1, samples.len() as u32))
}

#[test]
fn sets_of_many_alike_days_cover_what_they_say() {
    for row in simulate(Design { clusters: 30, samples_per_cluster: 5, ..super::small() }) {
        assert!(row.coverage > CalibrationRow::LEAST, "{row:?}");
    }
}
