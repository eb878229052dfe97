//! Compressed copies of text files, for hosts that send them as they are.

use std::{
    fs,
    io::{self, Read},
    path::Path,
};

use anyhow::{Context, Result, anyhow};
use brotli::enc::BrotliEncoderParams;
use libdeflater::{CompressionLvl, Compressor};
use rayon::prelude::*;
use site::Files;

/// Extensions of text files.
const TEXT: [&str; 11] = ["html", "css", "js", "svg", "csv", "json", "xml", "atom", "txt", "md", "cff"];

/// 81 MB of pages and tables become 10.7 MB in 21 s on 2 cores; at level 9 they become 12.2 MB in 7 s, and at 11
/// 10.5 MB in 54 s.
const BROTLI_QUALITY: i32 = 10;

/// A compression format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Gzip,
    Brotli,
}

impl Coding {
    const ALL: [Coding; 2] = [Coding::Gzip, Coding::Brotli];

    fn suffix(self) -> &'static str {
        match self {
            Coding::Gzip => ".gz",
            Coding::Brotli => ".br",
        }
    }

    fn compress(self, bytes: &[u8]) -> Result<Vec<u8>> {
        let mut compressed = Vec::new();
        match self {
            Coding::Gzip => {
                let mut compressor = Compressor::new(CompressionLvl::best());
                compressed.resize(compressor.gzip_compress_bound(bytes.len()), 0);
                let len = compressor
                    .gzip_compress(bytes, &mut compressed)
                    .map_err(|error| anyhow!("gzip: {error}"))?;
                compressed.truncate(len);
            }
            Coding::Brotli => {
                let params = BrotliEncoderParams {
                    quality: BROTLI_QUALITY,
                    size_hint: bytes.len(),
                    ..BrotliEncoderParams::default()
                };
                brotli::BrotliCompress(&mut &*bytes, &mut compressed, &params)?;
            }
        }
        Ok(compressed)
    }

    /// True if `compressed` decompresses to `bytes`.
    pub(crate) fn is_of(self, compressed: &[u8], bytes: &[u8]) -> bool {
        // One extra byte is enough to prove a difference, and bounds a hostile file.
        let limit = bytes.len() as u64 + 1;
        let mut found = Vec::with_capacity(bytes.len() + 1);
        let read: io::Result<usize> = match self {
            Coding::Gzip => flate2::read::GzDecoder::new(compressed).take(limit).read_to_end(&mut found),
            Coding::Brotli => {
                brotli::Decompressor::new(compressed, 1 << 16).take(limit).read_to_end(&mut found)
            }
        };
        read.is_ok() && found == bytes
    }
}

/// Returns the path of the original of a compressed copy, by its name.
pub(crate) fn original(path: &str) -> Option<(&str, Coding)> {
    let strip = |coding: Coding| Some((path.strip_suffix(coding.suffix())?, coding));
    Coding::ALL.into_iter().find_map(strip).filter(|(path, _)| is_text(path))
}

fn is_text(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| TEXT.contains(&extension)) && !is_frozen_table(path)
}

/// True for a table of a frozen version. Compressing one version costs 22 s on 2 cores and 9 MB, and its zip is as
/// small, so hosts may compress these on the fly.
fn is_frozen_table(path: &str) -> bool {
    let below = path.strip_prefix(site::VERSIONS);
    below.is_some_and(|below| below.contains('/') && below.ends_with(".csv"))
}

/// Compresses `files`, and reuses copies in `folder` that still match.
pub(crate) fn compressed(files: &Files, folder: &Path) -> Result<Files> {
    let texts = files.par_iter().filter(|(path, _)| is_text(path));
    let pairs = texts.flat_map_iter(|file| Coding::ALL.map(|coding| (file, coding)));
    let made = pairs.map(|((path, bytes), coding)| {
        let name = format!("{path}{}", coding.suffix());
        if let Ok(present) = fs::read(folder.join(&name))
            && coding.is_of(&present, bytes)
        {
            return Ok((name, present));
        }
        let compressed = coding.compress(bytes).with_context(|| format!("Failed to compress {path}"))?;
        Ok((name, compressed))
    });
    let is_smaller = |(name, compressed): &(String, Vec<u8>)| {
        original(name).is_some_and(|(path, _)| compressed.len() < files[path].len())
    };
    let made: Vec<(String, Vec<u8>)> = made.collect::<Result<_>>()?;
    Ok(made.into_iter().filter(is_smaller).collect())
}

#[test]
fn compressed_text_decompresses_to_itself() {
    let page = "<p>as it is</p>".repeat(1000).into_bytes();
    for coding in Coding::ALL {
        let compressed = coding.compress(&page).unwrap();
        assert!(compressed.len() < 200, "{coding:?}");
        assert!(coding.is_of(&compressed, &page));
        assert!(!coding.is_of(&compressed, &page[1..]));
        assert!(!coding.is_of(&compressed[..20], &page));
        assert_eq!(coding.compress(&page).unwrap(), compressed);
    }
}

#[test]
fn only_text_that_shrinks_is_compressed() {
    let page = "<p>as it is</p>".repeat(1000).into_bytes();
    let files = Files::from([
        ("a.html".to_owned(), page.clone()),
        ("b.html".to_owned(), b"x".to_vec()),
        ("c.png".to_owned(), page.clone()),
        ("v/1.0/series.csv".to_owned(), page.clone()),
        ("v/moved.csv".to_owned(), page.clone()),
        ("_headers".to_owned(), page),
    ]);
    let nowhere = tempfile::tempdir().unwrap();
    let made = compressed(&files, nowhere.path()).unwrap();
    let expected = ["a.html.br", "a.html.gz", "v/moved.csv.br", "v/moved.csv.gz"];
    assert_eq!(made.keys().collect::<Vec<_>>(), expected);
}

#[test]
fn an_up_to_date_compressed_copy_is_kept() {
    let page = "<p>as it is</p>".repeat(1000).into_bytes();
    let files = Files::from([("a.html".to_owned(), page.clone())]);
    let place = tempfile::tempdir().unwrap();
    let mut present = Coding::Gzip.compress(&page).unwrap();
    // The byte that names the system: this machine would write another one.
    present[9] = 7;
    fs::write(place.path().join("a.html.gz"), &present).unwrap();
    assert_eq!(compressed(&files, place.path()).unwrap()["a.html.gz"], present);
    fs::write(place.path().join("a.html.gz"), "stale").unwrap();
    assert_ne!(compressed(&files, place.path()).unwrap()["a.html.gz"], present);
}
