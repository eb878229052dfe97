//! Folder with the runs of a campaign: one file per block.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use flate2::{Compression, GzBuilder};
use jiff::Timestamp;
use tempfile::NamedTempFile;

use super::plan::Campaign;
use crate::record::Record;

/// Folder with the runs of one campaign.
pub(super) struct Store {
    pub(super) folder: PathBuf,
    /// Number of the current session, from 1.
    pub(super) session: u32,
}

impl Store {
    /// Opens `out`; without it, the newest folder with this campaign or a new one. Fails if the folder holds another
    /// campaign.
    pub(super) fn open(out: Option<&Path>, project: &Path, campaign: &Campaign) -> Result<Store> {
        let folder = match out {
            Some(out) => out.to_owned(),
            None => existing_folder(project, campaign).unwrap_or_else(|| new_folder(project, campaign)),
        };
        fs::create_dir_all(&folder).with_context(|| format!("Failed to create '{}'", folder.display()))?;
        check_same_campaign(&folder, campaign)?;
        let n_earlier = (1..1000)
            .take_while(|session| folder.join(format!("machine-{session:03}.json")).is_file())
            .count();
        let store = Store { folder, session: n_earlier as u32 + 1 };
        store.write("campaign.toml", campaign.text.as_bytes())?;
        Ok(store)
    }

    fn path(&self, block: u32) -> PathBuf {
        self.folder.join(file_name(block))
    }

    /// Returns true if a block has been written.
    pub(super) fn has(&self, block: u32) -> bool {
        self.path(block).is_file()
    }

    /// Writes a complete block.
    pub(super) fn write_block(&self, block: u32, records: &[Record]) -> Result<()> {
        let mut encoder = GzBuilder::new().write(Vec::new(), Compression::best());
        for record in records {
            serde_json::to_writer(&mut encoder, record).context("Failed to serialise a record")?;
            encoder.write_all(b"\n").context("Failed to compress records")?;
        }
        let bytes = encoder.finish().context("Failed to compress records")?;
        self.write(&file_name(block), &bytes)
    }

    /// Writes a file atomically, unless it has these contents already.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.folder.join(name);
        if fs::read(&path).is_ok_and(|current| current == bytes) {
            return Ok(());
        }
        let write = || -> Result<()> {
            let mut file = NamedTempFile::new_in(&self.folder)?;
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            fs::set_permissions(file.path(), std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
            file.persist(&path)?;
            Ok(())
        };
        write().with_context(|| format!("Failed to write '{}'", path.display()))
    }
}

/// Returns the file name of a block.
fn file_name(block: u32) -> String {
    format!("block-{block:03}.ndjson.gz")
}

fn check_same_campaign(folder: &Path, campaign: &Campaign) -> Result<()> {
    let path = folder.join("campaign.toml");
    if !path.is_file() {
        return Ok(());
    }
    let text = fs::read_to_string(&path).with_context(|| format!("Failed to read '{}'", path.display()))?;
    ensure!(
        text == campaign.text,
        "'{}' holds another campaign; name another folder with --out",
        folder.display()
    );
    Ok(())
}

/// Returns the newest folder in data/runs with exactly this campaign.
fn existing_folder(project: &Path, campaign: &Campaign) -> Option<PathBuf> {
    let entries = fs::read_dir(project.join("data/runs")).ok()?;
    let holds = |folder: &PathBuf| {
        fs::read_to_string(folder.join("campaign.toml")).is_ok_and(|text| text == campaign.text)
    };
    entries.flatten().map(|entry| entry.path()).filter(holds).max()
}

fn new_folder(project: &Path, campaign: &Campaign) -> PathBuf {
    let date: String = Timestamp::now().to_string().chars().take(10).collect();
    project.join("data/runs").join(format!("{date}-{}", campaign.name))
}
