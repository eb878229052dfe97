//! Freezes a version: the current tables, under a permanent name.

use anyhow::{Context, Result, ensure};
use rayon::prelude::*;
use schema::{Manifest, ManifestSource, ManifestTable, MovedRow, Shape, SourceRow, Version, csv_of};
use sha2::{Digest, Sha256};

use crate::{Changed, Download, Files, Inputs, context::config, for_readers, methods};

use super::{Edition, describe};

/// Name and predecessor of a new version.
#[derive(Clone, Copy, Debug)]
pub struct Freezing<'a> {
    /// Its name.
    pub version: &'a Version,
    /// Its place among the versions, from 1.
    pub number: u32,
    /// Changes since the previous version; none for the first.
    pub changed: Option<&'a Changed>,
}

/// Makes every file of a new version, by name: the tables of `inputs`, the numbers that moved, the descriptions, and
/// the manifest. The same inputs give the same bytes.
///
/// Fails without data.
pub fn freeze(inputs: &Inputs<'_>, freezing: &Freezing<'_>) -> Result<Files> {
    let config = config::read(inputs.content)?;
    let as_csv = |download: &Download| Download { parquet: None, ..download.clone() };
    let mut downloads: Vec<Download> = inputs.downloads.iter().map(as_csv).collect();
    downloads.push(moved(freezing.changed)?);
    let inputs = Inputs { downloads: &downloads, ..*inputs };
    let edition = Edition::frozen(&inputs, &config, freezing.version)
        .context("There are no data to freeze; fetch and summarize first")?;
    let manifest = manifest(&inputs, &edition, freezing)?;
    let mut files: Files =
        downloads.iter().map(|download| (download.shape.file.to_owned(), download.bytes.clone())).collect();
    ensure!(files.len() == downloads.len(), "Two tables share a file name");
    let mut json = serde_json::to_vec_pretty(&manifest).context("Failed to write manifest.json")?;
    json.push(b'\n');
    files.insert("manifest.json".to_owned(), json);
    describe(&edition, &mut files)?;
    Ok(files)
}

/// Makes `moved.csv` as a table to download.
fn moved(changed: Option<&Changed>) -> Result<Download> {
    let rows: &[MovedRow] = changed.map_or(&[], |changed| &changed.rows);
    let bytes = for_readers(csv_of(rows.par_iter()))?;
    let sha256 = hex::encode(Sha256::digest(&bytes));
    Ok(Download { shape: Shape::of::<MovedRow>(), rows: rows.len() as u64, bytes, sha256, parquet: None })
}

fn manifest(inputs: &Inputs<'_>, edition: &Edition<'_>, freezing: &Freezing<'_>) -> Result<Manifest> {
    let since = freezing.changed.map(|changed| changed.since.clone());
    let table = |download: &Download| ManifestTable {
        file: download.shape.file.to_owned(),
        rows: download.rows,
        bytes: download.bytes.len() as u64,
        sha256: download.sha256.clone(),
    };
    Ok(Manifest {
        version: freezing.version.clone(),
        name: edition.title(),
        number: freezing.number,
        previous: since.as_ref().map(|since| since.version.clone()),
        first_day: edition.first_day,
        newest_day: edition.newest_day,
        generator: format!("coldmark {}", env!("CARGO_PKG_VERSION")),
        methods: methods::methods(inputs.content)?.into_iter().map(|method| method.id).collect(),
        sources: inputs.summaries.sources.iter().map(|row| source(inputs, row)).collect(),
        tables: inputs.downloads.iter().map(table).collect(),
        since,
    })
}

fn source(inputs: &Inputs<'_>, row: &SourceRow) -> ManifestSource {
    let mut hash = Sha256::new();
    let files = inputs.summaries.files.iter().filter(|file| file.source == row.source);
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
