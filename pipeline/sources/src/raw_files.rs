//! Raw files of a source on disk.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use walkdir::{DirEntry, WalkDir};

/// Lists every file with the source's extension, sorted.
pub(crate) fn list(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut files = walk(folder, extension).collect::<Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}

/// Walks all files with the source's extension. Skips hidden files, because unfinished downloads are hidden.
pub(crate) fn walk(folder: &Path, extension: &str) -> impl Iterator<Item = Result<PathBuf>> {
    let is_visible =
        |entry: &DirEntry| entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".");
    let is_data = move |entry: &DirEntry| {
        entry.file_type().is_file() && entry.path().extension().is_some_and(|found| found == extension)
    };
    WalkDir::new(folder).into_iter().filter_entry(is_visible).filter_map(move |entry| match entry {
        Ok(entry) => is_data(&entry).then(|| Ok(entry.into_path())),
        Err(error) => Some(Err(error).with_context(|| format!("Failed to list '{}'", folder.display()))),
    })
}

/// Returns a file's name within its source: its path below `folder`, with `/`.
pub(crate) fn name_below(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
