//! `coldmark explain`: shows where a number comes from, and recomputes it on request.

use std::{fmt::Write as _, io::Write as _, process::ExitCode};

use anyhow::{Context, Result, bail, ensure};
use schema::{Distribution, Estimate, FileRow, Percentile, Summaries};
use site::{
    Files, Inputs,
    provenance::{Extent, OfClaim, OfMonth, OfPair, OfSeries, Receipt, explain},
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
    let receipt = receipt(args, project, &tables::read(&project.summaries())?)?;
    if args.samples {
        let extent = receipt.extent().context("A claim has no samples of its own: ask for its pairs")?;
        return samples(project, &extent);
    }
    if args.json {
        stdout::json(&receipt)?;
    } else {
        std::io::stdout().write_all(text(&receipt)?.as_bytes()).context("Failed to write to stdout")?;
    }
    if args.recompute { compare(args, project, &receipt) } else { Ok(ExitCode::SUCCESS) }
}

fn receipt(args: &Args, project: &Project, summaries: &Summaries) -> Result<Receipt> {
    let inputs = Inputs {
        cards: None,
        templates: &Files::new(),
        content: &project.files("content")?,
        registry: &project.registry()?,
        sources: &project.sources()?,
        claims: &project.claims()?,
        scenarios: &[],
        prices: None,
        summaries,
        downloads: &[],
        versions: &site::Versions::default(),
    };
    explain(&inputs, &args.words)
}

