//! Ranks of the order statistics between which a percentile lies with 95% confidence.

use statrs::function::beta::beta_reg;

use super::beta_binomial::BetaBinomial;
use crate::clusters::Clusters;

/// Samples above which a design effect below 1 counts as 1: the incomplete beta function is no longer exact there, and
/// the gain is small.
const MANY: u64 = 10_000;

/// Smallest correlation within days that is distinguished from none.
const LEAST_CORRELATION: f64 = 1e-12;

/// Returns the ranks, from 1, with fractions, that leave out `tail` on either side. No end where even the outermost sample
/// leaves out more.
///
/// With a design effect above 1, the number of samples above the percentile is beta-binomial with that
/// over-dispersion: Williams, "The Analysis of Binary Responses from Toxicological Experiments Involving Reproduction and
/// Teratogenicity", Biometrics 31 (1975), 949–952. Ranks are interpolated on the logarithm of the tail. Up to 1, ranks
/// are the fractional order statistics of n / `design_effect` samples: Hutson, "Calculating Nonparametric Confidence
/// Intervals for Quantiles Using Fractional Order Statistics", Journal of Applied Statistics 26 (1999), 343–353.
pub(super) fn ranks(n: u64, fraction: f64, design_effect: f64, tail: f64) -> (Option<f64>, Option<f64>) {
    let above = 1.0 - fraction;
    let count = n as f64;
    if design_effect <= 1.0 && n <= MANY {
        let n_effective = count / design_effect;
        let rank = |tail: f64, is_missing: bool| {
            let rank = (count + 1.0) * fractional(fraction, n_effective, tail);
            (!is_missing && (1.0..=count).contains(&rank)).then_some(rank)
        };
        let lower = rank(1.0 - tail, above.powf(n_effective) > tail);
        return (lower, rank(tail, fraction.powf(n_effective) > tail));
    }
    let correlation = ((design_effect - 1.0) / (count - 1.0)).max(LEAST_CORRELATION);
    let size = (1.0 - correlation) / correlation;
    let lower = BetaBinomial { n, alpha: fraction * size, beta: above * size };
    let upper = BetaBinomial { n, alpha: above * size, beta: fraction * size };
    (outside(lower, tail).map(|number| 1.0 + number), outside(upper, tail).map(|number| count - number))
}

/// Returns the number of samples, with a fraction, that may lie beyond an end; none if the end does not exist.
fn outside(beyond: BetaBinomial, tail: f64) -> Option<f64> {
    let (number, cumulative, before) = beyond.first_above(tail);
    (number > 0).then(|| number as f64 - (cumulative / tail).ln() / (cumulative / before).ln())
}

/// Returns the u at which the regularized incomplete beta function of `fraction` with the parameters (n + 1) u and
/// (n + 1) (1 − u) is `tail`, by bisection to the last bit.
fn fractional(fraction: f64, n: f64, tail: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return middle;
        }
        // It falls as u grows.
        if beta_reg((n + 1.0) * middle, (n + 1.0) * (1.0 - middle), fraction) > tail {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// Returns the value at a `rank` from 1, with a fraction: linear between order statistics.
pub(super) fn at(clusters: &Clusters, rank: f64) -> f64 {
    let below = (rank.floor() as u64).clamp(1, clusters.n());
    let above = (below + 1).min(clusters.n());
    let (below_value, above_value) = (clusters.at_rank(below), clusters.at_rank(above));
    below_value + (above_value - below_value) * (rank - below as f64).clamp(0.0, 1.0)
}

#[test]
fn a_percentile_beyond_all_samples_has_no_upper_end() {
    // 0.99 to the 367th power is above 2.5%, to the 368th it is not.
    assert_eq!(ranks(367, 0.99, 1.0, 0.025).1, None);
    assert!(ranks(368, 0.99, 1.0, 0.025).1.is_some());
    assert_eq!(ranks(1148, 0.99, 12.0, 0.025).1, None);
}

#[test]
fn ranks_hardly_change_at_a_design_effect_of_one() {
    for fraction in [0.5, 0.9, 0.95, 0.99] {
        let (below, above) = (ranks(1150, fraction, 1.0, 0.025), ranks(1150, fraction, 1.0 + 1e-9, 0.025));
        let is_near = |a: Option<f64>, b: Option<f64>| (a.unwrap() - b.unwrap()).abs() < 1.0;
        assert!(is_near(below.0, above.0) && is_near(below.1, above.1), "{below:?} {above:?}");
    }
}
