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
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    input::{self, Taken},
    project::Project,
    stdout,
    write::{self, Workplace},
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
    let place = Workplace::open(&raw)?;
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
    /// The first thing that went wrong; nothing is written after it.
    failed: Option<std::io::Error>,
}

impl<'f> Written<'f> {
    fn new(file: &'f mut File) -> Written<'f> {
        // Without a time and a name in its head, the same lines are the same bytes.
        let lines = GzBuilder::new().mtime(0).write(BufWriter::new(file), Compression::fast());
        Written { lines, failed: None }
    }

    fn add(&mut self, invocation: &Invocation) {
        if self.failed.is_some() {
            return;
        }
        let written = line(invocation).map_err(std::io::Error::from);
        self.failed = written.and_then(|line| self.lines.write_all(&line)).err();
    }

    fn finish(self) -> std::io::Result<()> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.lines.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?.rewind()
    }
}

/// An invocation as a line, without what it does not say.
fn line(invocation: &Invocation) -> serde_json::Result<Vec<u8>> {
    let mut fields = serde_json::to_value(invocation)?;
    if let Some(fields) = fields.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    let mut line = serde_json::to_vec(&fields)?;
    line.push(b'\n');
    Ok(line)
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
