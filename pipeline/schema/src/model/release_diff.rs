//! Changes between two versions of the tables.

use serde::{Deserialize, Serialize};

use crate::{Date, Version};

/// The tables whose estimates are compared. Claims, answers and sets of choices derive from these. The bands in
/// `shifts.csv` hold for nine deciles together.
pub const ESTIMATE_TABLES: [&str; 3] = ["intervals.csv", "comparisons.csv", "agreement.csv"];

/// Counts of changes since an earlier version. Only estimates with an interval count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseDiff {
    /// The earlier version.
    pub since: Version,
    /// Method changes that the earlier version does not list, oldest first.
    pub methods: Vec<String>,
    /// Days of each source that are new or corrected.
    pub sources: Vec<SourceDiff>,
    /// Counts of each table of estimates.
    pub tables: Vec<TableDiff>,
}

/// Days of a source, in the window of its current estimates, whose data are not those of the earlier version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceDiff {
    /// Slug of the source.
    pub source: String,
    /// Days that have samples only now, oldest first.
    pub new_days: Vec<Date>,
    /// Days whose counts or raw files differ, oldest first.
    pub corrected_days: Vec<Date>,
}

/// Counts of changes in one table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableDiff {
    /// File name.
    pub table: String,
    /// Estimates that both versions have.
    pub both: u64,
    /// Estimates among them that lie outside the interval of the earlier version.
    pub changed: u64,
    /// Estimates that only the later version has.
    pub added: u64,
    /// Estimates that only the earlier version has.
    pub removed: u64,
    /// Changed estimates of sources with new days.
    pub new_data: u64,
    /// Changed estimates of sources with corrected days.
    pub corrected_data: u64,
    /// Changed estimates whose method changed.
    pub changed_method: u64,
    /// Changed estimates for which the tables show no reason.
    pub unexplained: u64,
    /// Reason that the table could not be compared; none if it could.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}
