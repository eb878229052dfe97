//! `bench selftest`: what the harness itself costs.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::{Result, bail};

mod beside;

use crate::{
    api::Status,
    campaign::FLOOR,
    measure::{Asked, INIT_TIMEOUT, Spec, measure},
    profile::{Cache, Places, Profile},
    record::Record,
    registry::Registry,
    stdout::line,
    stub::Stub,
    summary::{least, median},
    workload::{Size, Workload},
};

/// Measure the harness itself
///
/// Starts the floor, a function that does nothing, and says what is left: the time of the harness.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Example:
  bench selftest
  pip install cargo-lambda && bench selftest --beside \"$(command -v cargo-lambda)\"

Exit codes: 0 within what is promised, 1 not")]
pub(crate) struct Args {
    /// Starts of the floor
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=1000))]
    starts: u32,

    /// A cargo-lambda, whose `watch` is measured with the same function
    #[arg(long, value_name = "PROGRAM")]
    beside: Option<PathBuf>,
}

/// What is promised on a quiet machine, in milliseconds: least time from start to first request, least time to
/// set a share, and median of an answer.
const START_MS: f64 = 2.0;
const SHARE_MS: f64 = 0.2;
const ANSWER_MS: f64 = 0.060;

/// Share of the time of `cargo lambda watch` that is promised.
const SHARE_OF_OTHER: f64 = 0.5;

/// Invocations of each start.
const INVOCATIONS: u32 = 500;

pub(crate) fn run(args: &Args, project: &Path) -> Result<ExitCode> {
    let registry = Registry::read(project)?;
    let function = registry.by_name(FLOOR)?;
    if !function.is_built(&registry, Workload::Hello) {
        bail!("The floor is not built; run `bench build {FLOOR}`");
    }
    let (stub, places) = (Stub::start()?, Places::here());
    let floor = |profile| -> Result<Vec<Record>> {
        let mut records = Vec::new();
        for seed in 0..args.starts {
            let spec = Spec {
                function: FLOOR.to_owned(),
                start: registry.start(function, Workload::Hello)?,
                asked: Asked::Workload {
                    workload: Workload::Hello,
                    size: Size::default(),
                    seed: u64::from(seed),
                    n: INVOCATIONS,
                },
                profile,
                cache: Cache::CacheWarm,
                gap: Duration::ZERO,
                init_timeout: INIT_TIMEOUT,
                timeout: Duration::from_secs(10),
            };
            let record = measure(&spec, &places, &stub)?;
            if record.status != Status::Ok {
                bail!("The floor failed: {:?}: {}", record.status, record.detail);
            }
            records.push(record);
        }
        Ok(records)
    };
    let (free, limited) = (floor(Profile::Uncapped)?, floor(Profile::Memory(1769))?);
    let starts: Vec<f64> = free.iter().filter_map(Record::init_ms).collect();
    let shares: Vec<f64> = limited.iter().map(|record| record.throttle_ns as f64 / 1e6).collect();
    let answers: Vec<f64> = free.iter().flat_map(|record| record.latencies_ms().split_off(1)).collect();
    let overheads: Vec<f64> = free.iter().flat_map(turnarounds).collect();
    let mut is_fine = true;
    let mut check = |what: &str, found: Option<f64>, promised: f64| {
        let Some(found) = found else { return };
        is_fine &= found <= promised;
        let verdict = if found <= promised { "fine" } else { "MORE than promised" };
        line(format_args!("  {what:44} {found:8.3} ms, promised {promised:.3}: {verdict}"));
    };
    check("start to first request, least", least(&starts), START_MS);
    check(
        "setting a share of the processor, least",
        least(&shares).filter(|_| limited[0].is_grouped),
        SHARE_MS,
    );
    check("event to answer of the floor, median", median(&answers), ANSWER_MS);
    if let Some(program) = &args.beside {
        let start = registry.start(function, Workload::Hello)?;
        let n = args.starts * INVOCATIONS;
        let other = beside::answers_ms(program, &project.join("functions/rust"), &start, &places, n)?;
        let (own, other) = (median(&answers), median(&other));
        if let Some(other) = other {
            line(format_args!("  {:44} {other:8.3} ms", "the same behind cargo lambda watch, median"));
            check("of that, ours", own, SHARE_OF_OTHER * other);
        }
    }
    let shown = median(&overheads).unwrap_or_default();
    line(format_args!("  {:44} {shown:8.3} ms", "answer to next event, median: the harness"));
    Ok(ExitCode::from(u8::from(!is_fine)))
}

/// From the end of each answer to the next event, in milliseconds: the function's way back and the harness.
fn turnarounds(record: &Record) -> Vec<f64> {
    let (sent, end) = (&record.invocations.sent_ns, &record.invocations.end_ns);
    sent.iter().skip(1).zip(end).map(|(sent, end)| sent.saturating_sub(*end) as f64 / 1e6).collect()
}
