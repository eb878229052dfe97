//! `comparisons.csv`.

use std::ops::Neg;

use super::{CONDITIONS_KEY, ClaimRow, Estimate, OF_SOURCE, Window};
use crate::csv::{declare::table, words};
use crate::{ClaimTest, Conditions, Metric, SeriesKey, Statistic};

words! {
    /// The result of comparing one runtime with another.
    pub enum Verdict {
        /// The whole interval of the ratio is below 1.
        Faster = "faster",
        /// The whole interval of the ratio is above 1.
        Slower = "slower",
        /// The interval of the ratio contains 1.
        NotDistinguishable = "not-distinguishable",
    }
}

table! {
    /// Each pair of runtimes in the same configuration, all memory sizes pooled.
    pub struct ComparisonRow in "comparisons.csv" {
        key: [..CONDITIONS_KEY, metric, a, b],
        references: [OF_SOURCE],
        source: conditions.source,
        columns: {
            /// The conditions that both runtimes share.
            pub conditions: Conditions => [Conditions::COLUMNS],
            /// Name of the metric, which ends in its unit.
            pub metric: Metric,
            /// The days that it covers.
            pub window: Window => [Window::COLUMNS],
            /// Slug of the first runtime.
            pub a: String,
            /// Slug of the second runtime.
            pub b: String,
            /// Number of samples of a.
            pub n_a: u64 => (unit("samples")),
            /// Number of samples of b.
            pub n_b: u64 => (unit("samples")),
            /// Median of a over median of b; its interval resamples days in pairs.
            pub p50_ratio: Estimate => {ratio()},
            /// Median of a less median of b.
            pub p50_difference: Estimate => {in_row_unit()},
            /// 90th percentile of a over that of b.
            pub p90_ratio: Estimate => {ratio()},
            /// 90th percentile of a less that of b.
            pub p90_difference: Estimate => {in_row_unit()},
            /// 99th percentile of a over that of b.
            pub p99_ratio: Estimate => {ratio()},
            /// 99th percentile of a less that of b.
            pub p99_difference: Estimate => {in_row_unit()},
            /// Probability of superiority: fraction of pairs of samples in which a is faster, ties counted half.
            pub superiority: Estimate => {fraction()},
            /// Cliff's delta: fraction in which a is faster less the fraction in which b is faster.
            pub cliffs_delta: f64 => (between(-1.0, 1.0)),
            /// Verdict on a by the median ratio: faster, slower or not-distinguishable; empty without an interval.
            pub verdict: Option<Verdict>,
        },
    }
}

impl Verdict {
    /// Returns the verdict on the other runtime.
    fn turned(self) -> Verdict {
        match self {
            Verdict::Faster => Verdict::Slower,
            Verdict::Slower => Verdict::Faster,
            Verdict::NotDistinguishable => Verdict::NotDistinguishable,
        }
    }

    /// Returns the verdict of a ratio: its interval lies on one side of 1, or contains it. None without an interval.
    pub fn of(ratio: Estimate) -> Option<Verdict> {
        match (ratio.lower, ratio.upper) {
            (_, Some(upper)) if upper < 1.0 => Some(Verdict::Faster),
            (Some(lower), _) if lower > 1.0 => Some(Verdict::Slower),
            (Some(_), Some(_)) => Some(Verdict::NotDistinguishable),
            _ => None,
        }
    }
}

impl ComparisonRow {
    /// Returns true if the row compares `a` and `b`, in either order.
    pub fn is_of(&self, a: &str, b: &str) -> bool {
        let pair = (self.a.as_str(), self.b.as_str());
        pair == (a, b) || pair == (b, a)
    }

    /// Returns true if the row decides `test`.
    pub fn decides(&self, test: &ClaimTest) -> bool {
        (&self.conditions, self.metric) == (&test.conditions, test.metric)
            && test.memory_mb.is_none()
            && self.is_of(&test.a, &test.b)
    }

    /// Returns true if `row` tests this pair.
    pub fn is_in(&self, row: &ClaimRow) -> bool {
        (Some(&self.conditions), Some(self.metric)) == (row.conditions.as_ref(), row.metric)
            && row.memory_mb.is_none()
            && self.is_of(&row.a, &row.b)
    }

    /// Returns the pooled series of one of the two runtimes.
    pub fn series_of(&self, runtime: &str) -> SeriesKey {
        SeriesKey {
            conditions: self.conditions.clone(),
            metric: self.metric,
            runtime: runtime.to_owned(),
            memory: self.conditions.pooled_memory(),
        }
    }

    /// Returns the comparison with `a` first: ratios inverted, differences negated, shares subtracted from 1.
    #[must_use]
    pub fn from(&self, a: &str) -> ComparisonRow {
        if self.a == a {
            return self.clone();
        }
        ComparisonRow {
            a: self.b.clone(),
            b: self.a.clone(),
            n_a: self.n_b,
            n_b: self.n_a,
            p50_ratio: self.p50_ratio.turned(f64::recip),
            p50_difference: self.p50_difference.turned(f64::neg),
            p90_ratio: self.p90_ratio.turned(f64::recip),
            p90_difference: self.p90_difference.turned(f64::neg),
            p99_ratio: self.p99_ratio.turned(f64::recip),
            p99_difference: self.p99_difference.turned(f64::neg),
            superiority: self.superiority.turned(|share| 1.0 - share),
            cliffs_delta: -self.cliffs_delta,
            verdict: self.verdict.map(Verdict::turned),
            ..self.clone()
        }
    }

    /// Returns a statistic of `a` relative to the other runtime, inverted if the row has the opposite order.
    pub fn estimate(&self, statistic: Statistic, a: &str) -> Estimate {
        let row = self.from(a);
        match statistic {
            Statistic::P50Ratio => row.p50_ratio,
            Statistic::P90Ratio => row.p90_ratio,
            Statistic::P99Ratio => row.p99_ratio,
            Statistic::Superiority => row.superiority,
        }
    }
}

#[test]
fn one_rule_gives_the_verdict() {
    let check = |lower, upper, expected| {
        assert_eq!(Verdict::of(Estimate { value: 1.0, lower, upper }), expected);
    };
    check(Some(0.3), Some(0.99), Some(Verdict::Faster));
    check(Some(1.01), Some(3.0), Some(Verdict::Slower));
    check(Some(0.9), Some(1.0), Some(Verdict::NotDistinguishable));
    check(Some(1.0), Some(1.0), Some(Verdict::NotDistinguishable));
    check(None, None, None);
}
