//! Agreement between test machines and AWS on the order of runtimes by their medians.
//!
//! Both sides are read from the tables, so anyone can repeat the computation. The uncertainty of a median comes from
//! its published interval: its logarithm is taken as normal, and the interval's width as 3.92 standard errors.

use std::collections::BTreeMap;

use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{Rng, SeedableRng},
};
use schema::{
    AgreementRow, Conditions, IntervalRow, Metric, Percentile, Registry, Series, SeriesKey, SeriesRow, Tables,
};
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

use crate::bootstrap::{REPLICATES, middle, seed};

/// Metrics of test machines that are compared with init durations on AWS.
const METRICS: [Metric; 3] = [Metric::InitMs, Metric::ColdTotalMs, Metric::InitCpuMs];

/// Fewest runtimes in a comparison: the order of fewer shows nothing.
const MIN_RUNTIMES: usize = 4;

/// Two series of one runtime: on the test machine and on the platform.
#[derive(Clone, Copy)]
struct Pair<'a> {
    /// Slug of the runtime on the platform.
    runtime: &'a str,
    here: Level,
    there: Level,
}

/// The logarithm of a median, with its standard error where it has an interval.
#[derive(Clone, Copy)]
struct Level {
    log: f64,
    error: Option<f64>,
}

/// Compares the series of every test machine with the init durations of every source on AWS, workload by workload.
pub fn agreement(registry: &Registry, tables: &Tables) -> Vec<AgreementRow> {
    let levels = levels(tables);
    let mut found = BTreeMap::new();
    for (key, ours) in
        levels.iter().filter(|(key, _)| key.conditions.is_local() && METRICS.contains(&key.metric))
    {
        let counterpart = registry.by_slug(&key.runtime).and_then(|runtime| runtime.counterpart.as_ref());
        let Some(counterpart) = counterpart else { continue };
        let is_it = |other: &&(SeriesKey, Level)| {
            other.0.runtime == *counterpart
                && !other.0.conditions.is_local()
                && (other.0.metric, &other.0.conditions.workload, other.0.conditions.arch)
                    == (Metric::InitMs, &key.conditions.workload, key.conditions.arch)
        };
        for (other, theirs) in levels.iter().filter(is_it) {
            let (here, there) = ((&key.conditions, key.metric), &other.conditions);
            let pair = Pair { runtime: &other.runtime, here: *ours, there: *theirs };
            found.entry((here, there)).or_insert_with(Vec::new).push(pair);
        }
    }
    let rows = found.into_iter().filter(|(_, pairs)| pairs.len() >= MIN_RUNTIMES);
    rows.map(|((here, there), pairs)| row(here, there, &pairs)).collect()
}

/// Returns the medians of series without a memory size, by series.
fn levels(tables: &Tables) -> Vec<(SeriesKey, Level)> {
    let mut errors: BTreeMap<&Series, f64> = BTreeMap::new();
    let medians = |row: &&IntervalRow| row.percentile == Percentile::P50 && row.series.memory.mb().is_none();
    for row in tables.intervals.iter().filter(medians) {
        if let (Some(lower), Some(upper)) = (row.lower, row.upper) {
            errors.insert(&row.series, (upper.ln() - lower.ln()) / (2.0 * 1.96));
        }
    }
    let level = |row: &SeriesRow| {
        let log = row.supported(Percentile::P50)?.ln();
        Some((row.series.key(), Level { log, error: errors.get(&row.series).copied() }))
    };
    tables.series.iter().filter(|row| row.series.memory.mb().is_none()).filter_map(level).collect()
}

