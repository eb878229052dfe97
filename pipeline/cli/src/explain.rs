//! `coldmark explain`: shows where a number comes from, and recomputes it on request.

use std::{io::Write as _, process::ExitCode};

use anyhow::{Context, Result, bail, ensure};
use site::{
    Inputs,
    provenance::{Extent, explain},
};

use crate::{
    project::Project,
    stdout,
    summarize::{self, Depth, Scope},
    tables,
};

/// Show where a number comes from: samples, days, files, estimator, seed
///
/// WORDS name a claim (`cold-starts`), a runtime (`rust-al2023`), two runtimes to compare, or the address of a series.
/// With a runtime: zip or image, `x86_64` or arm64, a memory size in MB or pooled, a month as 2026-07. The default
/// view of the site fills in the rest.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Examples:
  coldmark explain cold-starts
  coldmark explain rust-al2023 image arm64
  coldmark explain rust-al2023 go-al2023 --recompute
  coldmark explain rust-al2023 512 2026-06 --samples > samples.csv

Exit codes: 0 success, 1 the recomputed values differ, 2 failure")]
pub(crate) struct Args {
    /// A claim, or one or two runtimes; add in any order: zip, image, `x86_64`, arm64, megabytes, pooled, 2026-07
    #[arg(required = true)]
    words: Vec<String>,

    /// Recompute it from the local raw files and compare
    #[arg(long)]
    recompute: bool,

    /// Print the raw samples behind it as CSV instead
    #[arg(long, conflicts_with_all = ["recompute", "json"])]
    samples: bool,

    /// Print the receipt as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args, project: &Project) -> Result<ExitCode> {
    let tables = tables::read(&project.summaries())?;
    let inputs = Inputs {
        cards: None,
        templates: &project.files("templates")?,
        content: &project.files("content")?,
        registry: &project.registry()?,
        sources: &project.sources()?,
        known_sources: &[],
        claims: &project.claims()?,
        scenarios: &[],
        prices: None,
        tables: &tables,
        downloads: &[],
        versions: &site::Versions::default(),
        example: None,
    };
    let committed = explain(&inputs, &args.words)?;
    if args.samples {
        let extent = committed.receipt.extent();
        return samples(project, &extent.context("A claim has no samples of its own: ask for its pairs")?);
    }
    if args.json {
        stdout::json(&committed)?;
    } else {
        write!(std::io::stdout(), "{committed}").context("Failed to write to stdout")?;
    }
    if !args.recompute {
        return Ok(ExitCode::SUCCESS);
    }
    let depth = Depth::Deep { study: false };
    let plan = summarize::plan(project, depth, Scope::All)?;
    ensure!(
        !plan.stale.is_empty(),
        "The raw files to compute it from are missing; run `coldmark fetch` first"
    );
    let current = summarize::compute(project, depth, &plan)?;
    let recomputed = explain(&Inputs { tables: &current, ..inputs }, &args.words)?;
    if recomputed == committed {
        eprintln!("Recomputed from the local raw files: identical to the last digit");
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!(
        "Recomputed from the local raw files: DIFFERENT; run `coldmark summarize` to update the tables"
    );
    if !args.json {
        eprintln!("\n{recomputed}");
    }
    Ok(ExitCode::from(1))
}

/// Prints every accepted sample of `extent`, in the order of the files.
fn samples(project: &Project, extent: &Extent) -> Result<ExitCode> {
    let Some(source) = project.sources()?.into_iter().find(|known| known.name == extent.source()) else {
        bail!("data/sources/ has no '{}'", extent.source());
    };
    let folder = project.raw(&source);
    ensure!(
        sources::has_raw_files(&source, &folder)?,
        "The raw files of {} are missing; run `coldmark fetch {}`",
        source.name,
        source.name
    );
    let runs = sources::read(&source, &project.registry()?, &folder)?;
    let mut writer = csv::Writer::from_writer(std::io::stdout().lock());
    writer.write_record(["file", "record", "date", "series", "value"])?;
    for record in &runs.records {
        let key = &runs.series[record.series_idx as usize];
        if !extent.has(key, record.date) {
            continue;
        }
        let file = &runs.files[record.file_idx as usize].path;
        let (date, series) = (record.date.to_string(), key.to_string());
        for (position, value) in runs.samples_with_records(record) {
            writer.write_record([file, &position.to_string(), &date, &series, &value.to_string()])?;
        }
    }
    writer.flush().context("Failed to write to stdout")?;
    Ok(ExitCode::SUCCESS)
}
