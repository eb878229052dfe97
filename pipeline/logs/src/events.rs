//! CloudWatch log events as JSON or CSV, each with a line of the log as its message.
//!
//! JSON comes from `aws logs filter-log-events` and `get-log-events`
//! (<https://docs.aws.amazon.com/cli/latest/reference/logs/filter-log-events.html>): `events`, each with `timestamp`,
//! `message` and, from the first command, `logStreamName`. Pages may follow each other. A subscription hands the same
//! events to Firehose as `logEvents` of a document with `logGroup` and `logStream`. [`values`] reads any other JSON that
//! holds messages.
//!
//! CSV comes from a search in the console, `timestamp,message`, from Kibana, Datadog and the like.
//!
//! A message is parsed like a line in [`crate::text`].

mod values;

use schema::{ReadError, ReadErrorKind};
use serde::Deserialize;

use crate::{
    csv_rows::{self, column_indices},
    document::Text,
    input::Input,
    json_array_splitter::JsonArraySplitter,
    json_value_splitter::JsonValueSplitter,
    read_error,
    record_splitter::{self, LineSplitter, NextRecord, Splitter},
    sink::Sink,
    text::{Joiner, Prefix},
};

/// An event in the usual shape.
#[derive(Deserialize)]
struct Event<'a> {
    timestamp: Option<i64>,
    #[serde(borrow)]
    message: Option<Text<'a>>,
    #[serde(
        borrow,
        rename = "logStreamName",
        alias = "logStream",
        alias = "log_stream",
        alias = "@logStream"
    )]
    stream: Option<Text<'a>>,
    #[serde(borrow, rename = "logGroupName", alias = "logGroup", alias = "log_group", alias = "@log")]
    group: Option<Text<'a>>,
}

/// Keys of documents with an array of events.
const ARRAYS: [&str; 2] = ["events", "logEvents"];

/// Reads JSON.
pub(crate) fn read(input: &mut Input, joiner: &mut Joiner, sink: &mut Sink<'_>) {
    let head = input.head().unwrap_or_default().trim_ascii_start();
    let has_array = || ARRAYS.iter().any(|key| has_key(head, key));
    if starts_with_event(head) {
        read_each(input, &mut LineSplitter, joiner, sink);
    } else if head.starts_with(b"[") || has_array() {
        read_elements(input, joiner, sink);
    } else {
        let mut values = JsonValueSplitter::default();
        read_each(input, &mut values, joiner, sink);
        if values.is_open() {
            joiner.finish(sink);
            sink.file_error(read_error::unclosed_document());
        }
    }
}

/// Returns true if the first object of `head` has `key`.
fn has_key(head: &[u8], key: &str) -> bool {
    crate::detect::keys(head).contains(&(1, key))
}

/// Returns true if the first line is a complete event.
pub(crate) fn starts_with_event(head: &[u8]) -> bool {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    serde_json::from_slice::<Event<'_>>(line).is_ok_and(|event| event.message.is_some())
}

/// Reads the elements of arrays, whose documents may name log group and stream.
fn read_elements(input: &mut Input, joiner: &mut Joiner, sink: &mut Sink<'_>) {
    let (mut elements, mut bytes) = (JsonArraySplitter::new(&ARRAYS), Vec::new());
    for record in 1.. {
        let next = record_splitter::next_record(input, &mut elements, &mut bytes);
        if let Some(context) = elements.take_ended() {
            joiner.end_document(&context.group, &context.stream);
        }
        let context = elements.context();
        joiner.hold(context.is_awaited, sink);
        let prefix = Prefix { at: None, stream: &context.stream, group: &context.group };
        match next {
            Ok(NextRecord::End) => break,
            Ok(NextRecord::TooLong) => joiner.refuse(record, read_error::long_record(), sink),
            Ok(NextRecord::Record) => read_record(joiner, record, &prefix, &bytes, sink),
            Err(error) => {
                joiner.finish(sink);
                return sink.file_error(read_error::broken_file(&error));
            }
        }
    }
    if elements.is_open() {
        joiner.finish(sink);
        sink.file_error(read_error::unclosed_document());
    }
}

