//! Changes between two versions of the tables.

use serde::{Deserialize, Serialize};

use crate::Version;

/// The tables that publish numbers with intervals of their own. Claims, answers and sets of choices derive from
/// these. The bands in `shifts.csv` hold for nine deciles together.
pub const OF_NUMBERS: [&str; 3] = ["intervals.csv", "comparisons.csv", "agreement.csv"];

/// Counts of changes since an earlier version. A number counts as published if it has an interval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Since {
    /// The earlier version.
    pub version: Version,
    /// Method changes that the earlier version does not list, oldest first.
    pub methods: Vec<String>,
    /// Counts of each table of published numbers.
    pub tables: Vec<TableSince>,
}

/// Counts of changes in one table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableSince {
    /// File name.
    pub table: String,
    /// Numbers that both versions publish.
    pub both: u64,
    /// Numbers among them that lie outside the interval of the earlier version.
    pub moved: u64,
    /// Numbers that only the later version publishes.
    pub appeared: u64,
    /// Numbers that only the earlier version publishes.
    pub gone: u64,
    /// Moved numbers with days that the earlier version lacked.
    pub new_data: u64,
    /// Moved numbers with changed data for days that the earlier version had.
    pub corrected_data: u64,
    /// Moved numbers whose method changed.
    pub changed_method: u64,
    /// Moved numbers for which the tables show no reason.
    pub unexplained: u64,
    /// Reason that the table could not be compared; none if it could.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}
