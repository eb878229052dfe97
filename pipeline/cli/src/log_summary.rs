//! The result of reading logs, or counts of logs: one receipt for each, and the first errors.

use std::{collections::BTreeSet, io};

use counts::Counts;
use indicatif::HumanBytes;
use logs::{Options, Reader};
use schema::{Invocation, ReadError, ReadErrorKind, ReadStats, Receipt};

use crate::stderr;

/// Errors that are kept in full, of each log and of all together: a report lists them, and a page with more would not be
/// read.
const MAX_KEPT_ERRORS: usize = 100;

/// Errors that are printed: as many as fit on a terminal together with the summary.
const MAX_PRINTED_ERRORS: usize = 10;

/// Logs that are printed: as many as fit on a terminal. An export to S3 has thousands.
const MAX_PRINTED_LOGS: usize = 20;

/// Result of reading all logs.
#[derive(Debug, Default)]
pub(crate) struct LogSummary {
    /// Counts for every log that could be read, in order of their names.
    pub(crate) read: Vec<ReadStats>,
    /// The first errors, in order of the names of their logs.
    pub(crate) errors: Vec<ReadError>,
    /// Number of all errors.
    pub(crate) n_errors: u64,
    /// Invocations whose function the log does not name.
    unnamed: Unnamed,
}

/// Invocations without a function. They count as those of one function.
#[derive(Debug, Default)]
struct Unnamed {
    runtimes: BTreeSet<String>,
    /// The logs with such invocations: files, or folders of files.
    logs: BTreeSet<String>,
}

impl Unnamed {
    fn add(&mut self, invocation: &Invocation) {
        if let Some(runtime) = &invocation.runtime
            && !self.runtimes.contains(runtime)
        {
            self.runtimes.insert(runtime.clone());
        }
    }

    /// Adds a log with such invocations. All files of a folder are one log, as those of an export are.
    fn add_log(&mut self, name: &str) {
        let path = name.split_once("://").map_or(name, |(_, path)| path);
        self.logs.insert(path.split('/').next().unwrap_or_default().to_owned());
    }

    /// Says that the function may be several; none if nothing suggests it.
    fn caveat(&self) -> Option<ReadError> {
        let log = self.logs.last()?;
        let reason = if self.logs.len() > 1 {
            format!("{} logs name no function, so they count as one", self.logs.len())
        } else if self.runtimes.len() > 1 {
            let runtimes: Vec<&str> = self.runtimes.iter().take(2).map(String::as_str).collect();
            format!(
                "The log names no function, but several runtimes, such as {}; its invocations count as those of one function",
                runtimes.join(" and ")
            )
        } else {
            return None;
        };
        let advice =
            "if they are several functions, give each a log of its own: `coldmark report --by-file LOGS`";
        let caveat = ReadError::new(ReadErrorKind::Caveat, reason);
        Some(ReadError { advice: advice.into(), ..caveat }.in_file(log))
    }
}

/// Reads one log, named `name` in messages and on pages, and returns its receipt. A log that cannot be read has no format
/// in it, and its error.
pub(crate) fn read_one(
    reader: &mut Reader,
    name: &str,
    input: impl io::Read + Send,
    options: &Options,
    each: &mut dyn FnMut(&Invocation),
) -> Receipt {
    let mut errors = Receipt::default();
    let stats = reader.read(name, input, options, &mut |parsed| match parsed {
        Ok(invocation) => {
            errors.unnamed += u64::from(invocation.function.is_none());
            each(&invocation);
        }
        Err(error) => add_error(&mut errors, error),
    });
    let read = match stats {
        Ok(stats) => Receipt::of(stats),
        Err(error) => {
            let reason = error.reason.clone();
            add_error(&mut errors, error);
            Receipt { path: name.to_owned(), refused_as: Some(reason), ..Receipt::default() }
        }
    };
    let Receipt { unnamed, errors, n_errors, refused_by_fault, .. } = errors;
    Receipt { unnamed, errors, n_errors, refused_by_fault, ..read }
}

fn add_error(receipt: &mut Receipt, error: ReadError) {
    receipt.n_errors += 1;
    *receipt.refused_by_fault.entry(error.kind.name().to_owned()).or_default() += 1;
    if receipt.errors.len() < MAX_KEPT_ERRORS {
        receipt.errors.push(error);
    }
}

