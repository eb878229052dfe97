//! A folder that is replaced as a whole, in which a file that stays as it is stays the same file.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use pages::Files;
use rayon::prelude::*;
use tempfile::Builder;

use super::allow_reading;

/// Replaces the whole folder `target` by `files` and says how many of them it did not hold already. Those that it
/// did keep their time and their place on the disk, so that what publishes the folder sees what has changed.
/// Hidden files at its top, such as `.gitignore`, stay.
///
/// The new folder is made beside the old one, which stands until everything is written. Then they change places
/// in one step: a crash before it leaves the old folder, one after it the new one, and either a hidden folder
/// beside it. Where the system knows no such step it takes two, and a crash between them leaves neither at its
/// place; the next build puts it there.
pub(crate) fn folder(target: &Path, files: &Files) -> Result<usize> {
    let named = || format!("Failed to write '{}'", target.display());
    let beside = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(beside).with_context(named)?;
    let fresh = Builder::new().prefix(".site-").tempdir_in(beside).with_context(named)?;
    allow_reading(fresh.path()).with_context(named)?;
    let content = fresh.path();
    for hidden in hidden_files(target)? {
        let name = hidden.file_name().unwrap_or_default();
        let link = fs::hard_link(&hidden, content.join(name));
        link.or_else(|_| fs::copy(&hidden, content.join(name)).map(drop)).with_context(named)?;
    }
    let put = |(path, bytes): (&String, &Vec<u8>)| {
        put(&target.join(path), &content.join(path), bytes)
            .with_context(|| format!("Failed to write '{}'", content.join(path).display()))
    };
    let is_new: Vec<bool> = files.par_iter().map(put).collect::<Result<_>>()?;
    swap(fresh, target).with_context(named)?;
    Ok(is_new.into_iter().filter(|is_new| *is_new).count())
}

/// Makes the file at `path` hold `bytes`: the file at `old` under a second name where that holds them.
/// Says whether it is a new one.
fn put(old: &Path, path: &Path, bytes: &[u8]) -> io::Result<bool> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let is_long_as = |entry: fs::Metadata| entry.is_file() && entry.len() == bytes.len() as u64;
    let is_same = fs::symlink_metadata(old).is_ok_and(is_long_as) && fs::read(old)? == bytes;
    // Some disks know one name for each file.
    if is_same && fs::hard_link(old, path).is_ok() {
        return Ok(false);
    }
    fs::write(path, bytes)?;
    Ok(true)
}

/// Puts `fresh` in the place of `target`, and back what was there if that fails.
fn swap(fresh: tempfile::TempDir, target: &Path) -> io::Result<()> {
    let fresh = fresh.keep();
    if !target.exists() {
        return fs::rename(&fresh, target);
    }
    if exchange(&fresh, target).is_ok() {
        return fs::remove_dir_all(&fresh);
    }
    let old = fresh.with_extension("old");
    fs::rename(target, &old)?;
    if let Err(error) = fs::rename(&fresh, target) {
        fs::rename(&old, target)?;
        fs::remove_dir_all(&fresh)?;
        return Err(error);
    }
    fs::remove_dir_all(&old)
}

/// Lets two folders change places in one step.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

fn hidden_files(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).with_context(|| format!("Failed to list '{}'", folder.display()))?;
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let is_hidden = |path: &PathBuf| {
        path.is_file() && path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
    };
    Ok(paths.filter(is_hidden).collect())
}

#[test]
fn a_folder_is_replaced_as_a_whole_and_keeps_its_hidden_files() {
    let place = tempfile::tempdir().unwrap();
    let site = place.path().join("site");
    fs::create_dir_all(site.join("old")).unwrap();
    fs::write(site.join("old/page.html"), "old").unwrap();
    fs::write(site.join(".gitignore"), "*").unwrap();
    let files = Files::from([("a/b.html".to_owned(), b"new".to_vec())]);
    assert_eq!(folder(&site, &files).unwrap(), 1);
    assert_eq!(fs::read_to_string(site.join("a/b.html")).unwrap(), "new");
    assert_eq!(fs::read_to_string(site.join(".gitignore")).unwrap(), "*");
    assert!(!site.join("old").exists());
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn a_file_that_stays_as_it_is_keeps_its_time() {
    let place = tempfile::tempdir().unwrap();
    let site = place.path().join("site");
    let page = |text: &str| text.as_bytes().to_vec();
    let mut files = Files::from([("a/same.html".to_owned(), page("a")), ("b.html".to_owned(), page("b"))]);
    assert_eq!(folder(&site, &files).unwrap(), 2);
    let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_hours(24);
    let modified = |path: &str| fs::metadata(site.join(path)).unwrap().modified().unwrap();
    for path in files.keys() {
        fs::File::options().append(true).open(site.join(path)).unwrap().set_modified(long_ago).unwrap();
    }
    // As long as before, but another.
    files.insert("b.html".to_owned(), page("c"));
    assert_eq!(folder(&site, &files).unwrap(), 1);
    assert_eq!(modified("a/same.html"), long_ago);
    assert!(modified("b.html") > long_ago);
    assert_eq!(fs::read_to_string(site.join("b.html")).unwrap(), "c");
}

#[test]
fn a_folder_that_cannot_be_written_leaves_the_old_one() {
    let place = tempfile::tempdir().unwrap();
    let site = place.path().join("site");
    fs::create_dir_all(&site).unwrap();
    fs::write(site.join("page.html"), "old").unwrap();
    // A file cannot also be a folder.
    let files = Files::from([("a".to_owned(), Vec::new()), ("a/b".to_owned(), Vec::new())]);
    assert!(folder(&site, &files).is_err());
    assert_eq!(fs::read_to_string(site.join("page.html")).unwrap(), "old");
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "nothing is left beside it");
}
