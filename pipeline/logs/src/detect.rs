//! Detects a format from the content of a file, not from its name.
//!
//! A file is what most of it is: a line of the platform makes it a log, whatever else a function printed before it.

use std::collections::BTreeSet;

use memchr::memmem;
use schema::{ReadError, ReadErrorKind};

use crate::{events, format::Format, insights, refusals, text};

/// Bytes of a file that are examined: enough for the first lines of any format, and cheap.
const HEAD_BYTES: usize = 1 << 18;

impl Format {
    /// Detects the format from the first bytes of a file, decompressed: 256 KiB are enough.
    ///
    /// # Errors
    ///
    /// Fails if no format fits, with the first letters of the file, the reason and the way out.
    pub fn detect(head: &[u8]) -> Result<Format, ReadError> {
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        let head = &head[..head.len().min(HEAD_BYTES)];
        if refusals::is_utf_16(head) {
            return Err(refusals::utf_16());
        }
        let start = head.trim_ascii_start();
        if start.is_empty() {
            return Err(ReadError::new(
                ReadErrorKind::EmptyFile,
                "There is nothing but white space in the file",
            ));
        }
        if let Some(error) = refusals::other_platform(start) {
            return Err(error);
        }
        let is_json = matches!(start[0], b'{' | b'[');
        if let Some(format) = from_columns(start).filter(|_| !is_json) {
            return Ok(format);
        }
        if text::has_platform_line(head) {
            return Ok(Format::Text);
        }
        if let Some(format) = from_json(start) {
            return Ok(format);
        }
        if let Some(error) = refusals::of(start) {
            return Err(error);
        }
        if text::has_unread_report(head) || text::is_log(head) {
            return Ok(Format::Text);
        }
        // A function may write a zero byte to its log, so zeros count only if nothing else fits.
        if head.contains(&0) {
            return Err(ReadError::new(
                ReadErrorKind::BinaryFile,
                format!("The file begins with {}", quoted(start)),
            ));
        }
        let reason =
            format!("The file begins with {}, which fits none of {}", quoted(start), Format::names());
        Err(ReadError::new(ReadErrorKind::UnknownFormat, reason))
    }
}

/// Quotes the first letters of the first line, escaped.
fn quoted(start: &[u8]) -> String {
    let text = String::from_utf8_lossy(&start[..start.len().min(160)]);
    format!(
        "'{}'",
        text.lines().next().unwrap_or_default().chars().take(40).collect::<String>().escape_debug()
    )
}

fn from_json(start: &[u8]) -> Option<Format> {
    if !matches!(start[0], b'{' | b'[' | b'"') {
        return None;
    }
    if refusals::is_python(start) || !opens_json(start) {
        return None;
    }
    let has_text = |text: &str| memmem::find(start, text.as_bytes()).is_some();
    let has_messages =
        || has_text("REPORT RequestId: ") || has_text("\"platform.") || has_text("\\\"platform.");
    if start[0] == b'"' {
        let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii_end();
        let line = line.strip_suffix(b",").unwrap_or(line);
        let is_string = serde_json::from_slice::<String>(line).is_ok();
        return (is_string && has_messages()).then_some(Format::Events);
    }
    let keys = keys(start);
    let has = |depth: u32, key: &str| keys.contains(&(depth, key));
    let is_array = start[0] == b'[';
    let outer = if is_array { 2 } else { 3 };
    if has_text("\"LambdaInsights\"") && !has_messages() {
        return None;
    }
    if !is_array && keys.iter().any(|(depth, key)| *depth == 1 && is_native(key)) {
        return Some(Format::Ndjson);
    }
    let is_execution = || has(1, "executionArn") && has_text("\\\"power\\\"");
    let candidates = [
        (Format::Sebs, has(1, "_invocations")),
        (Format::Startled, has(1, "cold_starts") || has(1, "warm_starts")),
        (
            Format::PowerTuning,
            has(1, "stateMachine")
                || has(outer, "averageDuration")
                || is_power_tuning(&keys)
                || is_execution(),
        ),
        (Format::Hyperfine, has(1, "results") && has(3, "command")),
        (Format::Rutkowski, is_array && has(2, "executions")),
        (Format::Events, !is_array && (has(1, "events") || has(1, "logEvents"))),
        (Format::Events, is_array && has(2, "message") && has(2, "timestamp")),
        (
            Format::Events,
            !is_array && events::starts_with_event(start) && (has(1, "timestamp") || has(1, "logStreamName")),
        ),
        (
            Format::Events,
            ["awslogs", "LogResult", "Records", "records", "rawData"].iter().any(|key| has(1, key)),
        ),
        (Format::Events, has(2, "logEvents")),
        (Format::InsightsJson, has(1, "results") && (has(4, "field") || has(1, "statistics"))),
        (Format::InsightsJson, is_array && (has(3, "field") && has(3, "value"))),
        (
            Format::InsightsJson,
            is_array && keys.iter().any(|(depth, key)| *depth == 2 && insights::is_insights_column(key)),
        ),
        (Format::Events, has_messages()),
    ];
    candidates.into_iter().find_map(|(format, fits)| fits.then_some(format))
}

