//! Description of the machine and the measured functions: `machine-<session>.json`, one per session.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use super::{
    plan::{Campaign, Cell},
    store::Store,
};
use crate::{
    build::toolchain,
    cpus::CpuAssignment,
    registry::{Function, Registry},
    workload::Workload,
};

/// The machine and the functions measured on it.
#[derive(Serialize)]
struct Machine {
    campaign: String,
    about: String,
    arch: schema::Arch,
    processor: String,
    processors: usize,
    memory_kb: u64,
    kernel: String,
    governor: Option<String>,
    is_virtual: bool,
    control_groups: Option<u8>,
    cpus: CpuAssignment,
    revision: Option<String>,
    functions: BTreeMap<String, Measured>,
}

/// A function as measured.
#[derive(Serialize)]
struct Measured {
    title: String,
    language: String,
    client: String,
    client_version: String,
    toolchain: Option<String>,
    build: Vec<Vec<String>>,
    control: String,
    artifacts: BTreeMap<String, Artifact>,
}

/// Deployed files of one workload.
#[derive(Serialize)]
struct Artifact {
    bytes: u64,
    sha256: String,
}

/// Writes the description of this session.
pub(super) fn write(
    store: &Store,
    registry: &Registry,
    campaign: &Campaign,
    cells: &[Cell],
    project: &Path,
) -> Result<()> {
    let names: BTreeSet<&String> = cells.iter().map(|cell| &cell.function).collect();
    let mut functions = BTreeMap::new();
    for name in names {
        let function = registry.by_name(name)?;
        let workloads =
            cells.iter().filter(|cell| cell.function == *name).map(|cell| cell.workload).collect();
        functions.insert(name.clone(), measured(registry, function, &workloads)?);
    }
    let cpus = CpuAssignment::get();
    let machine = Machine {
        campaign: campaign.name.clone(),
        about: campaign.about.clone(),
        arch: if cfg!(target_arch = "aarch64") { schema::Arch::Arm64 } else { schema::Arch::X86_64 },
        processor: field("/proc/cpuinfo", "model name").unwrap_or_default(),
        processors: cpus.count(),
        memory_kb: field("/proc/meminfo", "MemTotal")
            .and_then(|text| text.split_whitespace().next()?.parse().ok())
            .unwrap_or(0),
        kernel: read_line("/proc/sys/kernel/osrelease").unwrap_or_default(),
        governor: read_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        is_virtual: field("/proc/cpuinfo", "flags")
            .is_some_and(|flags| flags.split(' ').any(|flag| flag == "hypervisor")),
        control_groups: crate::sandbox::version(),
        cpus,
        revision: revision(project),
        functions,
    };
    check_same_machine(store, &machine)?;
    let mut bytes = serde_json::to_vec_pretty(&machine).context("Failed to serialise the machine")?;
    bytes.push(b'\n');
    store.write(&format!("machine-{:03}.json", store.session), &bytes)
}

/// Fails if the previous session ran on another machine: statistics would mix blocks of both.
fn check_same_machine(store: &Store, machine: &Machine) -> Result<()> {
    let path = store.folder.join(format!("machine-{:03}.json", store.session - 1));
    let Ok(bytes) = fs::read(&path) else { return Ok(()) };
    let previous: serde_json::Value =
        serde_json::from_slice(&bytes).with_context(|| format!("Failed to read '{}'", path.display()))?;
    let is_same = |name: &str, current: &str| previous[name].as_str().is_none_or(|value| value == current);
    ensure!(
        is_same("processor", &machine.processor) && is_same("kernel", &machine.kernel),
        "'{}' was started on another machine ({}, {}); name another folder with --out",
        store.folder.display(),
        previous["processor"],
        previous["kernel"]
    );
    Ok(())
}

fn measured(registry: &Registry, function: &Function, workloads: &BTreeSet<Workload>) -> Result<Measured> {
    let mut artifacts = BTreeMap::new();
    for workload in workloads {
        artifacts.insert(workload.name().to_owned(), artifact(&registry.artifacts(function, *workload))?);
    }
    Ok(Measured {
        title: function.title.clone(),
        language: function.language.clone(),
        client: function.client.clone(),
        client_version: function.client_version.clone(),
        toolchain: toolchain(registry, function),
        build: function.build.clone(),
        control: function.control.clone(),
        artifacts,
    })
}

/// Returns size and digest of all files below `paths`, in order of their names.
fn artifact(paths: &[PathBuf]) -> Result<Artifact> {
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    for path in paths {
        for entry in WalkDir::new(path).sort_by_file_name().follow_links(false) {
            let entry = entry.with_context(|| format!("Failed to list '{}'", path.display()))?;
            if entry.file_type().is_file() {
                let body = fs::read(entry.path())
                    .with_context(|| format!("Failed to read '{}'", entry.path().display()))?;
                bytes += body.len() as u64;
                hash.update(Sha256::digest(&body));
            }
        }
    }
    Ok(Artifact { bytes, sha256: hex::encode(hash.finalize()) })
}

/// Returns the value of `key` in a file of lines `key : value`.
fn field(path: &str, key: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let value = text.lines().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix(':'))?;
    Some(value.trim().to_owned())
}

fn read_line(path: &str) -> Option<String> {
    Some(fs::read_to_string(path).ok()?.trim().to_owned())
}

fn revision(project: &Path) -> Option<String> {
    let output = Command::new("git").args(["rev-parse", "HEAD"]).current_dir(project).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
