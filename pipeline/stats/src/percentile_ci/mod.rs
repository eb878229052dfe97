//! Intervals of percentiles: order statistics under an estimated design effect.
//!
//! Samples of one day share a deployment and a state of the platform, so n samples on D days say less than n independent
//! ones. The design effect is the factor by which the variance of a percentile grows. The number of samples above the
//! true percentile then is beta-binomial, and the ends of the interval are the order statistics that leave 2.5 %
//! outside. This is the interval of Woodruff, "Confidence Intervals for Medians and Other Position Measures", JASA 47
//! (1952), 635–646, as Korn and Graubard, "Confidence Intervals for Proportions with Small Expected Number of Positive
//! Counts", Survey Methodology 24 (1998), 193–201, correct it for few samples.

mod beta_binomial;
mod design_effect;
mod earlier_windows;
mod order_statistics;
mod residuals;
mod serial;

use schema::Percentile;

pub(crate) use design_effect::DesignEffect;
pub(crate) use residuals::Residuals;

use crate::clusters::Clusters;

/// Probability left out at each end.
const TAIL: f64 = 0.025;

/// Fewest days of a window from which neighbours are correlated, and of an earlier window that is pooled: half a month.
/// Fewer days say next to nothing of either.
const HALF_MONTH_DAYS: u32 = 15;

/// Fewest days for an interval: two days have one difference, and nothing shows how usual it is.
pub(crate) const MIN_DAYS: u32 = 3;

/// The interval of one percentile. A missing end does not exist: no sample is certain to lie beyond the percentile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PercentileCi {
    pub(crate) lower: Option<f64>,
    pub(crate) upper: Option<f64>,
    /// Ranks of the ends among the samples, from 1, with fractions.
    pub(crate) lower_rank: Option<f64>,
    pub(crate) upper_rank: Option<f64>,
    pub(crate) design_effect: DesignEffect,
}

/// Returns the interval of `percentile` over one window; `earlier` are the windows before it. Neighbouring clusters are
/// neighbouring days if `are_calendar_days`. None below [`MIN_DAYS`] or with fewer than two samples.
pub(crate) fn percentile_ci(
    clusters: &Clusters,
    earlier: &[Clusters],
    percentile: Percentile,
    are_calendar_days: bool,
) -> Option<PercentileCi> {
    if clusters.n_days() < MIN_DAYS {
        return None;
    }
    let design_effect = design_effect::design_effect(clusters, earlier, percentile, are_calendar_days)?;
    let (lower_rank, upper_rank) =
        order_statistics::ranks(clusters.n(), percentile.fraction(), design_effect.total);
    let estimate = schema::quantile(&clusters.values, percentile.fraction())?;
    let at = |rank: f64| order_statistics::at(&clusters.values, rank);
    Some(PercentileCi {
        lower: lower_rank.map(|rank| at(rank).min(estimate)),
        upper: upper_rank.map(|rank| at(rank).max(estimate)),
        lower_rank,
        upper_rank,
        design_effect,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn window(days: &Value) -> Clusters {
        let days = days.as_array().unwrap();
        let samples = (0..).zip(days).flat_map(|(day, values)| {
            values.as_array().unwrap().iter().map(move |value| (day, value.as_f64().unwrap()))
        });
        Clusters::new(samples, days.len())
    }

    #[track_caller]
    fn same(found: Option<f64>, expected: &Value, name: &str) {
        assert_eq!(found.is_some(), !expected.is_null(), "{name}: {found:?} instead of {expected}");
        if let Some((found, expected)) = found.zip(expected.as_f64()) {
            assert!(
                (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
                "{name}: {found} instead of {expected}"
            );
        }
    }

    #[test]
    fn intervals_are_those_of_the_reference() {
        let cases: Value =
            serde_json::from_str(include_str!("../../tests/reference/percentile_ci.json")).unwrap();
        for case in cases["windows"].as_array().unwrap() {
            let clusters = window(&case["days"]);
            let earlier: Vec<Clusters> = case["earlier"].as_array().unwrap().iter().map(window).collect();
            for percentile in Percentile::ALL {
                for (idx, are_calendar_days) in [true, false].into_iter().enumerate() {
                    let expected = &case["expected"][percentile.name()][idx];
                    let name = format!("{} {percentile} {are_calendar_days}", case["name"]);
                    let found = percentile_ci(&clusters, &earlier, percentile, are_calendar_days).unwrap();
                    same(Some(found.design_effect.total), &expected["design_effect"], &name);
                    same(found.lower_rank, &expected["ranks"][0], &name);
                    same(found.upper_rank, &expected["ranks"][1], &name);
                    same(found.lower, &expected["ends"][0], &name);
                    same(found.upper, &expected["ends"][1], &name);
                }
            }
        }
    }

    #[test]
    fn two_days_have_no_interval() {
        let clusters = Clusters::new((0..40_u16).map(|i| (i % 2, f64::from(i))), 2);
        assert_eq!(percentile_ci(&clusters, &[], Percentile::P50, true), None);
        assert_eq!(percentile_ci(&Clusters::default(), &[], Percentile::P50, true), None);
    }
}
