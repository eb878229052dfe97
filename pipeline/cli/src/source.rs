//! `coldmark source new`: the first files of a source that another adapter reads.

use std::process::ExitCode;

use anyhow::{Context, Result, ensure};

use crate::{
    project::{self, Project},
    write,
};

/// Start a new source: registration, adapter, test and fixture
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Example:
  coldmark source new faas-bench")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum Command {
    /// Write source.toml, an adapter, its test and a fixture for a new source
    ///
    /// Copies the adapter `example` of this checkout under the new name. It compiles and its tests pass as it is; replace
    /// what it says by what the files of the source hold. CONTRIBUTING.md has all steps.
    #[command(after_long_help = "Example:
  coldmark source new faas-bench")]
    New {
        /// Name of the source: lower case letters, digits and hyphens
        name: String,
    },
}

/// Name of the adapter that is copied.
const EXAMPLE: &str = "example";

/// Files of the example, below the root of the project.
const FILES: [&str; 4] = [
    "pipeline/sources/src/example/mod.rs",
    "pipeline/sources/src/example/rules.rs",
    "pipeline/sources/tests/example.rs",
    "pipeline/sources/tests/example/run.json",
];

pub(crate) fn run(args: &Args, project: &Project) -> Result<ExitCode> {
    let Command::New { name } = &args.command;
    project::ensure_source_name(name)?;
    let is_module = name.starts_with(|first: char| first.is_ascii_lowercase());
    ensure!(is_module, "'{name}' must begin with a letter: the adapter is a module of its name");
    let module = name.replace('-', "_");
    ensure!(module != EXAMPLE, "'{name}' is the example itself; choose another name");
    let mut files = vec![(format!("data/sources/{name}/source.toml"), source_toml(name).into_bytes())];
    for file in FILES {
        let path = project.root.join(file);
        let bytes = project::read(&path).context("This command needs a checkout of Coldmark")?;
        let text = String::from_utf8(bytes).with_context(|| format!("'{}' is not UTF-8", path.display()))?;
        files.push((file.replace(EXAMPLE, &module), renamed(&text, name, &module).into_bytes()));
    }
    for (file, _) in &files {
        ensure!(!project.root.join(file).exists(), "'{file}' exists already; nothing was written");
    }
    for (file, bytes) in &files {
        write::file(&project.root.join(file), bytes)?;
        eprintln!("Wrote {file}");
    }
    eprintln!(
        "Next, add two lines to pipeline/sources/src/lib.rs:
    mod {module};
    \"{name}\" => {module}::read(source, registry, folder, &files),
then `cargo test -p sources --test {module}`. CONTRIBUTING.md has the further steps."
    );
    Ok(ExitCode::SUCCESS)
}

/// Returns the text of a file of the example under a new name.
fn renamed(text: &str, name: &str, module: &str) -> String {
    let text = text.replace("`coldmark source new` copies this adapter. Replace", "Replace");
    // Paths in code have the name of the module, words and aliases that of the source.
    text.replace("\"example/run.json\"", &format!("\"{module}/run.json\"")).replace(EXAMPLE, name)
}

fn source_toml(name: &str) -> String {
    format!(
        r#"# A source: what it is, how to bring it here, and which adapter reads it.
name = "{name}"
title = "{name}"
description = "TODO: what was measured, when, where, and under which load, in a sentence or two."
homepage = "https://github.com/OWNER/REPOSITORY"
# An SPDX identifier. Without a licence, send the letter in docs/asking.md first.
licence = "TODO"
citation = "TODO: author, title, year"
authors = ["TODO"]
adapter = "{name}"
# aws, azure, gcp, alibaba, cloudflare, vercel; leave it out if the files name it.
provider = "unknown"
region = "unknown"
# sequential, burst-250, concurrent-10; leave it out if the files name it.
load = "sequential"
# day if the source measures day by day, run if it measures in runs.
cluster_unit = "run"
# memory, regions or nothing: the series that are also published together.
pooled = "nothing"

[layout]
api = "https://api.github.com"
raw = "https://raw.githubusercontent.com"
repository = "OWNER/REPOSITORY"
# A branch for a source that still grows, or a commit for one that is frozen: then add
# `archives = "https://codeload.github.com"` to fetch it in one request.
branch = "main"
files = ["results/**/*.json"]
max_file_bytes = 10_000_000
"#
    )
}
