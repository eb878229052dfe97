//! `bench doctor`: checks this machine's abilities, its noise and the functions built.

use std::{path::Path, process::ExitCode};

use anyhow::Result;

use crate::{
    build::tool_version,
    conditions::{Conditions, Limits},
    cpus::CpuAssignment,
    registry::Registry,
    sandbox::version,
    terminal::print_line,
    workload::Workload,
};

/// Check what this machine can measure, how noisy it is and which functions are built
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Example:
  bench doctor")]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args, project: &Path) -> Result<ExitCode> {
    let (cpus, conditions) = (CpuAssignment::get(), Conditions::now());
    let limit = Limits::DEFAULT.max_pressure_percent;
    print_line("Machine");
    let n_cpus = cpus.count();
    print_row("CPUs", &format!("{n_cpus}: harness on {:?}, functions on {:?}", cpus.harness, cpus.function));
    if n_cpus < 2 {
        print_row("", "only one: the harness competes with the function for it");
    }
    match version() {
        Some(version) => {
            print_row("control groups", &format!("v{version}: CPU shares can be set"));
        }
        None => print_row(
            "control groups",
            "unavailable: functions run uncapped, as their records show (needs root or a delegated group)",
        ),
    }
    let can_drop = rustix::fs::access("/proc/sys/vm/drop_caches", rustix::fs::Access::WRITE_OK).is_ok();
    print_row(
        "page cache",
        if can_drop {
            "can be emptied: starts with a cold page cache are possible"
        } else {
            "cannot be emptied: starts with a warm page cache only (needs root)"
        },
    );
    match conditions.pressure_percent {
        Some(pressure) if pressure > limit => {
            print_row("CPU pressure", &format!("{pressure}%: noisy, campaigns reject starts above {limit}%"));
        }
        Some(pressure) => print_row("CPU pressure", &format!("{pressure}%: quiet")),
        None => print_row("CPU pressure", "not reported by this kernel: only the baseline shows noise"),
    }
    if let Some(load) = conditions.load_average {
        print_row("load average", &load.to_string());
    }
    print_line("\nFunctions");
    let registry = Registry::read(project)?;
    for function in &registry.functions {
        let built = Workload::ALL.iter().filter(|workload| function.has(**workload));
        let (n, n_built) = (
            built.clone().count(),
            built.filter(|workload| function.is_built(&registry, **workload)).count(),
        );
        let state = match tool_version(&registry, function) {
            _ if n_built == n => format!("built, {n} workloads"),
            Some(version) => {
                format!("{n_built} of {n} workloads built: run `bench build {}` ({version})", function.name)
            }
            None => format!("tools missing. Install: {}", function.needs),
        };
        print_row(&function.name, &state);
    }
    Ok(ExitCode::SUCCESS)
}

fn print_row(label: &str, text: &str) {
    print_line(format_args!("  {label:18} {text}"));
}
