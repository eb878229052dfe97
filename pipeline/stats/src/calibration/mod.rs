//! Coverage that nominal 95% intervals achieve, by simulation.
//!
//! It depends on the numbers of clusters and of samples per cluster, and on the share of the variance between
//! clusters. Units do not matter, because a percentile's interval follows any increasing transformation of the values.
//! So coverage is simulated once for each such design, and kept. Designs are rounded to harder ones, so that a new day of
//! data seldom needs a new simulation.

mod bands;
mod model;
mod pairs;
mod percentiles;

use std::collections::BTreeSet;

use rayon::prelude::*;
use schema::{CalibrationRow, ClusterUnit, Design, Percentile, SimulatedStatistic};

use crate::{percentile_ci::n_pooled, series::Current};

/// Simulated numbers of clusters; others are rounded down.
const CLUSTERS: [u32; 14] = [3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 40, 60, 80];

/// Simulated numbers of samples per cluster; others are rounded up.
const SAMPLES: [u32; 16] = [1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 60, 100, 150, 200, 400, 1000];

/// Simulated shares of the variance between clusters, in per cent; others are rounded up. They are denser below a fifth,
/// where most series lie.
const SHARES: [u32; 9] = [0, 2, 5, 10, 20, 30, 40, 60, 80];

/// Simulated numbers of earlier windows; others are rounded down.
const EARLIER_WINDOWS: [u32; 3] = [0, 3, 8];

/// Returns the simulated design of a series; none without variance components.
pub(crate) fn design<S>(current: &Current<S>) -> Option<Design> {
    let clusters = &current.samples.clusters;
    let fit = current.samples.variance_components?;
    let unit = current.row.distribution.cluster_unit;
    Some(next_to(unit, (clusters.n(), clusters.n_days()), fit.icc, n_pooled(&current.earlier)))
}

/// Returns the simulated design for `n` samples in `clusters`, rounded to a harder case.
fn next_to(cluster_unit: ClusterUnit, (n, clusters): (u64, u32), icc: f64, earlier: u32) -> Design {
    let samples = (n as f64 / f64::from(clusters)).round();
    Design {
        cluster_unit,
        clusters: down(&CLUSTERS, clusters),
        samples_per_cluster: up(&SAMPLES, samples),
        icc_percent: up(&SHARES, icc * 100.0),
        bad_day_percent: 0,
        earlier_windows: down(&EARLIER_WINDOWS, earlier),
    }
}

/// Returns the last of `simulated` that is at most `value`, or else the first.
fn down(simulated: &[u32], value: u32) -> u32 {
    simulated.iter().copied().rfind(|known| *known <= value).unwrap_or(simulated[0])
}

/// Returns the first of `simulated` that is at least `value`, or else the last.
fn up(simulated: &[u32], value: f64) -> u32 {
    let found = simulated.iter().copied().find(|known| f64::from(*known) >= value);
    found.unwrap_or(simulated[simulated.len() - 1])
}

/// Returns the designs of the coverage study: all if `is_wanted`, or else only the `known` ones. They range from few
/// clusters to many, from alike to different, and to rare bad days.
pub(crate) fn study(known: &[CalibrationRow], is_wanted: bool) -> impl Iterator<Item = Design> {
    let known: BTreeSet<Design> = known.iter().map(|row| row.design).collect();
    let day = |clusters, samples_per_cluster, icc_percent| Design {
        cluster_unit: ClusterUnit::Day,
        clusters,
        samples_per_cluster,
        icc_percent,
        bad_day_percent: 0,
        earlier_windows: 0,
    };
    let mut designs = Vec::new();
    for clusters in [5, 15, 30] {
        for samples_per_cluster in [10, 40] {
            designs.extend([0, 20, 50].map(|share| day(clusters, samples_per_cluster, share)));
        }
        let bad = Design { bad_day_percent: 5, ..day(clusters, 40, 20) };
        designs.extend((clusters > 5).then_some(bad));
    }
    let with_earlier = designs.clone().into_iter().filter(|design| design.clusters > 5);
    designs.extend(with_earlier.map(|design| Design { earlier_windows: 8, ..design }));
    designs.into_iter().filter(move |design| is_wanted || known.contains(design))
}

/// Returns the rows of all `designs`, sorted. The `known` ones are kept, and the others simulated: percentiles of all, and
/// comparisons of those that are in `compares`.
pub(crate) fn calibrate(
    designs: &BTreeSet<Design>,
    known: &[CalibrationRow],
    compares: &BTreeSet<Design>,
) -> Vec<CalibrationRow> {
    let designs: Vec<Design> = designs.iter().copied().collect();
    let rows = designs.par_iter().flat_map_iter(|design| {
        let of_design = known.iter().filter(|row| row.design == *design);
        let of_design: Vec<&CalibrationRow> = of_design.collect();
        let keep = |simulated: &[SimulatedStatistic], simulations: u32| {
            let is_kept =
                |row: &&&CalibrationRow| simulated.contains(&row.statistic) && row.simulations == simulations;
            let kept: Vec<CalibrationRow> =
                of_design.iter().filter(is_kept).map(|row| (*row).clone()).collect();
            (kept.len() == simulated.len()).then_some(kept)
        };
        let mut rows = keep(&percentiles::STATISTICS, percentiles::SIMULATIONS)
            .unwrap_or_else(|| percentiles::simulate(*design));
        if compares.contains(design) {
            rows.extend(
                keep(&pairs::STATISTICS, pairs::SIMULATIONS).unwrap_or_else(|| pairs::simulate(*design)),
            );
            rows.extend(
                keep(&bands::STATISTICS, bands::SIMULATIONS).unwrap_or_else(|| bands::simulate(*design)),
            );
        }
        rows
    });
    rows.collect()
}

