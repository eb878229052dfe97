//! `bench verify`: checks the responses of every function.

use std::{path::Path, process::ExitCode};

use anyhow::Result;

use crate::{
    api::Status,
    build::tool_version,
    cpus::CpuAssignment,
    measure::{Spec, measure},
    registry::Registry,
    stub::Stub,
    terminal::print_line,
    workload::Workload,
};

/// Check the responses of functions without timing them
///
/// Sends a few events to each workload of each function and compares the responses with a model's.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Examples:
  bench verify
  bench verify rust go --workload churn

Exit codes: 0 all responses correct, 1 some wrong, 2 error")]
pub(crate) struct Args {
    /// Names of functions [default: all that are built]
    functions: Vec<String>,

    /// Workload to check [default: all]
    #[arg(long, value_enum)]
    workload: Option<Workload>,

    /// Seed of the events
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Events per workload: enough for a second event to reveal state left by the first.
const N_EVENTS: u32 = 5;

pub(crate) fn run(args: &Args, project: &Path) -> Result<ExitCode> {
    let registry = Registry::read(project)?;
    let (stub, cpus) = (Stub::start()?, CpuAssignment::get());
    let (mut n_right, mut n_wrong, mut n_skipped) = (0, 0, 0);
    for function in registry.select(&args.functions)? {
        let workloads = Workload::ALL.into_iter().filter(|workload| function.has(*workload));
        for workload in workloads.filter(|workload| args.workload.is_none_or(|only| only == *workload)) {
            if !function.is_built(&registry, workload) {
                n_skipped += 1;
                let reason = match tool_version(&registry, function) {
                    Some(_) => format!("not built: `bench build {}`", function.name),
                    None => format!("tools missing. Install: {}", function.needs),
                };
                print_line(format_args!("{:16} {:12} skipped, {reason}", function.name, workload));
                continue;
            }
            let spec = Spec::for_workload(&registry, function, workload, args.seed, N_EVENTS)?;
            let record = measure(&spec, &cpus, &stub)?;
            let is_right = record.status == Status::Ok;
            if is_right {
                n_right += 1;
                print_line(format_args!("{:16} {:12} right", function.name, workload));
            } else {
                n_wrong += 1;
                print_line(format_args!(
                    "{:16} {:12} WRONG ({:?}): {}",
                    function.name, workload, record.status, record.detail
                ));
            }
        }
    }
    eprintln!("{n_right} right, {n_wrong} wrong, {n_skipped} skipped");
    Ok(ExitCode::from(u8::from(n_wrong > 0)))
}
