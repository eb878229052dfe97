//! `bench verify`: does every function answer rightly?

use std::{path::Path, process::ExitCode, time::Duration};

use anyhow::Result;

use crate::{
    api::Status,
    build::tools,
    measure::{Asked, INIT_TIMEOUT, Spec, measure},
    profile::{Cache, Places, Profile},
    registry::{Function, Registry},
    stdout::line,
    stub::Stub,
    workload::{Size, Workload},
};

/// Check the answers of functions, and time nothing
///
/// Every workload of every function gets a few events, and its answers are compared with those of a model.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Examples:
  bench verify
  bench verify rust go --workload churn

Exit codes: 0 all answers are right, 1 some are not, 2 could not be checked")]
pub(crate) struct Args {
    /// Names of functions [default: all that are built]
    functions: Vec<String>,

    /// Only this workload
    #[arg(long, value_parser = workload)]
    workload: Option<Workload>,

    /// Seed of the events
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// A workload by its name.
pub(crate) fn workload(name: &str) -> Result<Workload, String> {
    let known = Workload::ALL.map(Workload::name).join(", ");
    Workload::by_name(name).ok_or_else(|| format!("there are {known}"))
}

/// Events that each function is asked.
const EVENTS: u32 = 5;

pub(crate) fn run(args: &Args, project: &Path) -> Result<ExitCode> {
    let registry = Registry::read(project)?;
    let chosen: Vec<&Function> = if args.functions.is_empty() {
        registry.functions.iter().collect()
    } else {
        args.functions.iter().map(|name| registry.by_name(name)).collect::<Result<_>>()?
    };
    let (stub, places) = (Stub::start()?, Places::here());
    let (mut n_right, mut n_wrong, mut n_left_out) = (0, 0, 0);
    for function in chosen {
        let workloads = Workload::ALL.into_iter().filter(|workload| function.has(*workload));
        for workload in workloads.filter(|workload| args.workload.is_none_or(|only| only == *workload)) {
            if !function.is_built(&registry, workload) {
                n_left_out += 1;
                let what = match tools(&registry, function) {
                    Some(_) => format!("not built: `bench build {}`", function.name),
                    None => format!("its tools are missing. It needs: {}", function.needs),
                };
                line(format_args!("{:16} {:12} left out, {what}", function.name, workload));
                continue;
            }
            let spec = Spec {
                function: function.name.clone(),
                start: registry.start(function, workload)?,
                asked: Asked::Workload { workload, size: Size::default(), seed: args.seed, n: EVENTS },
                profile: Profile::Uncapped,
                cache: Cache::CacheWarm,
                gap: Duration::ZERO,
                init_timeout: INIT_TIMEOUT,
                timeout: Duration::from_secs(30),
            };
            let record = measure(&spec, &places, &stub)?;
            let is_right = record.status == Status::Ok;
            if is_right {
                n_right += 1;
                line(format_args!("{:16} {:12} right", function.name, workload));
            } else {
                n_wrong += 1;
                line(format_args!(
                    "{:16} {:12} WRONG ({:?}): {}",
                    function.name, workload, record.status, record.detail
                ));
            }
        }
    }
    eprintln!("{n_right} right, {n_wrong} wrong, {n_left_out} left out");
    Ok(ExitCode::from(u8::from(n_wrong > 0)))
}
