//! Value counts: the table between reading logs and computing statistics, which any number of machines may write.

use jiff::civil::date;
use serde::{Deserialize, Serialize};

use crate::{Arch, CountMetric, Date, Packaging};

/// A row of value counts: a value, and the number of times that it was seen. Rows of several machines add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ValueCount<'a> {
    /// Name of the function; none if the log does not name it, and in receipts.
    pub function: Option<&'a str>,
    /// Version of the function; none if unknown.
    pub version: Option<&'a str>,
    /// Memory size, in megabytes; none if unknown.
    pub memory_mb: Option<u32>,
    /// Instruction set; none if unknown.
    pub arch: Option<Arch>,
    /// The day, UTC, since 1970; none without a time.
    pub day: Option<i32>,
    /// The metric, with its unit.
    pub metric: CountMetric,
    /// Kind of a failure, configuration, or receipt; see [`CountMetric::has_detail`].
    pub detail: Option<&'a str>,
    /// The value, in the unit of the metric.
    pub value: i64,
    /// The number of times, at least 1; see [`CountMetric::kind`].
    pub n: u64,
}

impl ValueCount<'_> {
    /// Names of the columns, in the order of the file.
    pub const COLUMNS: [&'static str; 9] =
        ["function", "version", "memory_mb", "arch", "day", "metric", "detail", "value", "n"];

    /// Day 0.
    const EPOCH: Date = date(1970, 1, 1);

    /// Returns a day as a date; none if it is out of range.
    pub fn date_of(day: i32) -> Option<Date> {
        ValueCount::EPOCH.checked_add(jiff::Span::new().try_days(day).ok()?).ok()
    }
}

/// Properties of a function that a log tells once per environment, or that only labels tell. They are counted apart,
/// because objects cut log streams.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Configuration {
    /// Name of the runtime.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub runtime: Option<String>,
    /// Packaging type.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub packaging: Option<Packaging>,
    /// Name of the workload.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub workload: Option<String>,
}

#[test]
fn days_count_from_1970() {
    assert_eq!(ValueCount::date_of(0), Some(ValueCount::EPOCH));
    assert_eq!(ValueCount::date_of(20_785), Some(date(2026, 11, 28)));
    assert_eq!(ValueCount::date_of(i32::MAX), None);
}
