//! `multiverse.csv`.

use super::{CONDITIONS_KEY, OF_CLAIM, OF_SOURCE};
use crate::csv::declare::table;
use crate::{BadDays, Conditions, Memory, Metric, QuantileType, Statistic};

table! {
    /// Each test of each claim under each set of defensible choices.
    pub struct MultiverseRow in "multiverse.csv" {
        key: [
            ..CONDITIONS_KEY, claim, a, b, statistic, rule, metric, memory, window_days, quantile, bad_days,
        ],
        references: [OF_SOURCE, OF_CLAIM],
        source: conditions.source,
        columns: {
            /// Name of the claim.
            pub claim: String => (slug()),
            /// Slug of the runtime that the claim is about.
            pub a: String => (slug()),
            /// Slug of the runtime that it is compared with.
            pub b: String => (slug()),
            /// Statistic of a to b: p50-ratio, p90-ratio, p99-ratio or superiority.
            pub statistic: Statistic,
            /// Condition on the interval under which the test holds.
            pub rule: String,
            /// The conditions that both runtimes share.
            pub conditions: Conditions => [Conditions::COLUMNS],
            /// Name of the metric, which ends in its unit.
            pub metric: Metric,
            /// Memory of both functions.
            pub memory: Memory => [Memory::COLUMNS],
            /// Calendar days up to the newest one.
            pub window_days: u32 => (unit("days")),
            /// Definition of percentiles by Hyndman and Fan: type-6, type-7 or type-8.
            pub quantile: QuantileType,
            /// Treatment of bad days: kept, or dropped from both.
            pub bad_days: BadDays,
            /// Number of samples of a.
            pub n_a: u64 => (unit("samples")),
            /// Number of samples of b.
            pub n_b: u64 => (unit("samples")),
            /// Estimate.
            pub value: f64 => (ratio()),
            /// Lower end of its 95% interval; empty where the samples support none.
            pub lower: Option<f64> => (ratio()),
            /// Upper end of its 95% interval.
            pub upper: Option<f64> => (ratio()),
            /// Result of the test: true or false; empty where there is no interval.
            pub holds: Option<bool>,
        },
    }
}
