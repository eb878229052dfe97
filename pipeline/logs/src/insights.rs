//! Results of Logs Insights queries, as CSV or JSON:
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html>.
//!
//! The reader uses the fields that Insights discovers in Lambda logs: `@duration` and the like in plain logs,
//! `record.metrics.durationMs` and the like in JSON logs. If the query asks for `@message`, the message takes
//! precedence over them. Rows that do not come from a `REPORT` are only counted. Insights reports `@memorySize` and
//! `@maxMemoryUsed` in bytes, with a million bytes per megabyte: 128 MB is 1.28E8.
//!
//! JSON comes from `aws logs get-query-results`, with rows of `{"field": …, "value": …}` under `results`, or from the
//! console, with one object per row. Results of `stats` are refused: they are statistics, not invocations.

use std::borrow::Cow;

use schema::{Invocation, ReadError, ReadErrorKind};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    csv_rows::{self, number},
    document::{Pairs, Text},
    events,
    input::Input,
    json_array_splitter::JsonArraySplitter,
    read_error::{self, shortened},
    record_splitter::{self, NextRecord},
    sink::Sink,
    text::{Joiner, Prefix, time},
};

/// Columns that are read. Most exist twice, for plain logs and for JSON logs.
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

/// Names of the columns, in the order of [`Column`].
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

/// Trimmed cells of a row, in the order of [`NAMES`]; empty if missing.
struct Row<'a>([&'a str; NAMES.len()]);

impl<'a> Row<'a> {
    /// The first of `columns` that is not empty: its name and cell.
    fn first_present(&self, columns: &[Column]) -> Option<(&'static str, &'a str)> {
        let cell = |column: &Column| (NAMES[*column as usize], self.0[*column as usize]);
        columns.iter().map(cell).find(|(_, text)| !text.is_empty())
    }

    fn find(&self, columns: &[Column]) -> Option<&'a str> {
        self.first_present(columns).map(|(_, text)| text)
    }

    fn number(&self, columns: &[Column]) -> Result<Option<f64>, ReadError> {
        self.first_present(columns).map(|(name, text)| number(name, text)).transpose()
    }
}

/// Bytes per megabyte in Insights, whatever the size of a real one.
const BYTES_PER_MB: f64 = 1e6;

/// Returns true for a column from which invocations can be read.
fn has_invocations(name: &str) -> bool {
    matches!(name, "@message" | "@duration" | "record.metrics.durationMs")
}

/// Returns true for any column of Insights.
pub(crate) fn is_insights_column(name: &str) -> bool {
    name.starts_with('@') || name.starts_with("record.metrics.")
}

/// Reads CSV.
///
/// # Errors
///
/// Fails if there are only statistics of `stats`.
pub(crate) fn read_csv(input: &mut Input, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let mut joiner = Joiner::default();
    csv_rows::read(
        input,
        sink,
        |names| {
            if !names.iter().any(|name| has_invocations(name)) {
                let shown = shortened(names.join(", "));
                let reason = format!("Neither @duration nor @message is among the columns {shown}");
                return Err(ReadError::new(ReadErrorKind::FiguresOnly, reason));
            }
            Ok(NAMES.map(|column| names.iter().position(|name| name == column)))
        },
        |record, indices, row, sink| {
            let row = Row(indices.map(|idx| idx.map_or("", |idx| row.cell(idx))));
            read_row(&mut joiner, record, &row, sink);
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
    let mut elements = JsonArraySplitter::new(&["results"]);
    let (mut joiner, mut bytes) = (Joiner::default(), Vec::new());
    for record in 1.. {
        let cells = match record_splitter::next_record(input, &mut elements, &mut bytes) {
            Ok(NextRecord::End) => break,
            Ok(NextRecord::TooLong) => Err(read_error::long_record()),
            Ok(NextRecord::Record) => cells(&bytes),
            Err(error) => {
                sink.file_error(read_error::broken_file(&error));
                return;
            }
        };
        match cells {
            Ok(cells) => {
                let mut row = Row([""; NAMES.len()]);
                // The first of several cells with the same name wins.
                for (column, value) in cells.iter().rev() {
                    row.0[*column] = value.trim();
                }
                read_row(&mut joiner, record, &row, sink);
            }
            Err(error) => sink.refuse(record, error),
        }
    }
    if elements.is_open() {
        sink.file_error(read_error::unclosed_document());
    }
}

/// Parses the cells of a row in either shape, each with the index of its column in [`NAMES`].
fn cells(bytes: &[u8]) -> Result<Vec<(usize, Cow<'_, str>)>, ReadError> {
    let column_idx = |name: &str| NAMES.iter().position(|column| *column == name);
    if bytes.starts_with(b"[") {
        let cells: Vec<Cell<'_>> = serde_json::from_slice(bytes).map_err(read_error::broken_record)?;
        let cells = cells.into_iter().filter_map(|cell| {
            let text = cell.value.map(|value| value.0).unwrap_or_default();
            Some((column_idx(&cell.field)?, text))
        });
        return Ok(cells.collect());
    }
    let cells: Pairs<&RawValue> = serde_json::from_slice(bytes).map_err(read_error::broken_record)?;
    let cells = cells.0.into_iter().filter_map(|(name, value)| {
        let text = match serde_json::from_str(value.get()) {
            Ok(Some(Text(text))) => text,
            Ok(None) => Cow::default(),
            // A number, or a message that is JSON itself.
            Err(_) => Cow::Borrowed(value.get()),
        };
        Some((column_idx(&name)?, text))
    });
    Ok(cells.collect())
}

fn read_row(joiner: &mut Joiner, record: u64, row: &Row<'_>, sink: &mut Sink<'_>) {
    use Column::{Duration, JsonDuration, JsonType, Log, LogStream, Message, Timestamp, Type};
    let prefix = Prefix {
        at: row.find(&[Timestamp]).and_then(time),
        stream: row.find(&[LogStream]).unwrap_or_default(),
        group: row.find(&[Log]).unwrap_or_default(),
    };
    if let Some(message) = row.find(&[Message]) {
        events::read_message(joiner, record, &prefix, message, sink);
        return;
    }
    let is_report =
        row.find(&[Type, JsonType]).is_none_or(|kind| matches!(kind, "REPORT" | "platform.report"));
    if !is_report || row.find(&[Duration, JsonDuration]).is_none() {
        sink.count_other(1);
        return;
    }
    sink.record(record, invocation(&prefix, row));
}

fn invocation(prefix: &Prefix<'_>, row: &Row<'_>) -> Result<Invocation, ReadError> {
    use Column::{
        BilledDuration, Duration, InitDuration, JsonBilledDuration, JsonDuration, JsonInitDuration,
        JsonMaxMemoryUsed, JsonMemorySize, JsonRequestId, JsonRestoreDuration, MaxMemoryUsed, MemorySize,
        RequestId,
    };
    let memory = |plain: Column, json: Column| {
        let (column, divisor) =
            if row.find(&[plain]).is_some() { (plain, BYTES_PER_MB) } else { (json, 1.0) };
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

fn megabytes(field: &str, number: f64) -> Result<u32, ReadError> {
    let is_whole = number.fract() == 0.0 && number <= f64::from(u32::MAX);
    let reason =
        || format!("{number} MB is not a whole number; Insights counts a million bytes per megabyte");
    is_whole
        .then_some(number as u32)
        .ok_or_else(|| read_error::in_field(ReadErrorKind::BadValue, field, reason()))
}
