//! `coldmark report`: builds a site from a user's own logs.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::{Context, Result, ensure};
use schema::FunctionUsage;
use serde::Serialize;

use crate::{log_args, stdout, write};

mod baselines;
pub(crate) mod example;
mod rows;
mod templates;
mod terminal;

use rows::{Collector, Rows};

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
    let mut collector = Collector::default();
    let summary = log_args::read(&args.logs, &mut |invocation| collector.add(invocation))?;
    summary.print();
    let n_invocations = summary.n_invocations();
    if n_invocations == 0 {
        eprintln!("coldmark: No invocation in these logs, so there is nothing to report");
        return Ok(ExitCode::from(1));
    }
    let rows = Rows::of(collector, summary)?;
    if rows.usage().is_empty() {
        eprintln!(
            "coldmark: These logs hold round trips that a caller measured, and no invocation of Lambda; give the \
             function's log"
        );
        return Ok(ExitCode::from(1));
    }
    let files = site::report::report(&rows.inputs(&templates::files()))?;
    fs::create_dir_all(&args.out).with_context(|| format!("Failed to make '{}'", args.out.display()))?;
    write::mark(&args.out.join(MARK))?;
    write::folder(&args.out, &files)?;
    let seconds = started.elapsed().as_secs_f64();
    eprintln!("\n{}", rows.terminal());
    eprintln!("Reported {n_invocations} invocations in {seconds:.2} s");
    eprintln!("Open {}", args.out.join("index.html").display());
    if args.json {
        let (refused, usage) = (rows.n_refused(), rows.usage());
        stdout::json(&JsonOutput { folder: &args.out, invocations: n_invocations, refused, usage })?;
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
