//! Resource usage of processes, from `/proc`: see proc(5).

use std::{fs, path::Path};

use serde::{Deserialize, Serialize};

use super::process::descendants;

/// Resources that a process and its descendants have used so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ResourceUsage {
    /// CPU time of all live threads.
    pub(crate) cpu_ns: u64,
    /// Page faults served from memory.
    pub(crate) minor_faults: u64,
    /// Page faults that read the disk.
    pub(crate) major_faults: u64,
    /// Context switches at a blocking call.
    pub(crate) voluntary_switches: u64,
    /// Context switches forced by the scheduler.
    pub(crate) involuntary_switches: u64,
    /// Peak resident set size, summed over processes.
    pub(crate) peak_rss_kb: u64,
    /// Number of processes.
    pub(crate) processes: u32,
}

impl ResourceUsage {
    /// Reads the usage of `pid` and its descendants; zero if they are gone.
    pub(crate) fn from_pid(pid: u32) -> ResourceUsage {
        let mut pids = descendants(pid);
        pids.push(pid);
        pids.into_iter().filter_map(process_usage).fold(ResourceUsage::default(), |sum, one| ResourceUsage {
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

fn process_usage(pid: u32) -> Option<ResourceUsage> {
    let folder = format!("/proc/{pid}");
    let stat = fs::read_to_string(format!("{folder}/stat")).ok()?;
    // The program's name is in brackets and may contain anything. The fields after it count from 3.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let field = |number: usize| fields.get(number - 3).and_then(|text| text.parse().ok()).unwrap_or(0);
    let status = fs::read_to_string(format!("{folder}/status")).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak_rss_kb = peak.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0);
    let mut usage = ResourceUsage {
        minor_faults: field(10),
        major_faults: field(12),
        peak_rss_kb,
        processes: 1,
        ..ResourceUsage::default()
    };
    for task in fs::read_dir(format!("{folder}/task")).ok()?.flatten() {
        add_task(&mut usage, &task.path());
    }
    Some(usage)
}

fn add_task(usage: &mut ResourceUsage, task: &Path) {
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

#[test]
fn this_process_has_used_cpu_and_memory() {
    let usage = ResourceUsage::from_pid(std::process::id());
    assert!(usage.cpu_ns > 0 && usage.minor_faults > 0 && usage.peak_rss_kb > 0, "{usage:?}");
    assert_eq!(ResourceUsage::from_pid(u32::MAX), ResourceUsage::default());
}
