//! Writing so that a reader, or a crash at any moment, never meets half of it.

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

/// Replaces the file at `path` by `bytes`, unless it holds them already. Says whether it changed.
pub(crate) fn file(path: &Path, bytes: &[u8]) -> Result<bool> {
    if fs::read(path).is_ok_and(|present| present == bytes) {
        return Ok(false);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    replace(path, bytes, folder).with_context(|| format!("Failed to write '{}'", path.display()))?;
    Ok(true)
}

/// Makes an empty file at `path`, where there is none.
pub(crate) fn mark(path: &Path) -> Result<()> {
    let made = File::options().append(true).create(true).open(path);
    made.map(drop).with_context(|| format!("Failed to write '{}'", path.display()))
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
        fs::create_dir_all(folder).with_context(named)?;
        let Some(lock) = lock(&folder.join(LOCK)).with_context(named)? else {
            bail!("Another run is writing to '{}'; try again when it is done", folder.display())
        };
        // What is in it is of a run that was broken off.
        let incoming = folder.join(INCOMING);
        if incoming.exists() {
            fs::remove_dir_all(&incoming).with_context(named)?;
        }
        fs::create_dir(&incoming).with_context(named)?;
        Ok(Workplace { folder: folder.to_owned(), _lock: lock })
    }

    /// Where files in the making lie.
    pub(crate) fn incoming(&self) -> PathBuf {
        self.folder.join(INCOMING)
    }

    /// Leaves the folder without a trace of this.
    fn close(self) -> io::Result<()> {
        fs::remove_dir_all(self.incoming())?;
        fs::remove_file(self.folder.join(LOCK))
    }

    /// Puts the whole `body` at `path` below the folder.
    pub(crate) fn keep(&self, path: &str, body: &[u8]) -> Result<()> {
        let path = self.folder.join(path);
        replace(&path, body, &self.incoming())
            .with_context(|| format!("Failed to write '{}'", path.display()))
    }
}

/// The locked file at `path`; none where another program has it.
fn lock(path: &Path) -> io::Result<Option<File>> {
    loop {
        let lock = File::create(path)?;
        match lock.try_lock() {
            Ok(()) if is_at(&lock, path) => return Ok(Some(lock)),
            // Who had it has removed it since it was opened here, and the next one locks another file.
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// Whether the open `file` is still the one at `path`.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |found: io::Result<fs::Metadata>| found.map(|found| (found.dev(), found.ino())).ok();
    place(file.metadata()) == place(fs::metadata(path))
}

/// An open file cannot be removed.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// Temporary files and folders are private; what is published is not.
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
fn a_file_that_is_as_it_should_be_is_left_alone() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("new/table.csv");
    assert!(file(&path, b"a").unwrap());
    assert!(!file(&path, b"a").unwrap());
    assert!(file(&path, b"b").unwrap());
}
