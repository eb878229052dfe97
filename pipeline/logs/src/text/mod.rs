//! Lambda logs as lines of text.
//!
//! The reader supports both of Lambda's log formats
//! (<https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html>), also in one file:
//!
//! - Plain text, [`plain`]: `REPORT`, with its fields in any order and X-Ray's on the next line. `START` adds the version,
//!   `INIT_START` and `RESTORE_START` add the runtime, `INIT_REPORT` and `RESTORE_REPORT` a failed init. `END` adds
//!   nothing.
//! - JSON, [`platform`]: the events of the Telemetry API with the same names, on one line or over several.
//!
//! A line may have a [`prefix`] from `aws logs tail`, `sam logs`, an export to S3, `--output text` or the console, also on
//! the line before. A line that only mentions `REPORT` is output of the function. A complete report after unknown text is
//! an error, as either may have written it.
//!
//! Extensions and output of functions are only counted. So is `Task timed out`: since 2023, `REPORT` says
//! `Status: timeout` itself.
//!
//! Speed comes from searching blocks for all markers at once; only lines with a marker are parsed.

mod detect;
mod join;
mod lenient;
mod pending;
mod plain;
mod platform;
mod prefix;
mod report;
mod spread;
mod window;

use std::{borrow::Cow, io::BufRead};

use aho_corasick::packed;
pub(crate) use detect::{has_platform_line, has_unread_report, is_log};
pub(crate) use join::Joiner;
use memchr::{memchr, memchr_iter, memmem, memrchr};
pub(crate) use platform::is_platform_event;
pub(crate) use prefix::{Prefix, time};
use schema::ReadError;

use crate::{input::Input, limits::MAX_RECORD_BYTES, read_error, sink::Sink};

/// Markers: every line that is parsed contains one.
const MARKERS: [&str; 6] =
    ["RequestId: ", "INIT_START", "INIT_REPORT", "RESTORE_START", "RESTORE_REPORT", "\"platform."];

/// Longest line that is kept because it may be the prefix of the next one.
const MAX_PREFIX_LINE_BYTES: usize = 256;

