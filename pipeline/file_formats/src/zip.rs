//! Writes many files as one zip archive.

use std::io::Cursor;

use anyhow::{Context, Result};
use rayon::prelude::*;
use zip::{
    CompressionMethod, DateTime, System, ZipWriter,
    write::{PreparedZipFile, SimpleFileOptions},
};

/// Permissions of every file: readable by all, because an archive is published.
const PERMISSIONS: u32 = 0o644;

/// Packs `files` into an archive, in a folder `folder` and in the given order.
///
/// The same files give the same bytes on every system: all are dated `(year, month, day)`, not now.
/// Fails if there is no such day, or two files have the same name.
pub fn zip_of(folder: &str, files: &[(&str, &[u8])], (year, month, day): (u16, u8, u8)) -> Result<Vec<u8>> {
    let modified = DateTime::from_date_and_time(year, month, day, 0, 0, 0).context("Invalid date")?;
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(modified)
        .unix_permissions(PERMISSIONS)
        .system(System::Unix);
    let compress = |(name, bytes): &(&str, &[u8])| {
        PreparedZipFile::from_data(format!("{folder}/{name}"), options, bytes)
            .with_context(|| format!("Failed to compress {name}"))
    };
    let prepared: Vec<PreparedZipFile> = files.par_iter().map(compress).collect::<Result<_>>()?;
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for file in prepared {
        archive.add_prepared_file(file).context("Failed to add a file to the archive")?;
    }
    Ok(archive.finish().context("Failed to finish the archive")?.into_inner())
}

#[test]
fn an_archive_does_not_depend_on_when_it_was_made() {
    let csv = "a,b\n".repeat(1000);
    let files: [(&str, &[u8]); 2] = [("a.csv", csv.as_bytes()), ("README.md", b"words")];
    let bytes = zip_of("data", &files, (2026, 7, 31)).unwrap();
    assert_eq!(bytes, zip_of("data", &files, (2026, 7, 31)).unwrap());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names, ["data/a.csv", "data/README.md"]);
    let entry = archive.by_index(0).unwrap();
    assert_eq!(entry.last_modified().map(|time| time.to_string()).as_deref(), Some("2026-07-31 00:00:00"));
}
