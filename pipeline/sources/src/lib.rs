//! Published benchmark data in: bringing it here ([`fetch`]) and reading its files ([`read`]).
//!
//! A source is a folder `data/sources/<name>/` with a `source.toml`; its files lie in `raw/` below that, or those of
//! runs of our own in `data/runs/`.
//! Each adapter is one module. It names every oddity of its files by a rule and accounts for every sample:
//! raw = accepted + quarantined.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use schema::{FileDigest, Registry, Runs, Source};
use sha2::{Digest, Sha256};
use walkdir::{DirEntry, WalkDir};

mod bench;
pub mod fetch;
mod invocations;
mod lambda_perf;
mod names;
mod tally;

/// Reads every raw file of `source` below `folder` with the source's adapter.
///
/// Bad files, records and values are quarantined in the result and do not stop the run.
/// Fails where the folder cannot be listed, a file cannot be read from disk, or the adapter is unknown.
pub fn read(source: &Source, registry: &Registry, folder: &Path) -> Result<Runs> {
    let files = raw_files(folder, source.extension())?;
    match source.adapter.as_str() {
        "bench" => bench::read(&source.name, registry, folder, &files),
        "invocations" => invocations::read(&source.name, registry, folder, &files),
        "lambda-perf" => lambda_perf::read(&source.name, registry, folder, &files),
        other => bail!(
            "Source '{}' names the adapter '{other}', which does not exist; use bench, invocations or lambda-perf",
            source.name
        ),
    }
}

/// What identifies each raw file of `source` below `folder`, in order of their paths.
/// Fails where the folder cannot be listed or a file cannot be read from disk.
pub fn digests(source: &Source, folder: &Path) -> Result<Vec<FileDigest>> {
    let digest = |path: &PathBuf| {
        let body = fs::read(path).with_context(|| format!("Failed to read '{}'", path.display()))?;
        Ok(FileDigest {
            path: name_below(folder, path),
            bytes: body.len() as u64,
            sha256: hex::encode(Sha256::digest(&body)),
        })
    };
    raw_files(folder, source.extension())?.par_iter().map(digest).collect()
}

/// Whether any raw file of a source with this `extension` lies below `folder`.
/// Fails where what is there cannot be listed.
pub fn has_raw_files(folder: &Path, extension: &str) -> Result<bool> {
    if !folder.is_dir() {
        return Ok(false);
    }
    Ok(list(folder, extension).next().transpose()?.is_some())
}

/// Every file with the source's extension, sorted.
fn raw_files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut files = list(folder, extension).collect::<Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}

/// Files with the source's extension. Hidden ones are left out: an unfinished download is one.
fn list(folder: &Path, extension: &str) -> impl Iterator<Item = Result<PathBuf>> {
    let is_shown =
        |entry: &DirEntry| entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".");
    let is_data = move |entry: &DirEntry| {
        entry.file_type().is_file() && entry.path().extension().is_some_and(|found| found == extension)
    };
    WalkDir::new(folder).into_iter().filter_entry(is_shown).filter_map(move |entry| match entry {
        Ok(entry) => is_data(&entry).then(|| Ok(entry.into_path())),
        Err(error) => Some(Err(error).with_context(|| format!("Failed to list '{}'", folder.display()))),
    })
}

/// The name of a file in its source: its path below `folder`, with `/`.
fn name_below(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
