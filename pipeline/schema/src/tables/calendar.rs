//! `calendar.csv`.

use super::{OF_SOURCE, declare::table, words};
use crate::Date;

words! {
    /// How much of a day's measurements arrived.
    pub enum DayStatus {
        /// At least 95 % of the series then in service have samples.
        Complete = "complete",
        /// Some series then in service have samples, fewer than 95 %.
        Partial = "partial",
        /// The file is there and holds no record.
        Empty = "empty",
        /// The file repeats another day's and is quarantined.
        Repeated = "repeated",
        /// There is a file, and nothing in it could be used.
        Quarantined = "quarantined",
        /// There is no file.
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
            /// Completeness: complete (at least 95 % of the series then in service), partial, empty, repeated,
            /// quarantined or missing.
            pub status: DayStatus,
            /// Records accepted.
            pub records: u64 => (unit("records")),
            /// Samples accepted.
            pub samples: u64 => (unit("samples")),
        },
    }
}