fn row((here, metric): (&Conditions, Metric), there: &Conditions, pairs: &[Pair<'_>]) -> AgreementRow {
    let logs: Vec<(f64, f64)> = pairs.iter().map(|pair| (pair.here.log, pair.there.log)).collect();
    let name = format!("agreement {here} {metric} {there}");
    let seed = seed(&name);
    let (medians_lower, medians_upper) = uncertainty(pairs, seed).unzip();
    let rank_correlation = spearman(&logs);
    let (lower, upper) = bonett_wright(rank_correlation, pairs.len()).unzip();
    let (slope, ends) = slope(&logs);
    let furthest = furthest(&logs);
    AgreementRow {
        conditions: here.clone(),
        metric,
        reference: there.source.clone(),
        reference_provider: there.provider,
        reference_region: there.region.clone(),
        reference_packaging: there.packaging,
        reference_load: there.load,
        reference_metric: Metric::InitMs,
        runtimes: pairs.len() as u32,
        rank_correlation,
        lower,
        upper,
        medians_lower,
        medians_upper,
        furthest: furthest.map(|(idx, _)| pairs[idx].runtime.to_owned()),
        furthest_rank: furthest.map(|(_, (here, _))| here),
        furthest_reference_rank: furthest.map(|(_, (_, there))| there),
        chance: chance(&logs, rank_correlation),
        slope,
        slope_lower: ends.map(|(lower, _)| lower),
        slope_upper: ends.map(|(_, upper)| upper),
        seed: format!("{seed:016x}"),
    }
}

/// Returns the 95% interval of the rank correlation when each median is drawn anew from its uncertainty.
fn uncertainty(pairs: &[Pair<'_>], seed: u64) -> Option<(f64, f64)> {
    let errors: Option<Vec<(f64, f64)>> =
        pairs.iter().map(|pair| pair.here.error.zip(pair.there.error)).collect();
    let errors = errors?;
    let (mut random, normal) = (Xoshiro256PlusPlus::seed_from_u64(seed), Normal::standard());
    // 53 bits, at the middle of each step: never 0 or 1.
    let mut draw = || normal.inverse_cdf(((random.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64);
    let mut replicates = Vec::with_capacity(REPLICATES);
    for _ in 0..REPLICATES {
        let drawn: Vec<(f64, f64)> = pairs
            .iter()
            .zip(&errors)
            .map(|(pair, errors)| (pair.here.log + errors.0 * draw(), pair.there.log + errors.1 * draw()))
            .collect();
        replicates.push(spearman(&drawn));
    }
    // Draws of the medians, not of days: nothing to widen.
    middle(&mut replicates, 0.025)
}

/// Returns the correlation of ranks, with the mean rank for ties: Spearman, "The Proof and Measurement of Association
/// between Two Things", American Journal of Psychology 15 (1904), 72–101. 0 if all values of one side are equal.
fn spearman(pairs: &[(f64, f64)]) -> f64 {
    let x = ranks(&pairs.iter().map(|pair| pair.0).collect::<Vec<_>>());
    let y = ranks(&pairs.iter().map(|pair| pair.1).collect::<Vec<_>>());
    let mean = f64::midpoint(pairs.len() as f64, 1.0);
    let sum = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>();
    let spread = (sum(&x, &x) * sum(&y, &y)).sqrt();
    if spread > 0.0 { sum(&x, &y) / spread } else { 0.0 }
}

/// Returns the 95% interval of a rank correlation of `n` pairs, taken as a sample: Bonett and Wright, "Sample Size
/// Requirements for Estimating Pearson, Kendall and Spearman Correlations", Psychometrika 65 (2000), 23–28. None with
/// fewer than four pairs, or if all agree, because the interval is unbounded there.
fn bonett_wright(rho: f64, n: usize) -> Option<(f64, f64)> {
    if n < MIN_RUNTIMES || rho.abs() >= 1.0 - 1e-9 {
        return None;
    }
    let width = 1.959_963_984_540_054 * ((1.0 + rho * rho / 2.0) / (n as f64 - 3.0)).sqrt();
    Some(((rho.atanh() - width).tanh(), (rho.atanh() + width).tanh()))
}

/// Returns the rank of each value, from 1; equal values share the mean of their ranks.
fn ranks(values: &[f64]) -> Vec<f64> {
    let rank = |value: &f64| {
        let below = values.iter().filter(|other| *other < value).count() as f64;
        let equal = values.iter().filter(|other| other.total_cmp(value).is_eq()).count() as f64;
        below + f64::midpoint(equal, 1.0)
    };
    values.iter().map(rank).collect()
}

/// Returns the position of the pair whose ranks differ most, with both ranks from 1; none if all ranks agree. Equal
/// values share the lowest of their ranks. Among equal differences, the one with the largest second value wins.
fn furthest(pairs: &[(f64, f64)]) -> Option<(usize, (u32, u32))> {
    let rank = |value: f64, side: fn(&(f64, f64)) -> f64| {
        1 + pairs.iter().map(side).filter(|other| *other < value).count() as u32
    };
    let ranks = pairs.iter().map(|pair| (rank(pair.0, |it| it.0), rank(pair.1, |it| it.1))).enumerate();
    ranks.max_by_key(|(_, (x, y))| (x.abs_diff(*y), *y)).filter(|(_, (x, y))| x != y)
}

/// Returns the share of all orders of one side whose rank correlation is at least `found`: the exact permutation
/// test. More than nine runtimes have too many orders, so the normal approximation replaces it.
fn chance(pairs: &[(f64, f64)], found: f64) -> f64 {
    let n = pairs.len();
    if n > 9 {
        return 1.0 - Normal::standard().cdf(found * (n as f64 - 1.0).sqrt());
    }
    let mut order: Vec<usize> = (0..n).collect();
    let (mut all, mut as_good) = (0_u32, 0_u32);
    permutations(&mut order, n, &mut |order| {
        let drawn: Vec<(f64, f64)> =
            order.iter().zip(pairs).map(|(other, pair)| (pair.0, pairs[*other].1)).collect();
        all += 1;
        as_good += u32::from(spearman(&drawn) >= found - 1e-9);
    });
    f64::from(as_good) / f64::from(all)
}

/// Visits every order of the first `n` places: Heap, "Permutations by Interchanges", The Computer Journal 6 (1963).
fn permutations(order: &mut [usize], n: usize, each: &mut impl FnMut(&[usize])) {
    if n <= 1 {
        return each(order);
    }
    for idx in 0..n {
        permutations(order, n - 1, each);
        order.swap(if n.is_multiple_of(2) { idx } else { 0 }, n - 1);
    }
}

/// Returns the least-squares slope of the second value by the first, with its 95% interval by Student's t. The
/// interval is missing with two points or fewer, or with points without spread.
fn slope(pairs: &[(f64, f64)]) -> (f64, Option<(f64, f64)>) {
    let n = pairs.len() as f64;
    let mean = |side: fn(&(f64, f64)) -> f64| pairs.iter().map(side).sum::<f64>() / n;
    let (x_mean, y_mean) = (mean(|pair| pair.0), mean(|pair| pair.1));
    let spread: f64 = pairs.iter().map(|pair| (pair.0 - x_mean).powi(2)).sum();
    let common: f64 = pairs.iter().map(|pair| (pair.0 - x_mean) * (pair.1 - y_mean)).sum();
    let slope = if spread > 0.0 { common / spread } else { 0.0 };
    let rest: f64 = pairs.iter().map(|pair| (pair.1 - y_mean - slope * (pair.0 - x_mean)).powi(2)).sum();
    let ends = StudentsT::new(0.0, 1.0, n - 2.0).ok().filter(|_| spread > 0.0).map(|student| {
        let width = student.inverse_cdf(0.975) * (rest / (n - 2.0) / spread).sqrt();
        (slope - width, slope + width)
    });
    (slope, ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} instead of {expected}");
    }

    // scipy.stats.spearmanr(x, y), permutation_test(alternative="greater"), linregress(x, y) with t.ppf.
    const PAIRS: [(f64, f64); 6] = [(1.0, 2.0), (2.0, 1.0), (3.0, 5.0), (4.0, 4.0), (5.0, 7.0), (6.0, 9.0)];

    #[test]
    fn the_rank_correlation_is_that_of_scipy() {
        close(spearman(&PAIRS), 0.885_714_285_714_285_8);
        close(spearman(&[(1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (3.0, 3.0)]), 0.833_333_333_333_333_3);
        close(spearman(&[(1.0, 3.0), (2.0, 2.0), (3.0, 1.0)]), -1.0);
        close(spearman(&[(1.0, 3.0), (1.0, 2.0)]), 0.0);
    }

    #[test]
    fn few_pairs_leave_a_wide_interval_and_full_agreement_none() {
        // tanh(atanh(0.5) -+ 1.959963984540054 * sqrt((1 + 0.5**2 / 2) / (13 - 3)))
        let (lower, upper) = bonett_wright(0.5, 13).unwrap();
        close(lower, -0.107_666_813_624_395_16);
        close(upper, 0.835_686_271_215_274_5);
        assert_eq!(bonett_wright(1.0, 6), None);
        assert_eq!(bonett_wright(0.5, 3), None);
    }

    #[test]
    fn the_furthest_pair_has_the_largest_difference_of_ranks() {
        assert_eq!(furthest(&[(1.0, 9.0), (2.0, 7.0), (3.0, 8.0)]), Some((0, (1, 3))));
        // Both differ by one rank.
        assert_eq!(furthest(&PAIRS[..2]), Some((0, (1, 2))));
        assert_eq!(furthest(&[(1.0, 1.0), (1.0, 1.0), (2.0, 3.0)]), None);
    }

    #[test]
    fn chance_is_the_share_of_orders_that_agree_as_well() {
        // All six in order: one of 720.
        let same: Vec<(f64, f64)> = (0..6).map(|i| (f64::from(i), f64::from(i * i))).collect();
        close(chance(&same, spearman(&same)), 1.0 / 720.0);
        close(chance(&PAIRS, spearman(&PAIRS)), 12.0 / 720.0);
        close(chance(&[(1.0, 2.0), (2.0, 1.0)], -1.0), 1.0);
    }

    #[test]
    fn the_slope_is_that_of_least_squares() {
        let (found, ends) = slope(&PAIRS);
        close(found, 1.485_714_285_714_285_8);
        let (lower, upper) = ends.unwrap();
        close(lower, 0.626_440_127_124_173_6);
        close(upper, 2.344_988_444_304_398);
        assert_eq!(slope(&[(1.0, 2.0), (1.0, 3.0)]), (0.0, None));
    }

    #[test]
    fn medians_that_are_sure_leave_no_doubt_of_their_order() {
        let level = |log: f64, error: f64| Level { log, error: Some(error) };
        let pair = |here, there| Pair { runtime: "a", here, there };
        let certain: Vec<_> =
            (0..5).map(|i| pair(level(f64::from(i), 0.01), level(f64::from(i), 0.01))).collect();
        assert_eq!(uncertainty(&certain, 3), Some((1.0, 1.0)));
        let vague: Vec<_> =
            (0..5).map(|i| pair(level(f64::from(i), 2.0), level(f64::from(i), 2.0))).collect();
        let (lower, upper) = uncertainty(&vague, 3).unwrap();
        assert!(lower < 0.5 && upper <= 1.0, "{lower} to {upper}");
        assert_eq!(uncertainty(&[pair(Level { log: 1.0, error: None }, level(1.0, 1.0))], 3), None);
    }
}
