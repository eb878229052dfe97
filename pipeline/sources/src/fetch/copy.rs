//! Updates a source from a checkout of its repository, or from a `.tar.zst` of a checkout.

use std::{
    cell::Cell,
    collections::BTreeSet,
    fs::{self, File},
    io::{self, BufReader, Read},
    path::Path,
};

use anyhow::{Context, Result, bail, ensure};
use ruzstd::decoding::StreamingDecoder;
use schema::{Layout, Source};
use tar::Archive;
use walkdir::WalkDir;

use super::{Report, Sink, tree};
use crate::raw_files;

/// Updates the raw files in `folder` from `from`, a copy of the upstream repository.
///
/// `from` is a folder that contains the source's folder, or a `.tar.zst` of such a folder. A truncated archive yields
/// the files before the break and a failure. Fails if `from` cannot be read at all or has no file of the source.
pub fn from_copy(source: &Source, folder: &Path, from: &Path, sink: &dyn Sink) -> Result<Report> {
    let layout = super::layout(source)?;
    let report = Report::new(&source.name);
    let mut reader = CopyReader { layout, folder, sink, report, seen: BTreeSet::new() };
    let named = || format!("Failed to read '{}'", from.display());
    if from.is_dir() {
        reader.checkout(from).with_context(named)?;
    } else if from.to_string_lossy().ends_with(".tar.zst") {
        reader.archive(from).with_context(named)?;
    } else {
        fs::metadata(from).with_context(named)?;
        bail!("'{}' is neither a folder nor a .tar.zst", from.display());
    }
    let report = &mut reader.report;
    let n_seen = report.new + report.changed + report.unchanged + report.failed.len();
    let (sub, extension) = (&layout.folder, &layout.extension);
    ensure!(n_seen > 0, "'{}' has no .{extension} file in {sub}/", from.display());
    report.finish();
    Ok(reader.report)
}

struct CopyReader<'a> {
    layout: &'a Layout,
    folder: &'a Path,
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

impl CopyReader<'_> {
    fn checkout(&mut self, from: &Path) -> Result<()> {
        let top = from.join(&self.layout.folder);
        ensure!(top.is_dir(), "it has no folder {}/", self.layout.folder);
        for entry in WalkDir::new(top).sort_by_file_name() {
            let entry = entry?;
            let name = raw_files::name_below(from, entry.path());
            if entry.file_type().is_file() && tree::is_wanted(&name, self.layout) {
                self.read_file(&name, entry.metadata()?.len(), File::open(entry.path())?);
            }
        }
        Ok(())
    }

    fn archive(&mut self, from: &Path) -> Result<()> {
        let decoder = StreamingDecoder::new(BufReader::new(File::open(from)?))?;
        let left = Cell::new(MAX_HEADER_BYTES);
        let mut archive = Archive::new(Budgeted { archive: decoder, left: &left });
        for entry in archive.entries()? {
            left.set(u64::MAX);
            let mut entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let name = from.file_name().unwrap_or_default().to_string_lossy();
                    self.report.fail(&name, format!("the archive breaks off: {error}"));
                    return Ok(());
                }
            };
            let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let name = path.strip_prefix("./").unwrap_or(&path);
            if entry.header().entry_type().is_file() && tree::is_wanted(name, self.layout) {
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
                present => self.report.keep(self.sink, name, &body, present.is_ok()),
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
