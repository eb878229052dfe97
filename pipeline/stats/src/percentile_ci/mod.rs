//! Intervals of percentiles: order statistics under an estimated design effect.
//!
//! Samples of one day share a deployment and a state of the platform, so n samples on D days say less than n independent
//! ones. The design effect is the factor by which the variance of a percentile grows. The number of samples above the
//! true percentile then is beta-binomial, and the ends of the interval are the order statistics that leave 2.5%
//! outside. This is the interval of Woodruff, "Confidence Intervals for Medians and Other Position Measures", JASA 47
//! (1952), 635–646, as Korn and Graubard, "Confidence Intervals for Proportions with Small Expected Number of Positive
//! Counts", Survey Methodology 24 (1998), 193–201, correct it for few samples.

mod beta_binomial;
mod design_effect;
mod earlier_windows;
mod order_statistics;
mod residuals;
mod serial;

pub(crate) use design_effect::DesignEffect;
pub(crate) use earlier_windows::n_pooled;
pub(crate) use residuals::Residuals;

use crate::{clusters::Clusters, window_samples::WindowSamples};

/// Probability left out at each end.
const TAIL: f64 = 0.025;

/// Fewest days of a window from which neighbours are correlated, and of an earlier window that is pooled: half a month.
/// Fewer days say next to nothing of either.
const HALF_MONTH_DAYS: u32 = 15;

/// Fewest days for an interval: two days have one difference, and nothing shows how usual it is.
pub(crate) const MIN_DAYS: u32 = 3;

/// The interval of one percentile. A missing end does not exist: no sample is certain to lie beyond the percentile.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PercentileCi {
    pub(crate) lower: Option<f64>,
    pub(crate) upper: Option<f64>,
    /// Ranks of the ends among the samples, from 1, with fractions.
    pub(crate) lower_rank: Option<f64>,
    pub(crate) upper_rank: Option<f64>,
    pub(crate) design_effect: DesignEffect,
}

/// Returns the interval of the percentile at `fraction` over one window; `earlier` are the windows before it.
/// Neighbouring clusters are neighbouring days if `are_calendar_days`. None below [`MIN_DAYS`] or with fewer than two
/// samples.
pub(crate) fn percentile_ci(
    samples: &WindowSamples,
    earlier: &[WindowSamples],
    fraction: f64,
    are_calendar_days: bool,
) -> Option<PercentileCi> {
    let percentile = EstimatedPercentile::of(samples, earlier, fraction, are_calendar_days)?;
    let (lower_rank, upper_rank) = percentile.ranks(TAIL);
    let (lower, upper) = percentile.ends(TAIL);
    let design_effect = percentile.design_effect;
    Some(PercentileCi { lower, upper, lower_rank, upper_rank, design_effect })
}

/// A percentile whose intervals can be computed at any level.
pub(crate) struct EstimatedPercentile<'a> {
    clusters: &'a Clusters,
    fraction: f64,
    pub(crate) estimate: f64,
    design_effect: DesignEffect,
}

impl<'a> EstimatedPercentile<'a> {
    /// Estimates a percentile as [`percentile_ci`] does.
    pub(crate) fn of(
        samples: &'a WindowSamples,
        earlier: &[WindowSamples],
        fraction: f64,
        are_calendar_days: bool,
    ) -> Option<EstimatedPercentile<'a>> {
        if samples.clusters.n_days() < MIN_DAYS {
            return None;
        }
        let design_effect = design_effect::design_effect(samples, earlier, fraction, are_calendar_days)?;
        let clusters = &samples.clusters;
        let estimate = clusters.quantile(fraction)?;
        Some(EstimatedPercentile { clusters, fraction, estimate, design_effect })
    }

    /// Returns the number of independent samples that would tell as much.
    pub(crate) fn effective_samples(&self) -> u64 {
        self.design_effect.effective(self.clusters.n())
    }

    fn ranks(&self, tail: f64) -> (Option<f64>, Option<f64>) {
        order_statistics::ranks(self.clusters.n(), self.fraction, self.design_effect.total, tail)
    }

    /// Returns the ends of the interval that leaves out `tail` on either side, at most a half. The correction for few days
    /// is that of a `tail` of 2.5%.
    fn ends(&self, tail: f64) -> (Option<f64>, Option<f64>) {
        let (lower, upper) = self.ranks(tail);
        let at = |rank: f64| order_statistics::at(self.clusters, rank);
        (lower.map(|rank| at(rank).min(self.estimate)), upper.map(|rank| at(rank).max(self.estimate)))
    }

    /// Returns the value that the percentile does not exceed with this `confidence`; none if no sample is as certain.
    pub(crate) fn at_confidence(&self, confidence: f64) -> Option<f64> {
        if confidence < 0.5 {
            self.ends(confidence).0
        } else if confidence > 0.5 {
            self.ends(1.0 - confidence).1
        } else {
            Some(self.estimate)
        }
    }
}

#[cfg(test)]
mod tests {
    use schema::Percentile;
    use serde_json::Value;

    use super::*;

    fn window(days: &Value) -> WindowSamples {
        let days = days.as_array().unwrap();
        let samples = (0..).zip(days).flat_map(|(day, values)| {
            values.as_array().unwrap().iter().map(move |value| (day, value.as_f64().unwrap()))
        });
        WindowSamples::new(Clusters::new(samples, days.len()))
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
            let samples = window(&case["days"]);
            let earlier: Vec<WindowSamples> =
                case["earlier"].as_array().unwrap().iter().map(window).collect();
            for percentile in Percentile::ALL {
                for (idx, are_calendar_days) in [true, false].into_iter().enumerate() {
                    let expected = &case["expected"][percentile.name()][idx];
                    let name = format!("{} {percentile} {are_calendar_days}", case["name"]);
                    let found =
                        percentile_ci(&samples, &earlier, percentile.fraction(), are_calendar_days).unwrap();
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
        let two_days = Clusters::new((0..40_u16).map(|i| (i % 2, f64::from(i))), 2);
        for clusters in [two_days, Clusters::default()] {
            assert_eq!(percentile_ci(&WindowSamples::new(clusters), &[], 0.5, true), None);
        }
    }
}
