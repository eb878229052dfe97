//! Events of CloudWatch Logs, each with its message: what a log says, in JSON or CSV instead of lines.
//!
//! JSON is what `aws logs filter-log-events` and `get-log-events` print
//! (<https://docs.aws.amazon.com/cli/latest/reference/logs/filter-log-events.html>): `events`, each with `timestamp`,
//! `message` and, from the first, `logStreamName`. Pages may follow each other. The same with `logEvents` is what a
//! subscription hands to Firehose. `jq -c '.events[]'` leaves an event a line, which is read too.
//!
//! CSV is what the console writes for a search: `timestamp,message`, the first in milliseconds.
//!
//! Of a message everything is read that [`crate::text`] reads of a line.

use serde::Deserialize;

use crate::{
    Fault, FaultKind,
    csv_rows::{self, places},
    cut::{self, Cut, Lines, Scan},
    document::Text,
    elements::Elements,
    input::Input,
    sink::Sink,
    text::{Join, Prefix},
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
    let is_a_line_each = input.head().is_ok_and(is_event);
    if is_a_line_each {
        each(input, &mut Lines, sink);
    } else {
        let mut elements = Elements::of(&["events", "logEvents"]);
        each(input, &mut elements, sink);
        if elements.is_open() {
            let reason = "The document ends before it is closed";
            sink.file_fault(Fault::new(FaultKind::BrokenFile, reason));
        }
    }
}

/// Whether the first line is a whole event.
pub(crate) fn is_event(head: &[u8]) -> bool {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    serde_json::from_slice::<Event<'_>>(line).is_ok_and(|event| event.message.is_some())
}

fn each(input: &mut Input, scan: &mut impl Scan, sink: &mut Sink<'_>) {
    let (mut join, mut bytes) = (Join::default(), Vec::new());
    for record in 1.. {
        match cut::next(input, scan, &mut bytes) {
            Ok(Cut::End) => return,
            Ok(Cut::TooLong) => sink.refuse(record, Fault::long_record()),
            Ok(Cut::Record) if bytes.trim_ascii().is_empty() => sink.other(1),
            Ok(Cut::Record) => match serde_json::from_slice::<Event<'_>>(&bytes) {
                Ok(event) => {
                    let at = event.timestamp.and_then(|at| jiff::Timestamp::from_millisecond(at).ok());
                    let stream = event.log_stream_name.as_deref().unwrap_or_default();
                    let prefix = Prefix { at, stream, group: "" };
                    message(&mut join, record, &prefix, event.message.as_deref().unwrap_or_default(), sink);
                }
                Err(error) => sink.refuse(record, Fault::broken_record(error)),
            },
            Err(error) => {
                sink.file_fault(Fault::broken_file(&error));
                return;
            }
        }
    }
}

/// Reads CSV.
///
/// # Errors
///
/// Fails where there are no such columns.
pub(crate) fn read_csv(input: &mut Input, sink: &mut Sink<'_>) -> Result<(), Fault> {
    let mut join = Join::default();
    csv_rows::read(
        input,
        sink,
        |names| {
            let has_message = names.iter().any(|name| name == "message");
            let missing = || Fault::of_field(FaultKind::MissingValue, "message", "There is no such column");
            let columns: [&[&str]; 3] = [&["timestamp"], &["logStreamName", "logStream"], &["message"]];
            has_message.then(|| columns.map(|columns| places(names, columns))).ok_or_else(missing)
        },
        |record, columns, row, sink| {
            let [at, stream, text] = columns.each_ref().map(|places| row.first(places).unwrap_or_default());
            let prefix = Prefix { at: crate::text::time(at), stream, group: "" };
            message(&mut join, record, &prefix, text, sink);
        },
    )
}

/// Reads the message of an event.
pub(crate) fn message(join: &mut Join, record: u64, prefix: &Prefix<'_>, message: &str, sink: &mut Sink<'_>) {
    let is_platform = message.starts_with('{') && message.contains("\"platform.")
        || ["REPORT RequestId: ", "START RequestId: ", "END RequestId: "]
            .iter()
            .chain(&["INIT_START ", "INIT_REPORT ", "RESTORE_START ", "RESTORE_REPORT "])
            .any(|mark| message.starts_with(mark));
    if is_platform {
        join.whole(record, prefix, message, sink);
    } else {
        sink.other(1);
    }
}
