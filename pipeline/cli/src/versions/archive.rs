//! Reads the archive of one frozen version, and trusts only what it can verify.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use dataset::{Files, Frozen};
use file_formats::Limits;
use rayon::prelude::*;
use schema::{EstimateChange, Manifest, Table, Version};
use sha2::{Digest, Sha256};

use crate::project;

/// Limits at a hundred times today's size of the tables, packed and unpacked. Anything larger is something else.
const LARGEST: u64 = 500_000_000;
const LIMITS: Limits = Limits { files: 100, bytes: 2_000_000_000 };

/// Names of the files that accompany the tables of a version.
const BESIDE: [&str; 5] = ["CITATION.cff", "README.md", "SHA256SUMS", "datapackage.json", "manifest.json"];

/// Lists the archives in `folder` by name; empty if the folder is missing.
pub(super) fn paths(folder: &Path) -> Result<Vec<PathBuf>> {
    let named = || format!("Failed to list '{}'", folder.display());
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).with_context(named)? {
        let path = entry.with_context(named)?.path();
        // Unfinished files and those of the operating system are hidden.
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !is_hidden && path.extension().is_some_and(|extension| extension == "zip") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Reads the version in the archive at `path`.
///
/// Fails if the file name is not a version, or if the files differ from their list of checksums. Also fails if the
/// manifest is missing, or belongs to another version or to other tables.
pub(super) fn read(path: &Path) -> Result<Frozen> {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let version: Version = stem.parse().context("Its name is not a valid version")?;
    let length = fs::metadata(path).context("Failed to read its size")?.len();
    ensure!(length <= LARGEST, "It is larger than {} MB", LARGEST / 1_000_000);
    let zip = project::read(path)?;
    let files = file_formats::files_of(&zip, &Frozen::zip_folder(&version), LIMITS)?;
    verify(&files)?;
    let manifest = files.get("manifest.json").context("It has no manifest.json")?;
    let manifest: Manifest = serde_json::from_slice(manifest).context("Failed to parse its manifest.json")?;
    ensure!(manifest.version == version, "Its manifest names the version '{}'", manifest.version);
    for name in files.keys().filter(|name| !BESIDE.contains(&name.as_str())) {
        let is_table = name.ends_with(".csv") && manifest.tables.iter().any(|table| table.file == *name);
        ensure!(is_table, "'{name}' in it does not belong to a version");
    }
    for table in &manifest.tables {
        let bytes = files.get(&table.file).map(|bytes| bytes.len() as u64);
        ensure!(bytes == Some(table.bytes), "Its manifest lists another {}", table.file.escape_debug());
    }
    let changes = files.get(EstimateChange::FILE);
    let changes = changes.with_context(|| format!("It has no {}", EstimateChange::FILE))?;
    // The manifest holds the counts. Rows in a format that is no longer read stay in the file.
    let changes = schema::rows_of_earlier(changes).unwrap_or_default();
    Ok(Frozen { manifest, files, zip, changes })
}

/// Fails unless `files` match their list of checksums in name and content.
fn verify(files: &Files) -> Result<()> {
    const SUMS: &str = "SHA256SUMS";
    let sums = files.get(SUMS).context("It has no SHA256SUMS")?;
    let sums = std::str::from_utf8(sums).context("Its SHA256SUMS is not UTF-8")?;
    let lines: Option<BTreeMap<&str, &str>> =
        sums.lines().map(|line| line.split_once("  ").map(|(sum, file)| (file, sum))).collect();
    let lines = lines.context("Its SHA256SUMS is not a list of checksums")?;
    let listed = lines.keys().copied().chain([SUMS]);
    ensure!(
        listed.collect::<std::collections::BTreeSet<_>>().into_iter().eq(files.keys().map(String::as_str)),
        "Its files differ from those in its SHA256SUMS"
    );
    lines.par_iter().try_for_each(|(file, sum)| {
        let found = hex::encode(Sha256::digest(&files[*file]));
        ensure!(found == *sum, "'{file}' in it does not match its SHA256SUMS");
        Ok(())
    })
}
