//! `calendar.csv`.

use super::OF_SOURCE;
use crate::Date;
use crate::csv::{declare::table, words};

words! {
    /// The completeness of a day's measurements.
    pub enum DayStatus {
        /// At least 95% of the series then in service have samples.
        Complete = "complete",
        /// Some series then in service have samples, fewer than 95%.
        Partial = "partial",
        /// The file exists but has no records.
        Empty = "empty",
        /// The file repeats another day's and is quarantined.
        Repeated = "repeated",
        /// The file exists, but all of its data are quarantined.
        Quarantined = "quarantined",
        /// The file does not exist.
        Missing = "missing",
    }
}

table! {
    /// Each calendar day of each source that publishes daily, from its first to its newest.
    #[derive(Eq, PartialOrd, Ord)]
    pub struct CalendarDay in "calendar.csv" {
        key: [source, date],
        references: [OF_SOURCE],
        source: source,
        columns: {
            /// Slug of the source that the samples come from.
            pub source: String => (slug()),
            /// The day, UTC.
            pub date: Date,
            /// Completeness: complete (at least 95% of the series then in service), partial, empty, repeated,
            /// quarantined or missing.
            pub status: DayStatus,
            /// Records accepted.
            pub records: u64 => (unit("records")),
            /// Samples accepted.
            pub samples: u64 => (unit("samples")),
        },
    }
}
