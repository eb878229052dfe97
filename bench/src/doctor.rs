//! `bench doctor`: what this machine can measure, and how much to trust it.

use std::{collections::BTreeSet, path::Path, process::ExitCode};

use anyhow::Result;

use crate::{
    build::tools,
    conditions::{Conditions, Limits},
    profile::Places,
    registry::Registry,
    sandbox::version,
    stdout::line,
    workload::Workload,
};

/// Say what this machine can measure, and how much to trust it
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Example:
  bench doctor")]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args, project: &Path) -> Result<ExitCode> {
    let (places, conditions) = (Places::here(), Conditions::now());
    let limit = Limits::USUAL.max_pressure_percent;
    line("The machine");
    let cpus = places.harness.iter().chain(&places.function).collect::<BTreeSet<_>>().len();
    say(
        "processors",
        &format!("{cpus}: the harness on {:?}, functions on {:?}", places.harness, places.function),
    );
    if cpus < 2 {
        say("", "one processor only: the harness takes time from what it measures");
    }
    match version() {
        Some(version) => {
            say("control groups", &format!("version {version}: shares of the processor can be set"));
        }
        None => say(
            "control groups",
            "none: functions run without limit, and the records say so (needs root, or a group of your own)",
        ),
    }
    let can_drop = rustix::fs::access("/proc/sys/vm/drop_caches", rustix::fs::Access::WRITE_OK).is_ok();
    say(
        "page cache",
        if can_drop {
            "can be emptied: disk-cold starts are possible"
        } else {
            "cannot be emptied: cache-warm starts only (needs root)"
        },
    );
    match conditions.pressure_percent {
        Some(pressure) if pressure > limit => {
            say(
                "pressure",
                &format!("{pressure} % on the processor: too loud, starts are rejected above {limit} %"),
            );
        }
        Some(pressure) => say("pressure", &format!("{pressure} % on the processor: quiet")),
        None => say("pressure", "not told by this kernel: loud moments are found by the floor only"),
    }
    if let Some(load) = conditions.load {
        say("load", &load.to_string());
    }
    line("\nThe functions");
    let registry = Registry::read(project)?;
    for function in &registry.functions {
        let built = Workload::ALL.iter().filter(|workload| function.has(**workload));
        let (n, n_built) = (
            built.clone().count(),
            built.filter(|workload| function.is_built(&registry, **workload)).count(),
        );
        let state = match tools(&registry, function) {
            _ if n_built == n => format!("built, {n} workloads"),
            Some(version) => {
                format!("not built ({n_built} of {n}): `bench build {}` with {version}", function.name)
            }
            None => format!("cannot be built here. It needs: {}", function.needs),
        };
        say(&function.name, &state);
    }
    Ok(ExitCode::SUCCESS)
}

fn say(what: &str, how: &str) {
    line(format_args!("  {what:18} {how}"));
}
