//! Fetches published benchmark data ([`fetch`]) and parses its files ([`read`]).
//!
//! A source is a folder `data/sources/<name>/` with a `source.toml`. Its raw files are in `raw/` below it, or in
//! `data/runs/` for campaigns of this project.
//!
//! Each adapter is one module. It names every anomaly in its files by a rule and accounts for every sample:
//! raw = accepted + quarantined.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use raw_files::name_below;
use schema::{FileDigest, Registry, Runs, Source};
use sha2::{Digest, Sha256};

mod batches;
mod bench;
mod cf_vs_vercel;
mod classifaas;
mod example;
pub mod fetch;
mod index;
mod invocations;
mod lambda_perf;
mod names;
mod raw_files;
mod tally;
mod value_counts;

/// Reads every raw file of `source` below `folder` with the source's adapter.
///
/// Quarantines bad files, records and values in the result instead of stopping.
/// Fails if the folder cannot be listed, a file cannot be read from disk, or the adapter is unknown.
pub fn read(source: &Source, registry: &Registry, folder: &Path) -> Result<Runs> {
    let files = raw_files::list(folder, source)?;
    match source.adapter.as_str() {
        "bench" => bench::read(&source.name, registry, folder, &files),
        "cf-vs-vercel" => cf_vs_vercel::read(source, registry, folder, &files),
        "classifaas" => classifaas::read(source, registry, folder, &files),
        "example" => example::read(source, registry, folder, &files),
        "invocations" => invocations::read(source, registry, folder, &files),
        "lambda-perf" => lambda_perf::read(source, registry, folder, &files),
        Source::VALUE_COUNTS => value_counts::read(source, registry, folder, &files),
        other => bail!(
            "Source '{}' names the adapter '{other}', which does not exist; use bench, cf-vs-vercel, classifaas, example, invocations, lambda-perf or value-counts",
            source.name
        ),
    }
}

/// Lists all raw files of `source`, as paths below `folder`, sorted.
/// Fails if the folder cannot be listed.
pub fn files(source: &Source, folder: &Path) -> Result<Vec<String>> {
    Ok(raw_files::list(folder, source)?.iter().map(|path| name_below(folder, path)).collect())
}

/// Computes the digest of the file `name` below `folder`.
/// Fails if it cannot be read from disk.
pub fn digest(folder: &Path, name: &str) -> Result<FileDigest> {
    let path = folder.join(name);
    let body = fs::read(&path).with_context(|| format!("Failed to read '{}'", path.display()))?;
    let sha256 = hex::encode(Sha256::digest(&body));
    Ok(FileDigest { path: name.to_owned(), bytes: body.len() as u64, sha256 })
}

/// Returns true if `folder` has any raw file of `source`; a missing folder has none.
/// Fails if the folder cannot be listed.
pub fn has_raw_files(source: &Source, folder: &Path) -> Result<bool> {
    if !folder.is_dir() {
        return Ok(false);
    }
    Ok(raw_files::walk(folder, source)?.next().transpose()?.is_some())
}
