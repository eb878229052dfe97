//! The tables in `data/summaries/`, and what readers download of them.

use std::path::Path;

use anyhow::{Context, Result};
use dataset::Download;
use rayon::prelude::*;
use schema::{CalibrationRow, CsvFile, FileRow, SourceRow, Table, Tables, rows_of};
use sha2::{Digest, Sha256};

use crate::project;

/// The forms in which a table is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Forms {
    /// CSV.
    Csv,
    /// CSV and Parquet: a fifth of a second more for all of them, on one core.
    CsvAndParquet,
}

/// Every table as readers download it.
pub(crate) fn downloads(tables: &Tables, forms: Forms) -> Result<Vec<Download>> {
    let download = |CsvFile { shape, bytes, rows }: CsvFile| {
        let parquet =
            (forms == Forms::CsvAndParquet).then(|| file_formats::parquet_of(&shape, &bytes)).transpose()?;
        let bytes = dataset::for_readers(bytes)?;
        let sha256 = hex::encode(Sha256::digest(&bytes));
        Ok(Download { shape, rows, sha256, bytes, parquet })
    };
    tables.csv_files().into_par_iter().map(download).collect()
}

/// The simulated designs in `folder`, which need not be simulated again.
pub(crate) fn known_designs(folder: &Path) -> Result<Vec<CalibrationRow>> {
    let bytes = bytes_of(folder, CalibrationRow::FILE)?;
    Ok(bytes.map(|bytes| rows_of(&bytes)).transpose()?.unwrap_or_default())
}

/// The raw files behind the tables in `folder`.
pub(crate) fn files(folder: &Path) -> Result<Vec<FileRow>> {
    let bytes = bytes_of(folder, FileRow::FILE)?;
    Ok(bytes.map(|bytes| rows_of(&bytes)).transpose()?.unwrap_or_default())
}

/// The sources and their counts, from `folder`.
pub(crate) fn sources(folder: &Path) -> Result<Vec<SourceRow>> {
    let bytes = bytes_of(folder, SourceRow::FILE)?;
    Ok(bytes.map(|bytes| rows_of(&bytes)).transpose()?.unwrap_or_default())
}

/// Reads every table from `folder`. A missing table has no rows.
pub(crate) fn read(folder: &Path) -> Result<Tables> {
    Tables::read(|file| bytes_of(folder, file)).with_context(|| {
        format!(
            "Failed to parse the tables in '{}'; restore them from version control, or fetch and summarize",
            folder.display()
        )
    })
}

fn bytes_of(folder: &Path, file: &str) -> Result<Option<Vec<u8>>> {
    let path = folder.join(file);
    path.is_file().then(|| project::read(&path)).transpose()
}
