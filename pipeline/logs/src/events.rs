//! CloudWatch log events as JSON or CSV, each with a line of the log as its message.
//!
//! JSON comes from `aws logs filter-log-events` and `get-log-events`
//! (<https://docs.aws.amazon.com/cli/latest/reference/logs/filter-log-events.html>): `events`, each with `timestamp`,
//! `message` and, from the first command, `logStreamName`. Pages may follow each other. A subscription hands the same
//! events to Firehose as `logEvents`, and `jq -c '.events[]'` prints one event per line; both are read too.
//!
//! CSV comes from a search in the console: `timestamp,message`, the first in milliseconds.
//!
//! A message is parsed like a line in [`crate::text`].

use schema::{ReadError, ReadErrorKind};
use serde::Deserialize;

use crate::{
    csv_rows::{self, column_indices},
    document::Text,
    input::Input,
    json_array_splitter::JsonArraySplitter,
    read_error,
    record_splitter::{self, LineSplitter, NextRecord, Splitter},
    sink::Sink,
    text::{Joiner, Prefix},
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    timestamp: Option<i64>,
    #[serde(borrow)]
    message: Option<Text<'a>>,
    #[serde(borrow)]
    log_stream_name: Option<Text<'a>>,
}

/// Reads JSON.
pub(crate) fn read(input: &mut Input, sink: &mut Sink<'_>) {
    let is_line_per_event = input.head().is_ok_and(starts_with_event);
    if is_line_per_event {
        read_each(input, &mut LineSplitter, sink);
    } else {
        let mut elements = JsonArraySplitter::new(&["events", "logEvents"]);
        read_each(input, &mut elements, sink);
        if elements.is_open() {
            sink.file_error(read_error::unclosed_document());
        }
    }
}

/// Returns true if the first line is a complete event.
pub(crate) fn starts_with_event(head: &[u8]) -> bool {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    serde_json::from_slice::<Event<'_>>(line).is_ok_and(|event| event.message.is_some())
}

fn read_each(input: &mut Input, splitter: &mut impl Splitter, sink: &mut Sink<'_>) {
    let (mut joiner, mut bytes) = (Joiner::default(), Vec::new());
    for record in 1.. {
        match record_splitter::next_record(input, splitter, &mut bytes) {
            Ok(NextRecord::End) => return,
            Ok(NextRecord::TooLong) => sink.refuse(record, read_error::long_record()),
            Ok(NextRecord::Record) if bytes.trim_ascii().is_empty() => sink.count_other(1),
            Ok(NextRecord::Record) => match serde_json::from_slice::<Event<'_>>(&bytes) {
                Ok(event) => {
                    let at = event.timestamp.and_then(|at| jiff::Timestamp::from_millisecond(at).ok());
                    let stream = event.log_stream_name.as_deref().unwrap_or_default();
                    let prefix = Prefix { at, stream, group: "" };
                    read_message(
                        &mut joiner,
                        record,
                        &prefix,
                        event.message.as_deref().unwrap_or_default(),
                        sink,
                    );
                }
                Err(error) => sink.refuse(record, read_error::broken_record(error)),
            },
            Err(error) => {
                sink.file_error(read_error::broken_file(&error));
                return;
            }
        }
    }
}

/// Reads CSV.
///
/// # Errors
///
/// Fails if there is no column `message`.
pub(crate) fn read_csv(input: &mut Input, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let mut joiner = Joiner::default();
    csv_rows::read(
        input,
        sink,
        |names| {
            let has_message = names.iter().any(|name| name == "message");
            let missing =
                || read_error::in_field(ReadErrorKind::MissingValue, "message", "The column is missing");
            let columns: [&[&str]; 3] = [&["timestamp"], &["logStreamName", "logStream"], &["message"]];
            has_message.then(|| columns.map(|columns| column_indices(names, columns))).ok_or_else(missing)
        },
        |record, columns, row, sink| {
            let [at, stream, text] =
                columns.each_ref().map(|indices| row.first_cell(indices).unwrap_or_default());
            let prefix = Prefix { at: crate::text::time(at), stream, group: "" };
            read_message(&mut joiner, record, &prefix, text, sink);
        },
    )
}

/// Reads the message of an event.
pub(crate) fn read_message(
    joiner: &mut Joiner,
    record: u64,
    prefix: &Prefix<'_>,
    message: &str,
    sink: &mut Sink<'_>,
) {
    let is_platform = message.starts_with('{') && message.contains("\"platform.")
        || ["REPORT RequestId: ", "START RequestId: ", "END RequestId: "]
            .iter()
            .chain(&["INIT_START ", "INIT_REPORT ", "RESTORE_START ", "RESTORE_REPORT "])
            .any(|mark| message.starts_with(mark));
    if is_platform {
        joiner.add_whole_message(record, prefix, message, sink);
    } else {
        sink.count_other(1);
    }
}
