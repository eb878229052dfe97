//! Place of a report: a folder of pages, or a single file.

use std::{
    fs::{self, File},
    io::Read as _,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use indicatif::DecimalBytes;
use serde::Serialize;
use site::Files;

use crate::write;

/// Hidden file that marks a folder as a report, which may be overwritten.
const MARK: &str = ".coldmark-report";

/// Tag near the beginning of a file that marks it as a report, which may be overwritten.
const GENERATOR: &str = "<meta name=\"generator\" content=\"coldmark report --single\">";

/// Bytes from the beginning of a file that are searched for [`GENERATOR`]. The first tags are shorter.
const HEAD_BYTES: u64 = 1024;

/// Size above which mail servers may refuse the file. Common limits are 20 to 25 MB, and encoding adds a third.
const MAX_MAIL_BYTES: usize = 15_000_000;

/// Place of a report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Target {
    Folder(PathBuf),
    File(PathBuf),
}

impl Target {
    /// Fails if a report would replace anything but a report, because everything there is replaced.
    pub(super) fn ensure_replaceable(&self) -> Result<()> {
        match self {
            Target::Folder(folder) => {
                let Ok(mut entries) = fs::read_dir(folder) else { return Ok(()) };
                ensure!(
                    folder.join(MARK).is_file() || entries.next().is_none(),
                    "'{}' holds files that are not a report; name an empty folder with --out",
                    folder.display()
                );
            }
            Target::File(path) => {
                ensure!(!path.is_dir(), "'{}' is a folder; name a file with --out", path.display());
                ensure!(
                    !path.exists() || is_report(path)?,
                    "'{}' is a file that is not a report; name another file with --out",
                    path.display()
                );
            }
        }
        Ok(())
    }

    /// The path to open in a browser.
    pub(super) fn page(&self) -> PathBuf {
        match self {
            Target::Folder(folder) => folder.join("index.html"),
            Target::File(path) => path.clone(),
        }
    }
}

/// True if a file is empty or a single-file report.
fn is_report(path: &Path) -> Result<bool> {
    let mut head = Vec::new();
    let file = File::open(path).with_context(|| format!("Failed to read '{}'", path.display()))?;
    file.take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(head.is_empty() || String::from_utf8_lossy(&head).contains(GENERATOR))
}

/// Writes the pages of a report to a folder.
pub(super) fn folder(folder: &Path, files: &Files) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("Failed to make '{}'", folder.display()))?;
    write::mark(&folder.join(MARK))?;
    write::folder(folder, files)?;
    Ok(())
}

/// Writes a report to a single file, and says how large it is.
pub(super) fn file(path: &Path, bytes: &[u8]) -> Result<()> {
    write::file(path, bytes)?;
    let size = DecimalBytes(bytes.len() as u64);
    if bytes.len() > MAX_MAIL_BYTES {
        eprintln!("coldmark: The file has {size}, too much for many mail servers; as a zip, it has a tenth");
    } else {
        eprintln!("The file has {size}");
    }
    Ok(())
}
