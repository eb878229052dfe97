//! Command-line arguments that name logs, and reading those logs.

use std::{
    fs::File,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use logs::{Format, Labels, Options, Reader};
use schema::{Arch, Invocation, Packaging, ReadError};
use serde::de::{DeserializeOwned, value::StrDeserializer};

use crate::log_summary::LogSummary;

/// Logs to read, and values that they leave out.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct LogArgs {
    /// Logs: files, folders of files, or - for standard input; may be compressed with gzip or Zstandard
    #[arg(required_unless_present = "counts", value_name = "LOGS")]
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

/// A log to read.
pub(crate) struct Log {
    /// Name in messages and on pages.
    pub(crate) name: String,
    /// The file; none for standard input.
    pub(crate) file: Option<PathBuf>,
}

impl Log {
    /// Fails if the log cannot be opened.
    pub(crate) fn open(&self) -> Result<Box<dyn io::Read + Send>> {
        let Some(file) = &self.file else { return Ok(Box::new(io::stdin())) };
        let opened = File::open(file).with_context(|| format!("Failed to open '{}'", file.display()))?;
        Ok(Box::new(opened))
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
    for log in args.logs()? {
        summary.read(reader, &log.name, log.open()?, &args.options(&log), each);
    }
    summary.finish();
    Ok(summary)
}

/// Returns the name of a log in messages and on pages: as on the command line, without the folders above it.
fn display_name(named: &Path, file: &Path) -> String {
    let below = file.strip_prefix(named.parent().unwrap_or(Path::new(""))).unwrap_or(file);
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
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
    /// Lists all logs.
    ///
    /// Fails if one is missing, or if standard input is a terminal.
    pub(crate) fn logs(&self) -> Result<Vec<Log>> {
        let mut logs = Vec::new();
        for path in &self.paths {
            if path.as_os_str() == "-" {
                ensure!(
                    !io::stdin().is_terminal(),
                    "Standard input is a terminal: name a log, or pipe one in for -"
                );
                logs.push(Log { name: "standard input".to_owned(), file: None });
                continue;
            }
            let files = logs::files(path).with_context(|| format!("Failed to list '{}'", path.display()))?;
            if files.is_empty() {
                bail!("No log in '{}'", path.display());
            }
            let log = |file: PathBuf| Log { name: display_name(path, &file), file: Some(file) };
            logs.extend(files.into_iter().map(log));
        }
        Ok(logs)
    }

    /// Values for what logs and counts leave out.
    pub(crate) fn labels(&self) -> Labels {
        self.options(&Log { name: String::new(), file: None }).labels
    }

    /// Options for reading a log.
    pub(crate) fn options(&self, log: &Log) -> Options {
        let file = log.file.as_deref();
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
