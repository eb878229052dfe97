//! Joins the lines that belong to one invocation.

use memchr::memchr;
use schema::ReadError;

use super::{
    pending::{ParsedLine, Pending},
    plain, platform,
    prefix::Prefix,
    report,
    window::{Leaving, Window},
};
use crate::{read_error, sink::Sink};

/// Joins messages of any number of functions to invocations. It lives as long as the files of one call are read,
/// because an environment may write to several of them.
#[derive(Default)]
pub(crate) struct Joiner {
    window: Window,
    pending: Pending,
    /// True while messages wait for their log group and stream, which may follow them.
    is_held: bool,
    /// Number of the first of them in the window.
    document_start: usize,
    /// True if messages left the window in a file that lists the newest first.
    is_cut: bool,
}

impl Joiner {
    /// Adds a message of the platform, with all its lines.
    pub(crate) fn add(&mut self, record: u64, prefix: &Prefix<'_>, message: &[u8], sink: &mut Sink<'_>) {
        self.make_room(sink);
        self.window.push(record, prefix, message);
    }

    /// Adds a line to the message before.
    pub(super) fn continue_message(&mut self, line: &[u8], sink: &mut Sink<'_>) {
        self.window.append(line);
        sink.count_platform();
    }

    /// Adds the error of a record, after the messages before it.
    pub(crate) fn refuse(&mut self, record: u64, error: ReadError, sink: &mut Sink<'_>) {
        if self.window.is_empty() {
            sink.refuse(record, error);
        } else {
            self.make_room(sink);
            self.window.push_error(record, error);
        }
    }

    /// Tells if messages from here on belong to a document that may still name its log group and stream.
    pub(crate) fn hold(&mut self, is_held: bool, sink: &mut Sink<'_>) {
        if is_held && !self.is_held {
            self.make_room(sink);
            self.document_start = self.window.len();
        }
        self.is_held = is_held;
    }

    /// Ends a document: gives its group and stream to its messages.
    pub(crate) fn end_document(&mut self, group: &str, stream: &str) {
        if std::mem::take(&mut self.is_held) {
            self.window.set_context(self.document_start, group, stream);
        }
    }

    /// Joins all messages that wait, at the end of a file. The next file is of other environments, except for those
    /// that have a log stream.
    pub(crate) fn finish(&mut self, sink: &mut Sink<'_>) {
        self.is_held = false;
        self.leave(true, sink);
        self.pending.forget_unknown();
        if std::mem::take(&mut self.pending.has_web_function) {
            sink.file_error(read_error::web_function());
        }
        let is_late = std::mem::take(&mut self.pending.has_late_start);
        if std::mem::take(&mut self.is_cut) {
            sink.file_error(read_error::newest_first());
        } else if is_late {
            sink.file_error(read_error::late_start());
        }
    }

    fn make_room(&mut self, sink: &mut Sink<'_>) {
        if self.window.is_full(self.is_held) {
            self.leave(false, sink);
        }
    }

    fn leave(&mut self, is_all: bool, sink: &mut Sink<'_>) {
        self.document_start = 0;
        let Joiner { window, pending, is_cut, .. } = self;
        let is_cut_now = window.leave(is_all, |leaving| join(pending, leaving, sink));
        *is_cut |= is_cut_now;
        if std::mem::take(&mut pending.has_emulator) {
            sink.note_emulator();
        }
    }
}

fn join(pending: &mut Pending, leaving: Leaving<'_>, sink: &mut Sink<'_>) {
    let Leaving { record, prefix, body } = leaving;
    let parsed = body.and_then(as_utf8).and_then(|message| parse(pending, &prefix, message));
    match parsed {
        Ok(ParsedLine::Report(invocation)) => sink.invocation(record, *invocation),
        Ok(ParsedLine::Platform) => sink.count_platform(),
        Ok(ParsedLine::Other) => sink.count_other(1),
        Err(error) => sink.refuse(record, error),
    }
}

fn parse(pending: &mut Pending, prefix: &Prefix<'_>, message: &str) -> Result<ParsedLine, ReadError> {
    if message.starts_with('{') {
        return platform::parse(pending, prefix, message);
    }
    let end = memchr(b'\n', message.as_bytes()).unwrap_or(message.len());
    let parsed = plain::parse(pending, prefix, &message[..end])?;
    let ParsedLine::Report(mut invocation) = parsed else { return Ok(parsed) };
    for line in message[end..].lines().filter(|line| report::is_continuation(line.as_bytes())) {
        report::parse_fields(&mut invocation, line)?;
    }
    Ok(ParsedLine::Report(invocation))
}

fn as_utf8(message: &[u8]) -> Result<&str, ReadError> {
    std::str::from_utf8(message).map_err(|_| read_error::broken_record("The line is not UTF-8"))
}
