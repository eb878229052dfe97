//! Two runtimes beside each other.

use serde::{Deserialize, Serialize};

use crate::{Arch, ClaimRow, ClaimTest, Metric, Package, SeriesKey, Statistic, Window};

/// An estimate with its 95 % interval, which is missing where the number of samples supports none.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Lower end of the interval.
    pub lower: Option<f64>,
    /// Upper end of the interval.
    pub upper: Option<f64>,
}

/// A row of `comparisons.csv`: runtime `a` beside runtime `b`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparisonRow {
    /// Slug of the source.
    pub source: String,
    /// How both functions are packaged.
    pub package: Package,
    /// Instruction set.
    pub arch: Arch,
    /// What both functions do.
    pub workload: String,
    /// What is measured.
    pub metric: Metric,
    /// When.
    pub window: Window,
    /// Slug of the first runtime.
    pub a: String,
    /// Slug of the second runtime.
    pub b: String,
    /// Samples of the first.
    pub n_a: u64,
    /// Samples of the second.
    pub n_b: u64,
    /// Median of a over median of b.
    pub p50_ratio: Estimate,
    /// Median of a less median of b.
    pub p50_difference: Estimate,
    /// The same at the 90th percentile.
    pub p90_ratio: Estimate,
    /// The same at the 90th percentile.
    pub p90_difference: Estimate,
    /// The same at the 99th percentile.
    pub p99_ratio: Estimate,
    /// The same at the 99th percentile.
    pub p99_difference: Estimate,
    /// Share of pairs, one sample of each, in which a is faster; ties count half.
    pub superiority: Estimate,
    /// Share in which a is faster less share in which b is faster.
    pub cliffs_delta: f64,
    /// What the interval of the median ratio says of a.
    pub verdict: Verdict,
}

impl ComparisonRow {
    /// Whether the row is of these two, in either order.
    pub fn is_of(&self, a: &str, b: &str) -> bool {
        let pair = (self.a.as_str(), self.b.as_str());
        pair == (a, b) || pair == (b, a)
    }

    /// Whether the row decides `test`.
    pub fn decides(&self, test: &ClaimTest) -> bool {
        (self.source.as_str(), self.package, self.arch, self.workload.as_str(), self.metric)
            == (test.source.as_str(), test.package, test.arch, test.workload.as_str(), test.metric)
            && self.is_of(&test.a, &test.b)
    }

    /// Whether `row` is a test of these two.
    pub fn is_in(&self, row: &ClaimRow) -> bool {
        (Some(self.package), Some(self.arch), Some(self.metric)) == (row.package, row.arch, row.metric)
            && (&self.source, &self.workload) == (&row.source, &row.workload)
            && self.is_of(&row.a, &row.b)
    }

    /// The pooled series of one of the two.
    pub fn series_of(&self, runtime: &str) -> SeriesKey {
        SeriesKey {
            source: self.source.clone(),
            runtime: runtime.to_owned(),
            package: self.package,
            memory_mb: None,
            arch: self.arch,
            workload: self.workload.clone(),
            metric: self.metric,
        }
    }

    /// The same with `a` first: ratios inverted, differences negated, shares taken from 1.
    #[must_use]
    pub fn from(&self, a: &str) -> ComparisonRow {
        if self.a == a {
            return self.clone();
        }
        let turn = |found: Estimate, turn: fn(f64) -> f64| Estimate {
            value: turn(found.value),
            lower: found.upper.map(turn),
            upper: found.lower.map(turn),
        };
        ComparisonRow {
            a: self.b.clone(),
            b: self.a.clone(),
            n_a: self.n_b,
            n_b: self.n_a,
            p50_ratio: turn(self.p50_ratio, f64::recip),
            p50_difference: turn(self.p50_difference, |value| -value),
            p90_ratio: turn(self.p90_ratio, f64::recip),
            p90_difference: turn(self.p90_difference, |value| -value),
            p99_ratio: turn(self.p99_ratio, f64::recip),
            p99_difference: turn(self.p99_difference, |value| -value),
            superiority: turn(self.superiority, |share| 1.0 - share),
            cliffs_delta: -self.cliffs_delta,
            verdict: match self.verdict {
                Verdict::Faster => Verdict::Slower,
                Verdict::Slower => Verdict::Faster,
                Verdict::NotDistinguishable => Verdict::NotDistinguishable,
            },
            ..self.clone()
        }
    }

    /// A statistic of `a` to the other runtime of the pair, turned round where the row has it the other way.
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

/// A row of `shifts.csv`: how far apart two runtimes are at one decile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShiftRow {
    /// Slug of the source.
    pub source: String,
    /// How both functions are packaged.
    pub package: Package,
    /// Instruction set.
    pub arch: Arch,
    /// What both functions do.
    pub workload: String,
    /// What is measured.
    pub metric: Metric,
    /// When.
    pub window: Window,
    /// Slug of the first runtime.
    pub a: String,
    /// Slug of the second runtime.
    pub b: String,
    /// Decile, from 1 to 9.
    pub decile: u8,
    /// Decile of a less decile of b; the bands of all nine hold together with 95 % confidence.
    pub difference: Estimate,
}

/// What one runtime is beside another, by one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The whole interval of the ratio is below 1.
    Faster,
    /// The whole interval of the ratio is above 1.
    Slower,
    /// The interval of the ratio has 1 in it.
    NotDistinguishable,
}
