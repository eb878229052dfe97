//! Frozen versions: a page and the files of each, the list of all, and what has changed since.

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

/// The frozen versions of a site, and what has changed since the newest of them.
#[derive(Clone, Debug, Default)]
pub struct Versions {
    /// Newest first.
    pub frozen: Vec<Frozen>,
    /// What has changed since the newest in the tables as they are; none where nothing is frozen.
    pub changed: Option<Changed>,
}

/// A frozen version.
#[derive(Clone, Debug)]
pub struct Frozen {
    /// What it says of itself.
    pub manifest: Manifest,
    /// Every file of it, by name, the manifest among them.
    pub files: Files,
    /// All of them as one.
    pub zip: Vec<u8>,
    /// The numbers that moved since the version before it; none of them where that cannot be read.
    pub moved: Vec<MovedRow>,
}

/// What has changed since a version.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// Counted.
    pub since: Since,
    /// Every number that moved.
    pub rows: Vec<MovedRow>,
}

/// The name of a version as one file in a site, which is also that of the folder in it with `.zip` at the end.
pub fn zip_name(manifest: &Manifest) -> String {
    format!("coldmark-{}.zip", manifest.version)
}

/// How to name the newest version: its name, its page from the root of the site, and its absolute address.
pub(crate) fn newest(inputs: &Inputs<'_>, config: &Config) -> Option<[String; 3]> {
    let manifest = &inputs.versions.frozen.first()?.manifest;
    let address = Edition::of_manifest(inputs, config, manifest).address();
    Some([manifest.version.to_string(), format!("{}index.html", folder_of(&manifest.version)), address])
}

/// The list of versions, and the page of each.
pub(crate) fn pages(inputs: &Inputs<'_>, config: &Config, catalog: &Catalog<'_>) -> Result<Vec<Page>> {
    let mut pages = vec![page::list(inputs, config, catalog)?];
    for frozen in &inputs.versions.frozen {
        pages.push(page::version(inputs, config, catalog, frozen)?);
    }
    Ok(pages)
}

/// The files of every version as they were frozen, and the numbers that moved since the newest.
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
