//! What changed when.

use serde::{Deserialize, Serialize};

use crate::{Arch, Date, Metric, Package};

/// A row of `changes.csv`: a level that shifted, or a day that was bad.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangeRow {
    /// Slug of the source.
    pub source: String,
    /// First day of the new level, or the bad day.
    pub date: Date,
    /// The measured day before it; none where there is none.
    pub previous_day: Option<Date>,
    /// What happened.
    pub kind: ChangeKind,
    /// What else changed, which says where to look for a cause.
    pub scope: ChangeScope,
    /// Slug of the runtime.
    pub runtime: String,
    /// How the function is packaged.
    pub package: Package,
    /// Instruction set.
    pub arch: Arch,
    /// What the function does.
    pub workload: String,
    /// What is measured.
    pub metric: Metric,
    /// Of a level shift, the geometric mean of the daily medians before; of a tail shift, the mean daily share of
    /// slow samples before; of a bad day, that of the usual day.
    pub before: f64,
    /// The same after; of a bad day, its share of slow samples.
    pub after: f64,
    /// Of a level shift, after over before.
    pub ratio: Option<f64>,
    /// Of a tail shift, after less before.
    pub difference: Option<f64>,
    /// Lower end of the 95 % interval of the ratio or the difference; none of a bad day.
    pub lower: Option<f64>,
    /// Upper end of it.
    pub upper: Option<f64>,
    /// Measured days of the level before.
    pub days_before: u32,
    /// Measured days of the level after; of a bad day, 1.
    pub days_after: u32,
    /// Series that changed in the same way at the same time, this one included.
    pub together: u32,
    /// Series that were measured then.
    pub of: u32,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// The daily median moved to another level and stayed.
    LevelShift,
    /// The daily share of slow samples moved and stayed.
    TailShift,
    /// On one day many more samples than usual were slow.
    BadDay,
}

/// What else changed in the same way at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeScope {
    /// Half of all series or more: the platform, or the collector.
    Platform,
    /// Half of the series of the package and architecture or more: the platform, for those.
    Configuration,
    /// Half of the series of the language or more, in several runtimes: a release of the language.
    Language,
    /// Half of the series of the operating system or more, in several runtimes: its base image.
    BaseImage,
    /// This series, and few others: the function, or its runtime.
    Runtime,
}

impl ChangeScope {
    /// The words a reader sees.
    pub const fn title(self) -> &'static str {
        match self {
            ChangeScope::Platform => "most series at once: the platform or the collector",
            ChangeScope::Configuration => "most of its package and architecture: the platform, for those",
            ChangeScope::Language => "the language: a release of its runtimes",
            ChangeScope::BaseImage => "the operating system: a base image",
            ChangeScope::Runtime => "this function or its runtime",
        }
    }
}
