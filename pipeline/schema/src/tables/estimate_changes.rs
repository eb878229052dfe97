//! `estimate_changes.csv`.

use super::{CONDITIONS_KEY, Estimate, OF_SOURCE};
use crate::csv::declare::table;
use crate::{Conditions, ESTIMATE_TABLES, Memory, Metric, Unit};

table! {
    /// Each estimate that lies outside its interval in the version before, and why.
    pub struct EstimateChange in "estimate_changes.csv" {
        key: [..CONDITIONS_KEY, table, metric, runtime, against, memory, statistic],
        references: [OF_SOURCE],
        columns: {
            /// File that has the estimate.
            pub table: String => (one_of(&ESTIMATE_TABLES)),
            /// The conditions under which it was measured.
            pub conditions: Conditions => [Conditions::COLUMNS],
            /// Slug of the runtime, a of a pair; empty for an estimate of several.
            pub runtime: Option<String>,
            /// Slug of the runtime that it is compared with, or the measurements on AWS; empty for a single series.
            pub against: Option<String>,
            /// Memory of the function.
            pub memory: Memory => [Memory::COLUMNS],
            /// Name of the metric, which ends in its unit.
            pub metric: Metric,
            /// Statistic: a percentile, a ratio or difference of two, superiority, rank-correlation or slope.
            pub statistic: String,
            /// Unit of the estimate; empty for a ratio, a slope, a correlation or superiority.
            pub unit: Option<Unit>,
            /// Estimate in the earlier version.
            pub before: Estimate => {in_row_unit()},
            /// Estimate now.
            pub after: Estimate => {in_row_unit()},
            /// Distance from the nearer end of the earlier interval, in widths of it; empty if it had no width.
            pub widths_outside: Option<f64> => (ratio()),
            /// True if its window has days that the earlier version lacked.
            pub new_data: bool,
            /// True if the data of days that the earlier version had are different.
            pub corrected_data: bool,
            /// True if a method that makes the table has changed.
            pub changed_method: bool,
        },
    }
}

impl EstimateChange {
    /// Returns true if the tables show no reason for the change.
    pub fn is_unexplained(&self) -> bool {
        !(self.new_data || self.corrected_data || self.changed_method)
    }
}
