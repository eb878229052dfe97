//! Which days were measured, and how completely.

use serde::{Deserialize, Serialize};

use crate::Date;

/// How much of a day's measurements arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DayStatus {
    /// At least 95 % of the series then in service have samples.
    Complete,
    /// Some series then in service have samples, fewer than 95 %.
    Partial,
    /// The file is there and holds no record.
    Empty,
    /// The file repeats another day's and is quarantined.
    Repeated,
    /// There is a file and nothing of it could be used.
    Quarantined,
    /// There is no file.
    Missing,
}

impl DayStatus {
    /// The word in CSV columns, CSS classes and sentences.
    pub const fn name(self) -> &'static str {
        match self {
            DayStatus::Complete => "complete",
            DayStatus::Partial => "partial",
            DayStatus::Empty => "empty",
            DayStatus::Repeated => "repeated",
            DayStatus::Quarantined => "quarantined",
            DayStatus::Missing => "missing",
        }
    }
}

/// One calendar day of one source, from its first day to its newest without a gap.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CalendarDay {
    /// Slug of the source.
    pub source: String,
    /// The day, UTC.
    pub date: Date,
    /// How much of it arrived.
    pub status: DayStatus,
    /// Records accepted.
    pub records: u64,
    /// Samples accepted.
    pub samples: u64,
}
