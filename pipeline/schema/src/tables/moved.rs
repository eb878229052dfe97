//! `moved.csv`.

use super::{CONDITIONS_KEY, OF_SOURCE, declare::table};
use crate::{Conditions, Memory, Metric, release_diff::OF_NUMBERS};

table! {
    /// Each published number that lies outside the interval of the version before it, and why.
    pub struct MovedRow in "moved.csv" {
        key: [..CONDITIONS_KEY, table, metric, runtime, against, memory, statistic],
        references: [OF_SOURCE],
        columns: {
            /// File that has the number.
            pub table: String => (one_of(&OF_NUMBERS)),
            /// The conditions under which it was measured.
            pub conditions: Conditions => [Conditions::COLUMNS],
            /// Slug of the runtime, a of a pair; empty where the number is of several.
            pub runtime: Option<String>,
            /// Slug of the runtime that it is compared with, or the measurements on AWS; empty for a single series.
            pub against: Option<String>,
            /// Memory of the function.
            pub memory: Memory => [Memory::COLUMNS],
            /// Name of the metric, which ends in its unit.
            pub metric: Metric,
            /// Statistic: a percentile, a ratio or difference of two, superiority, rank-correlation or slope.
            pub statistic: String,
            /// Earlier number. Ratios, slopes, correlations and superiority have no unit; others have the metric's.
            pub before: f64 => (in_described_unit()),
            /// Lower end of its 95 % interval then.
            pub before_lower: f64 => (in_described_unit()),
            /// Upper end of its 95 % interval then.
            pub before_upper: f64 => (in_described_unit()),
            /// Number now, outside the earlier interval.
            pub after: f64 => (in_described_unit()),
            /// Lower end of its 95 % interval now.
            pub after_lower: f64 => (in_described_unit()),
            /// Upper end of its 95 % interval now.
            pub after_upper: f64 => (in_described_unit()),
            /// Distance from the nearer end of the earlier interval, in widths of it; empty where it had no width.
            pub beyond: Option<f64> => (ratio()),
            /// True where it rests on days that the earlier version did not have.
            pub new_data: bool,
            /// True where the data of days that the earlier version had are different.
            pub corrected_data: bool,
            /// True where a method that makes the table has changed; with none of the three it is unexplained.
            pub changed_method: bool,
            /// Evidence for the reasons; empty for an unexplained move.
            pub evidence: String => (or_empty()),
        },
    }
}

impl MovedRow {
    /// Returns true if the tables show no reason for the move.
    pub fn is_unexplained(&self) -> bool {
        !(self.new_data || self.corrected_data || self.changed_method)
    }
}
