//! `failures.csv`, a table of log reports.

use jiff::Timestamp;

use crate::csv::declare::table;
use crate::{Date, Failure, FailurePhase, InvocationStatus};

table! {
    /// The failures of each function by kind, in all and day by day.
    pub struct FailureRow in "failures.csv" {
        key: [function, phase, status, error_type, date],
        references: [],
        columns: {
            /// Name of the function.
            pub function: String,
            /// The part that failed: init, or invocation.
            pub phase: FailurePhase,
            /// Status that the platform gave it.
            pub status: InvocationStatus,
            /// Name that the platform gives the failure; empty if it gives none. The names beyond the first twenty of a
            /// function are counted together.
            pub error_type: Option<String>,
            /// The day, UTC; empty for all days together.
            pub date: Option<Date>,
            /// Failures of this kind.
            pub failures: u64 => (unit("failures")),
            /// Failures over the invocations of the same days, 0 to 1.
            pub failure_share: f64 => (fraction()),
            /// Failures after which the environment had used all of its memory.
            pub memory_exhausted: u64 => (unit("failures")),
            /// Time at which the first was logged, UTC; empty where the log has no times.
            pub first_at: Option<Timestamp>,
            /// Time at which the last was logged, UTC; empty where the log has no times.
            pub last_at: Option<Timestamp>,
        },
    }
}

impl FailureRow {
    /// Error type of the failures whose own type is not counted, because the function has too many.
    pub const OTHER_TYPES: &'static str = "other types";

    /// Returns the kind of these failures.
    pub fn failure(&self) -> Failure {
        Failure { phase: self.phase, status: self.status, error_type: self.error_type.clone() }
    }
}
