//! Which days each replicate of the cluster bootstrap draws.
//!
//! Samples of one day share a deployment and a state of the platform, so days are what is drawn, with all
//! their samples: Davison and Hinkley, "Bootstrap Methods and their Application" (1997), 3.8; Field and
//! Welsh, "Bootstrapping clustered data", JRSS B 69 (2007), 369–390. One sequence of draws serves all series
//! of a window, which pairs them by day in comparisons.

use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{Rng, SeedableRng},
};
use schema::Window;
use sha2::{Digest, Sha256};

/// Replicates of every published interval.
pub const REPLICATES: usize = 2000;

/// How often each day counts in each replicate.
#[derive(Clone, Debug)]
pub(crate) struct Resampling {
    pub(crate) seed: u64,
    n_days: usize,
    /// Replicate by replicate, `n_days` counts each.
    weights: Vec<u16>,
}

impl Resampling {
    /// Draws `n_days` of `n_days` days with replacement, `replicates` times.
    pub(crate) fn new(seed: u64, n_days: usize, replicates: usize) -> Resampling {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut weights = vec![0; n_days * replicates];
        for replicate in weights.chunks_exact_mut(n_days.max(1)) {
            for _ in 0..n_days {
                replicate[below(&mut random, n_days)] += 1;
            }
        }
        Resampling { seed, n_days, weights }
    }

    /// The counts of each replicate.
    pub(crate) fn replicates(&self) -> impl ExactSizeIterator<Item = &[u16]> {
        self.weights.chunks_exact(self.n_days.max(1))
    }
}

/// The seed of a window of a source: the draws of its days are the same for all its series.
pub(crate) fn seed_of(source: &str, window: Window) -> u64 {
    seed(&format!("{source} {} {}", window.window_start, window.window_end))
}

/// The seed that belongs to `name`: the first eight bytes of its SHA-256.
pub(crate) fn seed(name: &str) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&Sha256::digest(name)[..8]);
    u64::from_be_bytes(first)
}

/// A number from 0 to `n` − 1, by multiplication: Lemire, "Fast Random Integer Generation in an Interval",
/// ACM TOMACS 29 (2019). With 64 bits and thousands of days its bias is below 2⁻⁵⁰.
pub(crate) fn below(random: &mut impl Rng, n: usize) -> usize {
    ((u128::from(random.next_u64()) * n as u128) >> 64) as usize
}

/// The ends of the 95 % interval of `replicates`, which are put in another order: the percentile method,
/// Efron (1981), with linear interpolation. None where there are fewer than forty.
pub(crate) fn interval(replicates: &mut [f64]) -> Option<(f64, f64)> {
    if replicates.len() < 40 {
        return None;
    }
    Some((quantile(replicates, 0.025), quantile(replicates, 0.975)))
}

/// One quantile of `values`, which ascend and are not empty; definition 7 of Hyndman and Fan (1996).
pub(crate) fn sorted_quantile(values: &[f64], fraction: f64) -> f64 {
    let place = (values.len() - 1) as f64 * fraction;
    let below = place.floor() as usize;
    let next = values[(below + 1).min(values.len() - 1)];
    values[below] + (place - place.floor()) * (next - values[below])
}

/// One quantile by partial sorting; definition 7 of Hyndman and Fan (1996).
pub(crate) fn quantile(values: &mut [f64], fraction: f64) -> f64 {
    let place = (values.len() - 1) as f64 * fraction;
    let below = place.floor();
    let (_, low, above) = values.select_nth_unstable_by(below as usize, f64::total_cmp);
    let low = *low;
    let share = place - below;
    if share <= 0.0 {
        return low;
    }
    let next = above.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
    low + share * (next - low)
}

#[test]
fn every_replicate_draws_as_many_days_as_there_are() {
    let drawn = Resampling::new(7, 29, 100);
    assert_eq!(drawn.replicates().len(), 100);
    assert!(drawn.replicates().all(|weights| weights.iter().sum::<u16>() == 29));
}

#[test]
fn the_seed_decides_every_draw() {
    let draw = |seed| Resampling::new(seed, 30, 50).weights;
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
    // printf lambda-perf | sha256sum
    assert_eq!(format!("{:016x}", seed("lambda-perf")), "daea2a8ecc65ff3e");
}

#[test]
fn days_are_drawn_evenly() {
    let n_replicates = 20_000;
    let drawn = Resampling::new(3, 10, n_replicates);
    let mut counts = [0_u64; 10];
    for weights in drawn.replicates() {
        for (count, weight) in counts.iter_mut().zip(weights) {
            *count += u64::from(*weight);
        }
    }
    // Each count is binomial with a standard deviation of 134.
    assert!(counts.iter().all(|count| count.abs_diff(20_000) < 700), "{counts:?}");
}

#[test]
fn sorting_wholly_or_in_part_gives_the_same_quantile() {
    let mut values: Vec<f64> = (0..57).map(|i| f64::from(i * 37 % 101)).collect();
    let mut sorted = values.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    for fraction in [0.0, 0.01, 0.025, 0.5, 0.9, 0.99, 1.0] {
        let whole = sorted_quantile(&sorted, fraction);
        assert!((whole - quantile(&mut values, fraction)).abs() < 1e-12, "{fraction}");
    }
}

#[test]
fn the_interval_has_95_of_100_replicates_in_it() {
    let mut replicates: Vec<f64> = (0..=1000).rev().map(f64::from).collect();
    assert_eq!(interval(&mut replicates), Some((25.0, 975.0)));
    assert_eq!(interval(&mut [1.0; 39]), None);
    assert_eq!(interval(&mut [2.5; 40]), Some((2.5, 2.5)));
}
