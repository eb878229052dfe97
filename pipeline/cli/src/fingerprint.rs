//! Fingerprints of the inputs of `summarize`, so that unchanged inputs are not recomputed.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::{Context, Result};
use schema::{FileDigest, Source};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    project::{self, Project},
    write,
};

/// A hidden file beside the raw files of a source. Those of our campaigns are under version control, so that a fresh
/// clone recomputes no table that is already right.
const FILE: &str = ".summarized.json";

/// Hashes of the inputs of one source, and of the tables that came from them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fingerprint {
    /// SHA-256 of the raw files, the registry, prices, claims, examples and the code.
    inputs: String,
    /// SHA-256 of all tables.
    tables: String,
}

impl Fingerprint {
    /// Computes the fingerprint of a source whose raw files have these `digests`, under the hash of the `tables`.
    pub(crate) fn now(
        project: &Project,
        source: &Source,
        digests: &[FileDigest],
        tables: &str,
    ) -> Result<Fingerprint> {
        let mut hash = Sha256::new();
        let mut add = |part: &[u8]| {
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        };
        add(env!("COLDMARK_CODE").as_bytes());
        let source = PathBuf::from("data/sources").join(&source.name).join("source.toml");
        let shared = [
            "data/runtimes.toml",
            "data/prices.toml",
            "content/claims.toml",
            "content/collectors.toml",
            "content/scenarios.toml",
        ];
        for file in shared.map(PathBuf::from).into_iter().chain([source]) {
            let path = project.root.join(file);
            add(&if path.is_file() { project::read(&path)? } else { Vec::new() });
        }
        for digest in digests {
            add(digest.path.as_bytes());
            add(digest.sha256.as_bytes());
        }
        Ok(Fingerprint { inputs: hex::encode(hash.finalize()), tables: tables.to_owned() })
    }

    /// True if it equals the fingerprint saved when the source was last summarized.
    pub(crate) fn is_current(&self, project: &Project, source: &Source) -> bool {
        let found = project::read(&project.raw(source).join(FILE)).ok();
        found
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .is_some_and(|found: Fingerprint| found == *self)
    }

    /// Saves it, with the hash of the `tables` that were written since.
    pub(crate) fn save(&self, project: &Project, source: &Source, tables: &str) -> Result<()> {
        let fingerprint = Fingerprint { inputs: self.inputs.clone(), tables: tables.to_owned() };
        let bytes = serde_json::to_vec(&fingerprint).context("Failed to encode the fingerprint")?;
        write::file(&project.raw(source).join(FILE), &bytes).map(|_| ())
    }
}

/// SHA-256 of the tables on disk, or of nothing if the folder is missing.
pub(crate) fn tables(project: &Project) -> Result<String> {
    let folder = project.summaries();
    let files = if folder.is_dir() { project::read_folder(&folder)? } else { BTreeMap::new() };
    let mut hash = Sha256::new();
    for (name, bytes) in files {
        hash.update(name);
        hash.update(Sha256::digest(&bytes));
    }
    Ok(hex::encode(hash.finalize()))
}
