//! Actual coverage of nominal 95 % intervals, by simulation.
//!
//! The percentile bootstrap covers less than its nominal level when days are few or differ from each other. The
//! shortfall depends on the number of clusters, the samples per day, and the share of the variance between days. Units do
//! not matter, because a percentile's interval follows any increasing transformation of the values. So coverage is
//! simulated once for each such combination, and kept.

use std::collections::BTreeSet;

use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{Rng, SeedableRng},
};
use rayon::prelude::*;
use schema::{CalibrationRow, Percentile};
use statrs::distribution::{ContinuousCDF, Normal};

use crate::{
    bootstrap::{Bootstrap, interval, seed},
    clusters::Clusters,
};

/// Simulated datasets per combination: the standard error of a coverage of 0.95 is 0.007.
const SIMULATIONS: u32 = 1000;

/// Replicates per dataset. Fewer than for a published interval, because their noise averages out.
const REPLICATES: u32 = 400;

/// Simulated shares, in per cent; others are rounded up, to a harder case. They are denser below a fifth, where most
/// series lie, because each one costs a simulation for every number of days and samples.
const SHARES: [u32; 11] = [0, 2, 5, 10, 15, 20, 30, 40, 50, 60, 80];

/// A combination that determines the coverage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Design {
    pub(crate) clusters: u32,
    pub(crate) samples_per_cluster: u32,
    icc_percent: u32,
}

impl Design {
    /// Returns the simulated combination for `n` samples on `days` clusters, with the share rounded up.
    pub(crate) fn next_to(n: u64, clusters: u32, icc: f64) -> Design {
        let samples_per_cluster = (n as f64 / f64::from(clusters)).round().max(1.0) as u32;
        let percent = icc * 100.0;
        let up = SHARES.into_iter().find(|share| percent <= f64::from(*share));
        Design { clusters, samples_per_cluster, icc_percent: up.unwrap_or(SHARES[SHARES.len() - 1]) }
    }

    fn of(row: &CalibrationRow) -> Design {
        Design {
            clusters: row.clusters,
            samples_per_cluster: row.samples_per_cluster,
            icc_percent: row.icc_percent,
        }
    }
}

/// Returns the designs of the coverage study: all if `is_wanted`, or else only the `known` ones.
pub(crate) fn study(known: &[CalibrationRow], is_wanted: bool) -> impl Iterator<Item = Design> {
    let known: BTreeSet<Design> = known.iter().map(Design::of).collect();
    let (clusters, samples_per_cluster, shares) = CalibrationRow::STUDY;
    let designs = clusters.into_iter().flat_map(move |clusters| {
        samples_per_cluster.into_iter().flat_map(move |samples_per_cluster| {
            shares.map(|icc_percent| Design { clusters, samples_per_cluster, icc_percent })
        })
    });
    designs.filter(move |design| is_wanted || known.contains(design))
}

/// Returns the rows of all `designs`, sorted. The `known` ones are kept, and the others simulated.
pub(crate) fn calibrate(designs: &BTreeSet<Design>, known: &[CalibrationRow]) -> Vec<CalibrationRow> {
    let is_current = |row: &&CalibrationRow| (row.simulations, row.replicates) == (SIMULATIONS, REPLICATES);
    let known: Vec<&CalibrationRow> = known.iter().filter(is_current).collect();
    let designs: Vec<Design> = designs.iter().copied().collect();
    let rows = designs.par_iter().flat_map_iter(|design| {
        let found: Vec<_> =
            known.iter().filter(|row| Design::of(row) == *design).map(|row| (*row).clone()).collect();
        if found.len() == Percentile::ALL.len() { found } else { simulate(*design) }
    });
    rows.collect()
}

/// Returns the coverage of one percentile in `rows`.
pub(crate) fn coverage(rows: &[CalibrationRow], design: Design, percentile: Percentile) -> Option<f64> {
    let row = rows.iter().find(|row| Design::of(row) == design && row.percentile == percentile);
    row.map(|row| row.coverage)
}

