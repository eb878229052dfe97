//! Simulated datasets: normal samples with an effect per day, and rare bad days.

use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{Rng, SeedableRng},
};
use schema::Design;
use statrs::distribution::{ContinuousCDF, Normal};

use crate::{bootstrap::seed, clusters::Clusters, window_samples::WindowSamples};

/// Share of the samples of a bad day that are slow.
const SLOW_SHARE: f64 = 0.4;

/// Standard deviations by which slow samples are slower: far outside the others, as bad days of the archive are.
const SLOWER_BY: f64 = 5.0;

/// A generator of random numbers.
pub(super) struct Random {
    bits: Xoshiro256PlusPlus,
    /// Normal numbers are made in pairs; the second waits here.
    spare: Option<f64>,
}

impl Random {
    /// Returns the generator that `name` seeds.
    pub(super) fn new(name: &str) -> Random {
        Random { bits: Xoshiro256PlusPlus::seed_from_u64(seed(name)), spare: None }
    }

    /// Draws a seed.
    pub(super) fn seed(&mut self) -> u64 {
        self.bits.next_u64()
    }

    /// Draws from the standard normal distribution: Box and Muller, "A Note on the Generation of Random Normal
    /// Deviates", Annals of Mathematical Statistics 29 (1958), 610–611.
    fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let radius = (-2.0 * self.open_unit().ln()).sqrt();
        let (sine, cosine) = (std::f64::consts::TAU * self.open_unit()).sin_cos();
        self.spare = Some(radius * sine);
        radius * cosine
    }

    /// Draws a number between 0 and 1, both excluded: the middle of one of 2⁵² equal parts.
    fn open_unit(&mut self) -> f64 {
        ((self.bits.next_u64() >> 12) as f64 + 0.5) / 2_f64.powi(52)
    }
}

/// Draws a dataset of `design`. Half of the variance of each day's effect is that of `common`, if given.
pub(super) fn dataset(design: Design, random: &mut Random, common: Option<&[f64]>) -> WindowSamples {
    let share = f64::from(design.icc_percent) / 100.0;
    let (between, within) = (share.sqrt(), (1.0 - share).sqrt());
    let mut samples = Vec::with_capacity((design.clusters * design.samples_per_cluster) as usize);
    for day in 0..design.clusters as u16 {
        let own = random.normal();
        let both = common.map_or(own, |common| (own + common[usize::from(day)]) / 2.0_f64.sqrt());
        let is_bad = random.open_unit() * 100.0 < f64::from(design.bad_day_percent);
        for _ in 0..design.samples_per_cluster {
            let is_slow = is_bad && random.open_unit() < SLOW_SHARE;
            let score = between * both + within * random.normal() + if is_slow { SLOWER_BY } else { 0.0 };
            samples.push((day, value(score)));
        }
    }
    WindowSamples::new(Clusters::new(samples.into_iter(), design.clusters as usize))
}

/// Draws the effects of days that several datasets share.
pub(super) fn common_effects(design: Design, random: &mut Random) -> Vec<f64> {
    (0..design.clusters).map(|_| random.normal()).collect()
}

/// Returns the true percentile of all days, by bisection.
pub(super) fn truth(design: Design, fraction: f64) -> f64 {
    let standard = Normal::standard();
    let slow = f64::from(design.bad_day_percent) / 100.0 * SLOW_SHARE;
    let below = |score: f64| (1.0 - slow) * standard.cdf(score) + slow * standard.cdf(score - SLOWER_BY);
    let (mut low, mut high) = (-10.0, 10.0 + SLOWER_BY);
    while high - low > 1e-12 {
        let middle = f64::midpoint(low, high);
        if below(middle) < fraction { low = middle } else { high = middle }
    }
    value(low)
}

/// Init durations of some 20 ms. Intervals of percentiles depend on order alone, so any increasing function would do.
fn value(score: f64) -> f64 {
    20.0 + 2.0 * score
}

#[test]
fn true_percentiles_are_those_of_very_many_samples() {
    let plain = Design { clusters: 400, samples_per_cluster: 500, ..super::small() };
    for design in [plain, Design { bad_day_percent: 5, ..plain }] {
        let samples = dataset(design, &mut Random::new("model"), None);
        for fraction in [0.5, 0.9] {
            let found = samples.clusters.quantile(fraction).unwrap();
            let ratio = found / truth(design, fraction);
            assert!((ratio - 1.0).abs() < 0.01, "{design:?} {fraction}: {ratio}");
        }
    }
}
