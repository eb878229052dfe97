//! Messages in JSON of any shape: subscriptions, batches of the Telemetry API, answers of commands, exports of search
//! engines.
//!
//! Documents are found by their keys, at any depth. Data that AWS packs into text with base64 and gzip is unpacked.

use std::io::Read;

use base64::{Engine, prelude::BASE64_STANDARD};
use flate2::bufread::MultiGzDecoder;
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{names_function, read_message};
use crate::{
    read_error,
    sink::Sink,
    text::{self, Joiner, Prefix},
};

/// Deepest document that is searched.
const MAX_DEPTH: u32 = 16;
/// Most bytes of packed data, unpacked. A subscription delivers a megabyte at most.
const MAX_UNPACKED_BYTES: u64 = 16 << 20;

const TIMES: [&str; 7] = ["timestamp", "@timestamp", "time", "Timestamp", "date", "Date", "_time"];
const GROUPS: [&str; 7] =
    ["logGroup", "logGroupName", "logGroupIdentifier", "@log_group", "log_group", "@log", "service"];
const STREAMS: [&str; 5] = ["logStream", "logStreamName", "@log_stream", "log_stream", "@logStream"];
const MESSAGES: [&str; 8] = ["message", "@message", "Message", "log", "msg", "content", "body", "_raw"];
/// Keys of values that hold further documents.
const DOCUMENTS: [&str; 16] = [
    "streams",
    "values",
    "data",
    "attributes",
    "result",
    "logEvents",
    "events",
    "Records",
    "records",
    "kinesis",
    "hits",
    "_source",
    "logs",
    "messages",
    "sessionUpdate",
    "sessionResults",
];
/// Keys of text that packs a document or lines of a log.
const PACKED: [&str; 4] = ["data", "Data", "rawData", "LogResult"];

/// Reads all messages in `value`. `context` is that of the document around it.
pub(super) fn read(
    joiner: &mut Joiner,
    record: u64,
    context: &Prefix<'_>,
    value: &Value,
    sink: &mut Sink<'_>,
) {
    let mut reader = ValueReader { joiner, record, sink, n_found: 0 };
    reader.read(context, value, 0);
    if reader.n_found == 0 {
        sink.count_other(1);
    }
}

struct ValueReader<'r, 's> {
    joiner: &'r mut Joiner,
    record: u64,
    sink: &'r mut Sink<'s>,
    n_found: u64,
}

impl ValueReader<'_, '_> {
    fn read(&mut self, context: &Prefix<'_>, value: &Value, depth: u32) {
        match value {
            _ if depth > MAX_DEPTH => {}
            Value::String(message) => self.message(context, message),
            Value::Array(values) => values.iter().for_each(|value| self.read(context, value, depth + 1)),
            Value::Object(object) => self.read_object(context, object, depth),
            _ => {}
        }
    }

    fn read_object(&mut self, context: &Prefix<'_>, object: &Map<String, Value>, depth: u32) {
        let name = |keys: &[&str]| keys.iter().find_map(|key| object.get(*key)?.as_str());
        // Search engines keep the group under a name of their own, such as the source or a label of the stream.
        let labels = object.get("stream").and_then(Value::as_object);
        let group = || [Some(object), labels].into_iter().flatten().find_map(group_among);
        let own = Prefix {
            at: TIMES.iter().find_map(|key| time(object.get(*key)?)).or(context.at),
            group: name(&GROUPS).or_else(group).unwrap_or(context.group),
            stream: name(&STREAMS).unwrap_or(context.stream),
        };
        let is_platform =
            object.get("type").and_then(Value::as_str).is_some_and(|kind| kind.starts_with("platform."));
        if is_platform && object.contains_key("record") {
            return self.event(&Prefix { at: context.at, ..own }, object);
        }
        if let Some(packed) = object.get("awslogs").and_then(|awslogs| awslogs["data"].as_str()) {
            return self.packed(&own, packed, depth);
        }
        let n_before = self.n_found;
        for key in PACKED {
            if let Some(packed) = object.get(key).and_then(Value::as_str) {
                self.packed(&own, packed, depth);
            }
        }
        for key in DOCUMENTS {
            if let Some(value) = object.get(key).filter(|value| value.is_array() || value.is_object()) {
                self.read(&own, value, depth + 1);
            }
        }
        if self.n_found > n_before {
            return;
        }
        match MESSAGES.iter().find_map(|key| object.get(*key)) {
            Some(Value::String(message)) => self.message(&own, message),
            // A message that is JSON itself.
            Some(Value::Object(event)) => self.event(&own, event),
            _ => {}
        }
    }

    fn message(&mut self, prefix: &Prefix<'_>, message: &str) {
        self.n_found += 1;
        read_message(self.joiner, self.record, prefix, message, self.sink);
    }

    fn event(&mut self, prefix: &Prefix<'_>, event: &Map<String, Value>) {
        if let Ok(message) = serde_json::to_string(event) {
            self.message(prefix, &message);
        }
    }

    /// Reads text in base64, whose bytes may be compressed with gzip: a document, or lines of a log.
    fn packed(&mut self, context: &Prefix<'_>, packed: &str, depth: u32) {
        let Ok(bytes) = BASE64_STANDARD.decode(packed.trim().as_bytes()) else { return };
        let mut unpacked = Vec::new();
        let read = if bytes.starts_with(&[0x1f, 0x8b]) {
            MultiGzDecoder::new(&bytes[..]).take(MAX_UNPACKED_BYTES).read_to_end(&mut unpacked)
        } else {
            unpacked = bytes;
            Ok(unpacked.len())
        };
        if let Err(error) = read {
            self.n_found += 1;
            return self.joiner.refuse(self.record, read_error::broken_record(error), self.sink);
        }
        if let Ok(value) = serde_json::from_slice::<Value>(&unpacked) {
            return self.read(context, &value, depth + 1);
        }
        self.n_found += 1;
        text::read_piece(self.joiner, *context, &unpacked, self.sink);
    }
}

/// Returns the value of `object` that names a log group or a function, apart from its message.
fn group_among(object: &Map<String, Value>) -> Option<&str> {
    let is_message = |key: &str| MESSAGES.contains(&key);
    let mut texts = object.iter().filter(|(key, _)| !is_message(key)).filter_map(|(_, value)| value.as_str());
    texts.find(|text| names_function(text))
}

/// Time of an event: a text, or milliseconds or seconds since 1970.
fn time(value: &Value) -> Option<Timestamp> {
    /// Seconds since 1970 have fewer digits for some thousand years.
    const LEAST_MS: f64 = 1e11;
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    match number {
        Some(number) => {
            let ms = if number < LEAST_MS { number * 1000.0 } else { number };
            Timestamp::from_millisecond(ms.round() as i64).ok()
        }
        None => text::time(value.as_str()?.trim()),
    }
}
