//! Freezes a version: the current tables, under a permanent name.

use anyhow::{Context, Result, ensure};
use rayon::prelude::*;
use schema::{
    EstimateChange, Manifest, ManifestSource, ManifestTable, Method, Shape, SourceRow, Tables, Version,
    csv_of,
};
use sha2::{Digest, Sha256};

use crate::{
    Changes, Download, Files,
    edition::{CurrentTables, Edition, Publisher, RenderReadme},
    for_readers,
};

/// Name and predecessor of a new version.
#[derive(Clone, Copy, Debug)]
pub struct Freezing<'a> {
    /// Its name.
    pub version: &'a Version,
    /// Its number among the versions, from 1.
    pub number: u32,
    /// Changes since the previous version; none for the first.
    pub changes: Option<&'a Changes>,
    /// Changes of method in force, oldest first.
    pub methods: &'a [Method],
}

/// Makes every file of a new version, by name: the tables, the estimates that changed, the descriptions, and the
/// manifest. The same inputs give the same bytes.
///
/// Fails without data.
pub fn freeze(
    tables: &CurrentTables<'_>,
    publisher: Publisher<'_>,
    freezing: &Freezing<'_>,
    render: RenderReadme<'_>,
) -> Result<Files> {
    let as_csv = |download: &Download| Download { parquet: None, ..download.clone() };
    let mut downloads: Vec<Download> = tables.downloads.iter().map(as_csv).collect();
    downloads.push(estimate_changes(freezing.changes)?);
    let tables = CurrentTables { downloads: &downloads, ..*tables };
    let edition = Edition::of(&tables, publisher)
        .context("There are no data to freeze; fetch and summarize first")?
        .frozen(freezing.version);
    let manifest = manifest(&tables, &edition, freezing);
    let mut files: Files =
        downloads.iter().map(|download| (download.shape.file.to_owned(), download.bytes.clone())).collect();
    ensure!(files.len() == downloads.len(), "Two tables share a file name");
    let mut json = serde_json::to_vec_pretty(&manifest).context("Failed to write manifest.json")?;
    json.push(b'\n');
    files.insert("manifest.json".to_owned(), json);
    edition.describe(&mut files, render)?;
    Ok(files)
}

/// Makes `estimate_changes.csv` as a table to download.
fn estimate_changes(changes: Option<&Changes>) -> Result<Download> {
    let rows: &[EstimateChange] = changes.map_or(&[], |changes| &changes.estimates);
    let bytes = for_readers(csv_of(rows.par_iter()))?;
    let sha256 = hex::encode(Sha256::digest(&bytes));
    Ok(Download {
        shape: Shape::of::<EstimateChange>(),
        rows: rows.len() as u64,
        bytes,
        sha256,
        parquet: None,
    })
}

fn manifest(tables: &CurrentTables<'_>, edition: &Edition<'_>, freezing: &Freezing<'_>) -> Manifest {
    let release_diff = freezing.changes.map(|changes| changes.diff.clone());
    let table = |download: &Download| ManifestTable {
        file: download.shape.file.to_owned(),
        rows: download.rows,
        bytes: download.bytes.len() as u64,
        sha256: download.sha256.clone(),
    };
    Manifest {
        version: freezing.version.clone(),
        name: edition.publisher.tables_title.to_owned(),
        number: freezing.number,
        previous: release_diff.as_ref().map(|diff| diff.since.clone()),
        first_day: edition.first_day,
        newest_day: edition.newest_day,
        generator: format!("coldmark {}", env!("CARGO_PKG_VERSION")),
        methods: freezing.methods.iter().map(|method| method.id.clone()).collect(),
        sources: tables.tables.sources.iter().map(|row| source(tables.tables, row)).collect(),
        tables: tables.downloads.iter().map(table).collect(),
        release_diff,
    }
}

fn source(tables: &Tables, row: &SourceRow) -> ManifestSource {
    let mut hash = Sha256::new();
    let files = tables.files.iter().filter(|file| file.source == row.source);
    let mut raw_files = 0;
    for file in files {
        hash.update(format!("{}  {}\n", file.sha256, file.file));
        raw_files += 1;
    }
    ManifestSource {
        source: row.source.clone(),
        first_day: row.first_day,
        newest_day: row.newest_day,
        accepted_samples: row.accepted_samples,
        raw_files,
        raw_sha256: hex::encode(hash.finalize()),
    }
}
