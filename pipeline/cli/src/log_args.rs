//! Command-line arguments that name logs, and reading those logs.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use indicatif::HumanBytes;
use logs::{Format, Labels, Options, Reader};
use schema::{Arch, Invocation, Packaging, ReadError, ReadErrorKind, ReadStats};
use serde::de::{DeserializeOwned, value::StrDeserializer};

use crate::stderr;

/// Errors that are kept in full: a report lists them, and a page with more would not be read.
const MAX_KEPT_ERRORS: usize = 100;

/// Errors that are printed: as many as fit on a terminal together with the summary.
const MAX_PRINTED_ERRORS: usize = 10;

/// Logs that are printed: as many as fit on a terminal. An export to S3 has thousands.
const MAX_PRINTED_LOGS: usize = 20;

/// Logs to read, and values that they leave out.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct LogArgs {
    /// Logs: files, folders of files, or - for standard input; may be compressed with gzip or Zstandard
    #[arg(required = true, value_name = "LOGS")]
    pub(crate) paths: Vec<PathBuf>,

    /// Format of the logs, instead of detecting it from their content
    #[arg(long, value_name = "FORMAT", value_parser = parse_format, long_help = format_help())]
    format: Option<Format>,

    /// Name of the function, where the log does not name it
    #[arg(long, value_name = "NAME")]
    function: Option<String>,

    /// Name functions after their files, without extensions
    #[arg(long, conflicts_with = "function")]
    by_file: bool,

    /// Runtime of the functions
    #[arg(long, value_name = "NAME")]
    runtime: Option<String>,

    /// Instruction set of the functions
    #[arg(long, value_name = "x86_64|arm64", value_parser = parse_variant::<Arch>)]
    arch: Option<Arch>,

    /// Packaging of the functions
    #[arg(long, value_name = "zip|image", value_parser = parse_variant::<Packaging>)]
    packaging: Option<Packaging>,

    /// Memory size of the functions in MB, where the log does not give it
    #[arg(long, value_name = "MB")]
    memory: Option<u32>,

    /// Workload of the functions
    #[arg(long, value_name = "NAME")]
    workload: Option<String>,
}

/// Result of reading all logs.
#[derive(Debug, Default)]
pub(crate) struct LogSummary {
    /// Counts for every log that could be read.
    pub(crate) read: Vec<ReadStats>,
    /// The first errors.
    pub(crate) errors: Vec<ReadError>,
    /// Number of all errors.
    pub(crate) n_errors: u64,
    /// Invocations whose function the log does not name.
    unnamed: Unnamed,
}

/// Invocations without a function. They count as those of one function.
#[derive(Debug, Default)]
struct Unnamed {
    invocations: u64,
    /// Their runtimes, of which two are enough.
    runtimes: BTreeSet<String>,
    /// The arguments that name logs with such invocations.
    logs: Vec<String>,
}

impl Unnamed {
    fn add(&mut self, invocation: &Invocation) {
        if invocation.function.is_some() {
            return;
        }
        self.invocations += 1;
        if let Some(runtime) = &invocation.runtime
            && self.runtimes.len() < 2
            && !self.runtimes.contains(runtime)
        {
            self.runtimes.insert(runtime.clone());
        }
    }

    /// Says that the function may be several; none if nothing suggests it.
    fn caveat(&self) -> Option<ReadError> {
        let log = self.logs.last()?;
        let reason = if self.logs.len() > 1 {
            format!("{} logs name no function, so they count as one", self.logs.len())
        } else if self.runtimes.len() > 1 {
            let runtimes: Vec<&str> = self.runtimes.iter().map(String::as_str).collect();
            format!(
                "The log names no function, but several runtimes, such as {}; its invocations count as those of one function",
                runtimes.join(" and ")
            )
        } else {
            return None;
        };
        let advice =
            "if they are several functions, give each a log of its own: `coldmark report --by-file LOGS`";
        Some(ReadError { advice, ..ReadError::new(ReadErrorKind::Caveat, reason) }.in_file(log))
    }
}

