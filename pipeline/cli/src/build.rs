//! `coldmark build`: tables, words and templates in, a site out.

use std::{path::PathBuf, process::ExitCode, time::Instant};

use anyhow::Result;
use pages::{Inputs, Site, Versions};
use schema::{Method, Summaries, Version};
use serde::Serialize;

use crate::{
    project::Project,
    release, stderr, stdout,
    tables::{self, Forms},
    versions::{self, Found, Outcome},
    weights, write,
};

/// Build site/ from data/summaries/, content/ and templates/
///
/// Nothing is written before the whole site is made: when building fails, the old one stands. A file that stays as it
/// is keeps its time.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(after_long_help = "Examples:
  coldmark build --out /tmp/preview
  coldmark build --release 2026-11      (freezes the tables; commit data/releases/2026-11.zip)")]
pub(crate) struct Args {
    /// Folder to write the site to [default: site/ of the project]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Also make what is for publishing only: a card of each page, tables as Parquet and in one zip, and every text
    /// compressed, as .gz and .br
    #[arg(long)]
    release_assets: bool,

    /// First freeze the tables as they are: writes data/releases/VERSION.zip, which never changes and is to be
    /// committed
    #[arg(long, value_name = "VERSION")]
    release: Option<Version>,

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
    if let Some(version) = &args.release {
        release(project, version)?;
    }
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

/// Freezes the tables as they are under the name of a version.
fn release(project: &Project, version: &Version) -> Result<()> {
    let (found, summaries) = rayon::join(|| versions::read(project), || tables::read(&project.summaries()));
    let (found, summaries) = (found?, summaries?);
    let outcome = with_inputs(project, summaries, Forms::Csv, |inputs, methods| {
        versions::freeze(project, inputs, &found, methods, version)
    })?;
    let path = project.releases().join(format!("{version}.zip"));
    match outcome {
        Outcome::Frozen => eprintln!("Froze version {version}: commit '{}'", path.display()),
        Outcome::Same => eprintln!("Version {version} is frozen already, with these very tables"),
    }
    Ok(())
}

/// The site as it should be now, in memory, without what [`release::add`] adds.
pub(crate) fn site(project: &Project, purpose: Purpose) -> Result<Site> {
    let (cards, forms) = match purpose {
        Purpose::Work => (None, Forms::Csv),
        Purpose::Publish => (Some(social_cards::RENDERER), Forms::CsvAndParquet),
    };
    let (found, summaries) = rayon::join(|| versions::read(project), || tables::read(&project.summaries()));
    let (Found { frozen, broken }, summaries) = (found?, summaries?);
    let mut site = with_inputs(project, summaries, forms, |inputs, methods| {
        let versions = versions::with_changes(frozen, inputs.summaries, inputs.downloads, methods);
        pages::build(&Inputs { cards, versions: &versions, ..*inputs })
    })?;
    site.warnings.extend(broken);
    Ok(site)
}

/// Hands everything that a site is built from to `make`, but cards and frozen versions.
fn with_inputs<T>(
    project: &Project,
    mut summaries: Summaries,
    forms: Forms,
    make: impl FnOnce(&Inputs<'_>, &[Method]) -> Result<T>,
) -> Result<T> {
    let claims = project.claims()?;
    summaries.claims = stats::claims(&claims, &summaries.comparisons);
    let content = project.files("content")?;
    let methods = pages::methods(&content)?;
    let (templates, registry, demands) =
        (project.files("templates")?, project.registry()?, project.demands()?);
    let (prices, sources) = (project.prices()?, project.sources()?);
    let downloads = tables::downloads(&summaries, forms)?;
    let inputs = Inputs {
        cards: None,
        templates: &templates,
        content: &content,
        registry: &registry,
        claims: &claims,
        demands: &demands.examples,
        prices: prices.as_ref(),
        sources: &sources,
        downloads: &downloads,
        summaries: &summaries,
        versions: &Versions::default(),
    };
    make(&inputs, &methods)
}
