//! Logs of Lambda as lines of text.
//!
//! Read are, in both of Lambda's log formats
//! (<https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html>):
//!
//! - plain text: `REPORT`, with its fields in any order and what X-Ray adds on the next line, `START` for the
//!   version, `INIT_START` and `RESTORE_START` for the runtime, `INIT_REPORT` and `RESTORE_REPORT` for an init that
//!   failed; `END` tells nothing more;
//! - JSON: the events of the Telemetry API of the same names, [`platform`].
//!
//! Before each may stand what tools write, [`prefix`]: `aws logs tail`, `sam logs`, exports to S3, `--output text`
//! and copies from the console. A line that only mentions a `REPORT` further on is what a function wrote; one with a
//! whole report behind something else is named, since it may be either.
//!
//! Not read are extensions, `Task timed out` (of which `REPORT` has said `Status: timeout` since 2023) and everything
//! that a function writes; they are counted.
//!
//! A log of gigabytes goes by in blocks in which all marks are searched at once; only lines with a mark are looked at.

mod join;
mod platform;
mod prefix;
mod report;

use std::io::BufRead;

use aho_corasick::packed;
pub(crate) use join::Join;
use memchr::{memchr, memchr_iter, memmem, memrchr};
pub(crate) use prefix::{Prefix, time};

use crate::{Fault, MAX_RECORD_BYTES, input::Input, sink::Sink};

/// What stands in every line that is read.
const MARKS: [&str; 6] =
    ["RequestId: ", "INIT_START ", "INIT_REPORT ", "RESTORE_START ", "RESTORE_REPORT ", "\"platform."];

/// Reads a log.
pub(crate) fn read(input: &mut Input, sink: &mut Sink<'_>) {
    let Some(marks) = packed::Searcher::new(MARKS) else {
        sink.file_fault(Fault::broken_record("This machine has no search for several marks"));
        return;
    };
    let mut lines = Lines { join: Join::default(), line: 0 };
    let mut buffer = Vec::with_capacity(MAX_RECORD_BYTES);
    let mut is_skipping = false;
    loop {
        let end = match fill(input, &mut buffer) {
            Ok(is_full) => !is_full,
            Err(fault) => {
                // Its last line may be one half of a line, which could say something else than the whole.
                let whole = memrchr(b'\n', &buffer).map_or(0, |last| last + 1);
                if whole > 0 {
                    lines.skip_or_read(&marks, &buffer[..whole], &mut is_skipping, sink);
                }
                lines.join.finish(sink);
                if whole < buffer.len() && !is_skipping {
                    sink.other(1);
                }
                sink.file_fault(fault);
                return;
            }
        };
        let whole = match memrchr(b'\n', &buffer) {
            Some(last) => last + 1,
            None if !end && !is_skipping => {
                lines.too_long(sink);
                is_skipping = true;
                buffer.len()
            }
            None => buffer.len(),
        };
        let whole = if end { buffer.len() } else { whole };
        if !(is_skipping && memchr(b'\n', &buffer[..whole]).is_none()) {
            lines.skip_or_read(&marks, &buffer[..whole], &mut is_skipping, sink);
        }
        if end {
            lines.join.finish(sink);
            return;
        }
        buffer.drain(..whole);
    }
}

/// Fills `buffer` to its capacity, and says whether it is full.
fn fill(input: &mut Input, buffer: &mut Vec<u8>) -> Result<bool, Fault> {
    while buffer.len() < MAX_RECORD_BYTES {
        let bytes = input.fill_buf().map_err(|error| Fault::broken_file(&error))?;
        if bytes.is_empty() {
            return Ok(false);
        }
        let n_taken = bytes.len().min(MAX_RECORD_BYTES - buffer.len());
        buffer.extend_from_slice(&bytes[..n_taken]);
        input.consume(n_taken);
    }
    Ok(true)
}

struct Lines {
    join: Join,
    /// Lines so far.
    line: u64,
}

impl Lines {
    fn too_long(&mut self, sink: &mut Sink<'_>) {
        self.line += 1;
        self.join.finish(sink);
        sink.refuse(self.line, Fault::long_record());
    }

    /// Reads a block of whole lines, but not the end of one that is too long.
    fn skip_or_read(
        &mut self,
        marks: &packed::Searcher,
        block: &[u8],
        is_skipping: &mut bool,
        sink: &mut Sink<'_>,
    ) {
        let start = if std::mem::take(is_skipping) {
            memchr(b'\n', block).map_or(block.len(), |end| end + 1)
        } else {
            0
        };
        self.block(marks, &block[start..], sink);
    }

    fn block(&mut self, marks: &packed::Searcher, block: &[u8], sink: &mut Sink<'_>) {
        let mut rest = block;
        while !rest.is_empty() {
            if self.join.is_open() {
                let (line, after) = split_line(rest);
                if self.join.more(line, sink) {
                    self.line += 1;
                    rest = after;
                    continue;
                }
                self.join.finish(sink);
            }
            let Some(mark) = marks.find(rest) else { break };
            let start = memrchr(b'\n', &rest[..mark.start()]).map_or(0, |before| before + 1);
            self.others(&rest[..start], sink);
            let (line, after) = split_line(&rest[start..]);
            self.line += 1;
            match Prefix::before(line, mark.start() - start) {
                Some((prefix, message)) => self.join.message(self.line, &prefix, message, sink),
                None if is_report(&line[..line.len().min(MAX_PREFIXED_BYTES)]) => {
                    sink.refuse(self.line, Fault::unknown_prefix());
                }
                None => sink.other(1),
            }
            rest = after;
        }
        self.others(rest, sink);
    }

    /// Counts lines without a mark.
    fn others(&mut self, text: &[u8], sink: &mut Sink<'_>) {
        let is_cut = text.last().is_some_and(|last| *last != b'\n');
        let n_lines = memchr_iter(b'\n', text).count() as u64 + u64::from(is_cut);
        self.line += n_lines;
        sink.other(n_lines);
    }
}

/// A report behind something unknown is looked for in so much of a line.
const MAX_PREFIXED_BYTES: usize = 4096;

/// Whether a whole report stands somewhere in `line`.
fn is_report(line: &[u8]) -> bool {
    let report = memmem::find(line, b"REPORT RequestId: ").map(|at| &line[at..]);
    report.is_some_and(|report| memmem::find(report, b"\tBilled Duration: ").is_some())
}

/// The first line without its end, and what comes after it.
fn split_line(text: &[u8]) -> (&[u8], &[u8]) {
    let (line, rest) = memchr(b'\n', text).map_or((text, &text[text.len()..]), |end| text.split_at(end));
    (line.strip_suffix(b"\r").unwrap_or(line), rest.get(1..).unwrap_or_default())
}

/// Whether a file that begins with `head` is a log: a line in it is one of the platform, or the first lines begin
/// with what tools write before a message.
pub(crate) fn is_log(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n');
    let marks = packed::Searcher::new(MARKS);
    let has_mark = |line: &[u8]| {
        let mark = marks.as_ref().and_then(|marks| marks.find(line));
        mark.is_some_and(|mark| Prefix::before(line, mark.start()).is_some())
    };
    let has_prefix = |line: &[u8]| {
        let word = line.split(|byte| matches!(byte, b' ' | b'\t')).next().unwrap_or_default();
        let prefix = std::str::from_utf8(word).ok().and_then(Prefix::parse);
        prefix.is_some_and(|prefix| prefix.at.is_some() || prefix.stream.contains('/'))
    };
    head.split(|byte| *byte == b'\n').next().is_some_and(has_prefix) || lines.any(has_mark)
}
