//! Fields of `REPORT` and similar lines: `Duration: 8.40 ms`, separated by tabs.
//!
//! Fields are found by name, in any order. Tabs may have become spaces, as in copies from a browser. A name is whole:
//! `Post Runtime Duration` is not `Duration`. Unknown fields are skipped. A repeated field is an error, because one of
//! its values must be wrong.

use schema::{Invocation, InvocationStatus, ReadError, ReadErrorKind};

use crate::read_error;

/// Known fields.
const FIELDS: [(&str, Field); 12] = [
    ("Duration", Field::Duration),
    ("Billed Duration", Field::BilledDuration),
    ("Memory Size", Field::MemorySize),
    ("Max Memory Used", Field::MaxMemoryUsed),
    ("Init Duration", Field::InitDuration),
    ("Restore Duration", Field::RestoreDuration),
    ("Billed Restore Duration", Field::BilledRestoreDuration),
    ("XRAY TraceId", Field::Ignored),
    ("SegmentId", Field::Ignored),
    ("Sampled", Field::Ignored),
    ("Status", Field::Status),
    ("Error Type", Field::ErrorType),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Duration,
    BilledDuration,
    MemorySize,
    MaxMemoryUsed,
    InitDuration,
    RestoreDuration,
    BilledRestoreDuration,
    Status,
    ErrorType,
    Ignored,
}

/// Returns true if `line` continues the report on the line before.
pub(super) fn is_continuation(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    [&b"XRAY TraceId: "[..], b"Status: ", b"Error Type: "].iter().any(|name| line.starts_with(name))
}

/// Parses fields into `invocation`.
pub(super) fn parse_fields(invocation: &mut Invocation, text: &str) -> Result<(), ReadError> {
    let has_tabs = text.contains('\t');
    let mut rest = text.trim_start_matches(is_space);
    while !rest.is_empty() {
        rest = match FIELDS.iter().find_map(|(name, field)| Some((*name, *field, value_of(name, rest)?))) {
            Some((name, field, value)) => parse_value(invocation, name, field, value)?,
            None if has_tabs => skip_until(rest, |byte| byte == b'\t'),
            None => skip_to_field(rest),
        }
        .trim_start_matches(is_space);
    }
    Ok(())
}

/// The text after `name: `; none if `text` starts with something else.
fn value_of<'a>(name: &str, text: &'a str) -> Option<&'a str> {
    text.strip_prefix(name)?.strip_prefix(": ")
}

/// Skips an unknown field between others that only spaces separate, or the rest of its value.
fn skip_to_field(text: &str) -> &str {
    let Some(colon) = memchr::memmem::find(text.as_bytes(), b": ") else { return "" };
    let name = capitalized_end(&text[..colon]);
    let from_name = &text[colon - name.len()..];
    let is_known = FIELDS.iter().any(|(known, _)| *known == name);
    // A known name at the start would have been read, so this one is further on.
    if is_known { from_name } else { &text[colon + ": ".len()..] }
}

/// Returns the capitalized words at the end of `text`. Without tabs, the value of an unknown field precedes the name of
/// the next, and only capitals separate them: `7.10 ms Post Runtime Duration`.
fn capitalized_end(text: &str) -> &str {
    // A unit such as `MB` ends the value before.
    let is_unit = |word: &str| word != "XRAY" && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_name = |word: &str| word.starts_with(|letter: char| letter.is_ascii_uppercase()) && !is_unit(word);
    let mut start = text.len();
    for word in text.rsplit(is_space) {
        if !word.is_empty() {
            if !is_name(word) {
                break;
            }
            // Both are parts of the same text.
            start = word.as_ptr() as usize - text.as_ptr() as usize;
        }
    }
    &text[start..]
}

/// Parses the value of a field and returns the rest of the line.
fn parse_value<'a>(
    invocation: &mut Invocation,
    name: &str,
    field: Field,
    text: &'a str,
) -> Result<&'a str, ReadError> {
    let rest = match field {
        Field::Duration => parse_number(&mut invocation.duration_ms, name, text, "ms")?,
        Field::BilledDuration => parse_number(&mut invocation.billed_ms, name, text, "ms")?,
        Field::InitDuration => parse_number(&mut invocation.init_ms, name, text, "ms")?,
        Field::RestoreDuration => parse_number(&mut invocation.restore_ms, name, text, "ms")?,
        Field::BilledRestoreDuration => parse_number(&mut invocation.billed_restore_ms, name, text, "ms")?,
        Field::MemorySize => parse_number(&mut invocation.memory_mb, name, text, "MB")?,
        Field::MaxMemoryUsed => parse_number(&mut invocation.max_memory_used_mb, name, text, "MB")?,
        Field::Status => {
            let word = first_word(text);
            set_once(&mut invocation.status, name, status(word))?;
            &text[word.len()..]
        }
        Field::ErrorType => {
            let word = first_word(text);
            set_once(&mut invocation.error_type, name, word.to_owned())?;
            &text[word.len()..]
        }
        Field::Ignored => &text[first_word(text).len()..],
    };
    Ok(rest)
}

/// Maps the platform's word to a status.
pub(super) fn status(word: &str) -> InvocationStatus {
    match word {
        "success" => InvocationStatus::Ok,
        "error" => InvocationStatus::Error,
        "failure" => InvocationStatus::Failure,
        "timeout" => InvocationStatus::Timeout,
        _ => InvocationStatus::Other,
    }
}

/// Parses a number and its unit. Without the unit, the number may be cut off.
fn parse_number<'a, T: std::str::FromStr>(
    value: &mut Option<T>,
    name: &str,
    text: &'a str,
    unit: &str,
) -> Result<&'a str, ReadError> {
    let digits = &text[..text.len()
        - text.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.').len()];
    let rest = text[digits.len()..].trim_start_matches(' ').strip_prefix(unit);
    let (Some(rest), Ok(number)) = (rest, digits.parse()) else {
        if text.trim().is_empty() {
            let reason = "The value is missing, so the line may be cut off";
            return Err(read_error::in_field(ReadErrorKind::MissingValue, name, reason));
        }
        let shown: String = text.split('\t').next().unwrap_or_default().chars().take(40).collect();
        let reason = format!("'{shown}' is not a number of {unit}");
        return Err(read_error::in_field(ReadErrorKind::BadValue, name, reason));
    };
    set_once(value, name, number)?;
    Ok(rest)
}

fn set_once<T>(value: &mut Option<T>, name: &str, new: T) -> Result<(), ReadError> {
    match value.replace(new) {
        None => Ok(()),
        Some(_) => Err(read_error::in_field(ReadErrorKind::BadValue, name, "The field occurs twice")),
    }
}

fn first_word(text: &str) -> &str {
    text.split(|letter: char| is_space(letter) || letter == '"').next().unwrap_or_default()
}

fn skip_until(text: &str, is_end: impl Fn(u8) -> bool) -> &str {
    text.bytes().position(is_end).map_or("", |end| &text[end..])
}

/// Returns true for every letter between words.
const fn is_space(letter: char) -> bool {
    letter.is_ascii_whitespace()
}
