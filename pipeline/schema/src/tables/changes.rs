//! `changes.csv`.

use super::{CONDITIONS_KEY, OF_SOURCE};
use crate::csv::{
    declare::{columns, table},
    words,
};
use crate::{Conditions, Date, Metric};

words! {
    /// The kind of a change.
    pub enum ChangeKind {
        /// The daily median moved to another level and stayed.
        LevelShift = "level-shift",
        /// The daily fraction of slow samples moved and stayed.
        TailShift = "tail-shift",
        /// Many more samples than usual were slow on one day.
        BadDay = "bad-day",
    }
}

words! {
    /// The group of series that changed in the same way at the same time.
    pub enum ChangeScope {
        /// At least half of all series: the platform, or the collector.
        Platform = "platform" => "half or more of all series: perhaps the platform or the collector",
        /// At least half of the series of the package and architecture: the platform, in that configuration.
        Configuration = "configuration" => "half or more of this package and architecture: perhaps the platform",
        /// At least half of the series of the language, in several runtimes: a release of the language.
        Language = "language" => "half or more of this language: perhaps a release",
        /// At least half of the series of the operating system, in several runtimes: its base image.
        BaseImage = "base-image" => "half or more of this operating system: perhaps its base image",
        /// This series and few others: the function, or its runtime.
        Runtime = "runtime" => "few others: perhaps the function or its runtime",
    }
    /// Returns the text shown to readers.
    title
}

columns! {
    /// A shift of the level or the tail of a series, or a bad day.
    pub struct Change {
        /// First day of the new level, or the bad day.
        pub date: Date,
        /// Measured day before it; empty for the first day of a series.
        pub previous_day: Option<Date>,
        /// Kind of change: level-shift, tail-shift or bad-day.
        pub kind: ChangeKind,
        /// Level before. For a level shift the geometric mean of the daily medians, in the unit of the metric;
        /// else the mean daily fraction of slow samples.
        pub before: f64 => (in_described_unit().min(0.0)),
        /// Level after; for a bad day, its fraction of slow samples.
        pub after: f64 => (in_described_unit().min(0.0)),
        /// Level after over level before, for a level shift; empty for others.
        pub ratio: Option<f64> => (ratio()),
        /// Fraction after less fraction before, for a tail shift; empty for others.
        pub difference: Option<f64> => (between(-1.0, 1.0)),
        /// Lower end of the 95% interval of the ratio or the difference; empty for a bad day.
        pub lower: Option<f64> => (unit("1")),
        /// Upper end of the 95% interval of the ratio or the difference.
        pub upper: Option<f64> => (unit("1")),
        /// Measured days of the level before.
        pub days_before: u32 => (unit("days")),
        /// Measured days of the level after; 1 for a bad day.
        pub days_after: u32 => (unit("days")),
        /// First day on which a shifted level was back, at most 31 days later and within 10% of the level before;
        /// empty for others.
        pub back_on: Option<Date>,
    }
}

/// Days within which changes count as one: not every series is measured every day, and the running median may move a
/// change point by one.
const SAME_TIME_DAYS: i32 = 3;

/// Returns the number of days between two dates, in either order.
pub fn days_between(a: Date, b: Date) -> i32 {
    a.until(b).map_or(i32::MAX, |span| span.get_days().abs())
}

impl Change {
    /// Returns true if both are of one kind and direction, at the same time.
    pub fn is_with(&self, other: &Change) -> bool {
        let is_up = |change: &Change| change.after > change.before;
        self.kind == other.kind
            && is_up(self) == is_up(other)
            && days_between(self.date, other.date) <= SAME_TIME_DAYS
    }
}

table! {
    /// Each shift of a level or a tail and each bad day, all memory sizes pooled.
    pub struct ChangeRow in "changes.csv" {
        key: [..CONDITIONS_KEY, metric, runtime, date, kind],
        references: [OF_SOURCE],
        source: conditions.source,
        columns: {
            /// The conditions under which it was measured.
            pub conditions: Conditions => [Conditions::COLUMNS],
            /// Name of the metric, which ends in its unit.
            pub metric: Metric,
            /// Slug of the runtime; it names the page below runtimes/.
            pub runtime: String,
            /// The change.
            pub change: Change => [Change::COLUMNS],
            /// Series that changed in the same way: platform, configuration, language, base-image or runtime.
            pub scope: ChangeScope,
            /// Series that changed in the same way at the same time, this one included.
            pub together: u32 => (unit("series")),
            /// Series that were measured then.
            pub of: u32 => (unit("series")),
        },
    }
}
