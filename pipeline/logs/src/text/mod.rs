//! Lambda logs as lines of text.
//!
//! The reader supports both of Lambda's log formats
//! (<https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html>):
//!
//! - Plain text, [`plain`]: `REPORT`, with its fields in any order and X-Ray's on the next line. `START` adds the version,
//!   `INIT_START` and `RESTORE_START` add the runtime, `INIT_REPORT` and `RESTORE_REPORT` a failed init. `END` adds
//!   nothing.
//! - JSON, [`platform`]: the events of the Telemetry API with the same names.
//!
//! A line may have a [`prefix`] from `aws logs tail`, `sam logs`, an export to S3, `--output text` or the console. A line
//! that only mentions `REPORT` is output of the function. A complete report after unknown text is an error, as either
//! may have written it.
//!
//! Extensions and output of functions are only counted. So is `Task timed out`: since 2023, `REPORT` says
//! `Status: timeout` itself.
//!
//! Speed comes from searching blocks for all markers at once; only lines with a marker are parsed.

mod join;
mod pending;
mod plain;
mod platform;
mod prefix;
mod report;

use std::io::BufRead;

use aho_corasick::packed;
pub(crate) use join::Joiner;
use memchr::{memchr, memchr_iter, memmem, memrchr};
pub(crate) use prefix::{Prefix, time};
use schema::ReadError;

use crate::{input::Input, limits::MAX_RECORD_BYTES, read_error, sink::Sink};

/// Markers: every line that is parsed contains one.
const MARKERS: [&str; 6] =
    ["RequestId: ", "INIT_START ", "INIT_REPORT ", "RESTORE_START ", "RESTORE_REPORT ", "\"platform."];

/// Reads a log.
pub(crate) fn read(input: &mut Input, sink: &mut Sink<'_>) {
    let Some(markers) = packed::Searcher::new(MARKERS) else {
        sink.file_error(read_error::broken_record("This CPU lacks the instructions that the search needs"));
        return;
    };
    let mut reader = LogReader { joiner: Joiner::default(), n_lines: 0 };
    let mut buffer = Vec::with_capacity(MAX_RECORD_BYTES);
    let mut is_skipping = false;
    loop {
        let end = match fill(input, &mut buffer) {
            Ok(is_full) => !is_full,
            Err(error) => {
                // The last line may be incomplete, and half a line can mean something else than the whole.
                let whole = memrchr(b'\n', &buffer).map_or(0, |last| last + 1);
                if whole > 0 {
                    reader.read_after_skipping(&markers, &buffer[..whole], &mut is_skipping, sink);
                }
                reader.joiner.close_report(sink);
                if whole < buffer.len() && !is_skipping {
                    sink.count_other(1);
                }
                sink.file_error(error);
                return;
            }
        };
        let whole = match memrchr(b'\n', &buffer) {
            Some(last) => last + 1,
            None if !end && !is_skipping => {
                reader.refuse_long_line(sink);
                is_skipping = true;
                buffer.len()
            }
            None => buffer.len(),
        };
        let whole = if end { buffer.len() } else { whole };
        if !(is_skipping && memchr(b'\n', &buffer[..whole]).is_none()) {
            reader.read_after_skipping(&markers, &buffer[..whole], &mut is_skipping, sink);
        }
        if end {
            reader.joiner.close_report(sink);
            return;
        }
        buffer.drain(..whole);
    }
}

/// Fills `buffer` up to the limit of a record, and returns false at the end of the input.
fn fill(input: &mut Input, buffer: &mut Vec<u8>) -> Result<bool, ReadError> {
    while buffer.len() < MAX_RECORD_BYTES {
        let bytes = input.fill_buf().map_err(|error| read_error::broken_file(&error))?;
        if bytes.is_empty() {
            return Ok(false);
        }
        let n_taken = bytes.len().min(MAX_RECORD_BYTES - buffer.len());
        buffer.extend_from_slice(&bytes[..n_taken]);
        input.consume(n_taken);
    }
    Ok(true)
}

