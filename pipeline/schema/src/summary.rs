//! What raw runs come to: the rows of the published tables.

use serde::{Deserialize, Serialize};

use crate::{CalendarDay, Date, Month, Quarantined, RuleCount, Series};

/// Every table that a site is built from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summaries {
    /// Each series over its source's window.
    pub series: Vec<SeriesRow>,
    /// Each series, month by month.
    pub history: Vec<HistoryRow>,
    /// Batch means of each configuration over its source's window.
    pub batches: Vec<BatchRow>,
    /// Each source, day by day.
    pub calendar: Vec<CalendarDay>,
    /// What no statistic uses.
    pub quarantine: Vec<Quarantined>,
    /// What each rule met.
    pub rules: Vec<RuleCount>,
    /// Each source with its accounts.
    pub sources: Vec<SourceRow>,
}

/// The days that a row covers, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Window {
    /// First day, UTC.
    pub window_start: Date,
    /// Last day, UTC.
    pub window_end: Date,
}

/// How the samples of one row spread. Values are in the unit of the row's series.
///
/// Percentiles interpolate linearly between order statistics: definition 7 of Hyndman and Fan,
/// "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// Number of samples.
    pub n: u64,
    /// Number of distinct days with samples.
    pub days: u32,
    /// Smallest sample.
    pub min: f64,
    /// Arithmetic mean.
    pub mean: f64,
    /// Median.
    pub p50: f64,
    /// 90th percentile.
    pub p90: f64,
    /// 95th percentile.
    pub p95: f64,
    /// 99th percentile.
    pub p99: f64,
    /// Largest sample.
    pub max: f64,
}

/// A row of `series.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeriesRow {
    /// What was measured.
    pub series: Series,
    /// When.
    pub window: Window,
    /// What came out.
    pub distribution: Distribution,
}

/// A row of `history.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryRow {
    /// What was measured.
    pub series: Series,
    /// When.
    pub month: Month,
    /// What came out.
    pub distribution: Distribution,
}

/// A row of `batches.csv`: statistics of means, one mean per record, kept apart from samples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchRow {
    /// What was measured.
    pub series: Series,
    /// When.
    pub window: Window,
    /// Number of batches, each with one mean.
    pub n_batches: u64,
    /// Smallest batch mean.
    pub min: f64,
    /// Median of the batch means.
    pub p50: f64,
    /// Largest batch mean.
    pub max: f64,
}

/// A row of `sources.csv`: how far a source reaches and what became of its samples.
///
/// `raw_samples` = `accepted_samples` + `quarantined_samples`, to the last sample.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceRow {
    /// Slug of the source.
    pub source: String,
    /// First day with accepted samples, UTC.
    pub first_day: Date,
    /// Newest day with accepted samples, UTC.
    pub newest_day: Date,
    /// Days with accepted samples.
    pub days: u32,
    /// Files read.
    pub files: u64,
    /// Records accepted.
    pub records: u64,
    /// Samples in the files, whatever became of them.
    pub raw_samples: u64,
    /// Samples that statistics use.
    pub accepted_samples: u64,
    /// Samples listed in `quarantine.csv`.
    pub quarantined_samples: u64,
}
