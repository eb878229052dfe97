//! Frozen versions: the list of all, a page and the files of each, and the changes since.

mod page;
mod since;

use anyhow::Result;
use rayon::prelude::*;
use schema::{Manifest, MovedRow, Since, Table as _, csv_of};

use crate::{
    Files, Inputs,
    context::{catalog::Catalog, config::Config, page::Page},
    encode::for_readers,
    package::{Edition, VERSIONS, folder_of},
};

/// Frozen versions of a site, and the changes since the newest one.
#[derive(Clone, Debug, Default)]
pub struct Versions {
    /// Newest first.
    pub frozen: Vec<Frozen>,
    /// Changes from the newest version to the current tables; none if no version is frozen.
    pub changed: Option<Changed>,
}

/// A frozen version.
#[derive(Clone, Debug)]
pub struct Frozen {
    /// Manifest of the version.
    pub manifest: Manifest,
    /// Every file of it by name, including the manifest.
    pub files: Files,
    /// All its files as a zip.
    pub zip: Vec<u8>,
    /// Numbers that moved since the previous version; empty if its list cannot be read.
    pub moved: Vec<MovedRow>,
}

/// Changes since a version.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// Counts of the changes.
    pub since: Since,
    /// Every number that moved.
    pub rows: Vec<MovedRow>,
}

/// Name of the zip of a version in a site. The folder inside has the same name, without `.zip`.
pub fn zip_name(manifest: &Manifest) -> String {
    format!("coldmark-{}.zip", manifest.version)
}

/// Returns the name of the newest version, its page from the root of the site, and its absolute address.
pub(crate) fn newest(inputs: &Inputs<'_>, config: &Config) -> Option<[String; 3]> {
    let manifest = &inputs.versions.frozen.first()?.manifest;
    let address = Edition::of_manifest(inputs, config, manifest).address();
    Some([manifest.version.to_string(), format!("{}index.html", folder_of(&manifest.version)), address])
}

/// Makes the list of versions, and the page of each.
pub(crate) fn pages(inputs: &Inputs<'_>, config: &Config, catalog: &Catalog<'_>) -> Result<Vec<Page>> {
    let mut pages = vec![page::list(inputs, config, catalog)?];
    for frozen in &inputs.versions.frozen {
        pages.push(page::version(inputs, config, catalog, frozen)?);
    }
    Ok(pages)
}

/// Returns the files of every version as frozen, and the numbers that moved since the newest one.
pub(crate) fn files(inputs: &Inputs<'_>) -> Result<Files> {
    let mut files = Files::new();
    for Frozen { manifest, files: own, zip, .. } in &inputs.versions.frozen {
        let folder = folder_of(&manifest.version);
        files.extend(own.iter().map(|(name, bytes)| (format!("{folder}{name}"), bytes.clone())));
        files.insert(format!("{folder}{}", zip_name(manifest)), zip.clone());
    }
    if let Some(changed) = &inputs.versions.changed {
        let csv = for_readers(csv_of(changed.rows.par_iter()))?;
        files.insert(format!("{VERSIONS}{}", MovedRow::FILE), csv);
    }
    Ok(files)
}
