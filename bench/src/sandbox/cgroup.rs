//! Control groups (cgroups v1 and v2): they limit the CPU share of a function and hold all its processes.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

/// Mount point of the cgroup file system.
const ROOT: &str = "/sys/fs/cgroup";

/// Prefix of the names of our groups. The process number of the harness follows.
const PREFIX: &str = "coldmark-bench-";

/// Memory with which Lambda gives one whole CPU:
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html>.
const MB_PER_CPU: u64 = 1769;

/// CPU share of a function, as the kernel's CFS bandwidth control takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CpuShare {
    /// CPU time per period, in microseconds.
    pub(crate) quota_us: u64,
    /// Period, in microseconds.
    pub(crate) period_us: u64,
}

impl CpuShare {
    /// Returns the share that Lambda gives with `memory_mb`, in periods of 20 ms.
    pub(crate) const fn from_memory_mb(memory_mb: u32) -> CpuShare {
        let period_us = 20_000;
        CpuShare { quota_us: memory_mb as u64 * period_us / MB_PER_CPU, period_us }
    }
}

/// Version of the kernel's cgroup interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// One hierarchy per controller.
    One,
    /// One hierarchy for all.
    Two,
}

/// Control groups of one sandbox; empty without permission to create them.
#[derive(Debug)]
pub(crate) struct Control {
    groups: Vec<PathBuf>,
    version: Option<Version>,
}

impl Control {
    /// Returns a sandbox without control groups.
    pub(crate) fn none() -> Control {
        Control { groups: Vec::new(), version: None }
    }

    /// Creates the groups of one sandbox. Fails without permission.
    pub(crate) fn new() -> Result<Control> {
        let (version, parents) = parents()?;
        let name = format!("{PREFIX}{}-{}", std::process::id(), crate::clock::now_ns());
        let mut control = Control { groups: Vec::new(), version: Some(version) };
        for parent in parents {
            let group = parent.join(&name);
            fs::create_dir(&group)
                .with_context(|| format!("Failed to create the control group '{}'", group.display()))?;
            control.groups.push(group);
        }
        Ok(control)
    }

    /// Lists the files that take the process number of a new member.
    pub(super) fn entries(&self) -> Vec<PathBuf> {
        self.groups.iter().map(|group| group.join("cgroup.procs")).collect()
    }

    /// Returns true if CPU shares can be set.
    pub(crate) fn is_available(&self) -> bool {
        self.version.is_some()
    }

    /// Returns the group of the CPU controller.
    fn cpu_group(&self) -> Option<&Path> {
        self.groups.first().map(PathBuf::as_path)
    }

    /// Returns a handle that sets the CPU share, usable from any thread.
    pub(crate) fn limiter(&self) -> Option<Limiter> {
        Some(Limiter { group: self.cpu_group()?.to_owned(), version: self.version? })
    }

    /// Returns the number of throttled periods and the throttled time in nanoseconds.
    pub(crate) fn throttled(&self) -> Option<(u64, u64)> {
        let stat = fs::read_to_string(self.cpu_group()?.join("cpu.stat")).ok()?;
        let value = |key: &str| {
            let line = stat.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' '));
            line.and_then(|text| text.trim().parse::<u64>().ok())
        };
        let time = value("throttled_time").or_else(|| value("throttled_usec").map(|us| us * 1000));
        Some((value("nr_throttled")?, time?))
    }

    /// Kills every process in the groups and removes the groups.
    pub(super) fn kill_all(&mut self) {
        for group in self.groups.drain(..) {
            kill_and_remove(&group);
        }
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        self.kill_all();
    }
}

/// Setter of one sandbox's CPU share.
#[derive(Clone, Debug)]
pub(crate) struct Limiter {
    group: PathBuf,
    version: Version,
}

impl Limiter {
    /// Sets the share, effective at once.
    pub(crate) fn set(&self, share: CpuShare) -> Result<()> {
        let write = |file: &str, text: String| {
            let path = self.group.join(file);
            fs::write(&path, text).with_context(|| format!("Failed to write '{}'", path.display()))
        };
        match self.version {
            Version::One => {
                write("cpu.cfs_period_us", share.period_us.to_string())?;
                write("cpu.cfs_quota_us", share.quota_us.to_string())
            }
            Version::Two => write("cpu.max", format!("{} {}", share.quota_us, share.period_us)),
        }
    }
}

/// Returns the folders to create groups in, that of the CPU controller first.
fn parents() -> Result<(Version, Vec<PathBuf>)> {
    let root = Path::new(ROOT);
    if root.join("cpu/cpu.cfs_quota_us").exists() || root.join("cpu/cgroup.procs").exists() {
        return Ok((Version::One, vec![current_group(root, "cpu").unwrap_or_else(|| root.join("cpu"))]));
    }
    if root.join("cgroup.controllers").exists() {
        let controllers = fs::read_to_string(root.join("cgroup.controllers")).unwrap_or_default();
        if !controllers.split_whitespace().any(|name| name == "cpu") {
            bail!("The cgroup file system has no CPU controller here");
        }
        let parent = root.to_owned();
        let enabled = fs::read_to_string(parent.join("cgroup.subtree_control")).unwrap_or_default();
        if !enabled.split_whitespace().any(|name| name == "cpu") {
            fs::write(parent.join("cgroup.subtree_control"), "+cpu")
                .context("Failed to enable the CPU controller")?;
        }
        return Ok((Version::Two, vec![parent]));
    }
    bail!("There are no control groups at '{ROOT}'")
}

/// Returns the version of the usable cgroup interface, or none.
pub(crate) fn version() -> Option<u8> {
    match Control::new().ok()?.version? {
        Version::One => Some(1),
        Version::Two => Some(2),
    }
}

/// Returns the v1 group that this program is in.
fn current_group(root: &Path, controller: &str) -> Option<PathBuf> {
    let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
    let path = groups.lines().find_map(|line| {
        let mut parts = line.splitn(3, ':').skip(1);
        parts.next()?.split(',').any(|name| name == controller).then(|| parts.next())?
    })?;
    let folder = root.join(controller).join(path.trim_start_matches('/'));
    folder.is_dir().then_some(folder)
}

/// Kills the processes of a group and removes it.
fn kill_and_remove(group: &Path) {
    for _ in 0..200 {
        let members = fs::read_to_string(group.join("cgroup.procs")).unwrap_or_default();
        for pid in members.lines().filter_map(|line| rustix::process::Pid::from_raw(line.parse().ok()?)) {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
        }
        if fs::remove_dir(group).is_ok() || !group.exists() {
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// Removes the groups of harnesses that no longer run, with their processes. Returns their number.
pub(crate) fn remove_stale() -> usize {
    let Ok((_, parents)) = parents() else { return 0 };
    let mut n_removed = 0;
    for entry in parents.iter().filter_map(|parent| fs::read_dir(parent).ok()).flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let owner = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next()?.parse::<u32>().ok());
        if owner.is_some_and(|owner| !Path::new(&format!("/proc/{owner}")).exists()) {
            kill_and_remove(&entry.path());
            n_removed += 1;
        }
    }
    n_removed
}

#[test]
fn memory_buys_a_cpu_share() {
    let check = |memory_mb, quota_us| assert_eq!(CpuShare::from_memory_mb(memory_mb).quota_us, quota_us);
    check(128, 1447);
    check(512, 5788);
    check(1769, 20_000);
}
