//! `baselines.csv`, a table of log reports: init durations compared with those of an empty function.

use serde::Serialize;

use super::{Estimate, FunctionSeries, Window};
use crate::Packaging;
use crate::csv::declare::table;

table! {
    /// The median init duration of each function and memory size, compared with that of a function that does nothing.
    pub struct BaselineRow in "baselines.csv" {
        key: [function, memory, arch],
        references: [],
        columns: {
            /// The series of init durations.
            pub series: FunctionSeries => [FunctionSeries::COLUMNS],
            /// Slug of the runtime.
            pub runtime: String,
            /// Packaging of the function: zip or image.
            pub packaging: Packaging,
            /// Number of init durations.
            pub n: u64 => (unit("samples")),
            /// Their median.
            pub own: Estimate => {in_row_unit()},
            /// Slug of the source that measured the empty function.
            pub source: String,
            /// Region in which it did.
            pub region: String,
            /// The days on which it did.
            pub window: Window => [Window::COLUMNS],
            /// True if the empty function had the same memory size; false if all of its sizes are pooled.
            pub is_same_memory: bool,
            /// Number of init durations of the empty function.
            pub baseline_n: u64 => (unit("samples")),
            /// Their median.
            pub baseline: Estimate => {in_row_unit()},
            /// Median of the function less that of the empty one; its interval recovers variances (MOVER).
            pub difference: Estimate => {in_row_unit()},
        },
    }
}

impl BaselineRow {
    /// Returns true if the function is slower than the empty one beyond doubt; none without an interval.
    pub fn is_slower(&self) -> Option<bool> {
        self.difference.ends().map(|ends| ends.lower.is_some_and(|lower| lower > 0.0))
    }

    /// Splits the median of the function into its own part and that of an empty one, which add up to it.
    pub fn parts(&self) -> [f64; 2] {
        let own = self.difference.value.max(0.0);
        [own, self.own.value - own]
    }
}

/// Reason for which a function with init durations has no baseline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "runtimes", rename_all = "kebab-case")]
pub enum NoBaseline {
    /// The log does not name the runtime.
    UnknownRuntime,
    /// The log names the operating system only, such as `provided.al2023`.
    OnlyOperatingSystem(String),
    /// Cold starts ran on several runtimes or in several kinds of packages, which the log names.
    Several(Vec<String>),
    /// Nobody has measured an empty function on this runtime, in this package and instruction set.
    NotMeasured(String),
}
