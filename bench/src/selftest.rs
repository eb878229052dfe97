//! `bench selftest`: measures the overhead of the harness.

use std::{path::Path, process::ExitCode, time::Duration};

use anyhow::{Result, bail};

use crate::{
    api::Status,
    campaign::BASELINE,
    cpus::CpuAssignment,
    measure::{Spec, measure},
    profile::Profile,
    record::{Record, ns_to_ms},
    registry::Registry,
    stub::Stub,
    summary::{median, minimum},
    terminal::print_line,
    workload::Workload,
};

/// Measure the overhead of the harness
///
/// Starts the baseline, a function that does nothing, so the time that remains is the harness's.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Example:
  bench selftest

Exit codes: 0 within all limits, 1 above a limit, 2 error")]
pub(crate) struct Args {
    /// Starts of the baseline
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=1000))]
    starts: u32,
}

/// Limits that the harness keeps on a quiet machine, in milliseconds.
const MAX_START_MS: f64 = 2.0;
const MAX_SET_SHARE_MS: f64 = 0.2;
const MAX_RESPONSE_MS: f64 = 0.060;

/// Invocations per start.
const N_INVOCATIONS: u32 = 500;

pub(crate) fn run(args: &Args, project: &Path) -> Result<ExitCode> {
    let registry = Registry::read(project)?;
    let uncapped = measure_baseline(&registry, args.starts, Profile::Uncapped)?;
    let limited = measure_baseline(&registry, args.starts, Profile::Memory(1769))?;
    let starts: Vec<f64> = uncapped.iter().filter_map(Record::init_ms).collect();
    let set_shares: Vec<f64> = limited.iter().map(|record| ns_to_ms(record.set_share_ns)).collect();
    let responses: Vec<f64> = uncapped.iter().flat_map(|record| record.latencies_ms().split_off(1)).collect();
    let turnarounds: Vec<f64> = uncapped.iter().flat_map(Record::turnarounds_ms).collect();
    let mut is_within = true;
    let mut check = |name: &str, ms: Option<f64>, limit: f64| {
        let Some(ms) = ms else { return };
        is_within &= ms <= limit;
        let verdict = if ms <= limit { "ok" } else { "ABOVE THE LIMIT" };
        print_line(format_args!("  {name:44} {ms:8.3} ms, limit {limit:.3}: {verdict}"));
    };
    check("start to first request, minimum", minimum(&starts), MAX_START_MS);
    check(
        "setting a CPU share, minimum",
        minimum(&set_shares).filter(|_| limited[0].in_cgroup),
        MAX_SET_SHARE_MS,
    );
    check("event to response of the baseline, median", median(&responses), MAX_RESPONSE_MS);
    let turnaround = median(&turnarounds).unwrap_or_default();
    print_line(format_args!("  {:44} {turnaround:8.3} ms", "response to next event, median"));
    Ok(ExitCode::from(u8::from(!is_within)))
}

fn measure_baseline(registry: &Registry, n_starts: u32, profile: Profile) -> Result<Vec<Record>> {
    let function = registry.by_name(BASELINE)?;
    if !function.is_built(registry, Workload::Hello) {
        bail!("The baseline is not built; run `bench build {BASELINE}`");
    }
    let (stub, cpus) = (Stub::start()?, CpuAssignment::get());
    let mut records = Vec::new();
    for seed in 0..n_starts {
        let defaults =
            Spec::for_workload(registry, function, Workload::Hello, u64::from(seed), N_INVOCATIONS)?;
        let record = measure(&Spec { profile, timeout: Duration::from_secs(10), ..defaults }, &cpus, &stub)?;
        if record.status != Status::Ok {
            bail!("The baseline failed: {:?}: {}", record.status, record.detail);
        }
        records.push(record);
    }
    Ok(records)
}
