//! Logs on the command line: which files, what is in them, and what they do not say.

use std::{
    fs::File,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use indicatif::HumanBytes;
use logs::{Account, Fault, Format, Labels, Options};
use schema::{Arch, Invocation, Package};
use serde::de::{DeserializeOwned, value::StrDeserializer};

use crate::stderr;

/// Faults that are kept word for word; all are counted.
const FAULTS_KEPT: usize = 100;

/// Logs to read.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Logs {
    /// Logs: files, folders of files, or - for standard input; gzip and Zstandard are unpacked
    #[arg(required = true, value_name = "LOGS")]
    pub(crate) paths: Vec<PathBuf>,

    /// Take the logs for this format instead of finding it from what is in them
    #[arg(long, value_name = "FORMAT", value_parser = format, long_help = formats())]
    format: Option<Format>,

    /// Function that invocations are of where the log does not say it
    #[arg(long, value_name = "NAME")]
    function: Option<String>,

    /// The same, by the name of each file without its endings
    #[arg(long, conflicts_with = "function")]
    by_file: bool,

    /// Runtime of the functions
    #[arg(long, value_name = "NAME")]
    runtime: Option<String>,

    /// Instruction set of the functions
    #[arg(long, value_name = "x86_64|arm64", value_parser = word::<Arch>)]
    arch: Option<Arch>,

    /// Package of the functions
    #[arg(long, value_name = "zip|image", value_parser = word::<Package>)]
    package: Option<Package>,

    /// Memory of the functions in MB, where the log does not say it
    #[arg(long, value_name = "MB")]
    memory: Option<u32>,

    /// What the functions do
    #[arg(long, value_name = "NAME")]
    workload: Option<String>,
}

/// What became of the logs.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// Each log that was read, with its account.
    pub(crate) read: Vec<(String, Account)>,
    /// The first faults.
    pub(crate) faults: Vec<Fault>,
    /// All faults.
    pub(crate) n_faults: u64,
}

impl Taken {
    /// Invocations in all logs.
    pub(crate) fn n_invocations(&self) -> u64 {
        self.read.iter().map(|(_, account)| account.invocations).sum()
    }

    fn fault(&mut self, fault: Fault) {
        self.n_faults += 1;
        if self.faults.len() < FAULTS_KEPT {
            self.faults.push(fault);
        }
    }

    /// Says on stderr what was read and what could not be.
    pub(crate) fn tell(&self) {
        for (file, account) in &self.read {
            eprintln!(
                "{}: {}, {}, {} records: {} invocations ({} cold), {} something else, {} refused",
                stderr::shown(file),
                account.format.name(),
                HumanBytes(account.bytes),
                account.records,
                account.invocations,
                account.cold_starts,
                account.platform + account.other,
                account.refused
            );
        }
        for fault in self.faults.iter().take(FAULTS_TOLD) {
            eprintln!("warning: {}", stderr::shown(&fault.to_string()));
        }
        let untold = self.n_faults.saturating_sub(FAULTS_TOLD as u64);
        if untold > 0 {
            eprintln!("warning: {untold} more could not be read");
        }
    }
}

/// Faults that are told on stderr.
const FAULTS_TOLD: usize = 10;

/// Reads all logs that `args` name and hands each invocation to `each`. Logs that cannot be read are faults; the rest
/// goes on.
///
/// Fails where a log is not there or cannot be opened.
pub(crate) fn read(args: &Logs, each: &mut dyn FnMut(&Invocation)) -> Result<Taken> {
    let mut taken = Taken::default();
    for path in &args.paths {
        if path.as_os_str() == "-" {
            ensure!(!io::stdin().is_terminal(), "Nothing is piped in: name a log, or pipe one in for -");
            one("standard input", io::stdin(), &args.options(None), &mut taken, each);
            continue;
        }
        let files = logs::files(path).with_context(|| format!("Failed to list '{}'", path.display()))?;
        if files.is_empty() {
            bail!("No log in '{}'", path.display());
        }
        for file in files {
            let opened = File::open(&file).with_context(|| format!("Failed to open '{}'", file.display()))?;
            one(&name(path, &file), opened, &args.options(Some(&file)), &mut taken, each);
        }
    }
    Ok(taken)
}

/// What a log is called in messages and on pages: what was named on the command line, without the folders above it.
fn name(named: &Path, file: &Path) -> String {
    let below = file.strip_prefix(named.parent().unwrap_or(Path::new(""))).unwrap_or(file);
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

fn one(
    name: &str,
    input: impl io::Read + Send,
    options: &Options,
    taken: &mut Taken,
    each: &mut dyn FnMut(&Invocation),
) {
    let account = logs::read(name, input, options, &mut |found| match found {
        Ok(invocation) => each(&invocation),
        Err(fault) => taken.fault(fault),
    });
    match account {
        Ok(account) => taken.read.push((name.to_owned(), account)),
        Err(fault) => taken.fault(fault),
    }
}

impl Logs {
    /// How to read `file`.
    fn options(&self, file: Option<&Path>) -> Options {
        let stem = file.filter(|_| self.by_file).and_then(Path::file_name).map(|name| {
            let name = name.to_string_lossy();
            name.split('.').next().unwrap_or_default().to_owned()
        });
        let labels = Labels {
            function: self.function.clone().or(stem),
            runtime: self.runtime.clone(),
            arch: self.arch,
            package: self.package,
            workload: self.workload.clone(),
            memory_mb: self.memory,
        };
        Options { format: self.format, labels }
    }
}

fn format(name: &str) -> Result<Format, String> {
    let found = Format::ALL.into_iter().find(|format| format.name() == name);
    found.ok_or_else(|| format!("no format is called so; there are {}", names()))
}

fn names() -> String {
    Format::ALL.map(Format::name).join(", ")
}

fn formats() -> String {
    let lines = Format::ALL.map(|format| format!("  {:<14} {}", format.name(), format.description()));
    format!(
        "Take the logs for this format instead of finding it from what is in them:\n\n{}",
        lines.join("\n")
    )
}

/// A word of the schema, as it is written in tables.
fn word<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let reader: StrDeserializer<'_, serde::de::value::Error> = StrDeserializer::new(text);
    T::deserialize(reader).map_err(|error| error.to_string())
}