/// Reads a log.
pub(crate) fn read(input: &mut Input, joiner: &mut Joiner, sink: &mut Sink<'_>) {
    let Some(markers) = packed::Searcher::new(MARKERS) else {
        sink.file_error(read_error::broken_record("This CPU lacks the instructions that the search needs"));
        return;
    };
    let is_spread = input.head().is_ok_and(|head| spread::is_spread(&markers, head));
    let file = sink.file().to_owned();
    let context = Prefix { stream: detect::stream_of_path(&file), ..Prefix::default() };
    let mut reader = LogReader { markers: &markers, context, is_spread, ..LogReader::new(&markers, joiner) };
    let mut buffer = Vec::with_capacity(MAX_RECORD_BYTES);
    let mut is_skipping = false;
    loop {
        let end = match fill(input, &mut buffer) {
            Ok(is_full) => !is_full,
            Err(error) => {
                // The last line may be incomplete, and half a line can mean something else than the whole.
                let whole = memrchr(b'\n', &buffer).map_or(0, |last| last + 1);
                if whole > 0 {
                    reader.read_after_skipping(&buffer[..whole], &mut is_skipping, sink);
                }
                if whole < buffer.len() && !is_skipping {
                    sink.count_other(1);
                }
                reader.joiner.finish(sink);
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
        let whole = if end {
            buffer.len()
        } else if reader.is_spread {
            spread::end_of_whole_objects(&buffer[..whole])
        } else {
            whole
        };
        if !(is_skipping && memchr(b'\n', &buffer[..whole]).is_none()) {
            reader.read_after_skipping(&buffer[..whole], &mut is_skipping, sink);
        }
        if end {
            return;
        }
        buffer.drain(..whole);
    }
}

/// Reads lines that came in a message, such as the log of one invocation.
pub(crate) fn read_piece(joiner: &mut Joiner, context: Prefix<'_>, piece: &[u8], sink: &mut Sink<'_>) {
    let Some(markers) = packed::Searcher::new(MARKERS) else { return };
    let mut reader = LogReader { context, ..LogReader::new(&markers, joiner) };
    reader.read_block(piece, sink);
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

struct LogReader<'a> {
    markers: &'a packed::Searcher,
    joiner: &'a mut Joiner,
    /// Group and stream of lines that do not name them.
    context: Prefix<'a>,
    /// Number of lines so far.
    n_lines: u64,
    /// True if the next line may continue the report before it.
    has_open_report: bool,
    /// True if there are events over several lines.
    is_spread: bool,
    /// Last line of the block before.
    last_line: Vec<u8>,
}

impl<'a> LogReader<'a> {
    fn new(markers: &'a packed::Searcher, joiner: &'a mut Joiner) -> LogReader<'a> {
        LogReader {
            markers,
            joiner,
            context: Prefix::default(),
            n_lines: 0,
            has_open_report: false,
            is_spread: false,
            last_line: Vec::new(),
        }
    }

    fn refuse_long_line(&mut self, sink: &mut Sink<'_>) {
        self.n_lines += 1;
        self.has_open_report = false;
        self.joiner.refuse(self.n_lines, read_error::long_record(), sink);
    }

    /// Reads a block of whole lines, after the rest of a line that was too long.
    fn read_after_skipping(&mut self, block: &[u8], is_skipping: &mut bool, sink: &mut Sink<'_>) {
        let start = if std::mem::take(is_skipping) {
            memchr(b'\n', block).map_or(block.len(), |end| end + 1)
        } else {
            0
        };
        self.read_block(&block[start..], sink);
        let last_line = last_line(block);
        self.last_line.clear();
        if last_line.len() <= MAX_PREFIX_LINE_BYTES {
            self.last_line.extend_from_slice(last_line);
        }
    }

    fn read_block(&mut self, block: &[u8], sink: &mut Sink<'_>) {
        let mut rest = block;
        while !rest.is_empty() {
            if self.has_open_report {
                let (line, after) = split_line(rest);
                if report::is_continuation(line) {
                    self.joiner.continue_message(line, sink);
                    self.n_lines += 1;
                    rest = after;
                    continue;
                }
                self.has_open_report = false;
            }
            let Some(marker) = self.markers.find(rest) else { break };
            let start = memrchr(b'\n', &rest[..marker.start()]).map_or(0, |before| before + 1);
            if let Some(object) = spread::object_around(rest, start, marker.start()) {
                self.is_spread = true;
                let before = &rest[..object.start];
                self.count_others(before, sink);
                let is_first = rest.len() == block.len();
                self.read_object(before, is_first, &rest[object.clone()], sink);
                rest = &rest[object.end..];
                continue;
            }
            let before = &rest[..start];
            self.count_others(before, sink);
            let (line, after) = split_line(&rest[start..]);
            self.n_lines += 1;
            let is_first = rest.len() == block.len();
            self.read_line(before, is_first, line, marker.start() - start, sink);
            rest = after;
        }
        self.count_others(rest, sink);
    }

    /// Reads a line with a marker. `before` is the text before it, of which the first block has more.
    fn read_line(&mut self, before: &[u8], is_first: bool, line: &[u8], marker: usize, sink: &mut Sink<'_>) {
        let colorless = without_colors(line);
        let (line, marker) = match &colorless {
            Cow::Borrowed(line) => (*line, marker),
            Cow::Owned(line) => match self.markers.find(&line[..]) {
                Some(marker) => (&line[..], marker.start()),
                None => return sink.count_other(1),
            },
        };
        match Prefix::split(line, marker) {
            Some((prefix, message)) => {
                let prefix = self.full_prefix(prefix, before, is_first);
                self.has_open_report = message.starts_with(b"REPORT");
                let (message, cells) = without_border(line, message);
                let prefix = cells.map_or(prefix, |cells| prefix.with_missing_from(cells));
                // Nothing joins the end of an invocation.
                if message.starts_with(b"END RequestId: ") && message.is_ascii() {
                    return sink.count_platform();
                }
                self.joiner.add(self.n_lines, &prefix, message, sink);
            }
            None if contains_report(&line[..line.len().min(MAX_PREFIXED_BYTES)]) => {
                self.joiner.refuse(self.n_lines, read_error::unknown_prefix(line), sink);
            }
            None => sink.count_other(1),
        }
    }

    /// Reads a JSON object over several lines, the first of which may have a prefix.
    fn read_object(&mut self, before: &[u8], is_first: bool, lines: &[u8], sink: &mut Sink<'_>) {
        let record = self.n_lines + 1;
        let n_lines = memchr_iter(b'\n', lines.trim_ascii_end()).count() as u64;
        self.n_lines += n_lines + 1;
        (0..n_lines).for_each(|_| sink.count_platform());
        let brace = memchr(b'{', lines).unwrap_or_default();
        let prefix = std::str::from_utf8(&lines[..brace]).ok().and_then(Prefix::parse);
        let Some(prefix) = prefix else { return sink.count_other(1) };
        let prefix = self.full_prefix(prefix, before, is_first);
        self.joiner.add(record, &prefix, lines[brace..].trim_ascii_end(), sink);
    }

    /// Completes the prefix of a line from the line before, which may hold nothing but the prefix, and from the context.
    fn full_prefix<'p>(&self, prefix: Prefix<'p>, before: &'p [u8], is_first: bool) -> Prefix<'p>
    where
        'a: 'p,
    {
        let mut prefix = prefix;
        if prefix == Prefix::default() {
            let line = last_line(before);
            let is_prefix = !before.is_empty() && line.len() <= MAX_PREFIX_LINE_BYTES;
            let parsed = is_prefix.then(|| std::str::from_utf8(line).ok().and_then(Prefix::parse)).flatten();
            if let Some(of_line) = parsed.filter(|prefix| prefix.at.is_some()) {
                prefix = of_line;
            } else if before.is_empty() && is_first {
                // Only the time lives on from the block before: its text is gone.
                let line = std::str::from_utf8(&self.last_line).ok();
                prefix.at = line.and_then(Prefix::parse).and_then(|prefix| prefix.at);
            }
        }
        if prefix.stream.is_empty() {
            prefix.stream = self.context.stream;
        }
        if prefix.group.is_empty() {
            prefix.group = self.context.group;
        }
        prefix
    }

    /// Counts lines without a marker.
    fn count_others(&mut self, text: &[u8], sink: &mut Sink<'_>) {
        let is_cut = text.last().is_some_and(|last| *last != b'\n');
        let n_lines = memchr_iter(b'\n', text).count() as u64 + u64::from(is_cut);
        self.n_lines += n_lines;
        sink.count_other(n_lines);
    }
}

/// Removes the right border of a row of a table from its message, and returns the names in the cells that follow it.
fn without_border<'m>(line: &[u8], message: &'m [u8]) -> (&'m [u8], Option<Prefix<'m>>) {
    if !message.ends_with(b"|") {
        return (message, None);
    }
    let message = message[..message.len() - 1].trim_ascii_end();
    let bar = if line.starts_with(b"|") { memmem::find(message, b" | ") } else { None };
    let Some(bar) = bar else { return (message, None) };
    let cells = std::str::from_utf8(&message[bar..]).ok().and_then(Prefix::parse);
    (message[..bar].trim_ascii_end(), cells)
}

