//! Frozen versions: the list of all, a page and the files of each, and the changes since the newest.

mod diff_view;
mod page;

use anyhow::Result;
use dataset::{Edition, Frozen, VERSIONS, folder_of, for_readers};
use rayon::prelude::*;
use schema::{EstimateChange, Table as _, csv_of};

use crate::{
    Files, Inputs,
    context::{catalog::Catalog, config::Config, page::Page},
};

/// Returns the name of the newest version, its page from the root of the site, and its absolute address.
pub(crate) fn newest(inputs: &Inputs<'_>, config: &Config) -> Option<[String; 3]> {
    let manifest = &inputs.versions.frozen.first()?.manifest;
    let address = Edition::of_manifest(manifest, inputs.sources, config.publisher()).address();
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

/// Returns the files of every version as frozen, and the estimates that changed since the newest one.
pub(crate) fn files(inputs: &Inputs<'_>) -> Result<Files> {
    let mut files = Files::new();
    for frozen in &inputs.versions.frozen {
        let Frozen { manifest, files: own, zip, .. } = frozen;
        let folder = folder_of(&manifest.version);
        files.extend(own.iter().map(|(name, bytes)| (format!("{folder}{name}"), bytes.clone())));
        files.insert(format!("{folder}{}", frozen.zip_name()), zip.clone());
    }
    if let Some(changes) = &inputs.versions.changes {
        let csv = for_readers(csv_of(changes.estimates.par_iter()))?;
        files.insert(format!("{VERSIONS}{}", EstimateChange::FILE), csv);
    }
    Ok(files)
}
