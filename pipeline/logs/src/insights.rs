//! Results of Logs Insights queries, as CSV or JSON:
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html>.
//!
//! The reader uses the fields that Insights discovers in Lambda logs: `@duration` and the like in plain logs,
//! `record.metrics.durationMs` and the like in JSON logs. If the query asks for `@message`, the message takes
//! precedence over them. Rows that do not come from a `REPORT` are only counted. Insights reports `@memorySize` and
//! `@maxMemoryUsed` in bytes, with a million bytes per megabyte: 128 MB is 1.28E8.
//!
//! A column may have another name: `@initDuration as coldStart`, or `restoreDuration` parsed from the message, as AWS's
//! own examples have them. Without any column of inits or restores, no row is known to be warm, so the reader refuses
//! them. JSON leaves out the fields that a row lacks, so there the rows wait until one has an init.
//!
//! JSON comes from `aws logs get-query-results`, with rows of `{"field": …, "value": …}` under `results`, or from the
//! console, with one object per row. Results of `stats` are refused: they are statistics, not invocations.

mod columns;

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
    read_error,
    record_splitter::{self, NextRecord},
    sink::Sink,
    text::{Joiner, Prefix, time},
};

use columns::{Column, NAMES, QUERY_ADVICE, STARTS, check_columns, column_idx, unknown_start};
pub(crate) use columns::{figures_only, is_figure, is_insights_column};

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

