//! Results of Logs Insights queries, as CSV or JSON:
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html>.
//!
//! Read are the fields that Insights finds in logs of Lambda, `@duration` and its like in plain ones and
//! `record.metrics.durationMs` and its like in JSON ones; where the query asked for `@message`, what that says goes
//! before them. Rows that are not of a `REPORT` are counted. `@memorySize` and `@maxMemoryUsed` are bytes of which
//! Insights takes a million for a megabyte: 128 MB are 1.28E8.
//!
//! JSON is what `aws logs get-query-results` prints, rows of `{"field": …, "value": …}` under `results`, or what the
//! console writes, an object a row. Results of `stats` are refused: they are figures, and no invocations.

use std::borrow::Cow;

use schema::Invocation;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    Fault, FaultKind,
    csv_rows::{self, cell, number},
    cut::{self, Cut},
    document::Pairs,
    elements::Elements,
    events,
    input::Input,
    sink::Sink,
    text::{Join, Prefix, time},
};

const DURATION: &[&str] = &["@duration", "record.metrics.durationMs"];
const BILLED: &[&str] = &["@billedDuration", "record.metrics.billedDurationMs"];
const INIT: &[&str] = &["@initDuration", "record.metrics.initDurationMs"];
const RESTORE: &[&str] = &["record.metrics.restoreDurationMs"];
const REQUEST: &[&str] = &["@requestId", "record.requestId"];
const KIND: &[&str] = &["@type", "type"];
/// Bytes by which Insights counts megabytes.
const MEGABYTE: f64 = 1e6;

/// Whether there is a column from which invocations can come.
pub(crate) fn is_column(name: &str) -> bool {
    name == "@message" || DURATION.contains(&name)
}

/// Whether it is a column of Insights at all.
pub(crate) fn is_any_column(name: &str) -> bool {
    name.starts_with('@') || name.starts_with("record.metrics.")
}

/// Reads CSV.
///
/// # Errors
///
/// Fails where there are figures of `stats` only.
pub(crate) fn read_csv(input: &mut Input, sink: &mut Sink<'_>) -> Result<(), Fault> {
    let mut join = Join::default();
    csv_rows::read(
        input,
        sink,
        |names| {
            if names.iter().any(is_column) {
                return Ok(());
            }
            let shown = names.iter().collect::<Vec<_>>().join(", ");
            let reason = format!("Neither @duration nor @message is among the columns {shown}");
            Err(Fault::new(FaultKind::FiguresOnly, reason))
        },
        |record, names, row, sink| {
            take(&mut join, record, &|columns: &[&str]| cell(names, row, columns), sink);
        },
    )
}

/// A cell of a row.
#[derive(Deserialize)]
struct Cell<'a> {
    #[serde(borrow)]
    field: Cow<'a, str>,
    #[serde(borrow)]
    value: Option<Cow<'a, str>>,
}

/// Reads JSON.
pub(crate) fn read_json(input: &mut Input, sink: &mut Sink<'_>) {
    let (mut join, mut elements, mut bytes) = (Join::default(), Elements::of(&["results"]), Vec::new());
    for record in 1.. {
        let cells = match cut::next(input, &mut elements, &mut bytes) {
            Ok(Cut::End) => break,
            Ok(Cut::TooLong) => Err(Fault::long_record()),
            Ok(Cut::Record) => cells(&bytes),
            Err(error) => {
                sink.file_fault(Fault::broken_file(&error));
                return;
            }
        };
        match cells {
            Ok(cells) => {
                let find = |columns: &[&str]| {
                    let of = |column: &&str| cells.iter().find(|(name, _)| name == column);
                    let found = columns.iter().filter_map(of).map(|(_, value)| value.trim());
                    found.into_iter().find(|value| !value.is_empty())
                };
                take(&mut join, record, &find, sink);
            }
            Err(fault) => sink.refuse(record, fault),
        }
    }
    if elements.is_open() {
        sink.file_fault(Fault::new(FaultKind::BrokenFile, "The document ends before it is closed"));
    }
}

/// The cells of a row in either shape.
fn cells(bytes: &[u8]) -> Result<Vec<(String, String)>, Fault> {
    if bytes.starts_with(b"[") {
        let cells: Vec<Cell<'_>> = serde_json::from_slice(bytes).map_err(Fault::broken_record)?;
        let pair = |cell: Cell<'_>| (cell.field.into_owned(), cell.value.unwrap_or_default().into_owned());
        return Ok(cells.into_iter().map(pair).collect());
    }
    let cells: Pairs<&RawValue> = serde_json::from_slice(bytes).map_err(Fault::broken_record)?;
    let text = |value: &RawValue| match serde_json::from_str(value.get()) {
        Ok(Some(text)) => text,
        Ok(None) => String::new(),
        // A number, or a message that was JSON itself.
        Err(_) => value.get().to_owned(),
    };
    Ok(cells.0.into_iter().map(|(name, value)| (name, text(value))).collect())
}

/// Takes a row.
fn take<'a>(join: &mut Join, record: u64, find: &dyn Fn(&[&str]) -> Option<&'a str>, sink: &mut Sink<'_>) {
    let prefix = Prefix {
        at: find(&["@timestamp"]).and_then(time),
        stream: find(&["@logStream"]).unwrap_or_default(),
        group: find(&["@log"]).unwrap_or_default(),
    };
    if let Some(message) = find(&["@message"]) {
        events::message(join, record, &prefix, message, sink);
        return;
    }
    let is_report = find(KIND).is_none_or(|kind| matches!(kind, "REPORT" | "platform.report"));
    if !is_report || find(DURATION).is_none() {
        sink.other(1);
        return;
    }
    sink.record(record, row(&prefix, find));
}

fn row<'a>(prefix: &Prefix<'_>, find: &dyn Fn(&[&str]) -> Option<&'a str>) -> Result<Invocation, Fault> {
    let of = |columns: &[&str]| find(columns).map(|text| number(columns[0], text)).transpose();
    let memory = |of_plain: &str, of_json: &str| match find(&[of_plain]) {
        Some(text) => megabytes(of_plain, number(of_plain, text)? / MEGABYTE).map(Some),
        None => match find(&[of_json]) {
            Some(text) => megabytes(of_json, number(of_json, text)?).map(Some),
            None => Ok(None),
        },
    };
    Ok(Invocation {
        request_id: find(REQUEST).map(str::to_owned),
        at: prefix.at,
        function: prefix.function().map(str::to_owned),
        version: prefix.version().map(str::to_owned),
        memory_mb: memory("@memorySize", "record.metrics.memorySizeMB")?,
        init_ms: of(INIT)?,
        restore_ms: of(RESTORE)?,
        duration_ms: of(DURATION)?,
        billed_ms: of(BILLED)?,
        max_memory_used_mb: memory("@maxMemoryUsed", "record.metrics.maxMemoryUsedMB")?,
        ..Invocation::default()
    })
}

fn megabytes(field: &str, number: f64) -> Result<u32, Fault> {
    let is_whole = number.fract() == 0.0 && number <= f64::from(u32::MAX);
    let reason = || format!("{number} MB is no whole number; Insights counts a million bytes for each");
    is_whole.then_some(number as u32).ok_or_else(|| Fault::of_field(FaultKind::BadValue, field, reason()))
}
