//! `coldmark build`: tables, words and templates in, a site out.

use std::{path::PathBuf, process::ExitCode, time::Instant};

use anyhow::Result;
use pages::{Inputs, Site};
use serde::Serialize;

use crate::{
    project::Project,
    release, stderr, stdout,
    tables::{self, Forms},
    weights, write,
};

/// Build site/ from data/summaries/, content/ and templates/
///
/// Nothing is written before the whole site is made: when building fails, the old one stands. A file that stays as it
/// is keeps its time.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(after_long_help = "Example:
  coldmark build --out /tmp/preview")]
pub(crate) struct Args {
    /// Folder to write the site to [default: site/ of the project]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Also make what is for publishing only: a card of each page, tables as Parquet and in one zip, and every text
    /// compressed, as .gz and .br
    #[arg(long)]
    release_assets: bool,

    /// Print what the heaviest page of each kind weighs with all that it loads
    #[arg(long)]
    weights: bool,

    /// Print what was written as JSON
    #[arg(long)]
    json: bool,
}

/// What was built, for programs.
#[derive(Serialize)]
struct Built {
    folder: PathBuf,
    files: usize,
    /// Files that the folder did not hold already.
    changed: usize,
    bytes: usize,
    warnings: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weights: Option<Vec<weights::Kind>>,
}

pub(crate) fn run(args: &Args, project: &Project) -> Result<ExitCode> {
    let started = Instant::now();
    let purpose = if args.release_assets { Purpose::Publish } else { Purpose::Work };
    let mut site = site(project, purpose)?;
    let weights = args.weights.then(|| weights::kinds(&site));
    let folder = args.out.clone().unwrap_or_else(|| project.site());
    if args.release_assets {
        release::add(&mut site, &folder)?;
    }
    let changed = write::folder(&folder, &site.files)?;
    for warning in &site.warnings {
        eprintln!("warning: {}", stderr::shown(warning));
    }
    let bytes = site.files.values().map(Vec::len).sum();
    let seconds = started.elapsed().as_secs_f64();
    let n_files = site.files.len();
    eprintln!("Built {n_files} files, {} kB, {changed} of them changed, in {seconds:.2} s", bytes / 1000);
    eprintln!("Open {}", folder.join("index.html").display());
    if args.json {
        stdout::json(&Built { folder, files: n_files, changed, bytes, warnings: site.warnings, weights })?;
    } else if let Some(kinds) = weights {
        stdout::line(&weights::table(&kinds))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Whom a site is built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Who works on it.
    Work,
    /// Everybody: its pages name cards, and tables are there as Parquet and in one file.
    Publish,
}

/// The site as it should be now, in memory, without what [`release::add`] adds.
pub(crate) fn site(project: &Project, purpose: Purpose) -> Result<Site> {
    let (cards, forms) = match purpose {
        Purpose::Work => (None, Forms::Csv),
        Purpose::Publish => (Some(cards::DRAWN_BY), Forms::CsvAndParquet),
    };
    let mut summaries = tables::read(&project.summaries())?;
    let claims = project.claims()?;
    summaries.claims = stats::claims(&claims, &summaries.comparisons);
    pages::build(&Inputs {
        cards,
        templates: &project.files("templates")?,
        content: &project.files("content")?,
        registry: &project.registry()?,
        claims: &claims,
        demands: &project.demands()?.examples,
        prices: project.prices()?.as_ref(),
        sources: &project.sources()?,
        downloads: &tables::downloads(&summaries, forms)?,
        summaries: &summaries,
    })
}