impl LogSummary {
    /// Reads one log, named `name` in messages and on pages.
    pub(crate) fn read(
        &mut self,
        reader: &mut Reader,
        name: &str,
        input: impl io::Read + Send,
        options: &Options,
        each: &mut dyn FnMut(&Invocation),
    ) {
        let unnamed = &mut self.unnamed;
        let receipt = read_one(reader, name, input, options, &mut |invocation| {
            if invocation.function.is_none() {
                unnamed.add(invocation);
            }
            each(invocation);
        });
        self.add(&receipt);
    }

    /// Summarizes logs that were counted.
    pub(crate) fn of(counts: &Counts) -> LogSummary {
        let mut summary = LogSummary::default();
        for receipt in counts.receipts() {
            summary.add(receipt);
        }
        let unnamed = counts.keys().into_iter().filter(|found| found.key().function.is_none());
        let runtimes =
            unnamed.flat_map(counts::KeyCounts::configurations).filter_map(|(it, _)| it.runtime.clone());
        summary.unnamed.runtimes.extend(runtimes);
        summary.finish();
        summary
    }

    fn add(&mut self, receipt: &Receipt) {
        if receipt.unnamed > 0 {
            self.unnamed.add_log(&receipt.path);
        }
        self.read.extend(receipt.stats());
        self.n_errors += receipt.n_errors;
        self.errors.extend(receipt.errors.iter().cloned());
        // The first ones in order of the logs' names, whatever the order of reading.
        if self.errors.len() > 2 * MAX_KEPT_ERRORS {
            self.keep_first_errors();
        }
    }

    fn keep_first_errors(&mut self) {
        self.errors.sort_by(|a, b| a.file.cmp(&b.file));
        self.errors.truncate(MAX_KEPT_ERRORS);
    }

    /// Completes the summary, once all logs are read.
    pub(crate) fn finish(&mut self) {
        self.keep_first_errors();
        self.read.sort_by(|a, b| a.file.cmp(&b.file));
        if let Some(caveat) = self.unnamed.caveat() {
            self.add_error(caveat);
        }
        self.explain_nothing();
    }

    /// Number of invocations in all logs.
    pub(crate) fn n_invocations(&self) -> u64 {
        self.read.iter().map(|stats| stats.invocations).sum()
    }

    /// Number of invocations that were read before.
    pub(crate) fn n_repeated(&self) -> u64 {
        self.read.iter().map(|stats| stats.repeated).sum()
    }

    /// Adds the reason for each log without invocations, if no log has any. One log of many may well have none.
    fn explain_nothing(&mut self) {
        if self.n_invocations() > 0 {
            return;
        }
        let is_silent = |stats: &&ReadStats| stats.refused == 0 && stats.file_errors == 0;
        let errors: Vec<_> = self.read.iter().filter(is_silent).map(logs::no_invocations).collect();
        for error in errors {
            self.add_error(error);
        }
    }

    fn add_error(&mut self, error: ReadError) {
        self.n_errors += 1;
        if self.errors.len() < MAX_KEPT_ERRORS {
            self.errors.push(error);
        }
    }

    /// Prints the counts and the first errors to stderr.
    pub(crate) fn print(&self) {
        for stats in self.read.iter().take(MAX_PRINTED_LOGS) {
            eprintln!(
                "{}: {}, {}, {} records: {} invocations ({} cold), {} other, {} refused{}{}",
                stderr::shown(&stats.file),
                stats.format,
                HumanBytes(stats.bytes),
                stats.records,
                stats.invocations,
                stats.cold_starts,
                stats.platform + stats.other,
                stats.refused,
                counted(stats.repeated, "repeated"),
                counted(stats.initialized_ahead, "initialized ahead of their first invocation"),
            );
        }
        let n_more = self.read.len().saturating_sub(MAX_PRINTED_LOGS);
        if n_more > 0 {
            eprintln!("and {n_more} more logs");
        }
        for error in self.errors.iter().take(MAX_PRINTED_ERRORS) {
            eprintln!("warning: {}", stderr::shown(&error.to_string()));
        }
        let n_more = self.n_errors.saturating_sub(MAX_PRINTED_ERRORS as u64);
        if n_more > 0 {
            eprintln!("warning: {n_more} more errors");
        }
    }
}

/// A count and what it counts; nothing if it is zero.
fn counted(count: u64, what: &str) -> String {
    if count == 0 { String::new() } else { format!(", {count} {what}") }
}
