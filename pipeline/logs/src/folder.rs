//! Folders of logs, such as an export to S3: one folder per log stream, with numbered files.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Deepest nesting that is searched. An export to S3 has three levels.
const MAX_DEPTH: u32 = 8;
/// File with which CloudWatch tests its access to the bucket of an export. It holds no log.
const TEST_FILE: &str = "aws-logs-write-test";

/// Lists the files of `path`, sorted: the file itself, or every file below the folder. Skips hidden files and symbolic
/// links below it.
///
/// # Errors
///
/// Fails if a folder cannot be listed.
pub fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if fs::metadata(path)?.is_dir() {
        collect_files(path, MAX_DEPTH, &mut files)?;
        files.sort();
    } else {
        files.push(path.to_owned());
    }
    Ok(files)
}

fn collect_files(folder: &Path, depth: u32, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (kind, name) = (entry.file_type()?, entry.file_name());
        let is_skipped = name.as_encoded_bytes().starts_with(b".") || name == TEST_FILE;
        if is_skipped || kind.is_symlink() {
            continue;
        }
        if kind.is_file() {
            files.push(entry.path());
        } else if kind.is_dir() && depth > 0 {
            collect_files(&entry.path(), depth - 1, files)?;
        }
    }
    Ok(())
}
