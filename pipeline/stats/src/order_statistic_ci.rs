//! Intervals between two order statistics: exact for independent samples of any distribution.
//!
//! David and Nagaraja, "Order Statistics" (2003), 7.1; Le Boudec, "Performance Evaluation of Computer and
//! Communication Systems" (2010), 2.2.

use statrs::distribution::{Binomial, DiscreteCDF};

/// Largest probability left out at each end.
const TAIL: f64 = 0.025;

/// Positions of the two order statistics, from 0, and the confidence of the interval between them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct OrderStatisticCi {
    pub(crate) lower: usize,
    pub(crate) upper: usize,
    pub(crate) confidence: f64,
}

/// Returns the narrowest equal-tailed 95 % interval of the `fraction` quantile among `n` samples. None if the largest
/// sample cannot be the upper end, as below [`schema::Percentile::samples_needed`], or the smallest cannot be the
/// lower end.
pub(crate) fn order_statistic_ci(n: u64, fraction: f64) -> Option<OrderStatisticCi> {
    // The number of samples below the quantile is binomial. The k-th smallest sample is at most the quantile when at
    // least k are below it.
    let below = Binomial::new(fraction, n).ok()?;
    let lower = first(0, n, |rank| below.cdf(rank) > TAIL).checked_sub(1)?;
    let upper = first(0, n, |rank| below.sf(rank) <= TAIL);
    if upper >= n {
        return None;
    }
    let confidence = below.cdf(upper) - below.cdf(lower);
    Some(OrderStatisticCi { lower: lower as usize, upper: upper as usize, confidence })
}

/// Returns the first number from `low` to `high` for which `holds` is true, or else `high` + 1. `holds`
/// must be true for all numbers after the first.
fn first(low: u64, high: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (low, high + 1);
    while low < high {
        let middle = low.midpoint(high);
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    low
}
