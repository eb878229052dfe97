//! What has changed from one version of the tables to a later one.

use serde::{Deserialize, Serialize};

use crate::Version;

/// The tables of published numbers: those that state a value with an interval of its own first. Claims, answers and
/// sets of choices are made from these; the bands in `shifts.csv` are of nine deciles together.
pub const OF_NUMBERS: [&str; 3] = ["intervals.csv", "comparisons.csv", "agreement.csv"];

/// What has changed since an earlier version, counted. A number is published where it has an interval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Since {
    /// The earlier version.
    pub version: Version,
    /// Names of the changes of methods that the earlier one knows nothing of, oldest first.
    pub methods: Vec<String>,
    /// Each table of published numbers.
    pub tables: Vec<TableSince>,
}

/// What has changed in one table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableSince {
    /// File name.
    pub table: String,
    /// Numbers that both versions publish.
    pub both: u64,
    /// Those among them that lie outside the interval that the earlier version published.
    pub moved: u64,
    /// Numbers that the later version alone publishes.
    pub appeared: u64,
    /// Numbers that the earlier version alone publishes.
    pub gone: u64,
    /// Numbers that moved, with days that the earlier version did not have.
    pub new_data: u64,
    /// Numbers that moved, with other data of days that the earlier version had.
    pub corrected_data: u64,
    /// Numbers that moved, by a method that has changed.
    pub changed_method: u64,
    /// Numbers that moved, and nothing in the tables says why.
    pub unexplained: u64,
    /// Why the table could not be compared; none where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}
