//! Constructors for the errors that several readers share.

use std::{fmt, io};

use schema::{ReadError, ReadErrorKind};

use crate::{MAX_DOCUMENT_BYTES, MAX_RECORD_BYTES};

/// Longest quote from a file in an error: a log may hold secrets, and 200 letters are enough to find the place.
const MAX_QUOTED_LETTERS: usize = 200;

/// Cuts text from a file, or from a parser that quotes it, to a length that is safe to show.
pub(crate) fn shortened(text: impl fmt::Display) -> String {
    let text = text.to_string();
    match text.char_indices().nth(MAX_QUOTED_LETTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// An error in the value of `field`.
pub(crate) fn in_field(kind: ReadErrorKind, field: &str, reason: impl Into<String>) -> ReadError {
    ReadError { field: shortened(field), ..ReadError::new(kind, reason) }
}

pub(crate) fn broken_file(error: &io::Error) -> ReadError {
    ReadError::new(ReadErrorKind::BrokenFile, format!("The file cannot be read to its end: {error}"))
}

pub(crate) fn unclosed_document() -> ReadError {
    ReadError::new(ReadErrorKind::BrokenFile, "The document ends before it is closed")
}

pub(crate) fn broken_record(error: impl fmt::Display) -> ReadError {
    ReadError::new(ReadErrorKind::BrokenRecord, shortened(error))
}

pub(crate) fn long_record() -> ReadError {
    ReadError::new(ReadErrorKind::LongRecord, format!("It is longer than {} KiB", MAX_RECORD_BYTES >> 10))
}

pub(crate) fn long_document() -> ReadError {
    let reason = format!("The document is longer than {} MiB, decompressed", MAX_DOCUMENT_BYTES >> 20);
    ReadError::new(ReadErrorKind::LongDocument, reason)
}

/// The error of a report in `line` after text that no known tool writes.
pub(crate) fn unknown_prefix(line: &[u8]) -> ReadError {
    let reason = "No known tool writes the text before this report, so a function may have written it";
    let advice = "the record was skipped; if Lambda wrote it, remove the text before: `sed -E 's/^.*(INIT_START|START \
                  RequestId|REPORT RequestId)/\\1/' FILE | coldmark report -`";
    let error = ReadError { advice: advice.into(), ..ReadError::new(ReadErrorKind::UnknownPrefix, reason) };
    let before = memchr::memmem::find(line, b"REPORT RequestId: ").map_or(line, |at| &line[..at]);
    let is_json = memchr::memchr(b'{', before).is_some();
    if !is_json && memchr::memmem::find(before, b"message").is_some() {
        return ReadError {
            reason:
                "The text before this report looks like YAML or a table of the AWS CLI, which breaks lines"
                    .to_owned(),
            advice:
                "export JSON: `aws logs filter-log-events --log-group-name /aws/lambda/NAME --output json | \
                     coldmark report -`"
                    .into(),
            ..error
        };
    }
    let Some(bar) = memchr::memchr(b'|', line) else { return error };
    let service = &line[..bar];
    let is_service = service.ends_with(b" ") && !service.trim_ascii().contains(&b' ');
    if !is_service || service.trim_ascii().is_empty() {
        return error;
    }
    ReadError {
        reason: "Docker Compose wrote the text before this report, so it comes from an emulator: its Init Duration is \
                 not that of Lambda, and its memory is not measured"
            .to_owned(),
        advice: "measure on Lambda; to read the durations of the emulator, run \
                 `docker compose logs --no-log-prefix | coldmark report -`"
            .into(),
        ..error
    }
}

pub(crate) fn newest_first() -> ReadError {
    let reason = "The log lists its newest events first and is long, so a failed init or a start that is many thousands \
                  of lines after its report was not joined to it";
    let advice = "sort it by time, oldest first: `| sort @timestamp asc` in Logs Insights";
    ReadError { advice: advice.into(), ..ReadError::new(ReadErrorKind::Caveat, reason) }
}

pub(crate) fn late_start() -> ReadError {
    let reason = "Environments start in this file whose reports were read before it, so those reports lack the runtime \
                  version and a failed init";
    let advice = "name older files first: `coldmark report OLDER NEWER`";
    ReadError { advice: advice.into(), ..ReadError::new(ReadErrorKind::Caveat, reason) }
}

pub(crate) fn web_function() -> ReadError {
    let reason = "Events of Lambda Web Functions were left out: such an environment serves many requests at once, and \
                  its log has no report of each";
    let advice = "take the times of requests from your own access log, write them as CSV with the columns request_id, at, \
                  function and duration_ms, and run `coldmark report --format csv FILE`";
    ReadError { advice: advice.into(), ..ReadError::new(ReadErrorKind::Caveat, reason) }
}

pub(crate) fn only_cold() -> ReadError {
    let reason = "Every row is a cold start, as if the query kept rows with @initDuration only; then the share of cold \
                  starts and all costs are those of cold starts alone";
    let advice =
        "run the query without `filter ispresent(@initDuration)`, and use only the durations of this one";
    ReadError { advice: advice.into(), ..ReadError::new(ReadErrorKind::Caveat, reason) }
}

pub(crate) fn edge() -> ReadError {
    let reason =
        "Functions in groups such as us-east-1.NAME run on Lambda@Edge, whose price differs from Lambda's";
    let advice = "use durations and cold starts as they are; their costs are left out; to leave the functions out, read the other \
                  log groups: `aws logs filter-log-events --log-group-name /aws/lambda/NAME | coldmark report -`";
    ReadError { advice: advice.into(), ..ReadError::new(ReadErrorKind::Caveat, reason) }
}

pub(crate) fn emulator() -> ReadError {
    let reason = "An emulator such as SAM local wrote reports: their Init Duration is not that of Lambda and was left \
                  out, and their memory is not measured";
    let advice = "measure cold starts on Lambda: `aws logs filter-log-events --log-group-name /aws/lambda/NAME | \
                  coldmark report -`";
    ReadError { advice: advice.into(), ..ReadError::new(ReadErrorKind::Caveat, reason) }
}
