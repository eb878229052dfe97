//! Raw files of a source on disk.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use schema::Source;
use walkdir::{DirEntry, WalkDir};

/// Returns the matcher of `patterns`, in which `*` stays within a folder and `**` does not.
/// Fails if one of them is no pattern.
pub(crate) fn matcher(patterns: &[String]) -> Result<GlobSet> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = GlobBuilder::new(pattern).literal_separator(true).build();
        set.add(glob.with_context(|| format!("'{pattern}' in source.toml is no pattern of files"))?);
    }
    set.build().context("The patterns of files in source.toml are too long")
}

/// Lists every raw file of `source` below `folder`, sorted.
pub(crate) fn list(folder: &Path, source: &Source) -> Result<Vec<PathBuf>> {
    let mut files = walk(folder, source)?.collect::<Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}

/// Walks all raw files of `source` below `folder`. Skips hidden files, because unfinished downloads are hidden.
pub(crate) fn walk(folder: &Path, source: &Source) -> Result<impl Iterator<Item = Result<PathBuf>>> {
    let wanted = matcher(&source.files())?;
    let is_visible =
        |entry: &DirEntry| entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".");
    let is_data = move |entry: &DirEntry| {
        entry.file_type().is_file() && wanted.is_match(name_below(folder, entry.path()))
    };
    Ok(WalkDir::new(folder).into_iter().filter_entry(is_visible).filter_map(move |entry| match entry {
        Ok(entry) => is_data(&entry).then(|| Ok(entry.into_path())),
        Err(error) => Some(Err(error).with_context(|| format!("Failed to list '{}'", folder.display()))),
    }))
}

/// Returns a file's name within its source: its path below `folder`, with `/`.
pub(crate) fn name_below(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

#[test]
fn a_star_stays_within_its_folder() {
    let is_match = |pattern: &str, path: &str| matcher(&[pattern.to_owned()]).unwrap().is_match(path);
    assert!(is_match("data/**/*.json", "data/a.json") && is_match("data/**/*.json", "data/2022/05/a.json"));
    assert!(is_match("**/*.gz", "a.gz") && is_match("data/b/2*/*.log", "data/b/2025/a.log"));
    assert!(
        !is_match("data/*.json", "data/2022/a.json") && !is_match("data/b/2*/*.log", "data/b/logs/a.log")
    );
    assert!(!is_match("data/**/*.json", "database/a.json") && !is_match("data/**/*.json", "data/a.md"));
    assert!(matcher(&["data/[".to_owned()]).is_err());
}
