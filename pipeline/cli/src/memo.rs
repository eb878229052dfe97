//! What tables were computed from, so that nothing is computed again that would come out the same.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::{Context, Result};
use schema::{FileDigest, Source};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    project::{self, Project},
    write,
};

/// Lies beside the raw files of a source, hidden, and is not in version control.
const FILE: &str = ".summarized.json";

/// What the tables of one source were computed from, and the tables as they were left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Memo {
    /// SHA-256 of the raw files, the registry, prices, claims, examples and the code.
    inputs: String,
    /// SHA-256 of all tables.
    tables: String,
}

impl Memo {
    /// What would be remembered now of a source with raw files of these `digests`.
    pub(crate) fn now(project: &Project, source: &Source, digests: &[FileDigest]) -> Result<Memo> {
        let mut hash = Sha256::new();
        let mut add = |part: &[u8]| {
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        };
        add(env!("COLDMARK_CODE").as_bytes());
        let source = PathBuf::from("data/sources").join(&source.name).join("source.toml");
        let shared = ["data/runtimes.toml", "data/prices.toml", "content/claims.toml", "content/which.toml"];
        for file in shared.map(PathBuf::from).into_iter().chain([source]) {
            let path = project.root.join(file);
            add(&if path.is_file() { project::read(&path)? } else { Vec::new() });
        }
        for digest in digests {
            add(digest.path.as_bytes());
            add(digest.sha256.as_bytes());
        }
        Ok(Memo { inputs: hex::encode(hash.finalize()), tables: tables(project)? })
    }

    /// Whether it is what was left behind when the source was last summarized.
    pub(crate) fn is_remembered(&self, project: &Project, source: &Source) -> bool {
        let found = project::read(&project.raw(source).join(FILE)).ok();
        found.and_then(|bytes| serde_json::from_slice(&bytes).ok()).is_some_and(|found: Memo| found == *self)
    }

    /// Remembers it, with the tables as they are now.
    pub(crate) fn remember(self, project: &Project, source: &Source) -> Result<()> {
        let memo = Memo { tables: tables(project)?, ..self };
        let bytes = serde_json::to_vec(&memo).context("Failed to write down what was summarized")?;
        write::file(&project.raw(source).join(FILE), &bytes).map(|_| ())
    }
}

/// SHA-256 of the tables as they lie on disk; of nothing where there are none.
fn tables(project: &Project) -> Result<String> {
    let folder = project.summaries();
    let files = if folder.is_dir() { project::read_folder(&folder)? } else { BTreeMap::new() };
    let mut hash = Sha256::new();
    for (name, bytes) in files {
        hash.update(name);
        hash.update(Sha256::digest(&bytes));
    }
    Ok(hex::encode(hash.finalize()))
}
