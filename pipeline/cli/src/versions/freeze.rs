//! Freezes the current tables.

use anyhow::{Result, bail, ensure};
use dataset::{Files, Freezing, Frozen};
use schema::{Method, Version};
use site::Inputs;

use crate::{project::Project, write};

use super::{Found, changes};

/// Outcome of freezing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// A new version was written.
    Frozen,
    /// The version existed already, with the same files.
    Same,
}

/// Freezes the tables of `inputs` as `version`, after the versions `found`, and writes them to `data/releases/`.
///
/// Fails if the version exists with other files. Also fails if an archive cannot be read, because the predecessor of a
/// version must be known.
pub(crate) fn freeze(
    project: &Project,
    inputs: &Inputs<'_>,
    found: &Found,
    methods: &[Method],
    version: &Version,
) -> Result<Outcome> {
    if let Some(broken) = found.broken.first() {
        bail!("Failed to freeze '{version}': {broken}");
    }
    let is_it = |frozen: &&Frozen| frozen.manifest.version.as_str().eq_ignore_ascii_case(version.as_str());
    if let Some(existing) = found.frozen.iter().find(is_it) {
        ensure!(
            existing.manifest.version == *version,
            "Failed to freeze '{version}': '{}' is the same name on some systems; choose another",
            existing.manifest.version
        );
        let previous = existing.manifest.previous.as_ref();
        let previous = found.frozen.iter().find(|frozen| Some(&frozen.manifest.version) == previous);
        let again = files(inputs, previous, methods, version)?;
        ensure!(
            again == existing.files,
            "Failed to freeze '{version}': it is already frozen with other tables (data through {}), and a version never \
             changes; choose another name",
            existing.manifest.newest_day
        );
        return Ok(Outcome::Same);
    }
    let files = files(inputs, found.frozen.first(), methods, version)?;
    let list: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])).collect();
    let zip = file_formats::zip_of(&Frozen::zip_folder(version), &list, day(inputs))?;
    write::add(&project.releases(), &Files::from([(format!("{version}.zip"), zip)]))?;
    Ok(Outcome::Frozen)
}

fn files(
    inputs: &Inputs<'_>,
    previous: Option<&Frozen>,
    methods: &[Method],
    version: &Version,
) -> Result<Files> {
    let changes = previous.map(|previous| changes(previous, inputs.tables, inputs.downloads, methods));
    let number = previous.map_or(0, |previous| previous.manifest.number).saturating_add(1);
    site::freeze(inputs, &Freezing { version, number, changes: changes.as_ref(), methods })
}

/// Newest day of the data, which is the date of all files in the archive.
fn day(inputs: &Inputs<'_>) -> (u16, u8, u8) {
    let newest = inputs.tables.sources.iter().map(|row| row.newest_day).max().unwrap_or_default();
    (newest.year() as u16, newest.month() as u8, newest.day() as u8)
}