/// Part of a line that is searched for a report after unknown text: a prefix and a report are shorter.
const MAX_PREFIXED_BYTES: usize = 4096;

/// Returns true if `line` contains a complete report.
fn contains_report(line: &[u8]) -> bool {
    let report = memmem::find(line, b"REPORT RequestId: ").map(|at| &line[at..]);
    let has = |report: &[u8], field: &[u8]| memmem::find(report, field).is_some();
    report.is_some_and(|report| has(report, b"Billed Duration: ") && has(report, b"Memory Size: "))
}

/// Splits off the first line, without its line end.
fn split_line(text: &[u8]) -> (&[u8], &[u8]) {
    let (line, rest) = memchr(b'\n', text).map_or((text, &text[text.len()..]), |end| text.split_at(end));
    (line.strip_suffix(b"\r").unwrap_or(line), rest.get(1..).unwrap_or_default())
}

/// The last line of `text`, without its line end.
fn last_line(text: &[u8]) -> &[u8] {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let line = memrchr(b'\n', text).map_or(text, |end| &text[end + 1..]);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Removes the codes with which terminals color text.
fn without_colors(line: &[u8]) -> Cow<'_, [u8]> {
    const ESCAPE: u8 = 0x1b;
    if memchr(ESCAPE, line).is_none() {
        return Cow::Borrowed(line);
    }
    let mut plain = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some(escape) = memchr(ESCAPE, rest) {
        plain.extend_from_slice(&rest[..escape]);
        let code = rest[escape + 1..].strip_prefix(b"[").unwrap_or_default();
        let end = code.iter().position(u8::is_ascii_alphabetic);
        rest = end.map_or(&rest[escape + 1..], |end| &code[end + 1..]);
    }
    plain.extend_from_slice(rest);
    Cow::Owned(plain)
}
