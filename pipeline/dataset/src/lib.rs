//! The tables as a dataset: its files for readers, its frozen versions, and what changed between two sets of tables.

use std::collections::BTreeMap;

use schema::{EstimateChange, Manifest, Shape, Version};

mod citation;
mod descriptor;
mod diff;
mod edition;
mod encode;
mod freeze;
mod json_ld;
mod news;
mod period;
mod release_diff;

pub use citation::Citation;
pub use diff::{Changed, Diff, Row, diff};
pub use edition::{
    CurrentTables, Edition, FOLDER, Package, Publisher, Readme, RenderReadme, VERSIONS, ZIP, folder_of,
    package_files,
};
pub use encode::{csv_and_json, for_readers, harmless};
pub use freeze::{Freezing, freeze};
pub use json_ld::json_ld;
pub use news::{Compared, news};
pub use release_diff::{Changes, Earlier, release_diff};

/// Files by path, with `/` between the parts.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A table as a file.
#[derive(Clone, Debug)]
pub struct Download {
    /// Its name below `data/` of the site, and its columns.
    pub shape: Shape,
    /// Number of rows, without the header.
    pub rows: u64,
    /// The file, as CSV.
    pub bytes: Vec<u8>,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// The same as Parquet, in a release.
    pub parquet: Option<Vec<u8>>,
}

impl Download {
    /// Returns the name of the table as Parquet.
    pub fn parquet_file(&self) -> String {
        format!("{}.parquet", self.shape.name())
    }
}

/// Frozen versions, and the changes since the newest one.
#[derive(Clone, Debug, Default)]
pub struct Versions {
    /// Newest first.
    pub frozen: Vec<Frozen>,
    /// Changes from the newest version to the current tables; none if no version is frozen.
    pub changes: Option<Changes>,
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
    /// Estimates that changed since the previous version; empty if its list cannot be read.
    pub changes: Vec<EstimateChange>,
}

impl Frozen {
    /// Returns the name of the folder in the zip of a version.
    pub fn zip_folder(version: &Version) -> String {
        format!("coldmark-{version}")
    }

    /// Returns the name of the zip in a site.
    pub fn zip_name(&self) -> String {
        format!("{}.zip", Frozen::zip_folder(&self.manifest.version))
    }
}
