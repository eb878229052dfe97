//! Writing so that a reader, or a crash at any moment, never meets half of it.

use std::{
    fs::{self, File, TryLockError},
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use pages::Files;
use tempfile::{Builder, NamedTempFile};

const INCOMING: &str = ".incoming";

/// Replaces the file at `path` by `bytes`, unless it holds them already. Says whether it changed.
pub(crate) fn file(path: &Path, bytes: &[u8]) -> Result<bool> {
    if fs::read(path).is_ok_and(|present| present == bytes) {
        return Ok(false);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    replace(path, bytes, folder).with_context(|| format!("Failed to write '{}'", path.display()))?;
    Ok(true)
}

/// Writes `bytes` to a file in `nearby`, which is on the same disk, and moves it to `path` when it is whole.
fn replace(path: &Path, bytes: &[u8], nearby: &Path) -> Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    let mut temporary = NamedTempFile::new_in(nearby)?;
    temporary.write_all(bytes)?;
    allow_reading(temporary.path())?;
    temporary.persist(path)?;
    Ok(())
}

/// A folder that fills up file by file, by one program at a time.
///
/// Files in the making lie in its hidden folder `.incoming`, which is emptied when it is next opened.
pub(crate) struct Workplace {
    folder: PathBuf,
    /// Dropping it, and the end of the program in any way, lets go of the lock.
    _lock: File,
}

impl Workplace {
    /// Fails where another program has `folder` open.
    pub(crate) fn open(folder: &Path) -> Result<Workplace> {
        let named = || format!("Failed to open '{}' for writing", folder.display());
        let incoming = folder.join(INCOMING);
        fs::create_dir_all(&incoming).with_context(named)?;
        let lock = File::create(folder.join(".lock")).with_context(named)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                bail!("Another run is writing to '{}'; try again when it is done", folder.display())
            }
            Err(TryLockError::Error(error)) => return Err(error).with_context(named),
        }
        fs::remove_dir_all(&incoming).and_then(|()| fs::create_dir(&incoming)).with_context(named)?;
        Ok(Workplace { folder: folder.to_owned(), _lock: lock })
    }

    /// Puts the whole `body` at `path` below the folder.
    pub(crate) fn keep(&self, path: &str, body: &[u8]) -> Result<()> {
        let path = self.folder.join(path);
        replace(&path, body, &self.folder.join(INCOMING))
            .with_context(|| format!("Failed to write '{}'", path.display()))
    }
}

/// Replaces the whole folder `target` by `files`. Hidden files at its top, such as `.gitignore`, stay.
/// Until everything is written, the old folder stands.
pub(crate) fn folder(target: &Path, files: &Files) -> Result<()> {
    let named = || format!("Failed to write '{}'", target.display());
    let beside = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(beside).with_context(named)?;
    let fresh = Builder::new().prefix(".site-").tempdir_in(beside).with_context(named)?;
    allow_reading(fresh.path()).with_context(named)?;
    let content = fresh.path();
    for (path, bytes) in files {
        let path = content.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(named)?;
        }
        fs::write(&path, bytes).with_context(|| format!("Failed to write '{}'", path.display()))?;
    }
    for hidden in hidden_files(target)? {
        let name = hidden.file_name().unwrap_or_default();
        fs::copy(&hidden, content.join(name)).with_context(named)?;
    }
    swap(fresh, target).with_context(named)
}

/// Puts `fresh` in the place of `target`, and back what was there if that fails.
fn swap(fresh: tempfile::TempDir, target: &Path) -> std::io::Result<()> {
    let fresh = fresh.keep();
    if !target.exists() {
        return fs::rename(&fresh, target);
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

/// Temporary files and folders are private; what is published is not.
#[cfg(unix)]
fn allow_reading(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = if path.is_dir() { 0o755 } else { 0o644 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn allow_reading(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[test]
fn a_folder_is_replaced_as_a_whole_and_keeps_its_hidden_files() {
    let place = tempfile::tempdir().unwrap();
    let site = place.path().join("site");
    fs::create_dir_all(site.join("old")).unwrap();
    fs::write(site.join("old/page.html"), "old").unwrap();
    fs::write(site.join(".gitignore"), "*").unwrap();
    let files = Files::from([("a/b.html".to_owned(), b"new".to_vec())]);
    folder(&site, &files).unwrap();
    assert_eq!(fs::read_to_string(site.join("a/b.html")).unwrap(), "new");
    assert_eq!(fs::read_to_string(site.join(".gitignore")).unwrap(), "*");
    assert!(!site.join("old").exists());
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "nothing is left beside it");
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

#[test]
fn a_file_that_is_as_it_should_be_is_left_alone() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("new/table.csv");
    assert!(file(&path, b"a").unwrap());
    assert!(!file(&path, b"a").unwrap());
    assert!(file(&path, b"b").unwrap());
}
