//! `robustness.csv`.

use super::{OF_CLAIM, OF_SOURCE};
use crate::Choice;
use crate::Statistic;
use crate::csv::declare::table;

table! {
    /// The number of sets of choices in which each test of each claim holds.
    pub struct RobustnessRow in "robustness.csv" {
        key: [claim, source, a, b, statistic, rule, choice, value],
        references: [OF_SOURCE, OF_CLAIM],
        source: source,
        columns: {
            /// Name of the claim.
            pub claim: String => (slug()),
            /// Slug of the source that the samples come from.
            pub source: String => (slug()),
            /// Slug of the runtime that the claim is about.
            pub a: String => (slug()),
            /// Slug of the runtime that it is compared with.
            pub b: String => (slug()),
            /// Statistic of a to b: p50-ratio, p90-ratio, p99-ratio or superiority.
            pub statistic: Statistic,
            /// Condition on the interval under which the test holds.
            pub rule: String,
            /// Choice that is held fixed: all (none), package, arch, memory, window, quantile or bad-days.
            pub choice: Choice,
            /// Value at which it is held; empty for all.
            pub value: String => (or_empty()),
            /// Variations of the analysis in which the test holds.
            pub holds: u32 => (unit("variations")),
            /// Variations of the analysis in which the samples support an interval.
            pub of: u32 => (unit("variations")),
            /// Variations of the analysis in which they do not.
            pub unsupported: u32 => (unit("variations")),
            /// End of all intervals that is least favourable to the rule; empty without an interval or a side.
            pub worst: Option<f64> => (ratio()),
        },
    }
}
