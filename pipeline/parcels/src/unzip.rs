//! The files of one zip, out of which nothing harmful comes.
//!
//! Only what [`zip_of`](crate::zip_of) makes is taken: one folder of files with plain names, each deflated or stored,
//! none twice. Everything else is refused by name before more of it is unpacked than it says it holds.

use std::{collections::BTreeMap, io::Read};

use anyhow::{Context, Result, bail, ensure};
use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive, ZipSliceEntry};
use rayon::prelude::*;

/// What an archive may hold at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Files.
    pub files: usize,
    /// Bytes of all files, unpacked.
    pub bytes: u64,
}

/// One file as it lies in the archive.
struct Packed<'a> {
    name: String,
    entry: ZipSliceEntry<'a>,
    method: CompressionMethod,
    length: u64,
}

/// The files in the folder `folder` of `zip`, by name.
///
/// Fails where there is another folder, a name that is not plain, a name twice, more than the `limits` allow, or a
/// file whose length or checksum is not what the archive says.
pub fn files_of(zip: &[u8], folder: &str, limits: Limits) -> Result<BTreeMap<String, Vec<u8>>> {
    let archive = ZipArchive::from_slice(zip).context("It is no zip archive")?;
    let mut packed: Vec<Packed<'_>> = Vec::new();
    let mut entries = archive.entries();
    let mut left = limits.bytes;
    while let Some(found) = entries.next_entry().context("Its list of files is broken")? {
        ensure!(packed.len() < limits.files, "It has more than {} files", limits.files);
        let path = found.file_path();
        let path = std::str::from_utf8(path.as_ref()).context("A name in it is not UTF-8")?;
        let name = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
        let Some(name) = name.filter(|name| is_plain(name)) else {
            bail!("'{}' in it is no plain file in the folder '{folder}'", path.escape_debug());
        };
        ensure!(packed.iter().all(|known| known.name != name), "'{name}' is in it twice");
        let length = found.uncompressed_size_hint();
        left = left
            .checked_sub(length)
            .with_context(|| format!("It says that it holds more than {} MB", limits.bytes / 1_000_000))?;
        let entry = archive.get_entry(found.wayfinder());
        let entry = entry.with_context(|| format!("'{name}' in it is not where its list says"))?;
        packed.push(Packed { name: name.to_owned(), entry, method: found.compression_method(), length });
    }
    packed.into_par_iter().map(unpack).collect()
}

/// Whether a name is one part of a path that means nothing to any system.
fn is_plain(name: &str) -> bool {
    let is_edge = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    name.len() <= 64
        && name.chars().all(is_allowed)
        && is_edge(name.chars().next())
        && is_edge(name.chars().last())
}

fn unpack(packed: Packed<'_>) -> Result<(String, Vec<u8>)> {
    let Packed { name, entry, method, length } = packed;
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    let data = entry.data();
    // One byte more than it says is enough to see that it says too little.
    let most = length.saturating_add(1);
    let read = match method {
        CompressionMethod::DEFLATE => {
            entry.verifying_reader(DeflateDecoder::new(data)).take(most).read_to_end(&mut bytes)
        }
        CompressionMethod::STORE => entry.verifying_reader(data).take(most).read_to_end(&mut bytes),
        _ => bail!("'{name}' in it is compressed in a way that is not read here"),
    };
    read.with_context(|| format!("'{name}' in it is broken"))?;
    ensure!(bytes.len() as u64 == length, "'{name}' in it is not as long as it says");
    Ok((name, bytes))
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, io::Write};

    use rawzip::ZipArchiveWriter;

    use super::*;
    use crate::zip_of;

    const LIMITS: Limits = Limits { files: 4, bytes: 10_000 };

    /// An archive of these paths, each with ten bytes. What writes it would mend them, so they are put in afterwards.
    fn zip(paths: &[&str]) -> Vec<u8> {
        let mut archive = ZipArchiveWriter::new(Vec::new());
        let stand_in = |at: usize| char::from(b'!' + at as u8).to_string().repeat(paths[at].len());
        for at in 0..paths.len() {
            let name = stand_in(at);
            let named = archive.new_file(&name).compression_method(CompressionMethod::STORE);
            let (mut entry, config) = named.start().unwrap();
            let mut writer = config.wrap(&mut entry);
            writer.write_all(b"0123456789").unwrap();
            let (_, output) = writer.finish().unwrap();
            entry.finish(output).unwrap();
        }
        let mut zip = archive.finish().unwrap();
        for (at, path) in paths.iter().enumerate() {
            replace(&mut zip, stand_in(at).as_bytes(), path.as_bytes());
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
    fn what_was_packed_comes_out_again() {
        let csv = "a,b\n".repeat(1000);
        let files: [(&str, &[u8]); 3] = [("a.csv", csv.as_bytes()), ("README.md", b"words"), ("empty", b"")];
        let found = files_of(&zip_of("x", &files, (2026, 7, 31)).unwrap(), "x", LIMITS).unwrap();
        let expected = files.map(|(name, bytes)| (name.to_owned(), bytes.to_vec()));
        assert_eq!(found, BTreeMap::from(expected));
        assert_eq!(files_of(&zip(&["x/a.csv"]), "x", LIMITS).unwrap()["a.csv"], b"0123456789");
    }

    #[test]
    fn names_that_are_no_plain_files_of_the_folder_are_refused() {
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
            refused(&zip(&["x/good", path]), "is no plain file in the folder 'x'");
        }
        refused(&zip(&["x/a", "x/a"]), "'a' is in it twice");
    }

    #[test]
    fn an_archive_that_is_too_large_or_broken_is_refused() {
        refused(b"PK", "It is no zip archive");
        refused(&zip(&["x/a", "x/b", "x/c", "x/d", "x/e"]), "more than 4 files");
        let large = vec![0; 10_001];
        refused(&zip_of("x", &[("a", &large)], (2026, 1, 1)).unwrap(), "more than 0 MB");
        // Any byte that is another one is told, or changes nothing that is read.
        let sound = zip_of("x", &[("a", b"0123456789"), ("b", b"9")], (2026, 1, 1)).unwrap();
        let expected = files_of(&sound, "x", LIMITS).unwrap();
        for at in 0..sound.len() {
            let mut spoiled = sound.clone();
            spoiled[at] ^= 0x15;
            if let Ok(found) = files_of(&spoiled, "x", LIMITS) {
                // A name is vouched for by nothing in an archive; the list of checksums in it is for that.
                let found: BTreeSet<_> = found.values().collect();
                assert!(found.into_iter().eq(expected.values()), "byte {at}");
            }
            let _ = files_of(&sound[..at], "x", LIMITS);
        }
    }

    #[test]
    fn a_file_that_unpacks_to_more_than_it_says_is_refused() {
        let zeros = vec![0; 5_000];
        let mut zip = zip_of("x", &[("a", &zeros)], (2026, 1, 1)).unwrap();
        // The length stands in the list of files, and before it.
        replace(&mut zip, &5_000_u32.to_le_bytes(), &10_u32.to_le_bytes());
        refused(&zip, "'a' in it is broken");
    }
}
