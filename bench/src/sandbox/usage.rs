//! What processes have used, as `/proc` tells it: see proc(5).

use std::{fs, path::Path};

use serde::{Deserialize, Serialize};

/// What a process and everything that it started have used so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Usage {
    /// Time on a processor, of all threads that still run.
    pub(crate) cpu_ns: u64,
    /// Page faults that needed no reading.
    pub(crate) minor_faults: u64,
    /// Page faults that did.
    pub(crate) major_faults: u64,
    /// Times that it let others go first by itself.
    pub(crate) voluntary_switches: u64,
    /// Times that it was made to.
    pub(crate) involuntary_switches: u64,
    /// The most memory that it had, each process at its own peak.
    pub(crate) peak_rss_kb: u64,
    /// Number of processes.
    pub(crate) processes: u32,
}

impl Usage {
    /// Of `pid` and all that came from it; nothing where it is gone.
    pub(crate) fn of(pid: u32) -> Usage {
        let mut pids = descendants(pid);
        pids.push(pid);
        pids.into_iter().filter_map(of_process).fold(Usage::default(), |sum, one| Usage {
            cpu_ns: sum.cpu_ns + one.cpu_ns,
            minor_faults: sum.minor_faults + one.minor_faults,
            major_faults: sum.major_faults + one.major_faults,
            voluntary_switches: sum.voluntary_switches + one.voluntary_switches,
            involuntary_switches: sum.involuntary_switches + one.involuntary_switches,
            peak_rss_kb: sum.peak_rss_kb + one.peak_rss_kb,
            processes: sum.processes + one.processes,
        })
    }
}

fn of_process(pid: u32) -> Option<Usage> {
    let folder = format!("/proc/{pid}");
    let stat = fs::read_to_string(format!("{folder}/stat")).ok()?;
    // The name of the program is in brackets and may hold anything; the fields after it count from 3.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let field = |number: usize| fields.get(number - 3).and_then(|text| text.parse().ok()).unwrap_or(0);
    let status = fs::read_to_string(format!("{folder}/status")).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak_rss_kb = peak.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0);
    let mut usage = Usage {
        minor_faults: field(10),
        major_faults: field(12),
        peak_rss_kb,
        processes: 1,
        ..Usage::default()
    };
    for task in fs::read_dir(format!("{folder}/task")).ok()?.flatten() {
        add_task(&mut usage, &task.path());
    }
    Some(usage)
}

fn add_task(usage: &mut Usage, task: &Path) {
    let read = |file: &str| fs::read_to_string(task.join(file)).unwrap_or_default();
    let on_cpu = read("schedstat");
    usage.cpu_ns += on_cpu.split_whitespace().next().and_then(|text| text.parse().ok()).unwrap_or(0);
    for line in read("status").lines() {
        let count = |rest: &str| rest.trim().parse::<u64>().unwrap_or(0);
        if let Some(rest) = line.strip_prefix("voluntary_ctxt_switches:") {
            usage.voluntary_switches += count(rest);
        } else if let Some(rest) = line.strip_prefix("nonvoluntary_ctxt_switches:") {
            usage.involuntary_switches += count(rest);
        }
    }
}

/// All processes that came from `pid`, children before their own children.
pub(super) fn descendants(pid: u32) -> Vec<u32> {
    let mut found = vec![pid];
    let mut at = 0;
    while at < found.len() {
        let tasks = fs::read_dir(format!("/proc/{}/task", found[at])).into_iter().flatten().flatten();
        for task in tasks {
            let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
            found.extend(children.split_whitespace().filter_map(|child| child.parse::<u32>().ok()));
        }
        at += 1;
    }
    found.remove(0);
    found
}

/// Has this program, and what it starts, run on these processors only.
pub(crate) fn keep_to(cpus: &[usize]) -> rustix::io::Result<()> {
    let mut chosen = rustix::thread::CpuSet::new();
    for cpu in cpus {
        chosen.set(*cpu);
    }
    rustix::thread::sched_setaffinity(None, &chosen)
}

/// The processors that this program may run on.
pub(crate) fn available_cpus() -> Vec<usize> {
    let Ok(cpus) = rustix::thread::sched_getaffinity(None) else { return vec![0] };
    (0..rustix::thread::CpuSet::MAX_CPU).filter(|cpu| cpus.is_set(*cpu)).collect()
}

/// Whether a process still runs, and is not only waiting to be buried.
pub(super) fn is_alive(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with('Z'))
}

#[test]
fn this_program_has_used_something() {
    let usage = Usage::of(std::process::id());
    assert!(usage.cpu_ns > 0 && usage.minor_faults > 0 && usage.peak_rss_kb > 0, "{usage:?}");
    assert_eq!(Usage::of(u32::MAX), Usage::default());
}
