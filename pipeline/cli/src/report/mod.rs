//! `coldmark report`: builds a site from a user's own logs.

use std::{path::PathBuf, process::ExitCode, time::Instant};

use anyhow::Result;
use counts::Counts;

use crate::{
    count_files::{self, CountArgs},
    log_args::{self, LogArgs},
    log_summary::LogSummary,
    stdout,
};

mod baselines;
pub(crate) mod example;
mod json;
mod rows;
mod target;
mod templates;
mod terminal;

use json::JsonReport;
use rows::Rows;
use target::Target;

/// Build a site from your own logs: cold starts, percentiles, costs and advice
///
/// Reads only these logs, uses no network and needs no project. Nothing leaves this machine.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Examples:
  aws logs tail /aws/lambda/shop --since 7d > shop.log && coldmark report shop.log
  coldmark report --function shop exported-log-group/
  coldmark report --by-file logs/
  aws logs filter-log-events --log-group-name /aws/lambda/shop | coldmark report -
  coldmark report --single --out shop.html shop.log
  coldmark report --counts counts.parquet

Exit codes: 0 success, 1 no invocation found or counts refused, 2 failure")]
pub(crate) struct Args {
    #[command(flatten)]
    logs: LogArgs,

    #[command(flatten)]
    counts: CountArgs,

    /// Write one HTML file that needs no other, to mail it
    #[arg(long)]
    single: bool,

    /// Folder for the report, or its file with --single; must be new, empty or a report
    #[arg(
        long,
        value_name = "PATH",
        default_value = "coldmark-report",
        default_value_if("single", "true", "coldmark-report.html")
    )]
    out: PathBuf,

    /// Print all numbers of the report as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let started = Instant::now();
    let out = args.out.clone();
    let target = if args.single { Target::File(out) } else { Target::Folder(out) };
    target.ensure_replaceable()?;
    let Some((counts, summary)) = read(args)? else { return Ok(ExitCode::from(1)) };
    summary.print();
    if summary.n_invocations() == 0 {
        eprintln!("coldmark: No invocation in these logs, so there is nothing to report");
        return Ok(ExitCode::from(1));
    }
    let rows = Rows::of(&counts, summary)?;
    if rows.is_empty() {
        eprintln!(
            "coldmark: These logs hold round trips that a caller measured, and no invocation of Lambda; give the \
             function's log"
        );
        return Ok(ExitCode::from(1));
    }
    let templates = templates::files();
    let inputs = rows.inputs(&templates);
    match &target {
        Target::Folder(folder) => target::folder(folder, &site::report::report(&inputs)?)?,
        Target::File(path) => target::file(path, &site::report::single(&inputs)?)?,
    }
    let seconds = started.elapsed().as_secs_f64();
    eprintln!("\n{}", rows.terminal());
    let n_invocations = inputs.total.invocations;
    let plural = if n_invocations == 1 { "" } else { "s" };
    eprintln!("Reported {n_invocations} invocation{plural} in {seconds:.2} s");
    eprintln!("Open {}", target.page().display());
    if args.json {
        stdout::json(&JsonReport::of(&target, &inputs))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads logs, or counts of them; none if the counts are refused.
fn read(args: &Args) -> Result<Option<(Counts, LogSummary)>> {
    if args.counts.are_given()? {
        let (counts, faults) = args.counts.read(&args.logs.labels())?;
        return Ok(count_files::are_whole(&faults).then(|| {
            let summary = LogSummary::of(&counts);
            (counts, summary)
        }));
    }
    let mut counts = Counts::default();
    let summary = log_args::read(&args.logs, &mut |invocation| counts.add(invocation))?;
    Ok(Some((counts, summary)))
}