/// Recomputes everything and reports whether the receipt comes out the same.
fn compare(args: &Args, project: &Project, committed: &Receipt) -> Result<ExitCode> {
    let current = summarize::current(project, Depth::Deep { study: false }, Scope::All)?;
    ensure!(
        !current.fresh.is_empty(),
        "The raw files to compute it from are missing; run `coldmark fetch` first"
    );
    let recomputed = receipt(args, project, &current.summaries)?;
    if recomputed == *committed {
        eprintln!("Recomputed from the local raw files: identical to the last digit");
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!(
        "Recomputed from the local raw files: DIFFERENT; run `coldmark summarize` to update the tables"
    );
    if !args.json {
        eprintln!("\n{}", text(&recomputed)?);
    }
    Ok(ExitCode::from(1))
}

/// Prints every accepted sample of `extent`, in the order of the files.
fn samples(project: &Project, extent: &Extent) -> Result<ExitCode> {
    let source = extent.series.first().map(|key| key.conditions.source.clone()).unwrap_or_default();
    let Some(source) = project.sources()?.into_iter().find(|known| known.name == source) else {
        bail!("data/sources/ has no '{source}'");
    };
    let folder = project.raw(&source);
    ensure!(
        sources::has_raw_files(&folder, source.extension())?,
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
        let (position, date, series) =
            (record.record_idx.to_string(), record.date.to_string(), key.to_string());
        for value in runs.samples_of(record) {
            writer.write_record([file, &position, &date, &series, &value.to_string()])?;
        }
    }
    writer.flush().context("Failed to write to stdout")?;
    Ok(ExitCode::SUCCESS)
}

/// Formats the receipt for a terminal.
fn text(receipt: &Receipt) -> Result<String> {
    let mut out = String::new();
    match receipt {
        Receipt::Series(found) => series(&mut out, found)?,
        Receipt::Month(found) => month(&mut out, found)?,
        Receipt::Pair(found) => pair(&mut out, found)?,
        Receipt::Claim(found) => claim(&mut out, found)?,
    }
    Ok(out)
}

fn series(out: &mut String, found: &OfSeries) -> Result<()> {
    let (row, sure) = (&found.row, found.percentiles.first());
    writeln!(out, "{}\n", found.address)?;
    writeln!(out, "  window       {} to {}", row.window.window_start, row.window.window_end)?;
    counted(out, &row.distribution)?;
    if let (Some(icc), Some(n_eff)) = (row.icc, row.n_eff) {
        writeln!(out, "  between days {icc:.3} of the variance; as much as {n_eff:.0} independent samples")?;
    }
    writeln!(out, "  percentiles  {}", found.estimator)?;
    writeln!(out, "  intervals    {}", found.interval)?;
    if let Some(sure) = sure {
        writeln!(out, "  resampling   {} replicates, seed {}", sure.replicates, sure.seed)?;
    }
    let unit = row.series.unit;
    writeln!(
        out,
        "\n  {:4} {:>12} {:>23} {:>9} {:>23} {:>10}",
        "",
        unit.to_string(),
        "95 % interval",
        "coverage",
        "order statistics",
        "confidence"
    )?;
    for sure in &found.percentiles {
        if sure.short_by > 0 {
            writeln!(out, "  {:4} {:>12}", sure.percentile, format!("{} short", sure.short_by))?;
            continue;
        }
        writeln!(
            out,
            "  {:4} {:>12.3} {:>23} {:>9} {:>23} {:>10}",
            sure.percentile,
            sure.estimate,
            ends(sure.lower, sure.upper),
            number(sure.coverage),
            ends(sure.order_lower, sure.order_upper),
            number(sure.order_confidence)
        )?;
    }
    files(out, &found.files)?;
    commands(out, &found.command)
}

fn month(out: &mut String, found: &OfMonth) -> Result<()> {
    let distribution = &found.row.distribution;
    writeln!(out, "{} in {}\n", found.address, found.row.month)?;
    counted(out, distribution)?;
    writeln!(out, "  percentiles  {}\n", found.estimator)?;
    for percentile in Percentile::ALL {
        let value = distribution.supported(percentile);
        let short = percentile.samples_needed().saturating_sub(distribution.n);
        let shown = value.map_or_else(|| format!("{short} short"), |value| format!("{value:.3}"));
        writeln!(out, "  {percentile:4} {shown:>12} {}", found.row.series.unit)?;
    }
    files(out, &found.files)?;
    commands(out, &found.command)
}

fn pair(out: &mut String, found: &OfPair) -> Result<()> {
    let row = &found.row;
    writeln!(out, "a  {}\nb  {}\n", found.addresses[0], found.addresses[1])?;
    writeln!(out, "  window       {} to {}", row.window.window_start, row.window.window_end)?;
    writeln!(out, "  samples      {} of a, {} of b, paired by day", row.n_a, row.n_b)?;
    writeln!(out, "  percentiles  {}", found.estimator)?;
    writeln!(out, "  intervals    {}", found.interval)?;
    writeln!(out, "  resampling   {} replicates, seed {}\n", found.replicates, found.seed)?;
    let statistics = [
        ("p50 of a over b", row.p50_ratio),
        ("p50 of a less b", row.p50_difference),
        ("p90 of a over b", row.p90_ratio),
        ("p90 of a less b", row.p90_difference),
        ("p99 of a over b", row.p99_ratio),
        ("p99 of a less b", row.p99_difference),
        ("a faster than b", row.superiority),
    ];
    for (name, Estimate { value, lower, upper }) in statistics {
        writeln!(out, "  {name:16} {value:>12.4} {:>23}", ends(lower, upper))?;
    }
    writeln!(out, "  {:16} {:>12.4}", "Cliff's delta", row.cliffs_delta)?;
    files(out, &found.files)?;
    commands(out, &found.command)
}

fn claim(out: &mut String, found: &OfClaim) -> Result<()> {
    let verdict = found.tests.first().and_then(|test| test.row.verdict);
    writeln!(out, "{}: \"{}\" (said by {})\n", found.claim, found.sentence, found.by)?;
    writeln!(
        out,
        "  verdict      {}",
        verdict.map_or("not testable with these data", |verdict| verdict.title())
    )?;
    for test in &found.tests {
        let row = &test.row;
        let statistic = row.statistic.map_or("", |statistic| statistic.title());
        let holds = match row.holds {
            Some(true) => "holds",
            Some(false) => "does not hold",
            None => "not known",
        };
        writeln!(out, "\n  {statistic} of {} to {}: must be {}, {holds}", row.a, row.b, row.rule)?;
        writeln!(out, "    {} ({})", number(row.value), ends(row.lower, row.upper))?;
        if let Some(command) = &test.command {
            writeln!(out, "    {command}")?;
        }
    }
    for row in found.robustness.iter().filter(|row| row.choice == schema::Choice::All) {
        writeln!(
            out,
            "\n  {} of {} to {} {}: holds in {} of {} sets of choices, {} more have too few samples",
            row.statistic.title(),
            row.a,
            row.b,
            row.rule,
            row.holds,
            row.of,
            row.unsupported
        )?;
    }
    commands(out, &found.command)
}

fn counted(out: &mut String, distribution: &Distribution) -> Result<()> {
    Ok(writeln!(out, "  samples      {} on {} days", distribution.n, distribution.clusters)?)
}

fn files(out: &mut String, files: &[FileRow]) -> Result<()> {
    writeln!(out, "\n  {} raw files, with SHA-256:", files.len())?;
    for file in files {
        writeln!(out, "    {}  {}", file.sha256, file.file)?;
    }
    Ok(())
}

fn commands(out: &mut String, command: &str) -> Result<()> {
    Ok(writeln!(out, "\n  Again from the raw files: {command}")?)
}

fn ends(lower: Option<f64>, upper: Option<f64>) -> String {
    lower.zip(upper).map_or_else(|| "-".to_owned(), |(lower, upper)| format!("{lower:.4} to {upper:.4}"))
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}
