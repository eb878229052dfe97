//! Finds a format from what a file says, not from what it is called.

use std::collections::BTreeSet;

use crate::{Fault, FaultKind, Format, events, insights, text};

/// How much of a file is looked at.
const HEAD_BYTES: usize = 1 << 16;

/// Finds the format of a file that begins with `head`.
pub(crate) fn detect(head: &[u8]) -> Result<Format, Fault> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let head = &head[..head.len().min(HEAD_BYTES)];
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Err(Fault::new(FaultKind::BinaryFile, "The file is UTF-16"));
    }
    let start = head.trim_ascii_start();
    if start.is_empty() {
        return Err(Fault::new(FaultKind::EmptyFile, "There is nothing but space in the file"));
    }
    let found = if start[0] == b'{' || start[0] == b'[' { of_json(start) } else { None };
    let found = found.or_else(|| of_columns(start));
    found.or_else(|| text::is_log(head).then_some(Format::Text)).ok_or_else(|| {
        // A function may write a zero to its log, so that one alone says nothing.
        if head.contains(&0) {
            return Fault::new(FaultKind::BinaryFile, format!("The file begins with {}", shown(start)));
        }
        let reason = format!("The file begins with {}, which is none of {}", shown(start), Format::names());
        Fault::new(FaultKind::UnknownFormat, reason)
    })
}

/// The first letters, printable.
fn shown(start: &[u8]) -> String {
    let text = String::from_utf8_lossy(&start[..start.len().min(160)]);
    format!(
        "'{}'",
        text.lines().next().unwrap_or_default().chars().take(40).collect::<String>().escape_debug()
    )
}

fn of_json(start: &[u8]) -> Option<Format> {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let keys = keys(start);
    let has = |depth: u32, key: &str| keys.contains(&(depth, key));
    let is_array = start[0] == b'[';
    let outer = if is_array { 2 } else { 3 };
    if !is_array && keys.iter().any(|(depth, key)| *depth == 1 && is_own(key)) {
        return Some(Format::Ndjson);
    }
    let is_platform = |key: &str| has(1, key) && memchr::memmem::find(line, b"\"platform.").is_some();
    let found = [
        (Format::Text, !is_array && is_platform("type") && has(1, "record")),
        (Format::Sebs, has(1, "_invocations")),
        (Format::Startled, has(1, "cold_starts") || has(1, "warm_starts")),
        (Format::PowerTuning, has(1, "stateMachine") || has(outer, "averageDuration") || is_power(&keys)),
        (Format::Hyperfine, has(1, "results") && has(3, "command")),
        (Format::Rutkowski, is_array && has(2, "executions")),
        (Format::Events, !is_array && (has(1, "events") || has(1, "logEvents"))),
        (Format::Events, is_array && has(2, "message") && has(2, "timestamp")),
        (
            Format::Events,
            !is_array && events::is_event(start) && (has(1, "timestamp") || has(1, "logStreamName")),
        ),
        (Format::InsightsJson, has(1, "results") && (has(4, "field") || has(1, "statistics"))),
        (Format::InsightsJson, is_array && (has(3, "field") && has(3, "value"))),
        (
            Format::InsightsJson,
            is_array && keys.iter().any(|(depth, key)| *depth == 2 && insights::is_any_column(key)),
        ),
    ];
    found.into_iter().find_map(|(format, is_it)| is_it.then_some(format))
}

fn is_own(key: &str) -> bool {
    matches!(key, "request_id" | "duration_ms" | "client_ms" | "init_ms")
}

/// An answer of Power Tuning without its state machine.
fn is_power(keys: &BTreeSet<(u32, &str)>) -> bool {
    ["power", "cost", "duration"].into_iter().all(|key| keys.contains(&(1, key)))
}

/// The keys of JSON with how deep they are, as far as it goes.
fn keys(json: &[u8]) -> BTreeSet<(u32, &str)> {
    let mut keys = BTreeSet::new();
    let (mut depth, mut place) = (0_u32, 0);
    while let Some(byte) = json.get(place) {
        place += 1;
        match byte {
            b'{' | b'[' => depth = depth.saturating_add(1),
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let start = place;
                while let Some(byte) = json.get(place).filter(|byte| **byte != b'"') {
                    place += if *byte == b'\\' { 2 } else { 1 };
                }
                let text = json.get(start..place).unwrap_or_default();
                place += 1;
                let after = json.get(place..).unwrap_or_default().trim_ascii_start();
                if after.first() == Some(&b':') && depth <= 4 {
                    keys.extend(std::str::from_utf8(text).ok().map(|key| (depth, key)));
                }
            }
            _ => {}
        }
    }
    keys
}

fn of_columns(start: &[u8]) -> Option<Format> {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = std::str::from_utf8(line).ok()?;
    let columns: BTreeSet<&str> = line.split(',').map(|name| name.trim().trim_matches('"')).collect();
    let has = |name: &str| columns.contains(name);
    if columns.iter().any(|name| insights::is_any_column(name)) {
        Some(Format::InsightsCsv)
    } else if has("is_cold") && has("provider_time") {
        Some(Format::SebsCsv)
    } else if has("duration_ms") || has("client_ms") {
        Some(Format::Csv)
    } else if has("timestamp") && has("message") {
        Some(Format::EventsCsv)
    } else {
        None
    }
}