fn simulate(design: Design) -> Vec<CalibrationRow> {
    let Design { clusters, samples_per_cluster, icc_percent } = design;
    let name = format!("calibration {clusters} {samples_per_cluster} {icc_percent}");
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed(&name));
    let normal = Normal::standard();
    let fractions = Percentile::ALL.map(Percentile::fraction);
    let truth = fractions.map(|fraction| normal.inverse_cdf(fraction));
    let mut n_covered = [0_u32; Percentile::ALL.len()];
    for _ in 0..SIMULATIONS {
        let dataset = dataset(design, &mut random, &normal);
        let bootstrap = Bootstrap::new(random.next_u64(), clusters as usize, REPLICATES as usize);
        let mut replicates = Percentile::ALL.map(|_| Vec::with_capacity(REPLICATES as usize));
        let mut found = [0.0; Percentile::ALL.len()];
        for weights in bootstrap.replicates() {
            if dataset.percentiles(weights, &fractions, &mut found).is_some() {
                replicates.iter_mut().zip(found).for_each(|(all, found)| all.push(found));
            }
        }
        for ((replicates, truth), n_covered) in replicates.iter_mut().zip(truth).zip(&mut n_covered) {
            let covers = interval(replicates).is_some_and(|(lower, upper)| lower <= truth && truth <= upper);
            *n_covered += u32::from(covers);
        }
    }
    let row = |(percentile, n_covered)| CalibrationRow {
        clusters,
        samples_per_cluster,
        icc_percent,
        percentile,
        coverage: f64::from(n_covered) / f64::from(SIMULATIONS),
        simulations: SIMULATIONS,
        replicates: REPLICATES,
    };
    Percentile::ALL.into_iter().zip(n_covered).map(row).collect()
}

/// Draws normal samples with an effect per day, of total variance 1.
fn dataset(design: Design, random: &mut impl Rng, normal: &Normal) -> Clusters {
    let share = f64::from(design.icc_percent) / 100.0;
    let (between, within) = (share.sqrt(), (1.0 - share).sqrt());
    let mut draw = || normal.inverse_cdf(open_unit(random));
    let mut samples = Vec::new();
    for day in 0..design.clusters as u16 {
        let effect = between * draw();
        for _ in 0..design.samples_per_cluster {
            samples.push((day, effect + within * draw()));
        }
    }
    Clusters::new(samples.into_iter(), design.clusters as usize)
}

/// Returns a random number between 0 and 1, both excluded: the middle of one of 2⁵² equal parts.
fn open_unit(random: &mut impl Rng) -> f64 {
    ((random.next_u64() >> 12) as f64 + 0.5) / 2_f64.powi(52)
}

#[test]
fn a_design_is_rounded_to_a_harder_one() {
    let check = |n, clusters, share, expected: (u32, u32, u32)| {
        let design = Design::next_to(n, clusters, share);
        assert_eq!((design.clusters, design.samples_per_cluster, design.icc_percent), expected);
    };
    check(290, 29, 0.0, (29, 10, 0));
    check(284, 29, 0.011, (29, 10, 2));
    check(1154, 29, 0.3, (29, 40, 30));
    check(12, 12, 0.95, (12, 1, 80));
}

#[test]
fn many_days_that_are_alike_cover_what_they_say() {
    let rows = simulate(Design { clusters: 60, samples_per_cluster: 2, icc_percent: 0 });
    assert!((rows[0].coverage - 0.95).abs() < 0.02, "{:?}", rows[0]);
}

#[test]
fn few_days_that_differ_cover_less() {
    let few = simulate(Design { clusters: 5, samples_per_cluster: 10, icc_percent: 50 });
    assert!(few[0].coverage < 0.9, "{:?}", few[0]);
}

#[test]
fn what_is_known_is_not_simulated_again() {
    let design = Design { clusters: 6, samples_per_cluster: 1, icc_percent: 0 };
    let mut known = simulate(design);
    known[0].coverage = 0.123;
    assert_eq!(calibrate(&BTreeSet::from([design]), &known), known);
    known[0].simulations = 1;
    assert_ne!(calibrate(&BTreeSet::from([design]), &known), known);
}
