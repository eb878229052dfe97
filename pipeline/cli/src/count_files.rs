//! Value counts on disk.

use std::{
    fs::{self, File},
    io::{BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, ensure};
use counts::{CountFault, Counts};
use file_formats::{ValueCountWriter, read_value_counts};
use logs::Labels;
use schema::{CountMetric, Receipt, ValueCount};
use walkdir::{DirEntry, WalkDir};

use crate::stderr;

/// Counts to read instead of logs.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct CountArgs {
    /// Read counts instead of logs: files of `coldmark count` or of an engine, or folders of them
    #[arg(long, alias = "merge", value_name = "PATH", num_args = 1.., conflicts_with_all = ["paths", "by_file", "format"])]
    pub(crate) counts: Vec<PathBuf>,

    /// Objects that must have been counted: one path on each line, which a tab and its length in bytes may follow
    #[arg(long, value_name = "LIST")]
    pub(crate) objects: Option<PathBuf>,
}

impl CountArgs {
    /// True if counts are to be read instead of logs.
    ///
    /// Fails if there is a list of objects for logs.
    pub(crate) fn are_given(&self) -> Result<bool> {
        let are_given = !self.counts.is_empty();
        ensure!(are_given || self.objects.is_none(), "--objects checks counts: name them with --counts");
        Ok(are_given)
    }

    /// Reads the counts, and holds them to the list of objects.
    ///
    /// Fails if a file cannot be read.
    pub(crate) fn read(&self, labels: &Labels) -> Result<(Counts, Vec<CountFault>)> {
        let counts = read(&self.counts, labels)?;
        let mut faults = counts.faults();
        if let Some(path) = &self.objects {
            let named = || format!("Failed to read '{}'", path.display());
            let text = fs::read_to_string(path).with_context(named)?;
            let list = counts::parse_list(&text).map_err(|reason| anyhow!(reason)).with_context(named)?;
            faults.extend(counts.faults_of(&list));
        }
        Ok((counts, faults))
    }
}

/// Prints the reasons to refuse counts; false if there is one.
pub(crate) fn are_whole(faults: &[CountFault]) -> bool {
    for fault in faults {
        eprintln!("coldmark: {}", stderr::shown(&fault.to_string()));
    }
    if !faults.is_empty() {
        eprintln!("coldmark: These counts are refused, because their numbers would be wrong");
    }
    faults.is_empty()
}

/// Reads all counts below `paths`, with `labels` for what they leave out.
fn read(paths: &[PathBuf], labels: &Labels) -> Result<Counts> {
    let mut counts = Counts::default();
    for path in paths {
        let files = files(path)?;
        ensure!(!files.is_empty(), "No file of counts, *.parquet, in '{}'", path.display());
        for file in files {
            let named = || format!("Failed to read the counts in '{}'", file.display());
            let opened = File::open(&file).with_context(named)?;
            read_value_counts(opened, &mut |row| counts.add_row(&labelled(row, labels)))
                .with_context(named)?;
        }
    }
    counts.label(labels.runtime.as_deref(), labels.packaging, labels.workload.as_deref());
    Ok(counts)
}

/// Hands every row of a file to `each`.
fn read_file(path: &Path, each: &mut dyn FnMut(&ValueCount<'_>) -> Result<(), String>) -> Result<()> {
    let named = || format!("Failed to read the counts in '{}'", path.display());
    read_value_counts(File::open(path).with_context(named)?, each).with_context(named)
}

/// Reads the receipts of all counts below `folder`.
///
/// Fails if a file cannot be read.
pub(crate) fn receipts(folder: &Path) -> Result<Vec<Receipt>> {
    let mut counts = Counts::default();
    for file in files(folder)? {
        let is_receipt = |row: &ValueCount<'_>| row.metric == CountMetric::Object;
        read_file(&file, &mut |row| if is_receipt(row) { counts.add_row(row) } else { Ok(()) })?;
    }
    Ok(counts.receipts().into_iter().cloned().collect())
}

/// Fills in what a row leaves out.
fn labelled<'a>(row: &ValueCount<'a>, labels: &'a Labels) -> ValueCount<'a> {
    if row.metric == CountMetric::Object {
        return *row;
    }
    ValueCount {
        function: row.function.or(labels.function.as_deref()),
        memory_mb: row.memory_mb.or(labels.memory_mb),
        arch: row.arch.or(labels.arch),
        ..*row
    }
}

/// Lists the files of counts in a folder, sorted, or the file itself. Engines begin the names of all others with a dot or
/// an underscore.
fn files(path: &Path) -> Result<Vec<PathBuf>> {
    let is_shown = |entry: &DirEntry| {
        entry.depth() == 0 || !matches!(entry.file_name().as_encoded_bytes().first(), Some(b'.' | b'_'))
    };
    let mut files = Vec::new();
    for entry in WalkDir::new(path).sort_by_file_name().into_iter().filter_entry(is_shown) {
        let entry = entry.with_context(|| format!("Failed to list '{}'", path.display()))?;
        let is_counts = match entry.path().extension() {
            Some(extension) => extension == "parquet",
            // Athena gives its files no extension.
            None => entry.file_type().is_file() && is_parquet(entry.path()),
        };
        if entry.file_type().is_file() && (is_counts || entry.depth() == 0) {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

/// True for a file that begins as Parquet does.
fn is_parquet(path: &Path) -> bool {
    let mut start = [0; 4];
    File::open(path).is_ok_and(|mut file| file.read_exact(&mut start).is_ok()) && start == *b"PAR1"
}

/// Writes `counts` to `out`.
///
/// Fails if `out` does.
pub(crate) fn write<W: Write + Send>(counts: &Counts, out: W) -> Result<W> {
    let mut writer = ValueCountWriter::new(out)?;
    counts.for_each_row(|row| writer.push(row))?;
    writer.finish()
}

/// Writes `counts` to an open file.
///
/// Fails if the file cannot be written.
pub(crate) fn write_file(counts: &Counts, file: &mut File) -> Result<()> {
    let writer = write(counts, BufWriter::new(file))?;
    writer.into_inner().map_err(|error| anyhow!(error.into_error()))?;
    Ok(())
}
