//! Command `bench`: measures serverless functions behind the real Runtime API, without an AWS account.
//!
//! Results go to stdout, progress and warnings to stderr. Exit codes: 0 success, 1 a measured function or limit
//! failed, 2 error.

use std::{env, path::Path, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, bail};
use clap::Parser;

mod api;
mod args;
mod build;
mod campaign;
mod clock;
mod conditions;
mod cpus;
mod doctor;
mod measure;
mod one;
mod profile;
mod record;
mod registry;
mod sandbox;
mod selftest;
mod stub;
mod summary;
mod terminal;
mod verify;
mod workload;

use args::{Cli, Command};

fn main() -> ExitCode {
    if env::args().nth(1).as_deref() == Some(sandbox::supervisor::COMMAND) {
        return finish(sandbox::supervisor::run().map(|()| ExitCode::SUCCESS));
    }
    finish(run(&Cli::parse()))
}

fn finish(result: Result<ExitCode>) -> ExitCode {
    result.unwrap_or_else(|error| {
        eprintln!("bench: {error:#}");
        ExitCode::from(2)
    })
}

fn run(cli: &Cli) -> Result<ExitCode> {
    let n_stale = sandbox::remove_stale();
    if n_stale > 0 {
        eprintln!("Removed {n_stale} control group(s) left by an earlier run");
    }
    let project = || project(cli.project.as_deref());
    match &cli.command {
        Command::Doctor(args) => doctor::run(args, &project()?),
        Command::Build(args) => build::run(args, &project()?),
        Command::Verify(args) => verify::run(args, &project()?),
        Command::One(args) => one::run(args, project),
        Command::Run(args) => campaign::run(args, &project()?),
        Command::Selftest(args) => selftest::run(args, &project()?),
    }
}

/// Returns the project in `folder`, or the nearest one from the working folder upwards.
fn project(folder: Option<&Path>) -> Result<PathBuf> {
    let is_project = |folder: &Path| folder.join("functions/functions.toml").is_file();
    if let Some(folder) = folder {
        if !is_project(folder) {
            bail!("'{}' has no functions/functions.toml", folder.display());
        }
        return folder.canonicalize().with_context(|| format!("Failed to find '{}'", folder.display()));
    }
    let here = env::current_dir().context("Failed to find the working folder")?;
    let nearest = here.ancestors().find(|folder| is_project(folder)).with_context(|| {
        format!("No functions/functions.toml in '{}' or above; name a project with --project", here.display())
    })?;
    Ok(nearest.to_owned())
}
