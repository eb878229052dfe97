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
    csv_rows::{self, number},
    cut::{self, Cut},
    document::{Pairs, Text},
    elements::Elements,
    events,
    fault::shortened,
    input::Input,
    sink::Sink,
    text::{Join, Prefix, time},
};

/// The columns that are read: of most there is one for plain logs and one for JSON ones.
#[derive(Clone, Copy)]
enum Column {
    Timestamp,
    LogStream,
    Log,
    Message,
    Type,
    JsonType,
    RequestId,
    JsonRequestId,
    Duration,
    JsonDuration,
    BilledDuration,
    JsonBilledDuration,
    InitDuration,
    JsonInitDuration,
    JsonRestoreDuration,
    MemorySize,
    JsonMemorySize,
    MaxMemoryUsed,
    JsonMaxMemoryUsed,
}

/// Their names, in their order.
const NAMES: [&str; 19] = [
    "@timestamp",
    "@logStream",
    "@log",
    "@message",
    "@type",
    "type",
    "@requestId",
    "record.requestId",
    "@duration",
    "record.metrics.durationMs",
    "@billedDuration",
    "record.metrics.billedDurationMs",
    "@initDuration",
    "record.metrics.initDurationMs",
    "record.metrics.restoreDurationMs",
    "@memorySize",
    "record.metrics.memorySizeMB",
    "@maxMemoryUsed",
    "record.metrics.maxMemoryUsedMB",
];

/// What a row says under each of [`NAMES`], without space around it; empty where it does not.
struct Row<'a>([&'a str; NAMES.len()]);

impl<'a> Row<'a> {
    /// The first of `columns` that says something, and what.
    fn said(&self, columns: &[Column]) -> Option<(&'static str, &'a str)> {
        let of = |column: &Column| (NAMES[*column as usize], self.0[*column as usize]);
        columns.iter().map(of).find(|(_, text)| !text.is_empty())
    }

    fn find(&self, columns: &[Column]) -> Option<&'a str> {
        self.said(columns).map(|(_, text)| text)
    }

    fn number(&self, columns: &[Column]) -> Result<Option<f64>, Fault> {
        self.said(columns).map(|(name, text)| number(name, text)).transpose()
    }
}

/// Bytes by which Insights counts megabytes.
const MEGABYTE: f64 = 1e6;

/// Whether there is a column from which invocations can come.
pub(crate) fn is_column(name: &str) -> bool {
    matches!(name, "@message" | "@duration" | "record.metrics.durationMs")
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
            if !names.iter().any(|name| is_column(name)) {
                let shown = shortened(names.join(", "));
                let reason = format!("Neither @duration nor @message is among the columns {shown}");
                return Err(Fault::new(FaultKind::FiguresOnly, reason));
            }
            Ok(NAMES.map(|column| names.iter().position(|name| name == column)))
        },
        |record, places, row, sink| {
            let row = Row(places.map(|place| place.map_or("", |place| row.cell(place))));
            take(&mut join, record, &row, sink);
        },
    )
}

/// A cell of a row.
#[derive(Deserialize)]
struct Cell<'a> {
    #[serde(borrow)]
    field: Cow<'a, str>,
    #[serde(borrow)]
    value: Option<Text<'a>>,
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
                let mut row = Row([""; NAMES.len()]);
                // Of cells of the same name the first is taken.
                for (column, value) in cells.iter().rev() {
                    row.0[*column] = value.trim();
                }
                take(&mut join, record, &row, sink);
            }
            Err(fault) => sink.refuse(record, fault),
        }
    }
    if elements.is_open() {
        sink.file_fault(Fault::new(FaultKind::BrokenFile, "The document ends before it is closed"));
    }
}

/// The cells of a row in either shape, each with the place of its column in [`NAMES`].
fn cells(bytes: &[u8]) -> Result<Vec<(usize, Cow<'_, str>)>, Fault> {
    let place = |name: &str| NAMES.iter().position(|column| *column == name);
    if bytes.starts_with(b"[") {
        let cells: Vec<Cell<'_>> = serde_json::from_slice(bytes).map_err(Fault::broken_record)?;
        let known = cells.into_iter().filter_map(|cell| {
            let text = cell.value.map(|value| value.0).unwrap_or_default();
            Some((place(&cell.field)?, text))
        });
        return Ok(known.collect());
    }
    let cells: Pairs<&RawValue> = serde_json::from_slice(bytes).map_err(Fault::broken_record)?;
    let known = cells.0.into_iter().filter_map(|(name, value)| {
        let text = match serde_json::from_str(value.get()) {
            Ok(Some(Text(text))) => text,
            Ok(None) => Cow::default(),
            // A number, or a message that was JSON itself.
            Err(_) => Cow::Borrowed(value.get()),
        };
        Some((place(&name)?, text))
    });
    Ok(known.collect())
}

/// Takes a row.
fn take(join: &mut Join, record: u64, row: &Row<'_>, sink: &mut Sink<'_>) {
    use Column::{Duration, JsonDuration, JsonType, Log, LogStream, Message, Timestamp, Type};
    let prefix = Prefix {
        at: row.find(&[Timestamp]).and_then(time),
        stream: row.find(&[LogStream]).unwrap_or_default(),
        group: row.find(&[Log]).unwrap_or_default(),
    };
    if let Some(message) = row.find(&[Message]) {
        events::message(join, record, &prefix, message, sink);
        return;
    }
    let is_report =
        row.find(&[Type, JsonType]).is_none_or(|kind| matches!(kind, "REPORT" | "platform.report"));
    if !is_report || row.find(&[Duration, JsonDuration]).is_none() {
        sink.other(1);
        return;
    }
    sink.record(record, invocation(&prefix, row));
}

fn invocation(prefix: &Prefix<'_>, row: &Row<'_>) -> Result<Invocation, Fault> {
    use Column::{
        BilledDuration, Duration, InitDuration, JsonBilledDuration, JsonDuration, JsonInitDuration,
        JsonMaxMemoryUsed, JsonMemorySize, JsonRequestId, JsonRestoreDuration, MaxMemoryUsed, MemorySize,
        RequestId,
    };
    let memory = |plain: Column, json: Column| {
        let (column, divisor) = if row.find(&[plain]).is_some() { (plain, MEGABYTE) } else { (json, 1.0) };
        let number = row.number(&[column])?;
        number.map(|number| megabytes(NAMES[column as usize], number / divisor)).transpose()
    };
    Ok(Invocation {
        request_id: row.find(&[RequestId, JsonRequestId]).map(str::to_owned),
        at: prefix.at,
        function: prefix.function().map(str::to_owned),
        version: prefix.version().map(str::to_owned),
        memory_mb: memory(MemorySize, JsonMemorySize)?,
        init_ms: row.number(&[InitDuration, JsonInitDuration])?,
        restore_ms: row.number(&[JsonRestoreDuration])?,
        duration_ms: row.number(&[Duration, JsonDuration])?,
        billed_ms: row.number(&[BilledDuration, JsonBilledDuration])?,
        max_memory_used_mb: memory(MaxMemoryUsed, JsonMaxMemoryUsed)?,
        ..Invocation::default()
    })
}

fn megabytes(field: &str, number: f64) -> Result<u32, Fault> {
    let is_whole = number.fract() == 0.0 && number <= f64::from(u32::MAX);
    let reason = || format!("{number} MB is no whole number; Insights counts a million bytes for each");
    is_whole.then_some(number as u32).ok_or_else(|| Fault::of_field(FaultKind::BadValue, field, reason()))
}
