//! `platform_comparisons.csv`.

use super::{CONDITIONS_KEY, Estimate, OF_SOURCE, Verdict, Window};
use crate::csv::declare::table;
use crate::{ClaimRow, ClaimTest, Conditions, Memory, Metric, Provider, Statistic};

table! {
    /// Each pair of platforms that one source measured with the same function, memory size and load.
    pub struct PlatformComparisonRow in "platform_comparisons.csv" {
        key: [..CONDITIONS_KEY, metric, memory, a, b, b_provider, b_region],
        references: [OF_SOURCE],
        source: conditions.source,
        columns: {
            /// The conditions of a. Those of b differ in provider and region only.
            pub conditions: Conditions => [Conditions::COLUMNS],
            /// Name of the metric, which ends in its unit.
            pub metric: Metric,
            /// Memory of both functions.
            pub memory: Memory => [Memory::COLUMNS],
            /// The days that it covers.
            pub window: Window => [Window::COLUMNS],
            /// Slug of the runtime on the first platform.
            pub a: String => (slug()),
            /// Slug of the runtime on the second platform.
            pub b: String => (slug()),
            /// Operator of the second platform.
            pub b_provider: Provider,
            /// Region of the second platform.
            pub b_region: String => (slug()),
            /// Number of samples of a.
            pub n_a: u64 => (unit("samples")),
            /// Number of samples of b.
            pub n_b: u64 => (unit("samples")),
            /// Median of a over median of b.
            pub p50_ratio: Estimate => {ratio()},
            /// Median of a less median of b.
            pub p50_difference: Estimate => {in_row_unit()},
            /// 90th percentile of a over that of b.
            pub p90_ratio: Estimate => {ratio()},
            /// 99th percentile of a over that of b.
            pub p99_ratio: Estimate => {ratio()},
            /// Verdict on a by the median ratio: faster, slower or not-distinguishable; empty without an interval.
            pub verdict: Option<Verdict>,
        },
    }
}

impl PlatformComparisonRow {
    /// Returns true if the row decides `test`.
    pub fn decides(&self, test: &ClaimTest) -> bool {
        (&self.conditions, self.metric) == (&test.conditions, test.metric)
            && self.memory.mb() == test.memory_mb
            && (self.a.as_str(), self.b.as_str()) == (test.a.as_str(), test.b.as_str())
    }

    /// Returns true if `row` tests this pair.
    pub fn is_in(&self, row: &ClaimRow) -> bool {
        (Some(&self.conditions), Some(self.metric)) == (row.conditions.as_ref(), row.metric)
            && self.memory.mb() == row.memory_mb
            && (self.a.as_str(), self.b.as_str()) == (row.a.as_str(), row.b.as_str())
    }

    /// Returns a statistic of `a` relative to `b`; none if the table lacks it.
    pub fn estimate(&self, statistic: Statistic) -> Option<Estimate> {
        match statistic {
            Statistic::P50Ratio => Some(self.p50_ratio),
            Statistic::P90Ratio => Some(self.p90_ratio),
            Statistic::P99Ratio => Some(self.p99_ratio),
            Statistic::Superiority => None,
        }
    }
}
