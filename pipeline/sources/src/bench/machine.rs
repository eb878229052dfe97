//! Machine and deployed functions of each session: `machine-<session>.json`.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};
use schema::{Arch, ArtifactRow};
use serde::Deserialize;

use super::names::Names;

/// Machine and functions of one session.
#[derive(Debug, Deserialize)]
pub(super) struct Machine {
    #[serde(default)]
    arch: Option<Arch>,
    processor: String,
    processors: u32,
    memory_kb: u64,
    kernel: String,
    is_virtual: bool,
    revision: Option<String>,
    functions: BTreeMap<String, Function>,
}

#[derive(Debug, Deserialize)]
struct Function {
    client: String,
    client_version: String,
    toolchain: Option<String>,
    artifacts: BTreeMap<String, Artifact>,
}

#[derive(Debug, Deserialize)]
struct Artifact {
    bytes: u64,
    sha256: String,
}

impl Machine {
    pub(super) fn arch(&self) -> Arch {
        self.arch.unwrap_or_default()
    }
}

/// Reads the sessions in `folder`, in order.
pub(super) fn read(folder: &Path) -> Result<Vec<Machine>> {
    let paths = (1..1000).map(|session| folder.join(format!("machine-{session:03}.json")));
    let mut machines = Vec::new();
    for path in paths.take_while(|path| path.is_file()) {
        let named = || format!("Failed to read '{}'", path.display());
        let bytes = fs::read(&path).with_context(named)?;
        machines.push(serde_json::from_slice(&bytes).with_context(named)?);
    }
    Ok(machines)
}

/// Lists the deployed artifacts by session, function and workload.
pub(super) fn artifacts(source: &str, machines: &[Machine], names: &Names<'_>) -> Vec<ArtifactRow> {
    let mut rows = Vec::new();
    for (machine, session) in machines.iter().zip(1..) {
        for (name, function) in &machine.functions {
            rows.extend(function.artifacts.iter().map(|(workload, artifact)| ArtifactRow {
                source: source.to_owned(),
                session,
                runtime: names.slug(name),
                workload: workload.clone(),
                processor: machine.processor.clone(),
                processors: machine.processors,
                machine_memory_mb: machine.memory_kb / 1024,
                kernel: machine.kernel.clone(),
                is_virtual: machine.is_virtual,
                client: function.client.clone(),
                client_version: function.client_version.clone(),
                toolchain: function.toolchain.clone().unwrap_or_default(),
                artifact_bytes: artifact.bytes,
                sha256: artifact.sha256.clone(),
                revision: machine.revision.clone().unwrap_or_default(),
            }));
        }
    }
    rows
}
