//! `coldmark import`: makes a source of the project from a user's own logs.

use std::{
    fs::File,
    io::{BufWriter, Seek, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, ensure};
use flate2::{Compression, GzBuilder, write::GzEncoder};
use logs::{Format, Options, Reader};
use schema::{Conditions, Invocation, Source};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    count_files::{self, CountArgs},
    log_args,
    log_summary::LogSummary,
    project::{self, Project},
    stdout,
    write::{self, StagingDir},
};

/// Import invocations from your own logs into the project as a source
///
/// Writes data/sources/NAME/raw/, one line per invocation, or counts to data/sources/NAME/counts/; the next
/// `coldmark summarize` adds them to the tables. Importing the same log again adds nothing. These files are not under
/// version control.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Examples:
  coldmark import --into shop --runtime python3.13 --workload checkout shop.log && coldmark
  coldmark import --into fleet --counts counts/ && coldmark

Exit codes: 0 success, 1 no invocation found or counts refused, 2 failure")]
pub(crate) struct Args {
    #[command(flatten)]
    logs: log_args::LogArgs,

    #[command(flatten)]
    counts: CountArgs,

    /// Source to import into: lower case letters, digits and hyphens; created if it is missing
    #[arg(long, value_name = "NAME")]
    into: String,

    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// Output of `--json`.
#[derive(Serialize)]
struct Imported {
    file: PathBuf,
    is_new: bool,
    invocations: u64,
    faults: u64,
}

pub(crate) fn run(args: &Args, project: &Project) -> Result<ExitCode> {
    if args.counts.are_given()? {
        return import_counts(args, project);
    }
    let source = source(project, &args.into, "invocations")?;
    let raw = project.raw(&source);
    let place = StagingDir::open(&raw)?;
    let mut file = tempfile::NamedTempFile::new_in(place.incoming())
        .with_context(|| format!("Failed to write below '{}'", raw.display()))?;
    let mut writer = InvocationWriter::new(file.as_file_mut());
    let mut reader = reader_of_imports(&raw)?;
    let summary = log_args::read_after(&args.logs, &mut reader, &mut |invocation| writer.add(invocation))?;
    summary.print();
    writer.finish().with_context(|| format!("Failed to write below '{}'", raw.display()))?;
    let n_repeated = summary.n_repeated();
    if summary.n_invocations() == 0 && n_repeated > 0 {
        eprintln!("The source '{}' already has these {n_repeated} invocations", source.name);
        if args.json {
            let faults = summary.n_errors;
            stdout::json(&Imported { file: raw, is_new: false, invocations: n_repeated, faults })?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if summary.n_invocations() == 0 {
        eprintln!("coldmark: No invocation in these logs, so there is nothing to import");
        return Ok(ExitCode::from(1));
    }
    // The name is a digest of the content, so the same log is stored once.
    let name = raw.join(format!("{}.ndjson.gz", digest(file.path())?));
    let is_new = !name.is_file();
    if is_new {
        write::allow_reading(file.path())?;
        file.persist(&name).with_context(|| format!("Failed to write '{}'", name.display()))?;
    }
    register(project, &source)?;
    print_result(args, &source, &summary, name, is_new)
}

/// Imports counts. The objects of one source are counted once, so counts of objects that it has are refused.
fn import_counts(args: &Args, project: &Project) -> Result<ExitCode> {
    let source = source(project, &args.into, Source::VALUE_COUNTS)?;
    let (counts, faults) = args.counts.read(&args.logs.labels())?;
    if !count_files::are_whole(&faults) {
        return Ok(ExitCode::from(1));
    }
    let summary = LogSummary::of(&counts);
    summary.print();
    if summary.n_invocations() == 0 {
        eprintln!("coldmark: No invocation in these counts, so there is nothing to import");
        return Ok(ExitCode::from(1));
    }
    let folder = project.raw(&source);
    let place = StagingDir::open(&folder)?;
    let mut file = tempfile::NamedTempFile::new_in(place.incoming())
        .with_context(|| format!("Failed to write below '{}'", folder.display()))?;
    count_files::write_file(&counts, file.as_file_mut())?;
    // The name is a digest of the content, so the same counts are stored once.
    let name = folder.join(format!("{}.parquet", digest(file.path())?));
    let is_new = !name.is_file();
    if is_new {
        let mut all = counts;
        for receipt in count_files::receipts(&folder)? {
            all.add_receipt(receipt);
        }
        if !count_files::are_whole(&all.faults_of_receipts()) {
            return Ok(ExitCode::from(1));
        }
        write::allow_reading(file.path())?;
        file.persist(&name).with_context(|| format!("Failed to write '{}'", name.display()))?;
    }
    register(project, &source)?;
    print_result(args, &source, &summary, name, is_new)
}

fn print_result(
    args: &Args,
    source: &Source,
    summary: &LogSummary,
    file: PathBuf,
    is_new: bool,
) -> Result<ExitCode> {
    let invocations = summary.n_invocations();
    if is_new {
        eprintln!("Imported {invocations} invocations into the source '{}'", source.name);
        eprintln!("Run `coldmark` to add them to the tables and the site");
    } else {
        eprintln!("The source '{}' already has these {invocations} invocations", source.name);
    }
    if args.json {
        stdout::json(&Imported { file, is_new, invocations, faults: summary.n_errors })?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns a reader that has read all files below `raw`, so that it leaves out their invocations.
fn reader_of_imports(raw: &Path) -> Result<Reader> {
    let mut reader = Reader::default();
    let options = Options { format: Some(Format::Ndjson), ..Options::default() };
    for path in logs::files(raw).unwrap_or_default() {
        let is_import = path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(".ndjson.gz"));
        if is_import {
            let file = File::open(&path).with_context(|| format!("Failed to read '{}'", path.display()))?;
            // A damaged file is reported when the tables are computed.
            let _ = reader.read(&path.to_string_lossy(), file, &options, &mut |_| {});
        }
    }
    Ok(reader)
}

/// Finds the source `name`, or describes a new one.
fn source(project: &Project, name: &str, adapter: &str) -> Result<Source> {
    if let Some(registered) = project.sources()?.into_iter().find(|source| source.name == name) {
        ensure!(
            registered.imported && registered.adapter == adapter,
            "The source '{name}' does not hold imported {}; name another one with --into",
            if adapter == Source::VALUE_COUNTS { "counts" } else { "logs" }
        );
        return Ok(registered);
    }
    project::ensure_source_name(name)?;
    Ok(Source {
        name: name.to_owned(),
        title: name.to_owned(),
        description: "Invocations imported from logs with `coldmark import`.".to_owned(),
        homepage: String::new(),
        licence: "LicenseRef-unpublished".to_owned(),
        citation: format!("{name}, imported from logs"),
        adapter: adapter.to_owned(),
        region: Conditions::UNKNOWN_REGION.to_owned(),
        imported: true,
        ..Source::default()
    })
}

/// Registers a new source.
fn register(project: &Project, source: &Source) -> Result<()> {
    let path = project.root.join("data/sources").join(&source.name).join("source.toml");
    if path.is_file() {
        return Ok(());
    }
    let text = toml::to_string(source).context("Failed to describe the source")?;
    let text = format!(
        "# Imported from your own logs. Describe them here before you publish any of their data.\n{text}"
    );
    write::file(&path, text.as_bytes()).map(|_| ())
}

/// Writes invocations to a compressed file.
struct InvocationWriter<'f> {
    lines: GzEncoder<BufWriter<&'f mut File>>,
    /// First error; nothing is written after it.
    error: Option<std::io::Error>,
}

impl<'f> InvocationWriter<'f> {
    fn new(file: &'f mut File) -> InvocationWriter<'f> {
        // A header without time and name keeps the bytes the same for the same lines.
        let lines = GzBuilder::new().mtime(0).write(BufWriter::new(file), Compression::fast());
        InvocationWriter { lines, error: None }
    }

    fn add(&mut self, invocation: &Invocation) {
        if self.error.is_none() {
            self.error = logs::write_ndjson_line(&mut self.lines, invocation).err();
        }
    }

    fn finish(self) -> std::io::Result<()> {
        if let Some(error) = self.error {
            return Err(error);
        }
        self.lines.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?.rewind()
    }
}

/// Returns the first 16 digits of the SHA-256 of a file, enough to name it.
fn digest(path: &Path) -> Result<String> {
    let mut file = File::open(path).with_context(|| format!("Failed to read '{}'", path.display()))?;
    let mut hash = Sha256::new();
    std::io::copy(&mut file, &mut HashWriter(&mut hash))?;
    Ok(hex::encode(&hash.finalize()[..8]))
}

struct HashWriter<'h>(&'h mut Sha256);

impl Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
