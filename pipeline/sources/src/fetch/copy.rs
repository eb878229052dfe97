//! Updates a source from a checkout of its repository, from a `.tar.zst` of a checkout, or from an archive that a host makes.

use std::{
    cell::Cell,
    collections::BTreeSet,
    fs::{self, File},
    io::{self, BufReader, Read},
    path::Path,
};

use anyhow::{Context, Result, bail, ensure};
use flate2::read::GzDecoder;
use globset::GlobSet;
use ruzstd::decoding::StreamingDecoder;
use schema::{Layout, Source};
use tar::Archive;
use walkdir::WalkDir;

use super::{Known, Report, Sink, tree};
use crate::raw_files;

/// Updates the raw files in `folder` from `from`, a copy of the upstream repository.
///
/// `from` is a checkout, or a `.tar.zst` of one. A truncated archive yields the files before the break and a failure. Fails
/// if `from` cannot be read at all or has no file of the source.
pub fn from_copy(
    source: &Source,
    folder: &Path,
    from: &Path,
    known: &Known,
    sink: &dyn Sink,
) -> Result<Report> {
    let mut reader = CopyReader::new(source, folder, known, sink)?;
    let named = || format!("Failed to read '{}'", from.display());
    if from.is_dir() {
        reader.checkout(from).with_context(named)?;
    } else if from.to_string_lossy().ends_with(".tar.zst") {
        let name = from.file_name().unwrap_or_default().to_string_lossy();
        let file = File::open(from).with_context(named)?;
        let decoder = StreamingDecoder::new(BufReader::new(file)).with_context(named)?;
        reader.archive(&name, decoder, within_checkout).with_context(named)?;
    } else {
        fs::metadata(from).with_context(named)?;
        bail!("'{}' is neither a folder nor a .tar.zst", from.display());
    }
    reader.finish(&format!("'{}'", from.display()))
}

/// Updates the raw files in `folder` from the bytes of `archive`, a `.tar.gz` of the repository with one folder at its top.
pub(super) fn from_archive(
    source: &Source,
    folder: &Path,
    archive: &[u8],
    known: &Known,
    sink: &dyn Sink,
) -> Result<Report> {
    let mut reader = CopyReader::new(source, folder, known, sink)?;
    reader
        .archive("the archive", GzDecoder::new(archive), within_top_folder)
        .context("Failed to read the archive")?;
    reader.finish("The archive")
}

/// Returns the path in the repository of a `path` in an archive of a checkout.
fn within_checkout(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}

/// Returns the path in the repository of a `path` in an archive whose top folder has the name of the commit.
fn within_top_folder(path: &str) -> &str {
    path.split_once('/').map_or("", |(_, below)| below)
}

struct CopyReader<'a> {
    layout: &'a Layout,
    wanted: GlobSet,
    folder: &'a Path,
    known: &'a Known,
    sink: &'a dyn Sink,
    report: Report,
    /// Names of the files so far, in lower case.
    seen: BTreeSet<String>,
}

/// Largest header of an archive entry. `tar` reads extended names whole, and one of gigabytes would fill the memory.
const MAX_HEADER_BYTES: u64 = 1_000_000;

/// Archive with a budget of bytes.
struct Budgeted<'c, R> {
    archive: R,
    /// Remaining budget in bytes.
    left: &'c Cell<u64>,
}

impl<R: Read> Read for Budgeted<'_, R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.archive.read(bytes)?;
        let left = self.left.get().checked_sub(n_bytes as u64);
        self.left.set(left.ok_or_else(|| io::Error::other("a header is too long"))?);
        Ok(n_bytes)
    }
}

impl<'a> CopyReader<'a> {
    fn new(
        source: &'a Source,
        folder: &'a Path,
        known: &'a Known,
        sink: &'a dyn Sink,
    ) -> Result<CopyReader<'a>> {
        let layout = super::layout(source)?;
        let wanted = raw_files::matcher(&layout.files)?;
        let report = Report::new(&source.name);
        Ok(CopyReader { layout, wanted, folder, known, sink, report, seen: BTreeSet::new() })
    }

    /// Returns the report. Fails if `place` had no file of the source.
    fn finish(mut self, place: &str) -> Result<Report> {
        let report = &mut self.report;
        let n_seen = report.new + report.changed + report.unchanged + report.failed.len();
        ensure!(n_seen > 0, "{place} has no file like {}", self.layout.files.join(" or "));
        report.finish();
        Ok(self.report)
    }

    fn checkout(&mut self, from: &Path) -> Result<()> {
        for entry in WalkDir::new(from).sort_by_file_name() {
            let entry = entry?;
            let name = raw_files::name_below(from, entry.path());
            if entry.file_type().is_file() && self.wanted.is_match(&name) {
                self.read_file(&name, entry.metadata()?.len(), File::open(entry.path())?);
            }
        }
        Ok(())
    }

    fn archive(&mut self, name: &str, decoder: impl Read, within: fn(&str) -> &str) -> Result<()> {
        let left = Cell::new(MAX_HEADER_BYTES);
        let mut archive = Archive::new(Budgeted { archive: decoder, left: &left });
        for entry in archive.entries()? {
            left.set(u64::MAX);
            let mut entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.report.fail(name, format!("the archive breaks off: {error}"));
                    return Ok(());
                }
            };
            let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let name = within(&path);
            if entry.header().entry_type().is_file() && self.wanted.is_match(name) {
                let length = entry.size();
                self.read_file(name, length, &mut entry);
            }
            let rest = io::copy(&mut entry, &mut io::sink());
            left.set(if rest.is_ok() { MAX_HEADER_BYTES } else { 0 });
        }
        Ok(())
    }

    fn read_file(&mut self, name: &str, length: u64, file: impl Read) {
        match self.read_body(name, length, file) {
            Err(error) => self.report.fail(name, format!("{error:#}")),
            Ok(body) => match fs::read(self.folder.join(name)) {
                Ok(present) if present == body => self.report.unchanged += 1,
                present => self.report.keep(self.sink, self.known, name, &body, present.is_ok()),
            },
        }
        self.sink.settled();
    }

    fn read_body(&mut self, name: &str, length: u64, mut file: impl Read) -> Result<Vec<u8>> {
        tree::ensure_safe(name)?;
        ensure!(self.seen.insert(name.to_lowercase()), "{}", tree::duplicate_path(name));
        let max_bytes = self.layout.max_file_bytes;
        ensure!(length <= max_bytes, "has {length} bytes, but at most {max_bytes} are accepted");
        let mut body = Vec::new();
        file.read_to_end(&mut body).context("breaks off")?;
        ensure!(body.len() as u64 == length, "breaks off after {} of {length} bytes", body.len());
        Ok(body)
    }
}
