//! Reads a zip archive without trusting it.
//!
//! Only archives like those of [`zip_of`](crate::zip_of) are accepted: one folder of files with plain, distinct names,
//! deflated or stored. Everything else is refused by name, and no file is decompressed beyond its declared length.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

use anyhow::{Context, Result, bail, ensure};
use zip::ZipArchive;

/// Longest name of a file: the names of all tables are shorter.
const MAX_NAME_BYTES: usize = 64;

/// Limits for an archive.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Number of files.
    pub files: usize,
    /// Size of all files in bytes, decompressed.
    pub bytes: u64,
}

/// Reads the files in the folder `folder` of `zip`, by name.
///
/// Fails if the archive exceeds the `limits`, or has another folder, a name that is not plain, or a name twice. Also
/// fails if a file does not match its declared length or checksum.
pub fn files_of(zip: &[u8], folder: &str, limits: Limits) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut archive = ZipArchive::new(Cursor::new(zip)).context("It is not a zip archive")?;
    ensure!(archive.len() <= limits.files, "It has more than {} files", limits.files);
    ensure!(!archive.has_duplicate_names(), "It has two files of the same name");
    let mut files = BTreeMap::new();
    let mut n_bytes_left = limits.bytes;
    for idx in 0..archive.len() {
        let entry = archive.by_index(idx).with_context(|| format!("File {idx} in it is broken"))?;
        let path = String::from_utf8_lossy(entry.name_raw());
        let name = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
        let Some(name) = name.filter(|name| is_plain(name)).map(str::to_owned) else {
            bail!("'{}' in it is not a plain file in the folder '{folder}'", path.escape_debug());
        };
        let length = entry.size();
        n_bytes_left = n_bytes_left
            .checked_sub(length)
            .with_context(|| format!("It declares more than {} MB", limits.bytes / 1_000_000))?;
        let mut bytes = Vec::new();
        // One byte more than declared is enough to detect a file that is longer.
        let read = entry.take(length.saturating_add(1)).read_to_end(&mut bytes);
        read.with_context(|| format!("'{name}' in it is broken"))?;
        ensure!(bytes.len() as u64 == length, "'{name}' in it does not have its declared length");
        files.insert(name, bytes);
    }
    Ok(files)
}

/// Returns true if a name is a single part of a path without special meaning on any system.
fn is_plain(name: &str) -> bool {
    let is_edge = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    name.len() <= MAX_NAME_BYTES
        && name.chars().all(is_allowed)
        && is_edge(name.chars().next())
        && is_edge(name.chars().last())
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, io::Write};

    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

    use super::*;
    use crate::zip_of;

    const LIMITS: Limits = Limits { files: 4, bytes: 10_000 };

    /// Makes an archive of these paths, ten bytes each. The writer would sanitize hostile paths, so they replace
    /// harmless ones in the finished archive.
    fn zip(paths: &[&str]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let stand_in = |idx: usize| char::from(b'!' + idx as u8).to_string().repeat(paths[idx].len());
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for idx in 0..paths.len() {
            archive.start_file(stand_in(idx), options).unwrap();
            archive.write_all(b"0123456789").unwrap();
        }
        let mut zip = archive.finish().unwrap().into_inner();
        for (idx, path) in paths.iter().enumerate() {
            replace(&mut zip, stand_in(idx).as_bytes(), path.as_bytes());
        }
        zip
    }

    fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
        for at in 0..=bytes.len() - from.len() {
            if bytes[at..].starts_with(from) {
                bytes[at..at + from.len()].copy_from_slice(to);
            }
        }
    }

    fn refused(zip: &[u8], expected: &str) {
        let error = format!("{:#}", files_of(zip, "x", LIMITS).unwrap_err());
        assert!(error.contains(expected), "{error}");
    }

    #[test]
    fn an_archive_gives_its_files_back() {
        let csv = "a,b\n".repeat(1000);
        let packed: [(&str, &[u8]); 3] = [("a.csv", csv.as_bytes()), ("README.md", b"words"), ("empty", b"")];
        let files = files_of(&zip_of("x", &packed, (2026, 7, 31)).unwrap(), "x", LIMITS).unwrap();
        let expected = packed.map(|(name, bytes)| (name.to_owned(), bytes.to_vec()));
        assert_eq!(files, BTreeMap::from(expected));
        assert_eq!(files_of(&zip(&["x/a.csv"]), "x", LIMITS).unwrap()["a.csv"], b"0123456789");
    }

    #[test]
    fn names_outside_the_folder_are_refused() {
        for path in [
            "a.csv",
            "y/a.csv",
            "x/../a.csv",
            "../x/a.csv",
            "/x/a.csv",
            "x//a.csv",
            "x/b/a.csv",
            "x/..",
            "x/.a",
            "x/a.",
            "x/a b",
            "x/a\\b",
            "x/C:",
            "x/ä",
            "x/",
        ] {
            refused(&zip(&["x/good", path]), "is not a plain file in the folder 'x'");
        }
        refused(&zip(&["x/a", "x/a"]), "It has two files of the same name");
    }

    #[test]
    fn an_oversized_or_broken_archive_is_refused() {
        refused(b"PK", "It is not a zip archive");
        refused(&zip(&["x/a", "x/b", "x/c", "x/d", "x/e"]), "more than 4 files");
        let large = vec![0; 10_001];
        refused(&zip_of("x", &[("a", &large)], (2026, 1, 1)).unwrap(), "more than 0 MB");
        // A flipped byte is detected, or changes no content.
        let sound = zip_of("x", &[("a", b"0123456789"), ("b", b"9")], (2026, 1, 1)).unwrap();
        let expected = files_of(&sound, "x", LIMITS).unwrap();
        for at in 0..sound.len() {
            let mut spoiled = sound.clone();
            spoiled[at] ^= 0x15;
            if let Ok(files) = files_of(&spoiled, "x", LIMITS) {
                // No checksum of the format covers a name; SHA256SUMS in the archive does.
                let contents: BTreeSet<_> = files.values().collect();
                assert!(contents.into_iter().eq(expected.values()), "byte {at}");
            }
            let _ = files_of(&sound[..at], "x", LIMITS);
        }
    }

    #[test]
    fn a_file_longer_than_declared_is_refused() {
        let zeros = vec![0; 5_000];
        let mut zip = zip_of("x", &[("a", &zeros)], (2026, 1, 1)).unwrap();
        // The length occurs in the local header and in the central directory.
        replace(&mut zip, &5_000_u32.to_le_bytes(), &10_u32.to_le_bytes());
        refused(&zip, "'a' in it is broken: File is larger than its declared uncompressed size");
    }
}
