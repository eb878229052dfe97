//! `coldmark build`: renders the site from tables, content and templates.

use std::{path::PathBuf, process::ExitCode, time::Instant};

use anyhow::Result;
use schema::{Method, Tables, Version};
use serde::Serialize;
use site::{Inputs, Site, Versions, report::ReportInputs};

use crate::{
    project::Project,
    release, report, stderr, stdout,
    tables::{self, Forms},
    versions::{self, Found, Outcome},
    weights, write,
};

/// Build site/ from data/summaries/, content/ and templates/
///
/// Nothing is written before the whole site is rendered: if the build fails, the old site stays. Unchanged files keep
/// their times.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(after_long_help = "Examples:
  coldmark build --out /tmp/preview
  coldmark build --release 2026-11      (freezes the tables; commit data/releases/2026-11.zip)")]
pub(crate) struct Args {
    /// Folder to write the site to [default: site/ of the project]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Prepare for publishing: a social card per page, tables as Parquet and as one zip, and .gz and .br copies of
    /// text files
    #[arg(long)]
    release_assets: bool,

    /// Freeze the current tables first: writes data/releases/VERSION.zip, which never changes; commit it
    #[arg(long, value_name = "VERSION")]
    release: Option<Version>,

    /// Print the transfer size of the heaviest page of each kind
    #[arg(long)]
    weights: bool,

    /// Print a summary as JSON
    #[arg(long)]
    json: bool,
}

/// The summary of a build, for programs.
#[derive(Serialize)]
struct Built {
    folder: PathBuf,
    files: usize,
    /// Files that are new or changed.
    changed: usize,
    bytes: usize,
    warnings: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weights: Option<Vec<weights::Kind>>,
}

pub(crate) fn run(args: &Args, project: &Project) -> Result<ExitCode> {
    let started = Instant::now();
    let profile = if args.release_assets { Profile::Release } else { Profile::Dev };
    if let Some(version) = &args.release {
        release(project, version)?;
    }
    let mut site = site(project, profile)?;
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

/// The build profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// For local work.
    Dev,
    /// For publishing: with social cards, Parquet and a zip of all tables.
    Release,
}

/// Freezes the current tables as `version`.
fn release(project: &Project, version: &Version) -> Result<()> {
    let (found, tables) = rayon::join(|| versions::read(project), || tables::read(&project.summaries()));
    let (found, tables) = (found?, tables?);
    let outcome = with_inputs(project, tables, Forms::Csv, |inputs, methods| {
        versions::freeze(project, inputs, &found, methods, version)
    })?;
    let path = project.releases().join(format!("{version}.zip"));
    match outcome {
        Outcome::Frozen => eprintln!("Froze version {version}: commit '{}'", path.display()),
        Outcome::Same => eprintln!("Version {version} is already frozen with the same tables"),
    }
    Ok(())
}

/// Renders the site in memory, without the files that [`release::add`] adds.
pub(crate) fn site(project: &Project, profile: Profile) -> Result<Site> {
    let (cards, forms) = match profile {
        Profile::Dev => (None, Forms::Csv),
        Profile::Release => (Some(social_cards::RENDERER), Forms::CsvAndParquet),
    };
    let (found, tables) = rayon::join(|| versions::read(project), || tables::read(&project.summaries()));
    let (Found { frozen, broken }, tables) = (found?, tables?);
    let mut site = with_inputs(project, tables, forms, |inputs, methods| {
        let versions = versions::with_changes(frozen, inputs.tables, inputs.downloads, methods);
        site::build(&Inputs { cards, versions: &versions, ..*inputs })
    })?;
    site.warnings.extend(broken);
    Ok(site)
}

/// Loads all inputs of a site except cards and frozen versions, and calls `make` with them.
fn with_inputs<T>(
    project: &Project,
    mut tables: Tables,
    forms: Forms,
    make: impl FnOnce(&Inputs<'_>, &[Method]) -> Result<T>,
) -> Result<T> {
    let claims = project.claims()?;
    tables.claims = stats::claims(&claims, &tables);
    let content = project.files("content")?;
    let example = report::example::read(&content)?;
    let methods = site::methods(&content)?;
    let (templates, registry, scenarios) =
        (project.files("templates")?, project.registry()?, project.scenarios()?);
    let (prices, sources) = (project.prices()?, project.sources()?);
    let known_sources = project.known_sources()?.sources;
    let downloads = tables::downloads(&tables, forms)?;
    let example = example
        .as_ref()
        .map(|example| ReportInputs { example: Some(&example.logs), ..example.rows.inputs(&templates) });
    let inputs = Inputs {
        cards: None,
        templates: &templates,
        content: &content,
        registry: &registry,
        claims: &claims,
        scenarios: &scenarios.scenarios,
        prices: prices.as_ref(),
        sources: &sources,
        known_sources: &known_sources,
        downloads: &downloads,
        tables: &tables,
        versions: &Versions::default(),
        example: example.as_ref(),
    };
    make(&inputs, &methods)
}
