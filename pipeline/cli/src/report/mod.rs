//! `coldmark report`: builds a site from a user's own logs.

use std::{
    collections::BTreeMap,
    fs, iter,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::{Context, Result, ensure};
use logs::{SampleCollector, UNNAMED};
use schema::{Advice, FunctionKey, FunctionUsage, Memory, Prices, TotalUsage};
use serde::Serialize;
use site::report::ReportInputs;
use stats::Tally;

use crate::{
    log_args::{self, LogSummary},
    stdout, write,
};

mod templates;

/// Build a site from your own logs: cold starts, percentiles, costs and advice
///
/// Reads only these logs, uses no network and needs no project. Nothing leaves this machine.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Examples:
  aws logs tail /aws/lambda/shop --since 7d > shop.log && coldmark report shop.log
  coldmark report --function shop exported-log-group/
  coldmark report --by-file logs/
  aws logs filter-log-events --log-group-name /aws/lambda/shop | coldmark report -

Exit codes: 0 success, 1 no invocation found, 2 failure")]
pub(crate) struct Args {
    #[command(flatten)]
    logs: log_args::LogArgs,

    /// Folder for the report; it must be empty, missing, or hold a report
    #[arg(long, value_name = "DIR", default_value = "coldmark-report")]
    out: PathBuf,

    /// Print the usage of each function as JSON
    #[arg(long)]
    json: bool,
}

/// Hidden file that marks a folder as a report, which may be overwritten.
const MARK: &str = ".coldmark-report";

/// Prices at build time.
const PRICES: &str = include_str!("../../../../data/prices.toml");

/// Output of `--json`.
#[derive(Serialize)]
struct JsonOutput<'a> {
    folder: &'a Path,
    invocations: u64,
    refused: u64,
    usage: &'a [FunctionUsage],
}

pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let started = Instant::now();
    ensure_replaceable(&args.out)?;
    let (mut tally, mut samples) = (Tally::default(), SampleCollector::default());
    let summary = log_args::read(&args.logs, &mut |invocation| {
        tally.add(invocation, UNNAMED);
        samples.add(invocation);
    })?;
    summary.print();
    let n_invocations = summary.n_invocations();
    if n_invocations == 0 {
        eprintln!("coldmark: No invocation in these logs, so there is nothing to report");
        return Ok(ExitCode::from(1));
    }
    let prices: Prices = toml::from_str(PRICES).context("Failed to understand the prices")?;
    let usage = tally.rows(&prices);
    let files = site(&summary, samples, (&usage, &TotalUsage::from(&tally)), &prices)?;
    fs::create_dir_all(&args.out).with_context(|| format!("Failed to make '{}'", args.out.display()))?;
    write::mark(&args.out.join(MARK))?;
    write::folder(&args.out, &files)?;
    let seconds = started.elapsed().as_secs_f64();
    eprintln!("Reported {n_invocations} invocations in {seconds:.2} s");
    eprintln!("Open {}", args.out.join("index.html").display());
    if args.json {
        let refused = summary.read.iter().map(|stats| stats.refused).sum();
        stdout::json(&JsonOutput { folder: &args.out, invocations: n_invocations, refused, usage: &usage })?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Fails unless `folder` is empty or a report, because everything in it is replaced.
fn ensure_replaceable(folder: &Path) -> Result<()> {
    let Ok(mut entries) = fs::read_dir(folder) else { return Ok(()) };
    ensure!(
        folder.join(MARK).is_file() || entries.next().is_none(),
        "'{}' holds files that are not a report; name an empty folder with --out",
        folder.display()
    );
    Ok(())
}

/// Renders the report in memory.
fn site(
    summary: &LogSummary,
    samples: SampleCollector,
    (usage, total): (&[FunctionUsage], &TotalUsage),
    prices: &Prices,
) -> Result<site::Files> {
    let n_undated = samples.n_undated();
    let mut versions: BTreeMap<&str, usize> = BTreeMap::new();
    for rows in usage.chunk_by(|a, b| a.function == b.function) {
        let mut names: Vec<_> = rows.iter().map(|row| &row.version).collect();
        names.sort();
        names.dedup();
        versions.insert(&rows[0].function, names.len());
    }
    let runs = samples.runs("logs", "logs", |configuration, metric| {
        let function = &configuration.function;
        let has_versions = versions.get(function.as_str()).is_some_and(|n| *n > 1);
        let version = configuration.version.clone().filter(|_| has_versions);
        let key = |version| FunctionKey {
            function: function.clone(),
            version,
            memory: configuration.memory_mb.map_or(Memory::Pooled, Memory::Mb),
            arch: configuration.arch,
            metric,
        };
        iter::once(None).chain(version.map(Some)).map(key).collect()
    });
    let found = stats::log_report(&runs)?;
    let advice: Vec<(String, Vec<Advice>)> = usage
        .chunk_by(|a, b| a.function == b.function)
        .map(|rows| {
            let series = found.series.iter().filter(|row| row.series.function == rows[0].function);
            let pooled: Vec<_> = series.filter(|row| row.series.is_pooled()).collect();
            (rows[0].function.clone(), stats::advice(&rows[0], &pooled))
        })
        .collect();
    site::report::report(&ReportInputs {
        templates: &templates::files(),
        usage,
        total,
        series: &found.series,
        intervals: &found.intervals,
        days: &found.days,
        changes: &found.changes,
        advice: &advice,
        read: &summary.read,
        faults: &summary.errors,
        prices,
        n_undated,
    })
}
