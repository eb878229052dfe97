//! Everything that a report is made of.

use schema::{Advice, DayRow, Prices, Summaries, UseRow};
use serde::Serialize;

use crate::Files;

/// Everything that a report is made of.
#[derive(Clone, Copy, Debug)]
pub struct ReportInputs<'a> {
    /// `parts.html`, the templates below `report/`, and `assets/`.
    pub templates: &'a Files,
    /// How functions were used: a row for each, followed by those of its versions and memory sizes.
    pub used: &'a [UseRow],
    /// Series, intervals and changes of the functions. Runtimes are functions there, and workloads versions: the
    /// empty one is all of them.
    pub summaries: &'a Summaries,
    /// The same day by day.
    pub days: &'a [DayRow],
    /// What the figures of each function suggest, by its name.
    pub advice: &'a [(String, Vec<Advice>)],
    /// What was read.
    pub read: &'a [LogRead],
    /// What could not be read, of that the first lines.
    pub faults: &'a [LogFault],
    /// What the platform charges.
    pub prices: &'a Prices,
    /// Invocations without a time.
    pub n_undated: u64,
}

/// A log that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogRead {
    /// What it is called.
    pub file: String,
    /// The format that was found.
    pub format: String,
    /// Bytes, unpacked.
    pub bytes: u64,
    /// Records: lines, events, rows.
    pub records: u64,
    /// Records that are invocations.
    pub invocations: u64,
    /// Records that could not be read.
    pub refused: u64,
    /// Records that are something else.
    pub other: u64,
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogFault {
    /// The log.
    pub file: String,
    /// The record, from 1; none where it is the log.
    pub record: Option<u64>,
    /// The field; empty where it is the record.
    pub field: String,
    /// What is wrong.
    pub reason: String,
    /// What to do.
    pub advice: String,
}

/// A function and everything that is known of it.
pub(super) struct Function<'a> {
    pub(super) name: &'a str,
    /// Path of its page.
    pub(super) path: String,
    /// All its invocations.
    pub(super) used: &'a UseRow,
    /// The same by version and memory; none where there is one of each.
    pub(super) parts: &'a [UseRow],
    pub(super) advice: &'a [Advice],
}
