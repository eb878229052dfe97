//! `coldmark build`: tables, words and templates in, a site out.

use std::{path::PathBuf, process::ExitCode, time::Instant};

use anyhow::Result;
use pages::{Inputs, Site};
use serde::Serialize;

use crate::{project::Project, stdout, tables, write};

/// Build site/ from data/summaries/, content/ and templates/
///
/// The site is replaced as a whole: when building fails, the old one stands.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(after_long_help = "Example:
  coldmark build --out /tmp/preview")]
pub(crate) struct Args {
    /// Folder to write the site to [default: site/ of the project]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Print what was written as JSON
    #[arg(long)]
    json: bool,
}

/// What was built, for programs.
#[derive(Serialize)]
struct Built {
    folder: PathBuf,
    files: usize,
    bytes: usize,
    warnings: Vec<String>,
}

pub(crate) fn run(args: &Args, project: &Project) -> Result<ExitCode> {
    let started = Instant::now();
    let site = site(project)?;
    let folder = args.out.clone().unwrap_or_else(|| project.site());
    write::folder(&folder, &site.files)?;
    for warning in &site.warnings {
        eprintln!("warning: {warning}");
    }
    let bytes = site.files.values().map(Vec::len).sum();
    let seconds = started.elapsed().as_secs_f64();
    eprintln!("Built {} files, {} kB, in {seconds:.2} s", site.files.len(), bytes / 1000);
    eprintln!("Open {}", folder.join("index.html").display());
    if args.json {
        let built = Built { folder, files: site.files.len(), bytes, warnings: site.warnings };
        stdout::json(&built)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The site as it should be now, in memory.
pub(crate) fn site(project: &Project) -> Result<Site> {
    let mut summaries = tables::read(&project.summaries())?;
    let claims = project.claims()?;
    summaries.claims = stats::claims(&claims, &summaries.comparisons);
    pages::build(&Inputs {
        templates: &project.files("templates")?,
        content: &project.files("content")?,
        registry: &project.registry()?,
        claims: &claims,
        demands: &project.demands()?.examples,
        prices: project.prices()?.as_ref(),
        sources: &project.sources()?,
        downloads: &tables::encode(&summaries)?,
        summaries: &summaries,
    })
}