/// Returns true unless a bracket opens something else than JSON, such as `[pod/shop]` before each line.
fn opens_json(start: &[u8]) -> bool {
    let next = start[1..].trim_ascii_start().first();
    match start[0] {
        b'{' => matches!(next, None | Some(b'"' | b'}')),
        b'[' => matches!(next, None | Some(b'{' | b'[' | b'"' | b']')),
        _ => true,
    }
}

/// Returns true for a time that every invocation of Coldmark's own schema has.
fn is_native(key: &str) -> bool {
    matches!(key, "duration_ms" | "client_ms")
}

/// Returns true for output of Power Tuning without its state machine.
fn is_power_tuning(keys: &BTreeSet<(u32, &str)>) -> bool {
    ["power", "cost", "duration"].into_iter().all(|key| keys.contains(&(1, key)))
}

/// Collects the keys of JSON that may be cut off, each with its depth.
pub(crate) fn keys(json: &[u8]) -> BTreeSet<(u32, &str)> {
    let mut keys = BTreeSet::new();
    let (mut depth, mut idx) = (0_u32, 0);
    while let Some(byte) = json.get(idx) {
        idx += 1;
        match byte {
            b'{' | b'[' => depth = depth.saturating_add(1),
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let start = idx;
                while let Some(byte) = json.get(idx).filter(|byte| **byte != b'"') {
                    idx += if *byte == b'\\' { 2 } else { 1 };
                }
                let text = json.get(start..idx).unwrap_or_default();
                idx += 1;
                let after = json.get(idx..).unwrap_or_default().trim_ascii_start();
                if after.first() == Some(&b':') && depth <= 4 {
                    keys.extend(std::str::from_utf8(text).ok().map(|key| (depth, key)));
                }
            }
            _ => {}
        }
    }
    keys
}

fn from_columns(start: &[u8]) -> Option<Format> {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = std::str::from_utf8(line).ok()?;
    // A table with other separators is refused with its reason.
    if !line.contains(',') && line.contains([';', '\t', '|']) {
        return None;
    }
    let columns: BTreeSet<&str> = line.split(',').map(|name| name.trim().trim_matches('"')).collect();
    let has = |name: &str| columns.contains(name);
    let names: Vec<&str> = columns.iter().copied().collect();
    let is_message = |name: &&str| name.starts_with('@') || !events::is_table(&[name, "time"]);
    if columns.iter().any(|name| insights::is_insights_column(name)) && columns.iter().all(is_message) {
        Some(Format::InsightsCsv)
    } else if has("is_cold") && has("provider_time") {
        Some(Format::SebsCsv)
    } else if has("duration_ms") || has("client_ms") {
        Some(Format::Csv)
    } else if events::is_table(&names) {
        Some(Format::EventsCsv)
    } else {
        None
    }
}
