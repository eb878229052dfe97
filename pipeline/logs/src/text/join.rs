//! Joins the lines that belong to one invocation.

use schema::{Invocation, ReadError};

use super::{
    pending::{ParsedLine, Pending},
    plain, platform,
    prefix::Prefix,
    report,
};
use crate::{read_error, sink::Sink};

/// Joins lines of any number of functions to invocations.
#[derive(Default)]
pub(crate) struct Joiner {
    pending: Pending,
    /// Report that the next line may continue, and the record that it began in.
    open_report: Option<(u64, Invocation)>,
}

impl Joiner {
    /// Returns true if the next line may continue a report.
    pub(super) const fn has_open_report(&self) -> bool {
        self.open_report.is_some()
    }

    /// Adds a line that continues the open report; false if it does not.
    pub(super) fn continue_report(&mut self, line: &[u8], sink: &mut Sink<'_>) -> bool {
        let Some((record, invocation)) = &mut self.open_report else { return false };
        if !report::is_continuation(line) {
            return false;
        }
        if let Err(error) = as_utf8(line).and_then(|line| report::parse_fields(invocation, line)) {
            sink.refuse(*record, error);
            self.open_report = None;
        }
        sink.count_platform();
        true
    }

    /// Hands out the open report.
    pub(super) fn close_report(&mut self, sink: &mut Sink<'_>) {
        if let Some((record, invocation)) = self.open_report.take() {
            sink.invocation(record, invocation);
        }
    }

    /// Adds a line of the platform. The caller must close the open report first.
    pub(super) fn add_line(&mut self, record: u64, prefix: &Prefix<'_>, line: &[u8], sink: &mut Sink<'_>) {
        match as_utf8(line).and_then(|line| self.parse(prefix, line)) {
            Ok(ParsedLine::Report(invocation)) => self.open_report = Some((record, *invocation)),
            Ok(ParsedLine::Platform) => sink.count_platform(),
            Ok(ParsedLine::Other) => sink.count_other(1),
            Err(error) => sink.refuse(record, error),
        }
    }

    /// Adds a message that has all its lines.
    pub(crate) fn add_whole_message(
        &mut self,
        record: u64,
        prefix: &Prefix<'_>,
        message: &str,
        sink: &mut Sink<'_>,
    ) {
        let mut lines = message.split('\n');
        match self.parse(prefix, lines.next().unwrap_or_default()) {
            Ok(ParsedLine::Report(mut invocation)) => {
                let mut lines = lines.filter(|line| report::is_continuation(line.as_bytes()));
                let fields = lines.try_for_each(|line| report::parse_fields(&mut invocation, line));
                sink.record(record, fields.map(|()| *invocation));
            }
            Ok(ParsedLine::Platform) => sink.count_platform(),
            Ok(ParsedLine::Other) => sink.count_other(1),
            Err(error) => sink.refuse(record, error),
        }
    }

    fn parse(&mut self, prefix: &Prefix<'_>, line: &str) -> Result<ParsedLine, ReadError> {
        if line.starts_with('{') {
            platform::parse(&mut self.pending, prefix, line)
        } else {
            plain::parse(&mut self.pending, prefix, line)
        }
    }
}

fn as_utf8(line: &[u8]) -> Result<&str, ReadError> {
    std::str::from_utf8(line).map_err(|_| read_error::broken_record("The line is not UTF-8"))
}
