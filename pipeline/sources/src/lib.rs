//! Fetches published benchmark data ([`fetch`]) and parses its files ([`read`]).
//!
//! A source is a folder `data/sources/<name>/` with a `source.toml`. Its raw files are in `raw/` below it, or in
//! `data/runs/` for campaigns of this project.
//!
//! Each adapter is one module. It names every anomaly in its files by a rule and accounts for every sample:
//! raw = accepted + quarantined.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use raw_files::name_below;
use rayon::prelude::*;
use schema::{FileDigest, Registry, Runs, Source};
use sha2::{Digest, Sha256};

mod bench;
pub mod fetch;
mod invocations;
mod lambda_perf;
mod names;
mod raw_files;
mod tally;

/// Reads every raw file of `source` below `folder` with the source's adapter.
///
/// Quarantines bad files, records and values in the result instead of stopping.
/// Fails if the folder cannot be listed, a file cannot be read from disk, or the adapter is unknown.
pub fn read(source: &Source, registry: &Registry, folder: &Path) -> Result<Runs> {
    let files = raw_files::list(folder, source.extension())?;
    match source.adapter.as_str() {
        "bench" => bench::read(&source.name, registry, folder, &files),
        "invocations" => invocations::read(source, registry, folder, &files),
        "lambda-perf" => lambda_perf::read(source, registry, folder, &files),
        other => bail!(
            "Source '{}' names the adapter '{other}', which does not exist; use bench, invocations or lambda-perf",
            source.name
        ),
    }
}

/// Computes the digests of all raw files of `source` below `folder`, in order of their paths.
/// Fails if the folder cannot be listed or a file cannot be read from disk.
pub fn digests(source: &Source, folder: &Path) -> Result<Vec<FileDigest>> {
    let digest = |path: &PathBuf| {
        let body = fs::read(path).with_context(|| format!("Failed to read '{}'", path.display()))?;
        Ok(FileDigest {
            path: name_below(folder, path),
            bytes: body.len() as u64,
            sha256: hex::encode(Sha256::digest(&body)),
        })
    };
    raw_files::list(folder, source.extension())?.par_iter().map(digest).collect()
}

/// Returns true if `folder` has any raw file with this `extension`; a missing folder has none.
/// Fails if the folder cannot be listed.
pub fn has_raw_files(folder: &Path, extension: &str) -> Result<bool> {
    if !folder.is_dir() {
        return Ok(false);
    }
    Ok(raw_files::walk(folder, extension).next().transpose()?.is_some())
}
