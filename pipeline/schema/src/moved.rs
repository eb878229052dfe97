//! What has changed from one version of the tables to a later one.

use serde::{Deserialize, Serialize};

use crate::{Arch, Metric, Package, Version};

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

/// A row of `moved.csv`: a published number that lies outside the interval of an earlier version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MovedRow {
    /// File name of the table that has it.
    pub table: String,
    /// Slug of the source.
    pub source: String,
    /// Slug of the runtime; none where the number is of several.
    pub runtime: Option<String>,
    /// What it is compared with; none where it stands by itself.
    pub against: Option<String>,
    /// How the function is packaged.
    pub package: Package,
    /// Memory of the function; none where all are pooled or there was no limit.
    pub memory_mb: Option<u32>,
    /// Instruction set.
    pub arch: Arch,
    /// What the function does.
    pub workload: String,
    /// What is measured.
    pub metric: Metric,
    /// What was made of it.
    pub statistic: String,
    /// The number as it was.
    pub before: f64,
    /// Lower end of its interval then.
    pub before_lower: f64,
    /// Upper end of its interval then.
    pub before_upper: f64,
    /// The number as it is.
    pub after: f64,
    /// Lower end of its interval now.
    pub after_lower: f64,
    /// Upper end of its interval now.
    pub after_upper: f64,
    /// How far it lies beyond the nearer end of the earlier interval, in widths of that; none where it had no width.
    pub beyond: Option<f64>,
    /// Whether the later version rests on days that the earlier one did not have.
    pub new_data: bool,
    /// Whether data of days that the earlier version had are other ones.
    pub corrected_data: bool,
    /// Whether a method that makes the table has changed.
    pub changed_method: bool,
    /// What says why.
    pub evidence: String,
}

impl MovedRow {
    /// Whether the tables say nothing of why it moved.
    pub fn is_unexplained(&self) -> bool {
        !(self.new_data || self.corrected_data || self.changed_method)
    }
}
