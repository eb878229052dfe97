//! Cluster bootstrap: the days that each replicate draws.
//!
//! Samples of one day share a deployment and a state of the platform. The bootstrap therefore draws whole days, with
//! all their samples: Davison and Hinkley, "Bootstrap Methods and their Application" (1997), 3.8; Field and Welsh,
//! "Bootstrapping clustered data", JRSS B 69 (2007), 369–390. One sequence of draws serves all series of a window,
//! which pairs them by day in comparisons.

use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{Rng, SeedableRng},
};
use schema::Window;
use sha2::{Digest, Sha256};
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// Fewest days to resample: with fewer, the replicates repeat a handful of draws.
pub(crate) const MIN_DAYS: usize = 5;

/// Replicates of every published interval: enough that its ends vary little with the seed.
pub const REPLICATES: usize = 2000;

/// The weight of each day in each replicate.
#[derive(Clone, Debug)]
pub(crate) struct Bootstrap {
    n_days: usize,
    /// Weights of one replicate after another, `n_days` each.
    weights: Vec<u16>,
}

impl Bootstrap {
    /// Draws `n_days` of `n_days` days with replacement, `replicates` times.
    pub(crate) fn new(seed: u64, n_days: usize, replicates: usize) -> Bootstrap {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut weights = vec![0; n_days * replicates];
        for replicate in weights.chunks_exact_mut(n_days.max(1)) {
            for _ in 0..n_days {
                replicate[below(&mut random, n_days)] += 1;
            }
        }
        Bootstrap { n_days, weights }
    }

    /// Returns the weights of each replicate.
    pub(crate) fn replicates(&self) -> impl ExactSizeIterator<Item = &[u16]> {
        self.weights.chunks_exact(self.n_days.max(1))
    }
}

/// Returns the seed of a window of a source. All its series share the draws of its days.
pub(crate) fn seed_of(source: &str, window: Window) -> u64 {
    seed(&format!("{source} {} {}", window.window_start, window.window_end))
}

/// Returns the seed of `name`: the first eight bytes of its SHA-256.
pub(crate) fn seed(name: &str) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&Sha256::digest(name)[..8]);
    u64::from_be_bytes(first)
}

/// Returns a random number from 0 to `n` − 1, by multiplication: Lemire, "Fast Random Integer Generation in an
/// Interval", ACM TOMACS 29 (2019). With 64 bits and thousands of days its bias is below 2⁻⁵⁰.
pub(crate) fn below(random: &mut impl Rng, n: usize) -> usize {
    ((u128::from(random.next_u64()) * n as u128) >> 64) as usize
}

/// Fewest replicates for an interval: with forty, each end leaves out one.
const LEAST_REPLICATES: usize = 40;

/// Sorts `replicates` and returns the ends of the interval that leaves out `tail` of them on either side: Efron,
/// "Nonparametric Standard Errors and Confidence Intervals", Canadian Journal of Statistics 9 (1981). `None` with fewer
/// than [`LEAST_REPLICATES`].
pub(crate) fn middle(replicates: &mut [f64], tail: f64) -> Option<(f64, f64)> {
    if replicates.len() < LEAST_REPLICATES {
        return None;
    }
    replicates.sort_unstable_by(f64::total_cmp);
    schema::quantile(replicates, tail).zip(schema::quantile(replicates, 1.0 - tail))
}

/// Sorts `replicates` of a bootstrap of `clusters` and returns the ends of their 95% interval. With few clusters it
/// leaves out less than 2.5% on either side.
pub(crate) fn interval(replicates: &mut [f64], clusters: u32) -> Option<(f64, f64)> {
    middle(replicates, widened(0.025, clusters))
}

/// Returns the level of the replicates that stands for `level`: Φ(√(D / (D − 1)) t), t the quantile of Student's
/// distribution with D − 1 degrees of freedom: Hesterberg, "What Teachers Should Know About the Bootstrap", The American
/// Statistician 69 (2015), 371–386.
pub(crate) fn widened(level: f64, clusters: u32) -> f64 {
    let normal = Normal::standard();
    normal.cdf(normal.inverse_cdf(level) * widening(level, clusters))
}

/// Returns the factor by which a bootstrap of few `clusters` understates an error at `level`; 1 with fewer than two
/// clusters, and at the median.
pub(crate) fn widening(level: f64, clusters: u32) -> f64 {
    let freedom = f64::from(clusters) - 1.0;
    let student = StudentsT::new(0.0, 1.0, freedom).map_or(f64::NAN, |student| student.inverse_cdf(level));
    let factor = (f64::from(clusters) / freedom).sqrt() * student / Normal::standard().inverse_cdf(level);
    if factor.is_finite() { factor } else { 1.0 }
}

/// Sorts `values` and returns one quantile of them; `None` without values.
pub(crate) fn sort_quantile(values: &mut [f64], probability: f64) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    schema::quantile(values, probability)
}

/// Sorts `values` and returns their median; `None` without values.
pub(crate) fn median(values: &mut [f64]) -> Option<f64> {
    sort_quantile(values, 0.5)
}

#[test]
fn every_replicate_draws_as_many_days_as_there_are() {
    let drawn = Bootstrap::new(7, 29, 100);
    assert_eq!(drawn.replicates().len(), 100);
    assert!(drawn.replicates().all(|weights| weights.iter().sum::<u16>() == 29));
}

#[test]
fn the_seed_decides_every_draw() {
    let draw = |seed| Bootstrap::new(seed, 30, 50).weights;
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
    // printf lambda-perf | sha256sum
    assert_eq!(format!("{:016x}", seed("lambda-perf")), "daea2a8ecc65ff3e");
}

#[test]
fn days_are_drawn_evenly() {
    let n_replicates = 20_000;
    let drawn = Bootstrap::new(3, 10, n_replicates);
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
fn the_interval_has_95_of_100_replicates_in_it() {
    let mut replicates: Vec<f64> = (0..=1000).rev().map(f64::from).collect();
    assert_eq!(middle(&mut replicates, 0.025), Some((25.0, 975.0)));
    assert_eq!(interval(&mut [1.0; 39], 30), None);
    assert_eq!(interval(&mut [2.5; 40], 30), Some((2.5, 2.5)));
}

#[test]
fn few_clusters_widen_the_interval() {
    // scipy.stats: norm.cdf(sqrt(5 / 4) * t.ppf(0.025, 4)), and the same with 29.
    assert!((widened(0.025, 5) - 0.000_954_100_551).abs() < 1e-9, "{}", widened(0.025, 5));
    assert!((widened(0.025, 29) - 0.018_549_862_154).abs() < 1e-9, "{}", widened(0.025, 29));
    assert!((widened(0.5, 5) - 0.5).abs() < 1e-12);
    assert!((widening(0.025, 1) - 1.0).abs() < 1e-12);
}
