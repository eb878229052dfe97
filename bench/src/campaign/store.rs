//! Where the runs of a campaign are kept: a folder with a file for each block.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use flate2::{Compression, GzBuilder};
use jiff::Timestamp;
use tempfile::NamedTempFile;

use super::{plan::Campaign, same_campaign};
use crate::record::Record;

/// The folder of a campaign's runs.
pub(super) struct Store {
    pub(super) folder: PathBuf,
    /// Number of this sitting, from 1.
    pub(super) sitting: u32,
}

impl Store {
    /// The folder named, or one for this day and machine; or else the one that this campaign was begun in.
    pub(super) fn open(out: Option<&Path>, project: &Path, campaign: &Campaign) -> Result<Store> {
        let folder = match out {
            Some(out) => out.to_owned(),
            None => begun(project, campaign).unwrap_or_else(|| fresh(project, campaign)),
        };
        fs::create_dir_all(&folder).with_context(|| format!("Failed to make '{}'", folder.display()))?;
        same_campaign(&folder, &campaign.text)?;
        let n_before = (1..1000)
            .take_while(|sitting| folder.join(format!("machine-{sitting:03}.json")).is_file())
            .count();
        let store = Store { folder, sitting: n_before as u32 + 1 };
        store.write("campaign.toml", campaign.text.as_bytes())?;
        Ok(store)
    }

    fn path(&self, block: u32) -> PathBuf {
        self.folder.join(name(block))
    }

    /// Whether a block is there, which is then whole.
    pub(super) fn has(&self, block: u32) -> bool {
        self.path(block).is_file()
    }

    /// Writes a whole block.
    pub(super) fn keep(&self, block: u32, records: &[Record]) -> Result<()> {
        let mut packed = GzBuilder::new().write(Vec::new(), Compression::best());
        for record in records {
            serde_json::to_writer(&mut packed, record).context("Failed to write down a record")?;
            packed.write_all(b"\n").context("Failed to pack records")?;
        }
        let bytes = packed.finish().context("Failed to pack records")?;
        self.write(&name(block), &bytes)
    }

    /// Writes a file whole or not at all.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.folder.join(name);
        if fs::read(&path).is_ok_and(|there| there == bytes) {
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

/// File name of a block.
fn name(block: u32) -> String {
    format!("block-{block:03}.ndjson.gz")
}

/// The newest folder that holds this very campaign.
fn begun(project: &Path, campaign: &Campaign) -> Option<PathBuf> {
    let entries = fs::read_dir(project.join("data/runs")).ok()?;
    let holds = |folder: &PathBuf| {
        fs::read_to_string(folder.join("campaign.toml")).is_ok_and(|text| text == campaign.text)
    };
    entries.flatten().map(|entry| entry.path()).filter(holds).max()
}

fn fresh(project: &Path, campaign: &Campaign) -> PathBuf {
    let date: String = Timestamp::now().to_string().chars().take(10).collect();
    project.join("data/runs").join(format!("{date}-{}", campaign.name))
}
