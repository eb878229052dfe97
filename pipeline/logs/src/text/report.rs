//! The fields of a `REPORT` line and its like: `Duration: 8.40 ms`, a tab between each and the next.
//!
//! Fields are found by name, in any order. Tabs may have become spaces, as in copies from a browser. A field that is
//! not known is passed over; one that is said twice is a fault, since one of them is wrong.

use schema::{Invocation, InvocationStatus};

use crate::{Fault, FaultKind};

/// The fields that are known. One that is the end of another comes after it.
const FIELDS: [(&str, Field); 12] = [
    ("Duration: ", Field::Duration),
    ("Billed Duration: ", Field::BilledDuration),
    ("Memory Size: ", Field::MemorySize),
    ("Max Memory Used: ", Field::MaxMemoryUsed),
    ("Init Duration: ", Field::InitDuration),
    ("Restore Duration: ", Field::RestoreDuration),
    ("Billed Restore Duration: ", Field::BilledRestoreDuration),
    ("XRAY TraceId: ", Field::Ignored),
    ("SegmentId: ", Field::Ignored),
    ("Sampled: ", Field::Ignored),
    ("Status: ", Field::Status),
    ("Error Type: ", Field::ErrorType),
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

/// Whether `line` goes on with a report that began on the line before.
pub(super) fn is_more(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    [&b"XRAY TraceId: "[..], b"Status: ", b"Error Type: "].iter().any(|name| line.starts_with(name))
}

/// Reads fields into `invocation`.
pub(super) fn fields(invocation: &mut Invocation, text: &str) -> Result<(), Fault> {
    let has_tabs = text.contains('\t');
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        rest =
            match FIELDS.iter().find_map(|(name, field)| Some((*name, *field, rest.strip_prefix(name)?))) {
                Some((name, field, rest)) => value(invocation, name, field, rest)?,
                None => after(rest, |byte| if has_tabs { byte == b'\t' } else { byte.is_ascii_whitespace() }),
            }
            .trim_start_matches(is_space);
    }
    Ok(())
}

/// Reads the value of a field, and gives what comes after it.
fn value<'a>(invocation: &mut Invocation, name: &str, field: Field, text: &'a str) -> Result<&'a str, Fault> {
    let name = &name[..name.len() - ": ".len()];
    let rest = match field {
        Field::Duration => measured(&mut invocation.duration_ms, name, text, "ms")?,
        Field::BilledDuration => measured(&mut invocation.billed_ms, name, text, "ms")?,
        Field::InitDuration => measured(&mut invocation.init_ms, name, text, "ms")?,
        Field::RestoreDuration => measured(&mut invocation.restore_ms, name, text, "ms")?,
        Field::BilledRestoreDuration => measured(&mut invocation.billed_restore_ms, name, text, "ms")?,
        Field::MemorySize => measured(&mut invocation.memory_mb, name, text, "MB")?,
        Field::MaxMemoryUsed => measured(&mut invocation.max_memory_used_mb, name, text, "MB")?,
        Field::Status => {
            let word = first_word(text);
            once(&mut invocation.status, name, status(word))?;
            &text[word.len()..]
        }
        Field::ErrorType => {
            let word = first_word(text);
            once(&mut invocation.error_type, name, word.to_owned())?;
            &text[word.len()..]
        }
        Field::Ignored => &text[first_word(text).len()..],
    };
    Ok(rest)
}

/// How an invocation ended, in the words of the platform.
pub(super) fn status(word: &str) -> InvocationStatus {
    match word {
        "success" => InvocationStatus::Ok,
        "error" => InvocationStatus::Error,
        "failure" => InvocationStatus::Failure,
        "timeout" => InvocationStatus::Timeout,
        _ => InvocationStatus::Other,
    }
}

/// Reads a number and its unit: without the unit, the number may have been cut off.
fn measured<'a, T: std::str::FromStr>(
    value: &mut Option<T>,
    name: &str,
    text: &'a str,
    unit: &str,
) -> Result<&'a str, Fault> {
    let digits = &text[..text.len()
        - text.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.').len()];
    let rest = text[digits.len()..].trim_start_matches(' ').strip_prefix(unit);
    let (Some(rest), Ok(number)) = (rest, digits.parse()) else {
        let shown: String = text.split('\t').next().unwrap_or_default().chars().take(40).collect();
        let reason = format!("'{shown}' is no number of {unit}");
        return Err(Fault::of_field(FaultKind::BadValue, name, reason));
    };
    once(value, name, number)?;
    Ok(rest)
}

fn once<T>(value: &mut Option<T>, name: &str, found: T) -> Result<(), Fault> {
    match value.replace(found) {
        None => Ok(()),
        Some(_) => Err(Fault::of_field(FaultKind::BadValue, name, "It is said twice")),
    }
}

fn first_word(text: &str) -> &str {
    text.split(|letter: char| is_space(letter) || letter == '"').next().unwrap_or_default()
}

fn after(text: &str, is_end: impl Fn(u8) -> bool) -> &str {
    text.bytes().position(is_end).map_or("", |end| &text[end..])
}

const fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\r' | '\n')
}
