//! Atomic writes: neither a reader nor a crash ever sees half a file.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use tempfile::NamedTempFile;

mod folder;

pub(crate) use folder::{add, folder};

const INCOMING: &str = ".incoming";
const LOCK: &str = ".lock";

/// Replaces the file at `path` by `bytes`, unless it holds them already. Returns true if it changed.
pub(crate) fn file(path: &Path, bytes: &[u8]) -> Result<bool> {
    if fs::read(path).is_ok_and(|present| present == bytes) {
        return Ok(false);
    }
    file_with(path, |temporary| Ok(temporary.write_all(bytes)?))?;
    Ok(true)
}

/// Replaces the file at `path` by what `write` writes, whole or not at all. Returns its size in bytes.
pub(crate) fn file_with(path: &Path, write: impl FnOnce(&mut File) -> Result<()>) -> Result<u64> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    replace(path, folder, write).with_context(|| format!("Failed to write '{}'", path.display()))
}

/// Makes an empty file at `path` if there is no file.
pub(crate) fn mark(path: &Path) -> Result<()> {
    let made = File::options().append(true).create(true).open(path);
    made.map(drop).with_context(|| format!("Failed to write '{}'", path.display()))
}

/// Writes a file in `nearby`, on the same disk, and renames it to `path` once it is whole. Returns its size in bytes.
fn replace(path: &Path, nearby: &Path, write: impl FnOnce(&mut File) -> Result<()>) -> Result<u64> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    let mut temporary = NamedTempFile::new_in(nearby)?;
    write(temporary.as_file_mut())?;
    let bytes = temporary.as_file().metadata()?.len();
    allow_reading(temporary.path())?;
    temporary.persist(path)?;
    Ok(bytes)
}

/// The hidden staging folder `.incoming` of a target folder, locked for one program at a time.
///
/// Opening it removes leftovers of an interrupted run.
pub(crate) struct StagingDir {
    folder: PathBuf,
    /// The lock ends when this is dropped and when the program ends in any way.
    _lock: File,
}

impl StagingDir {
    /// Fails if another program has `folder` open.
    pub(crate) fn open(folder: &Path) -> Result<StagingDir> {
        let named = || format!("Failed to open '{}' for writing", folder.display());
        fs::create_dir_all(folder).with_context(named)?;
        let Some(lock) = lock(&folder.join(LOCK)).with_context(named)? else {
            bail!("Another run is writing to '{}'; try again when it is done", folder.display())
        };
        // Leftovers of an interrupted run.
        let incoming = folder.join(INCOMING);
        if incoming.exists() {
            fs::remove_dir_all(&incoming).with_context(named)?;
        }
        fs::create_dir(&incoming).with_context(named)?;
        Ok(StagingDir { folder: folder.to_owned(), _lock: lock })
    }

    /// The folder for unfinished files.
    pub(crate) fn incoming(&self) -> PathBuf {
        self.folder.join(INCOMING)
    }

    /// Removes the staging folder and the lock.
    fn close(self) -> io::Result<()> {
        fs::remove_dir_all(self.incoming())?;
        fs::remove_file(self.folder.join(LOCK))
    }

    /// Writes `body` to `path` below the folder, whole or not at all.
    pub(crate) fn keep(&self, path: &str, body: &[u8]) -> Result<()> {
        let path = self.folder.join(path);
        replace(&path, &self.incoming(), |file| Ok(file.write_all(body)?))
            .map(drop)
            .with_context(|| format!("Failed to write '{}'", path.display()))
    }
}

/// Locks the file at `path`; `None` if another program holds the lock.
fn lock(path: &Path) -> io::Result<Option<File>> {
    loop {
        let lock = File::create(path)?;
        match lock.try_lock() {
            Ok(()) if is_at(&lock, path) => return Ok(Some(lock)),
            // The previous holder removed the file after we opened it, so the next run would lock another one.
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// True if the open `file` is still the one at `path`.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |found: io::Result<fs::Metadata>| found.map(|found| (found.dev(), found.ino())).ok();
    place(file.metadata()) == place(fs::metadata(path))
}

/// Always true here, because other systems cannot remove an open file.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// Makes a file or folder readable for everyone: temporary ones are private, published ones are not.
#[cfg(unix)]
pub(crate) fn allow_reading(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = if path.is_dir() { 0o755 } else { 0o644 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
pub(crate) fn allow_reading(_: &Path) -> io::Result<()> {
    Ok(())
}

#[test]
fn an_up_to_date_file_is_not_rewritten() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("new/table.csv");
    assert!(file(&path, b"a").unwrap());
    assert!(!file(&path, b"a").unwrap());
    assert!(file(&path, b"b").unwrap());
}