/// Returns the designs of the `study` of which comparisons are simulated: those with one window and no bad days; all of them
/// if `is_wanted`, or else only the `known` ones.
pub(crate) fn compared(
    study: &BTreeSet<Design>,
    known: &[CalibrationRow],
    is_wanted: bool,
) -> BTreeSet<Design> {
    let compared = known.iter().filter(|row| pairs::STATISTICS.contains(&row.statistic));
    let compared: BTreeSet<Design> = compared.map(|row| row.design).collect();
    let is_plain = |design: &Design| design.earlier_windows == 0 && design.bad_day_percent == 0;
    let is_compared = |design: &&Design| is_plain(design) && (is_wanted || compared.contains(design));
    study.iter().filter(is_compared).copied().collect()
}

/// Returns the coverage of one percentile in `rows`, which are sorted.
pub(crate) fn coverage(rows: &[CalibrationRow], design: Design, percentile: Percentile) -> Option<f64> {
    let statistic = match percentile {
        Percentile::P50 => SimulatedStatistic::P50,
        Percentile::P90 => SimulatedStatistic::P90,
        Percentile::P95 => SimulatedStatistic::P95,
        Percentile::P99 => SimulatedStatistic::P99,
        Percentile::P999 => return None,
    };
    let found = rows.binary_search_by_key(&(design, statistic), |row| (row.design, row.statistic)).ok()?;
    Some(rows[found].coverage)
}

/// Simulated intervals that lie above or below the true value, and those without an upper end.
#[derive(Clone, Copy, Default)]
struct Misses {
    too_high: u32,
    too_low: u32,
    open: u32,
}

impl Misses {
    fn count(&mut self, (lower, upper): (Option<f64>, Option<f64>), truth: f64) {
        self.too_high += u32::from(lower.is_some_and(|lower| lower > truth));
        self.too_low += u32::from(upper.is_some_and(|upper| upper < truth));
        self.open += u32::from(upper.is_none());
    }

    fn add(&mut self, other: Misses) {
        self.too_high += other.too_high;
        self.too_low += other.too_low;
        self.open += other.open;
    }

    fn row(self, design: Design, statistic: SimulatedStatistic, simulations: u32) -> CalibrationRow {
        let share = |count: u32| f64::from(count) / f64::from(simulations);
        CalibrationRow {
            design,
            statistic,
            coverage: 1.0 - share(self.too_high + self.too_low),
            too_high: Some(share(self.too_high)),
            too_low: Some(share(self.too_low)),
            open: share(self.open),
            simulations,
        }
    }
}

/// Runs `simulate` on independent parts of `simulations`, each with its own generator, and adds up their misses.
fn in_parts<const N: usize>(
    name: &str,
    simulations: u32,
    simulate: impl Fn(&mut model::Random, u32) -> [Misses; N] + Sync,
) -> [Misses; N] {
    /// A part is long enough that earlier windows, which its first simulations need in addition, cost little.
    const PART: u32 = 500;
    let parts: Vec<[Misses; N]> = (0..simulations / PART)
        .into_par_iter()
        .map(|part| simulate(&mut model::Random::new(&format!("calibration {name} {part}")), PART))
        .collect();
    let mut sum = [Misses::default(); N];
    for part in parts {
        sum.iter_mut().zip(part).for_each(|(sum, part)| sum.add(part));
    }
    sum
}

#[test]
fn a_design_is_rounded_to_a_harder_one() {
    let check = |n, clusters, share, earlier, expected: (u32, u32, u32, u32)| {
        let found = next_to(ClusterUnit::Day, (n, clusters), share, earlier);
        let found = (found.clusters, found.samples_per_cluster, found.icc_percent, found.earlier_windows);
        assert_eq!(found, expected);
    };
    check(290, 29, 0.0, 0, (25, 10, 0, 0));
    check(320, 30, 0.011, 2, (25, 15, 2, 0));
    check(1154, 29, 0.3, 7, (25, 40, 30, 3));
    check(12, 12, 0.95, 11, (12, 1, 80, 8));
    check(200_000, 100, 0.5, 0, (80, 1000, 60, 0));
}

#[cfg(test)]
fn small() -> Design {
    next_to(ClusterUnit::Block, (6, 6), 0.0, 0)
}

#[test]
fn known_designs_are_not_simulated_again() {
    let mut known = percentiles::simulate(small());
    known[0].coverage = 0.123;
    let calibrate = |known: &[CalibrationRow]| calibrate(&[small()].into(), known, &BTreeSet::new());
    assert_eq!(calibrate(&known), known);
    known[0].simulations = 1;
    assert_ne!(calibrate(&known), known);
}
