//! Intervals of ratios and differences of two percentiles, from the interval of each.
//!
//! The method of variance estimates recovery: Zou and Donner, "Construction of Confidence Limits About Effect Measures: A
//! General Approach", Statistics in Medicine 27 (2008), 1693–1702; on logarithms for ratios: Zou, Taleban and Huo,
//! "Confidence Interval Estimation for Lognormal Data with Application to Health Economics", Computational Statistics &
//! Data Analysis 53 (2009), 3755–3764.

use schema::Estimate;

/// Returns the ratio of `a` to `b`. `correlation` is that of their day residuals. Values must be positive.
pub(crate) fn ratio(a: Estimate, b: Estimate, correlation: f64) -> Estimate {
    each(difference(each(a, f64::ln), each(b, f64::ln), correlation), f64::exp)
}

/// Returns `a` less `b`. An end is missing where an end of `a` or `b` that it depends on is.
pub(crate) fn difference(a: Estimate, b: Estimate, correlation: f64) -> Estimate {
    let value = a.value - b.value;
    let below = |of: Estimate| of.lower.map(|lower| of.value - lower);
    let above = |of: Estimate| of.upper.map(|upper| upper - of.value);
    let arm = |(a, b): (f64, f64)| (a * a + b * b - 2.0 * correlation * a * b).max(0.0).sqrt();
    Estimate {
        value,
        lower: below(a).zip(above(b)).map(|arms| value - arm(arms)),
        upper: above(a).zip(below(b)).map(|arms| value + arm(arms)),
    }
}

/// Applies an increasing function.
fn each(of: Estimate, apply: fn(f64) -> f64) -> Estimate {
    Estimate { value: apply(of.value), lower: of.lower.map(apply), upper: of.upper.map(apply) }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn estimate(of: &Value) -> Estimate {
        Estimate { value: of[0].as_f64().unwrap(), lower: of[1].as_f64(), upper: of[2].as_f64() }
    }

    #[track_caller]
    fn same(found: Estimate, expected: &Value) {
        let expected = estimate(expected);
        let is_near = |a: Option<f64>, b: Option<f64>| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * b.abs().max(1.0),
            (None, None) => true,
            _ => false,
        };
        let pairs = [
            (Some(found.value), Some(expected.value)),
            (found.lower, expected.lower),
            (found.upper, expected.upper),
        ];
        assert!(pairs.iter().all(|(a, b)| is_near(*a, *b)), "{found:?} instead of {expected:?}");
    }

    #[test]
    fn ratios_and_differences_are_those_of_the_reference() {
        let cases: Value =
            serde_json::from_str(include_str!("../tests/reference/percentile_ci.json")).unwrap();
        for case in cases["movers"].as_array().unwrap() {
            let (a, b) = (estimate(&case["a"]), estimate(&case["b"]));
            let correlation = case["r"].as_f64().unwrap();
            same(ratio(a, b, correlation), &case["ratio"]);
            same(difference(a, b, correlation), &case["difference"]);
        }
    }
}
