//! The archive of maxday/lambda-perf: one JSON file a day, ten cold starts of each function.
//!
//! Upstream has used four record layouts since 2022. [`rules`] lists every anomaly of the archive with its outcome. The
//! methodology page explains what `Init Duration` excludes.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use rayon::prelude::*;
use schema::{FileRead, Record, Registry, Runs, Source};

mod computed;
mod file;
mod layout;
mod name;
mod names;
mod repeats;
mod rules;

use file::ParsedFile;
use names::Names;

use crate::{raw_files, tally::Tally};

/// Parses all `files` below `folder`.
pub(super) fn read(source: &Source, registry: &Registry, folder: &Path, files: &[PathBuf]) -> Result<Runs> {
    let mut parsed = files.par_iter().map(|path| parse(folder, path)).collect::<Result<Vec<_>>>()?;
    repeats::refuse_repeats(&mut parsed);
    Ok(merge(source, registry, parsed))
}

fn parse(folder: &Path, path: &Path) -> Result<ParsedFile> {
    let bytes = fs::read(path).with_context(|| format!("Failed to read '{}'", path.display()))?;
    Ok(ParsedFile::parse(raw_files::name_below(folder, path), &bytes))
}

/// Merges the files into one list of records, in order of file and position.
fn merge(source: &Source, registry: &Registry, parsed: Vec<ParsedFile>) -> Runs {
    let mut runs = Runs { source: source.name.clone(), ..Runs::default() };
    runs.records.reserve_exact(parsed.iter().map(|file| file.records.len()).sum());
    let mut names = Names::new(source, registry);
    let mut tally = Tally::default();
    for (file_idx, mut file) in parsed.into_iter().enumerate() {
        // Functions are looked up lazily, so one without an accepted record gets no series.
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
                cluster_idx: 0,
                // Files without a date have no records at this point.
                date: file.date.unwrap_or_default(),
                first_sample: record.first_sample,
                n_samples: record.n_samples,
                batch_means: record.batch_means,
            });
        }
        tally.add(&file.tally);
        runs.quarantined.extend(file.quarantine_rows(&source.name));
        runs.files.push(FileRead {
            path: file.path,
            date: file.date,
            raw_records: file.raw_records,
            raw_samples: file.raw_samples,
            refused_by: file.refused_by,
            samples: file.samples,
            counts: Vec::new(),
            sample_records: Vec::new(),
        });
    }
    runs.rules = tally.rows(&source.name);
    runs.series = names.series;
    runs.source_runtimes = names.functions;
    runs.unregistered = names.unregistered.into_iter().collect();
    runs
}
