//! A folder of logs, as an export to S3 leaves it: one for each log stream, with numbered files in it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Folders in folders that are looked into.
const MAX_DEPTH: u32 = 8;
/// What CloudWatch writes to see whether it may, in the place that an export goes to. It holds no log.
const TEST_FILE: &str = "aws-logs-write-test";

/// The files of `path`, in order: itself, or all below it, hidden ones left out. Links below it are not followed.
///
/// # Errors
///
/// Fails where a folder cannot be listed.
pub fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if fs::metadata(path)?.is_dir() {
        list(path, MAX_DEPTH, &mut found)?;
        found.sort();
    } else {
        found.push(path.to_owned());
    }
    Ok(found)
}

fn list(folder: &Path, depth: u32, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (kind, name) = (entry.file_type()?, entry.file_name());
        let is_left_out = name.as_encoded_bytes().starts_with(b".") || name == TEST_FILE;
        if is_left_out || kind.is_symlink() {
            continue;
        }
        if kind.is_file() {
            found.push(entry.path());
        } else if kind.is_dir() && depth > 0 {
            list(&entry.path(), depth - 1, found)?;
        }
    }
    Ok(())
}