impl LogSummary {
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

/// Reads all logs that `args` name and hands every invocation to `each`. A log that cannot be read becomes an error in
/// the result, and the others are still read.
///
/// Fails if a log is missing or cannot be opened.
pub(crate) fn read(args: &LogArgs, each: &mut dyn FnMut(&Invocation)) -> Result<LogSummary> {
    read_after(args, &mut Reader::default(), each)
}

/// Reads all logs as [`read`] does, without the invocations that `reader` has read before.
pub(crate) fn read_after(
    args: &LogArgs,
    reader: &mut Reader,
    each: &mut dyn FnMut(&Invocation),
) -> Result<LogSummary> {
    let mut summary = LogSummary::default();
    for path in &args.paths {
        let n_unnamed = summary.unnamed.invocations;
        let add_unnamed = |summary: &mut LogSummary| {
            if summary.unnamed.invocations > n_unnamed {
                summary.unnamed.logs.push(path.display().to_string());
            }
        };
        if path.as_os_str() == "-" {
            ensure!(
                !io::stdin().is_terminal(),
                "Standard input is a terminal: name a log, or pipe one in for -"
            );
            read_one(reader, "standard input", io::stdin(), &args.options(None), &mut summary, each);
            add_unnamed(&mut summary);
            continue;
        }
        let files = logs::files(path).with_context(|| format!("Failed to list '{}'", path.display()))?;
        if files.is_empty() {
            bail!("No log in '{}'", path.display());
        }
        for file in files {
            let opened = File::open(&file).with_context(|| format!("Failed to open '{}'", file.display()))?;
            read_one(
                reader,
                &display_name(path, &file),
                opened,
                &args.options(Some(&file)),
                &mut summary,
                each,
            );
        }
        add_unnamed(&mut summary);
    }
    if let Some(caveat) = summary.unnamed.caveat() {
        summary.add_error(caveat);
    }
    summary.explain_nothing();
    Ok(summary)
}

/// Returns the name of a log in messages and on pages: as on the command line, without the folders above it.
fn display_name(named: &Path, file: &Path) -> String {
    let below = file.strip_prefix(named.parent().unwrap_or(Path::new(""))).unwrap_or(file);
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// Reads one log, named `name` in messages and on pages.
pub(crate) fn read_one(
    reader: &mut Reader,
    name: &str,
    input: impl io::Read + Send,
    options: &Options,
    summary: &mut LogSummary,
    each: &mut dyn FnMut(&Invocation),
) {
    let stats = reader.read(name, input, options, &mut |parsed| match parsed {
        Ok(invocation) => {
            summary.unnamed.add(&invocation);
            each(&invocation);
        }
        Err(error) => summary.add_error(error),
    });
    match stats {
        Ok(stats) => summary.read.push(stats),
        Err(error) => summary.add_error(error),
    }
}

/// A count and what it counts; nothing if it is zero.
fn counted(count: u64, what: &str) -> String {
    if count == 0 { String::new() } else { format!(", {count} {what}") }
}

/// Name of a function whose log is the file `name`: the same without extensions.
fn function_of(name: &str) -> String {
    name.split('.').next().unwrap_or_default().to_owned()
}

/// Options that name the function of a log after its file, and leave the rest to the log.
pub(crate) fn by_file(name: &str) -> Options {
    Options { labels: Labels { function: Some(function_of(name)), ..Labels::default() }, format: None }
}

impl LogArgs {
    /// Options for reading `file`; none for standard input.
    fn options(&self, file: Option<&Path>) -> Options {
        let name = file.filter(|_| self.by_file).and_then(Path::file_name);
        let stem = name.map(|name| function_of(&name.to_string_lossy()));
        let labels = Labels {
            function: self.function.clone().or(stem),
            runtime: self.runtime.clone(),
            arch: self.arch,
            packaging: self.packaging,
            workload: self.workload.clone(),
            memory_mb: self.memory,
        };
        Options { format: self.format, labels }
    }
}

fn parse_format(name: &str) -> Result<Format, String> {
    name.parse().map_err(|error: ReadError| error.reason)
}

fn format_help() -> String {
    let lines = Format::ALL.map(|format| format!("  {:<14} {}", format.name(), format.description()));
    format!("Format of the logs, instead of detecting it from their content:\n\n{}", lines.join("\n"))
}

/// Parses a variant of the schema by its name in tables.
fn parse_variant<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let reader: StrDeserializer<'_, serde::de::value::Error> = StrDeserializer::new(text);
    T::deserialize(reader).map_err(|error| error.to_string())
}
