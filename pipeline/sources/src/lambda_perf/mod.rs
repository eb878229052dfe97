//! The archive of maxday/lambda-perf: one JSON file a day, ten cold starts of each function.
//!
//! Four record layouts have been in use since 2022; [`rules`] lists every oddity of the archive with what
//! is done about it. What `Init Duration` leaves out is a matter of the methodology page, not of this code.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use rayon::prelude::*;
use schema::{FileRead, Record, Registry, Runs};

mod computed;
mod file;
mod layout;
mod name;
mod names;
mod repeats;
mod rules;

use file::ParsedFile;
use names::Names;

use crate::tally::Tally;

/// Reads all `files` below `folder`.
pub(super) fn read(source: &str, registry: &Registry, folder: &Path, files: &[PathBuf]) -> Result<Runs> {
    let mut parsed = files.par_iter().map(|path| parse(folder, path)).collect::<Result<Vec<_>>>()?;
    repeats::refuse_repeats(&mut parsed);
    Ok(merge(source, registry, parsed))
}

fn parse(folder: &Path, path: &Path) -> Result<ParsedFile> {
    let bytes = fs::read(path).with_context(|| format!("Failed to read '{}'", path.display()))?;
    Ok(ParsedFile::parse(crate::name_below(folder, path), &bytes))
}

/// Joins the files to one list of records, in order of file and position.
fn merge(source: &str, registry: &Registry, parsed: Vec<ParsedFile>) -> Runs {
    let mut runs = Runs { source: source.to_owned(), ..Runs::default() };
    runs.records.reserve_exact(parsed.iter().map(|file| file.records.len()).sum());
    let mut names = Names::new(source, registry);
    let mut tally = Tally::default();
    for (file_idx, mut file) in parsed.into_iter().enumerate() {
        // Looked up when a record needs it: a function of which every record was refused is not met.
        let mut functions = vec![None; file.functions.len()];
        for record in std::mem::take(&mut file.records) {
            let function_idx = record.function_idx as usize;
            let function =
                *functions[function_idx].get_or_insert_with(|| names.function(&file.functions[function_idx]));
            file.tally_name(&record, function);
            runs.records.push(Record {
                series_idx: names.series(function.idx, record.package, record.memory_mb, record.arch),
                source_runtime_idx: function.idx,
                file_idx: file_idx as u32,
                record_idx: record.record_idx,
                // A file without a day has no record left.
                date: file.date.unwrap_or_default(),
                first_sample: record.first_sample,
                n_samples: record.n_samples,
                batch_means: record.batch_means,
            });
        }
        tally.add(&file.tally);
        runs.quarantined.extend(file.quarantine_rows(source));
        runs.files.push(FileRead {
            path: file.path,
            date: file.date,
            raw_records: file.raw_records,
            raw_samples: file.raw_samples,
            refused_by: file.refused_by,
            samples: file.samples,
        });
    }
    runs.rules = tally.rows(source);
    runs.series = names.series;
    runs.source_runtimes = names.functions;
    runs.unregistered = names.unregistered.into_iter().collect();
    runs
}