/// Reads CSV.
///
/// # Errors
///
/// Fails if there are only statistics of `stats`.
pub(crate) fn read_csv(input: &mut Input, joiner: &mut Joiner, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    csv_rows::read(
        input,
        sink,
        |names| {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            check_columns(&names)?;
            let column = |idx: usize| names.iter().position(|name| column_idx(name) == Some(idx));
            Ok(std::array::from_fn::<_, { NAMES.len() }, _>(column))
        },
        |record, indices, row, sink| {
            let row = Row(indices.map(|idx| idx.map_or("", |idx| row.cell(idx))));
            if let Some(parsed) = read_row(joiner, record, &row, sink) {
                sink.record(record, parsed);
            }
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

/// Most rows that wait for the first init: twice as many as Insights exports.
const MAX_WAITING: usize = 20_000;

/// Reads JSON.
///
/// # Errors
///
/// Fails if there are only statistics of `stats`.
pub(crate) fn read_json(
    input: &mut Input,
    joiner: &mut Joiner,
    sink: &mut Sink<'_>,
) -> Result<(), ReadError> {
    let is_running = input.head().is_ok_and(is_running);
    let mut elements = JsonArraySplitter::new(&["results"]);
    let (mut bytes, mut figures, mut has_messages) = (Vec::new(), None, false);
    let (mut has_starts, mut has_rows) = (false, false);
    // Rows that are warm if any other row is cold.
    let mut waiting = Some(Vec::new());
    for record in 1.. {
        let cells = match record_splitter::next_record(input, &mut elements, &mut bytes) {
            Ok(NextRecord::End) => break,
            Ok(NextRecord::TooLong) => Err(read_error::long_record()),
            Ok(NextRecord::Record) => cells(&bytes),
            Err(error) => {
                refuse_waiting(waiting.take(), sink);
                joiner.finish(sink);
                sink.file_error(read_error::broken_file(&error));
                return Ok(());
            }
        };
        let Cells { known, figures: found } = match cells {
            Ok(cells) => cells,
            Err(error) => {
                joiner.refuse(record, error, sink);
                continue;
            }
        };
        let mut row = Row([""; NAMES.len()]);
        // The first of several cells with the same name wins.
        for (column, value) in known.iter().rev() {
            row.0[*column] = value.trim();
        }
        figures = figures.or(found);
        has_messages |= row.find(&[Column::Message]).is_some();
        if row.find(&STARTS).is_some() {
            has_starts = true;
            for (record, parsed) in waiting.take().unwrap_or_default() {
                sink.record(record, parsed);
            }
        }
        let Some(parsed) = read_row(joiner, record, &row, sink) else { continue };
        has_rows = true;
        match &mut waiting {
            None => sink.record(record, parsed),
            Some(waiting) if waiting.len() < MAX_WAITING => waiting.push((record, parsed)),
            Some(_) => sink.refuse(record, unknown_start()),
        }
    }
    refuse_waiting(waiting, sink);
    if elements.is_open() {
        joiner.finish(sink);
        sink.file_error(read_error::unclosed_document());
    }
    let read = match figures {
        _ if has_rows || has_messages => Ok(()),
        Some(figure) => Err(figures_only(&[&figure])),
        None if has_starts => check_columns(&["@initDuration"]),
        None if is_running => Err(still_running()),
        None => Ok(()),
    };
    read.map_err(|error| error.in_file(sink.file()))
}

/// Returns true for the answer of a query that has not ended.
fn is_running(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&head[..head.len().min(1 << 12)]);
    let text: String = text.split_whitespace().collect();
    text.contains("\"status\":\"Running\"") || text.contains("\"status\":\"Scheduled\"")
}

fn still_running() -> ReadError {
    let reason = "The query was still running, so its answer has no rows";
    let advice = "ask again once its status is Complete: `aws logs get-query-results --query-id ID | coldmark report -`";
    ReadError { advice: advice.into(), ..ReadError::new(ReadErrorKind::EmptyFile, reason) }
}

/// Refuses rows of a document in which no row has an init.
fn refuse_waiting(waiting: Option<Vec<(u64, Result<Invocation, ReadError>)>>, sink: &mut Sink<'_>) {
    for (record, parsed) in waiting.unwrap_or_default() {
        sink.refuse(record, parsed.err().unwrap_or_else(unknown_start));
    }
}

/// Cells of a row in JSON.
struct Cells<'a> {
    /// Each with the index of its column in [`NAMES`].
    known: Vec<(usize, Cow<'a, str>)>,
    /// Name of a statistic.
    figures: Option<String>,
}

impl<'a> Cells<'a> {
    fn add(&mut self, name: &str, text: Cow<'a, str>) {
        match column_idx(name) {
            Some(idx) => self.known.push((idx, text)),
            None if self.figures.is_none() && is_figure(name) => self.figures = Some(name.to_owned()),
            None => {}
        }
    }
}

/// Parses the cells of a row in either shape.
fn cells(bytes: &[u8]) -> Result<Cells<'_>, ReadError> {
    let mut cells = Cells { known: Vec::new(), figures: None };
    if bytes.starts_with(b"[") {
        let row: Vec<Cell<'_>> = serde_json::from_slice(bytes).map_err(read_error::broken_record)?;
        for Cell { field, value } in row {
            cells.add(&field, value.map(|value| value.0).unwrap_or_default());
        }
        return Ok(cells);
    }
    let row: Pairs<&RawValue> = serde_json::from_slice(bytes).map_err(read_error::broken_record)?;
    for (name, value) in row.0 {
        let text = match serde_json::from_str(value.get()) {
            Ok(Some(Text(text))) => text,
            Ok(None) => Cow::default(),
            // A number, or a message that is JSON itself.
            Err(_) => Cow::Borrowed(value.get()),
        };
        cells.add(&name, text);
    }
    Ok(cells)
}

/// Reads a row: its message, or an invocation from its fields, which is returned.
fn read_row(
    joiner: &mut Joiner,
    record: u64,
    row: &Row<'_>,
    sink: &mut Sink<'_>,
) -> Option<Result<Invocation, ReadError>> {
    use Column::{Duration, JsonDuration, JsonType, Log, LogStream, Message, Timestamp, Type};
    let prefix = Prefix {
        at: row.find(&[Timestamp]).and_then(time),
        stream: row.find(&[LogStream]).unwrap_or_default(),
        group: row.find(&[Log]).unwrap_or_default(),
    };
    if let Some(message) = row.find(&[Message]) {
        events::read_message(joiner, record, &prefix, message, sink);
        return None;
    }
    let is_report =
        row.find(&[Type, JsonType]).is_none_or(|kind| matches!(kind, "REPORT" | "platform.report"));
    if !is_report || row.find(&[Duration, JsonDuration]).is_none() {
        sink.count_other(1);
        return None;
    }
    Some(invocation(&prefix, row))
}

fn invocation(prefix: &Prefix<'_>, row: &Row<'_>) -> Result<Invocation, ReadError> {
    use Column::{
        BilledDuration, Duration, InitDuration, JsonBilledDuration, JsonDuration, JsonInitDuration,
        JsonMaxMemoryUsed, JsonMemorySize, JsonRequestId, JsonRestoreDuration, MaxMemoryUsed, MemorySize,
        RenamedInit, RenamedMaxMemory, RenamedMemory, RenamedRestore, RequestId,
    };
    let memory = |plain: Column, json: Column, renamed: Column| {
        let column = [plain, json, renamed].into_iter().find(|column| row.find(&[*column]).is_some());
        let Some(column) = column else { return Ok(None) };
        let number = row.number(&[column])?;
        let in_mb = |number: f64| {
            // `@memorySize / 1000000 as memorySize` is in megabytes, of which no function has as many.
            let is_bytes = column as usize == plain as usize
                || column as usize == renamed as usize && number >= BYTES_PER_MB;
            if is_bytes { number / BYTES_PER_MB } else { number }
        };
        number.map(|number| megabytes(NAMES[column as usize], in_mb(number))).transpose()
    };
    Ok(Invocation {
        request_id: row.find(&[RequestId, JsonRequestId]).map(str::to_owned),
        at: prefix.at,
        function: prefix.function().map(str::to_owned),
        version: prefix.version().map(str::to_owned),
        memory_mb: memory(MemorySize, JsonMemorySize, RenamedMemory)?,
        init_ms: start(row, &[InitDuration, JsonInitDuration, RenamedInit])?,
        restore_ms: start(row, &[JsonRestoreDuration, RenamedRestore])?,
        duration_ms: row.number(&[Duration, JsonDuration])?,
        billed_ms: row.number(&[BilledDuration, JsonBilledDuration])?,
        max_memory_used_mb: memory(MaxMemoryUsed, JsonMaxMemoryUsed, RenamedMaxMemory)?,
        ..Invocation::default()
    })
}

/// Parses the time of an init or a restore. `ispresent(@initDuration) as coldStart` has no time: 0 is warm, and 1 is cold
/// for an unknown time.
fn start(row: &Row<'_>, columns: &[Column]) -> Result<Option<f64>, ReadError> {
    match row.first_present(columns) {
        Some((_, "0" | "false")) => Ok(None),
        Some((name, "1" | "true")) => {
            let reason = "The invocation was cold, but the export does not have the time of its init";
            let error = read_error::in_field(ReadErrorKind::MissingValue, name, reason);
            Err(ReadError { advice: QUERY_ADVICE.into(), ..error })
        }
        _ => row.number(columns),
    }
}

fn megabytes(field: &str, number: f64) -> Result<u32, ReadError> {
    let is_whole = number.fract() == 0.0 && number <= f64::from(u32::MAX);
    let reason =
        || format!("{number} MB is not a whole number; Insights counts a million bytes per megabyte");
    is_whole
        .then_some(number as u32)
        .ok_or_else(|| read_error::in_field(ReadErrorKind::BadValue, field, reason()))
}
