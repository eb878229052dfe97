//! The input of a log report.

use schema::{Advice, DayRow, Prices, ReadError, ReadStats, Summaries, UseRow};

use crate::Files;

/// The input of a log report.
#[derive(Clone, Copy, Debug)]
pub struct ReportInputs<'a> {
    /// `parts.html`, the templates below `report/`, and `assets/`.
    pub templates: &'a Files,
    /// Usage of each function: a row in total, followed by those of its versions and memory sizes.
    pub used: &'a [UseRow],
    /// Series, intervals and changes of the functions. Functions take the place of runtimes here, and versions that of
    /// workloads. The empty workload covers all versions.
    pub summaries: &'a Summaries,
    /// Statistics of the same series by day.
    pub days: &'a [DayRow],
    /// Advice for each function, by its name.
    pub advice: &'a [(String, Vec<Advice>)],
    /// The logs, with the counts of their records.
    pub read: &'a [ReadStats],
    /// Records that could not be read, the first of each log.
    pub faults: &'a [ReadError],
    /// Prices of the platform.
    pub prices: &'a Prices,
    /// Invocations without a time.
    pub n_undated: u64,
}

/// A function with all its rows.
pub(super) struct Function<'a> {
    pub(super) name: &'a str,
    /// Path of its page.
    pub(super) path: String,
    /// Usage in total.
    pub(super) used: &'a UseRow,
    /// Usage by version and memory size; empty if there is one of each.
    pub(super) parts: &'a [UseRow],
    pub(super) advice: &'a [Advice],
}