struct LogReader {
    joiner: Joiner,
    /// Number of lines so far.
    n_lines: u64,
}

impl LogReader {
    fn refuse_long_line(&mut self, sink: &mut Sink<'_>) {
        self.n_lines += 1;
        self.joiner.close_report(sink);
        sink.refuse(self.n_lines, read_error::long_record());
    }

    /// Reads a block of whole lines, after the rest of a line that was too long.
    fn read_after_skipping(
        &mut self,
        markers: &packed::Searcher,
        block: &[u8],
        is_skipping: &mut bool,
        sink: &mut Sink<'_>,
    ) {
        let start = if std::mem::take(is_skipping) {
            memchr(b'\n', block).map_or(block.len(), |end| end + 1)
        } else {
            0
        };
        self.read_block(markers, &block[start..], sink);
    }

    fn read_block(&mut self, markers: &packed::Searcher, block: &[u8], sink: &mut Sink<'_>) {
        let mut rest = block;
        while !rest.is_empty() {
            if self.joiner.has_open_report() {
                let (line, after) = split_line(rest);
                if self.joiner.continue_report(line, sink) {
                    self.n_lines += 1;
                    rest = after;
                    continue;
                }
                self.joiner.close_report(sink);
            }
            let Some(marker) = markers.find(rest) else { break };
            let start = memrchr(b'\n', &rest[..marker.start()]).map_or(0, |before| before + 1);
            self.count_others(&rest[..start], sink);
            let (line, after) = split_line(&rest[start..]);
            self.n_lines += 1;
            match Prefix::split(line, marker.start() - start) {
                Some((prefix, message)) => self.joiner.add_line(self.n_lines, &prefix, message, sink),
                None if contains_report(&line[..line.len().min(MAX_PREFIXED_BYTES)]) => {
                    sink.refuse(self.n_lines, read_error::unknown_prefix());
                }
                None => sink.count_other(1),
            }
            rest = after;
        }
        self.count_others(rest, sink);
    }

    /// Counts lines without a marker.
    fn count_others(&mut self, text: &[u8], sink: &mut Sink<'_>) {
        let is_cut = text.last().is_some_and(|last| *last != b'\n');
        let n_lines = memchr_iter(b'\n', text).count() as u64 + u64::from(is_cut);
        self.n_lines += n_lines;
        sink.count_other(n_lines);
    }
}

/// Part of a line that is searched for a report after unknown text: a prefix and a report are shorter.
const MAX_PREFIXED_BYTES: usize = 4096;

/// Returns true if `line` contains a complete report.
fn contains_report(line: &[u8]) -> bool {
    let report = memmem::find(line, b"REPORT RequestId: ").map(|at| &line[at..]);
    report.is_some_and(|report| memmem::find(report, b"\tBilled Duration: ").is_some())
}

/// Splits off the first line, without its line end.
fn split_line(text: &[u8]) -> (&[u8], &[u8]) {
    let (line, rest) = memchr(b'\n', text).map_or((text, &text[text.len()..]), |end| text.split_at(end));
    (line.strip_suffix(b"\r").unwrap_or(line), rest.get(1..).unwrap_or_default())
}

/// Returns true if `head` is the start of a log: the platform wrote one of its lines, or its first line starts with a
/// prefix.
pub(crate) fn is_log(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n');
    let markers = packed::Searcher::new(MARKERS);
    let has_marker = |line: &[u8]| {
        let marker = markers.as_ref().and_then(|markers| markers.find(line));
        marker.is_some_and(|marker| Prefix::split(line, marker.start()).is_some())
    };
    let has_prefix = |line: &[u8]| {
        let word = line.split(|byte| matches!(byte, b' ' | b'\t')).next().unwrap_or_default();
        let prefix = std::str::from_utf8(word).ok().and_then(Prefix::parse);
        prefix.is_some_and(|prefix| prefix.at.is_some() || prefix.stream.contains('/'))
    };
    head.split(|byte| *byte == b'\n').next().is_some_and(has_prefix) || lines.any(has_marker)
}
