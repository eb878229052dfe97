//! Many files as one.

use std::io::{Read, Write};

use anyhow::{Context, Result};
use flate2::{Compression, Crc, read::DeflateEncoder};
use rawzip::{CompressionMethod, Crc32Option, DataDescriptorOutput, ZipArchiveWriter, time::UtcDateTime};
use rayon::prelude::*;

/// Readers of everything may have no other.
const PERMISSIONS: u32 = 0o100_644;

/// One file as it lies in the archive.
struct Packed<'a> {
    name: &'a str,
    bytes: Vec<u8>,
    crc: u32,
    length: u64,
}

/// `files` in a folder `folder`, in the order in which they are given, each last modified on the day `[year, month,
/// day]`: when the archive was made is nothing that its bytes say.
pub fn zip_of(folder: &str, files: &[(&str, &[u8])], day: (u16, u8, u8)) -> Result<Vec<u8>> {
    let packed: Vec<Packed<'_>> =
        files.par_iter().map(|(name, bytes)| pack(name, bytes)).collect::<Result<_>>()?;
    let (year, month, day) = day;
    let modified = UtcDateTime::from_components(year, month, day, 0, 0, 0, 0).context("No such day")?;
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for file in packed {
        let named = || format!("Failed to put {} into the archive", file.name);
        let (mut entry, _) = archive
            .new_file(format!("{folder}/{}", file.name))
            .compression_method(CompressionMethod::DEFLATE)
            .last_modified(modified)
            .unix_permissions(PERMISSIONS)
            .crc32(Crc32Option::Skip)
            .start()
            .with_context(named)?;
        entry.write_all(&file.bytes).with_context(named)?;
        entry.finish(DataDescriptorOutput::new(file.crc, file.length)).with_context(named)?;
    }
    archive.finish().context("Failed to finish the archive")
}

fn pack<'a>(name: &'a str, bytes: &[u8]) -> Result<Packed<'a>> {
    let mut packed = Vec::new();
    DeflateEncoder::new(bytes, Compression::default())
        .read_to_end(&mut packed)
        .with_context(|| format!("Failed to compress {name}"))?;
    let mut crc = Crc::new();
    crc.update(bytes);
    Ok(Packed { name, bytes: packed, crc: crc.sum(), length: bytes.len() as u64 })
}

#[test]
fn an_archive_holds_its_files_and_not_when_it_was_made() {
    let csv = "a,b\n".repeat(1000);
    let files: [(&str, &[u8]); 2] = [("a.csv", csv.as_bytes()), ("README.md", b"words")];
    let zip = zip_of("data", &files, (2026, 7, 31)).unwrap_or_default();
    assert!(!zip.is_empty() && zip == zip_of("data", &files, (2026, 7, 31)).unwrap_or_default());
    let archive = rawzip::ZipArchive::from_slice(&zip).unwrap();
    let mut entries = archive.entries();
    for (name, bytes) in files {
        let entry = entries.next_entry().unwrap().unwrap();
        assert_eq!(entry.file_path().try_normalize().unwrap().as_ref(), format!("data/{name}"));
        let packed = archive.get_entry(entry.wayfinder()).unwrap();
        let inflate = flate2::bufread::DeflateDecoder::new(packed.data());
        let mut found = Vec::new();
        packed.verifying_reader(inflate).read_to_end(&mut found).unwrap();
        assert_eq!(found, bytes);
    }
    assert!(entries.next_entry().unwrap().is_none());
}
