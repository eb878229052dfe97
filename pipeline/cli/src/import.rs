//! `coldmark import`: somebody's own logs in, a source of the project out.

use std::{
    fs::File,
    io::{BufWriter, Seek, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, ensure};
use flate2::{Compression, GzBuilder, write::GzEncoder};
use schema::{Invocation, Source};
use serde::{Serialize, Serializer, ser::SerializeMap};
use sha2::{Digest, Sha256};

use crate::{
    input::{self, Taken},
    project::Project,
    stdout,
    write::{self, StagingDir},
};

/// Bring invocations from your own logs into the project as a source
///
/// They lie in data/sources/NAME/raw/, a line for each invocation, and come into the tables with the next `coldmark
/// summarize`. The same log again adds nothing. Raw files are not under version control.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Example:
  coldmark import --into shop --runtime python3.13 --workload checkout shop.log && coldmark

Exit codes: 0 fine, 1 no invocation found, 2 failed")]
pub(crate) struct Args {
    #[command(flatten)]
    input: input::Logs,

    /// Source to bring them into: lower case, digits and hyphens; it is made where it is not there
    #[arg(long, value_name = "NAME")]
    into: String,

    /// Print what was brought in as JSON
    #[arg(long)]
    json: bool,
}

/// What was brought in, for programs.
#[derive(Serialize)]
struct Imported {
    file: PathBuf,
    is_new: bool,
    invocations: u64,
    faults: u64,
}

pub(crate) fn run(args: &Args, project: &Project) -> Result<ExitCode> {
    let source = source(project, &args.into)?;
    let raw = project.raw(&source);
    let place = StagingDir::open(&raw)?;
    let mut file = tempfile::NamedTempFile::new_in(place.incoming())
        .with_context(|| format!("Failed to write below '{}'", raw.display()))?;
    let mut written = Written::new(file.as_file_mut());
    let taken = input::read(&args.input, &mut |invocation| written.add(invocation))?;
    taken.tell();
    written.finish().with_context(|| format!("Failed to write below '{}'", raw.display()))?;
    if taken.n_invocations() == 0 {
        eprintln!("coldmark: No invocation in these logs, so there is nothing to import");
        return Ok(ExitCode::from(1));
    }
    // Named after what is in it, so that the same log is there once.
    let name = raw.join(format!("{}.ndjson.gz", digest(file.path())?));
    let is_new = !name.is_file();
    if is_new {
        write::allow_reading(file.path())?;
        file.persist(&name).with_context(|| format!("Failed to write '{}'", name.display()))?;
    }
    describe(project, &source)?;
    say(args, &source, &taken, name, is_new)
}

fn say(args: &Args, source: &Source, taken: &Taken, file: PathBuf, is_new: bool) -> Result<ExitCode> {
    let invocations = taken.n_invocations();
    if is_new {
        eprintln!("Imported {invocations} invocations into the source '{}'", source.name);
        eprintln!("Run `coldmark` to bring them into the tables and the site");
    } else {
        eprintln!("These {invocations} invocations are in the source '{}' already", source.name);
    }
    if args.json {
        stdout::json(&Imported { file, is_new, invocations, faults: taken.n_faults })?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The source called `name`: as it is registered, or a new one.
fn source(project: &Project, name: &str) -> Result<Source> {
    if let Some(known) = project.sources()?.into_iter().find(|source| source.name == name) {
        ensure!(
            known.imported,
            "The source '{name}' is not one of imported logs; name another one with --into"
        );
        return Ok(known);
    }
    let is_slug = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    ensure!(
        !name.is_empty() && name.len() <= 60 && name.chars().all(is_slug) && !name.starts_with('-'),
        "A source cannot be called '{name}': use lower case letters, digits and hyphens"
    );
    Ok(Source {
        name: name.to_owned(),
        title: name.to_owned(),
        description: "Invocations imported from logs with `coldmark import`.".to_owned(),
        homepage: String::new(),
        licence: "LicenseRef-unpublished".to_owned(),
        citation: format!("{name}, imported from logs"),
        adapter: "invocations".to_owned(),
        layout: None,
        runs: None,
        imported: true,
    })
}

/// Registers a source that is new.
fn describe(project: &Project, source: &Source) -> Result<()> {
    let path = project.root.join("data/sources").join(&source.name).join("source.toml");
    if path.is_file() {
        return Ok(());
    }
    let text = toml::to_string(source).context("Failed to describe the source")?;
    let text =
        format!("# Logs of your own. Say here what they are, before you publish anything of them.\n{text}");
    write::file(&path, text.as_bytes()).map(|_| ())
}

/// Invocations on their way into a file.
struct Written<'f> {
    lines: GzEncoder<BufWriter<&'f mut File>>,
    /// A line on its way.
    line: Vec<u8>,
    /// The first thing that went wrong; nothing is written after it.
    failed: Option<std::io::Error>,
}

impl<'f> Written<'f> {
    fn new(file: &'f mut File) -> Written<'f> {
        // Without a time and a name in its head, the same lines are the same bytes.
        let lines = GzBuilder::new().mtime(0).write(BufWriter::new(file), Compression::fast());
        Written { lines, line: Vec::new(), failed: None }
    }

    fn add(&mut self, invocation: &Invocation) {
        if self.failed.is_some() {
            return;
        }
        self.line.clear();
        let made = serde_json::to_writer(&mut self.line, &Said(invocation)).map_err(std::io::Error::from);
        self.line.push(b'\n');
        self.failed = made.and_then(|()| self.lines.write_all(&self.line)).err();
    }

    fn finish(self) -> std::io::Result<()> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.lines.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?.rewind()
    }
}

/// An invocation as a line, without what it does not say.
struct Said<'i>(&'i Invocation);

impl Serialize for Said<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_map(None)?;
        macro_rules! say {
            ($($field:ident)*) => {
                $(if let Some(value) = &self.0.$field {
                    fields.serialize_entry(stringify!($field), value)?;
                })*
            };
        }
        say! {
            request_id at function version runtime runtime_version
            arch package workload memory_mb init_ms restore_ms
            init_status duration_ms billed_ms billed_restore_ms max_memory_used_mb status
            error_type initialization response_latency_ms response_duration_ms runtime_overhead_ms runtime_done_ms
            produced_bytes extension_overhead_ms client_ms
        }
        fields.end()
    }
}

/// The first digits of the SHA-256 of a file.
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

#[test]
fn a_line_says_every_field_that_there_is_and_no_other() {
    let said = |invocation: &Invocation| serde_json::to_string(&Said(invocation)).unwrap_or_default();
    assert_eq!(said(&Invocation::default()), "{}");
    let values = Invocation::COLUMNS.iter().map(|column| {
        let value = match *column {
            "at" => "\"2026-01-31T10:00:00Z\"",
            "arch" => "\"arm64\"",
            "package" => "\"image\"",
            "init_status" | "status" => "\"timeout\"",
            "initialization" => "\"snap-start\"",
            column if column.ends_with("_ms") => "1.5",
            column if column.ends_with("_mb") || column.ends_with("_bytes") => "7",
            _ => "\"x\"",
        };
        format!("\"{column}\":{value}")
    });
    let all = format!("{{{}}}", values.collect::<Vec<_>>().join(","));
    let invocation: Invocation = serde_json::from_str(&all).unwrap_or_default();
    assert_eq!(said(&invocation), all);
}
