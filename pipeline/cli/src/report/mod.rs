//! `coldmark report`: somebody's own logs in, a site about them out.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::{Context, Result, ensure};
use logs::{Gathered, UNNAMED};
use pages::report::{LogFault, LogRead, ReportInputs};
use schema::{Advice, Prices, UseRow};
use serde::Serialize;
use stats::{LogReport, Tally};

use crate::{
    input::{self, Taken},
    stdout, write,
};

mod templates;

/// Make a site of its own from your logs: cold starts, percentiles, costs, and what to do next
///
/// Nothing but these logs is read, no network is asked, and nothing leaves this machine. No project is needed.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Examples:
  aws logs tail /aws/lambda/shop --since 7d > shop.log && coldmark report shop.log
  coldmark report --function shop exported-log-group/
  coldmark report --by-file logs/
  aws logs filter-log-events --log-group-name /aws/lambda/shop | coldmark report -

Exit codes: 0 fine, 1 no invocation found, 2 failed")]
pub(crate) struct Args {
    #[command(flatten)]
    input: input::Logs,

    /// Folder to write the report to; it must be empty, not there, or hold a report
    #[arg(long, value_name = "DIR", default_value = "coldmark-report")]
    out: PathBuf,

    /// Print how functions were used as JSON
    #[arg(long)]
    json: bool,
}

/// A hidden file that says that a folder holds a report, which may be written over.
const MARK: &str = ".coldmark-report";

/// Prices as of when this program was made.
const PRICES: &str = include_str!("../../../../data/prices.toml");

/// What is said of the report, for programs.
#[derive(Serialize)]
struct Reported<'a> {
    folder: &'a Path,
    invocations: u64,
    refused: u64,
    used: &'a [UseRow],
}

pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let started = Instant::now();
    check_place(&args.out)?;
    let (mut tally, mut gathered) = (Tally::default(), Gathered::default());
    let taken = input::read(&args.input, &mut |invocation| {
        tally.add(invocation, UNNAMED);
        gathered.add(invocation);
    })?;
    taken.tell();
    let n_invocations = taken.n_invocations();
    if n_invocations == 0 {
        eprintln!("coldmark: No invocation in these logs, so there is nothing to report");
        return Ok(ExitCode::from(1));
    }
    let prices: Prices = toml::from_str(PRICES).context("Failed to understand the prices")?;
    let used = tally.rows(&prices);
    let files = site(&taken, gathered, &used, &prices)?;
    fs::create_dir_all(&args.out).with_context(|| format!("Failed to make '{}'", args.out.display()))?;
    write::mark(&args.out.join(MARK))?;
    write::folder(&args.out, &files)?;
    let seconds = started.elapsed().as_secs_f64();
    eprintln!("Reported {n_invocations} invocations in {seconds:.2} s");
    eprintln!("Open {}", args.out.join("index.html").display());
    if args.json {
        let refused = taken.read.iter().map(|(_, account)| account.refused).sum();
        stdout::json(&Reported { folder: &args.out, invocations: n_invocations, refused, used: &used })?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Everything in `folder` will be replaced, so it must be ours or empty.
fn check_place(folder: &Path) -> Result<()> {
    let Ok(mut entries) = fs::read_dir(folder) else { return Ok(()) };
    ensure!(
        folder.join(MARK).is_file() || entries.next().is_none(),
        "'{}' holds files that are no report; name an empty folder with --out",
        folder.display()
    );
    Ok(())
}

/// The report in memory.
fn site(taken: &Taken, gathered: Gathered, used: &[UseRow], prices: &Prices) -> Result<pages::Files> {
    let n_undated = gathered.n_undated();
    let mut versions: BTreeMap<&str, usize> = BTreeMap::new();
    for rows in used.chunk_by(|a, b| a.function == b.function) {
        let mut names: Vec<_> = rows.iter().map(|row| &row.version).collect();
        names.sort();
        names.dedup();
        versions.insert(&rows[0].function, names.len());
    }
    let runs = gathered.runs("logs", "logs", |configuration| {
        let function = configuration.function.clone();
        let has_versions = versions.get(function.as_str()).is_some_and(|n| *n > 1);
        let mut keys = vec![(function.clone(), String::new())];
        if has_versions && !configuration.version.is_empty() {
            keys.push((function, configuration.version.clone()));
        }
        keys
    });
    let LogReport { summaries, days } = stats::log_report(&runs)?;
    let advice: Vec<(String, Vec<Advice>)> = used
        .chunk_by(|a, b| a.function == b.function)
        .map(|rows| {
            let series: Vec<_> = summaries
                .series
                .iter()
                .filter(|row| row.series.runtime == rows[0].function && row.series.workload.is_empty())
                .filter(|row| row.series.memory_mb.is_none())
                .collect();
            (rows[0].function.clone(), stats::advice(&rows[0], &series))
        })
        .collect();
    let read: Vec<LogRead> = taken
        .read
        .iter()
        .map(|(file, account)| LogRead {
            file: file.clone(),
            format: account.format.name().to_owned(),
            bytes: account.bytes,
            records: account.records,
            invocations: account.invocations,
            refused: account.refused,
            other: account.platform + account.other,
        })
        .collect();
    let faults: Vec<LogFault> = taken
        .faults
        .iter()
        .map(|fault| LogFault {
            file: fault.file.clone(),
            record: fault.record,
            field: fault.field.clone(),
            reason: fault.reason.clone(),
            advice: fault.advice.to_owned(),
        })
        .collect();
    pages::report::report(&ReportInputs {
        templates: &templates::files(),
        used,
        summaries: &summaries,
        days: &days,
        advice: &advice,
        read: &read,
        faults: &faults,
        prices,
        n_undated,
    })
}