fn read_each(input: &mut Input, splitter: &mut impl Splitter, joiner: &mut Joiner, sink: &mut Sink<'_>) {
    let mut bytes = Vec::new();
    for record in 1.. {
        match record_splitter::next_record(input, splitter, &mut bytes) {
            Ok(NextRecord::End) => return,
            Ok(NextRecord::TooLong) => joiner.refuse(record, read_error::long_record(), sink),
            Ok(NextRecord::Record) => read_record(joiner, record, &Prefix::default(), &bytes, sink),
            Err(error) => {
                joiner.finish(sink);
                return sink.file_error(read_error::broken_file(&error));
            }
        }
    }
}

/// Reads an event, or any other value that holds messages. `context` is that of its document.
fn read_record(joiner: &mut Joiner, record: u64, context: &Prefix<'_>, bytes: &[u8], sink: &mut Sink<'_>) {
    if bytes.trim_ascii().is_empty() {
        return sink.count_other(1);
    }
    if let Ok(Event { timestamp, message: Some(message), stream, group }) =
        serde_json::from_slice::<Event<'_>>(bytes)
    {
        let at = timestamp.and_then(|at| jiff::Timestamp::from_millisecond(at).ok());
        let stream = stream.as_deref().unwrap_or(context.stream);
        let prefix = Prefix { at, stream, group: group.as_deref().unwrap_or(context.group) };
        return read_message(joiner, record, &prefix, &message, sink);
    }
    match serde_json::from_slice(bytes) {
        Ok(value) => values::read(joiner, record, context, &value, sink),
        Err(error) => joiner.refuse(record, read_error::broken_record(error), sink),
    }
}

/// Columns of tables of events, without case and punctuation.
const TIME: [&str; 6] = ["timestamp", "time", "date", "datetime", "eventtime", "eventtimestamp"];
const STREAM: [&str; 4] = ["logstreamname", "logstream", "stream", "awslogstream"];
const GROUP: [&str; 8] = [
    "loggroupname",
    "loggroup",
    "awsloggroup",
    "group",
    "functionname",
    "service",
    "servicename",
    "function",
];
const MESSAGE: [&str; 8] = ["message", "content", "log", "logmessage", "body", "line", "msg", "raw"];

/// The name of a column without case and punctuation.
pub(crate) fn bare(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Returns true for the header of a table of events.
pub(crate) fn is_table(names: &[&str]) -> bool {
    let has = |columns: &[&str]| names.iter().any(|name| columns.contains(&bare(name).as_str()));
    has(&MESSAGE) && has(&TIME)
}

/// Reads CSV.
///
/// # Errors
///
/// Fails if there is no column with messages.
pub(crate) fn read_csv(input: &mut Input, joiner: &mut Joiner, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    csv_rows::read(
        input,
        sink,
        |names| {
            let bare: Vec<String> = names.iter().map(|name| bare(name)).collect();
            let columns: [&[&str]; 4] = [&TIME, &STREAM, &GROUP, &MESSAGE];
            let columns = columns.map(|columns| column_indices(&bare, columns));
            let missing =
                || read_error::in_field(ReadErrorKind::MissingValue, "message", "The column is missing");
            if columns[3].is_empty() { Err(missing()) } else { Ok(columns) }
        },
        |record, columns, row, sink| {
            let [at, stream, group, text] =
                columns.each_ref().map(|indices| row.first_cell(indices).unwrap_or_default());
            // Search engines keep the group in a column of their own, such as the source.
            let has_group = !columns[2].is_empty();
            let among = || row.cells().find(|cell| *cell != text && names_function(cell));
            let group = if has_group { group } else { among().unwrap_or_default() };
            let prefix = Prefix { at: crate::text::time(at), stream, group };
            read_message(joiner, record, &prefix, text, sink);
        },
    )
}

/// Longest name of a log group with its account and region, or of a function.
const MAX_GROUP_BYTES: usize = 1024;

/// Returns true for the name of a function's log group, or for the address (ARN) of a function.
fn names_function(text: &str) -> bool {
    text.len() <= MAX_GROUP_BYTES
        && (text.contains("/aws/lambda/") || text.starts_with("arn:") && text.contains(":function:"))
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
    if is_platform && message.starts_with("END ") {
        // Nothing joins the end of an invocation.
        sink.count_platform();
    } else if is_platform {
        joiner.add(record, prefix, message.as_bytes(), sink);
    } else {
        sink.count_message(message);
    }
}
