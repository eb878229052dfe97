//! SHA-256 of raw files, kept so that files that have not changed are not read again.

use std::{collections::BTreeMap, fs, path::Path, time::SystemTime};

use anyhow::{Context, Result};
use rayon::prelude::*;
use schema::{FileDigest, Source};
use serde::{Deserialize, Serialize};

use crate::{
    project::{self, Project},
    write,
};

/// A hidden file beside the raw files of a source, outside version control.
const FILE: &str = ".digests.json";

/// A file on record: its digest, and the size and time of change that it had then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Known {
    bytes: u64,
    changed: SystemTime,
    sha256: String,
}

/// Digests of the raw files of one source, and the record of them.
#[derive(Default)]
pub(crate) struct Digests {
    /// The digests, in order of the paths.
    pub(crate) rows: Vec<FileDigest>,
    record: BTreeMap<String, Known>,
}

impl Digests {
    /// Computes the digest of each raw file of `source`. A file of the size and time of change that are on record is not
    /// read, unless it may have changed again after the record was written.
    pub(crate) fn of(project: &Project, source: &Source) -> Result<Digests> {
        let folder = project.raw(source);
        let (known, written) = read(&folder);
        let digest = |path: &String| -> Result<(FileDigest, Known)> {
            let named = || format!("Failed to read '{}'", folder.join(path).display());
            let metadata = fs::metadata(folder.join(path)).with_context(named)?;
            let (bytes, changed) = (metadata.len(), metadata.modified().with_context(named)?);
            let is_same = |found: &&Known| {
                let is_older = written.is_some_and(|written| changed < written);
                (found.bytes, found.changed) == (bytes, changed) && is_older
            };
            let found = match known.get(path).filter(is_same) {
                Some(found) => FileDigest { path: path.clone(), bytes, sha256: found.sha256.clone() },
                None => sources::digest(&folder, path)?,
            };
            let record = Known { bytes, changed, sha256: found.sha256.clone() };
            Ok((found, record))
        };
        let paths = sources::files(source, &folder)?;
        let found: Vec<(FileDigest, Known)> = paths.par_iter().map(digest).collect::<Result<_>>()?;
        let (rows, records): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        Ok(Digests { rows, record: paths.into_iter().zip(records).collect() })
    }

    /// Keeps the record.
    pub(crate) fn save(&self, project: &Project, source: &Source) -> Result<()> {
        let bytes = serde_json::to_vec(&self.record).context("Failed to encode the digests")?;
        write::file(&project.raw(source).join(FILE), &bytes).map(|_| ())
    }
}

/// Reads the record, and the time at which it was written; an empty one if it is missing or broken.
fn read(folder: &Path) -> (BTreeMap<String, Known>, Option<SystemTime>) {
    let path = folder.join(FILE);
    let written = fs::metadata(&path).and_then(|metadata| metadata.modified()).ok();
    let known = project::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    (known.unwrap_or_default(), written)
}
