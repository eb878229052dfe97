//! Control groups, of version 1 and 2, that give a function its share of the processor and let none of its
//! processes escape.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

/// Where control groups are.
const ROOT: &str = "/sys/fs/cgroup";

/// What the names of our groups begin with; the number of the harness follows.
const PREFIX: &str = "coldmark-bench-";

/// Memory that comes with a whole processor on Lambda:
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html>.
const MB_PER_CPU: u64 = 1769;

/// The part of a processor that a function may use, as the kernel takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Share {
    /// Microseconds of processor time in each period.
    pub(crate) quota_us: u64,
    /// Length of a period, in microseconds.
    pub(crate) period_us: u64,
}

impl Share {
    /// What a function with so much memory has, in periods of 20 ms.
    pub(crate) const fn of_memory(memory_mb: u32) -> Share {
        let period_us = 20_000;
        Share { quota_us: memory_mb as u64 * period_us / MB_PER_CPU, period_us }
    }
}

/// How the kernel of this machine has control groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// A hierarchy for each controller.
    One,
    /// One hierarchy for all.
    Two,
}

/// The control groups of one sandbox; none where they cannot be had.
#[derive(Debug)]
pub(crate) struct Control {
    groups: Vec<PathBuf>,
    version: Option<Version>,
}

impl Control {
    /// A sandbox without control groups.
    pub(crate) fn none() -> Control {
        Control { groups: Vec::new(), version: None }
    }

    /// New groups for one sandbox. Fails where this user may not make them.
    pub(crate) fn new() -> Result<Control> {
        let (version, parents) = parents()?;
        let name = format!("{PREFIX}{}-{}", std::process::id(), crate::clock::now_ns());
        let mut control = Control { groups: Vec::new(), version: Some(version) };
        for parent in parents {
            let group = parent.join(&name);
            fs::create_dir(&group)
                .with_context(|| format!("Failed to make the control group '{}'", group.display()))?;
            control.groups.push(group);
        }
        Ok(control)
    }

    /// Files to write a process number to.
    pub(super) fn entries(&self) -> Vec<PathBuf> {
        self.groups.iter().map(|group| group.join("cgroup.procs")).collect()
    }

    /// Whether shares can be set.
    pub(crate) fn is_there(&self) -> bool {
        self.version.is_some()
    }

    /// The group of the processor.
    fn cpu(&self) -> Option<&Path> {
        self.groups.first().map(PathBuf::as_path)
    }

    /// What sets the share, to be used at any time.
    pub(crate) fn limiter(&self) -> Option<Limiter> {
        Some(Limiter { group: self.cpu()?.to_owned(), version: self.version? })
    }

    /// Periods in which the processes were stopped, and for how long, in nanoseconds.
    pub(crate) fn throttled(&self) -> Option<(u64, u64)> {
        let stat = fs::read_to_string(self.cpu()?.join("cpu.stat")).ok()?;
        let value = |key: &str| {
            let line = stat.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' '));
            line.and_then(|text| text.trim().parse::<u64>().ok())
        };
        let time = value("throttled_time").or_else(|| value("throttled_usec").map(|us| us * 1000));
        Some((value("nr_throttled")?, time?))
    }

    /// Ends every process in the groups, and removes them.
    pub(super) fn end_all(&mut self) {
        for group in self.groups.drain(..) {
            end(&group);
        }
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        self.end_all();
    }
}

/// Sets the share of one sandbox.
#[derive(Clone, Debug)]
pub(crate) struct Limiter {
    group: PathBuf,
    version: Version,
}

impl Limiter {
    /// Sets it, from now on.
    pub(crate) fn set(&self, share: Share) -> Result<()> {
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

/// The folders that groups are made in: that of the processor first.
fn parents() -> Result<(Version, Vec<PathBuf>)> {
    let root = Path::new(ROOT);
    if root.join("cpu/cpu.cfs_quota_us").exists() || root.join("cpu/cgroup.procs").exists() {
        return Ok((Version::One, vec![own(root, "cpu").unwrap_or_else(|| root.join("cpu"))]));
    }
    if root.join("cgroup.controllers").exists() {
        let controllers = fs::read_to_string(root.join("cgroup.controllers")).unwrap_or_default();
        if !controllers.split_whitespace().any(|name| name == "cpu") {
            bail!("Control groups have no processor shares here");
        }
        let parent = root.to_owned();
        let enabled = fs::read_to_string(parent.join("cgroup.subtree_control")).unwrap_or_default();
        if !enabled.split_whitespace().any(|name| name == "cpu") {
            fs::write(parent.join("cgroup.subtree_control"), "+cpu")
                .context("Failed to have processor shares in control groups")?;
        }
        return Ok((Version::Two, vec![parent]));
    }
    bail!("There are no control groups at '{ROOT}'")
}

/// The version of the control groups that can be had here.
pub(crate) fn version() -> Option<u8> {
    match Control::new().ok()?.version? {
        Version::One => Some(1),
        Version::Two => Some(2),
    }
}

/// The group of version 1 that this program is in.
fn own(root: &Path, controller: &str) -> Option<PathBuf> {
    let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
    let path = groups.lines().find_map(|line| {
        let mut parts = line.splitn(3, ':').skip(1);
        parts.next()?.split(',').any(|name| name == controller).then(|| parts.next())?
    })?;
    let folder = root.join(controller).join(path.trim_start_matches('/'));
    folder.is_dir().then_some(folder)
}

/// Ends what is in a group, and removes it.
fn end(group: &Path) {
    for _ in 0..200 {
        let inside = fs::read_to_string(group.join("cgroup.procs")).unwrap_or_default();
        for pid in inside.lines().filter_map(|line| rustix::process::Pid::from_raw(line.parse().ok()?)) {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
        }
        if fs::remove_dir(group).is_ok() || !group.exists() {
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// Removes groups, and ends what is in them, whose harness is gone; says how many.
pub(crate) fn remove_stale() -> usize {
    let Ok((_, parents)) = parents() else { return 0 };
    let mut n_removed = 0;
    for entry in parents.iter().filter_map(|parent| fs::read_dir(parent).ok()).flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let owner = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next()?.parse::<u32>().ok());
        if owner.is_some_and(|owner| !Path::new(&format!("/proc/{owner}")).exists()) {
            end(&entry.path());
            n_removed += 1;
        }
    }
    n_removed
}

#[test]
fn memory_buys_a_share_of_the_processor() {
    let check = |memory_mb, quota_us| assert_eq!(Share::of_memory(memory_mb).quota_us, quota_us);
    check(128, 1447);
    check(512, 5788);
    check(1769, 20_000);
}
