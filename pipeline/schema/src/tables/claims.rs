//! `claims.csv`.

use super::{CONDITIONS_KEY, OF_SOURCE};
use crate::csv::{declare::table, optional};
use crate::{ClaimVerdict, Conditions, Metric, Statistic, TestResult};

table! {
    /// Each test of each claim with its result; one row without a test for a claim that has none.
    #[derive(Default)]
    pub struct ClaimRow in "claims.csv" {
        key: [..CONDITIONS_KEY, claim, a, b, metric, memory_mb, statistic, rule],
        references: [OF_SOURCE],
        columns: {
            /// Name of the claim.
            pub claim: String => (slug()),
            /// The conditions that both runtimes share; empty, as all that follows, where there is no test.
            pub conditions: Option<Conditions> => [&optional::<{ Conditions::COLUMNS.len() }>(Conditions::COLUMNS)],
            /// Slug of the runtime that the claim is about.
            pub a: String => (slug().or_empty()),
            /// Slug of the runtime that it is compared with.
            pub b: String => (slug().or_empty()),
            /// Name of the metric, which ends in its unit.
            pub metric: Option<Metric>,
            /// Memory size of both functions; empty where sizes are pooled or memory has no limit.
            pub memory_mb: Option<u32> => (unit("MB").min(1.0)),
            /// Statistic of a to b: p50-ratio, p90-ratio, p99-ratio or superiority.
            pub statistic: Option<Statistic>,
            /// Estimate; empty where the data are missing.
            pub value: Option<f64> => (ratio()),
            /// Lower end of its 95% interval.
            pub lower: Option<f64> => (ratio()),
            /// Upper end of its 95% interval.
            pub upper: Option<f64> => (ratio()),
            /// Condition on the interval under which the test is passed.
            pub rule: String => (or_empty()),
            /// Result of the test: passed, failed, or open where the interval contains the bound; empty without data.
            pub result: Option<TestResult>,
            /// Verdict on the whole claim; empty where a test has no data.
            pub verdict: Option<ClaimVerdict>,
            /// Verdict that the text of the site relies on.
            pub relies_on: ClaimVerdict,
        },
    }
}
