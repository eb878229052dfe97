//! Adapter for logs from `coldmark import`: NDJSON in Coldmark's own schema.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use logs::{Configuration, Format, Options, SampleCollector};
use rayon::prelude::*;
use schema::{
    Conditions, FileRead, Memory, Outcome, Quarantined, ReadError, ReadErrorKind, Registry, RuleCount, Runs,
    SeriesKey, Source,
};

use crate::{names, raw_files};

/// Content of one file.
struct ImportedFile {
    path: String,
    samples: SampleCollector,
    records: u64,
    errors: Vec<ReadError>,
}

/// Reads all `files` below `folder`.
pub(super) fn read(source: &Source, registry: &Registry, folder: &Path, files: &[PathBuf]) -> Result<Runs> {
    let files = files.par_iter().map(|path| ImportedFile::read(folder, path)).collect::<Result<Vec<_>>>()?;
    let name = &source.name;
    let mut runs = Runs { source: name.clone(), ..Runs::default() };
    let mut series_by_key: BTreeMap<SeriesKey, u32> = BTreeMap::new();
    let mut counts: BTreeMap<ReadErrorKind, (BTreeSet<usize>, u64)> = BTreeMap::new();
    let mut unregistered = BTreeSet::new();
    for (file_idx, file) in files.into_iter().enumerate() {
        for error in &file.errors {
            let count = counts.entry(error.kind).or_default();
            count.0.insert(file_idx);
            count.1 += 1;
            runs.quarantined.push(quarantined(name, &file.path, error));
        }
        let file_runs = file.samples.runs(name, &file.path, |configuration, metric| {
            let (runtime, is_registered) = runtime(registry, configuration);
            if !is_registered {
                unregistered.insert(runtime.clone());
            }
            let workload = [&configuration.workload, &configuration.function];
            let workload = workload.into_iter().find(|name| !name.is_empty()).cloned();
            vec![SeriesKey {
                conditions: Conditions {
                    source: name.clone(),
                    provider: source.provider,
                    region: source.region.clone(),
                    packaging: configuration.packaging,
                    arch: configuration.arch,
                    workload: workload.unwrap_or_default(),
                    ..Conditions::default()
                },
                metric,
                runtime,
                memory: configuration.memory_mb.map_or(Memory::Pooled, Memory::Mb),
            }]
        });
        append(&mut runs, &mut series_by_key, file_runs, file.records);
    }
    runs.rules = ReadErrorKind::VALUES.iter().map(|kind| rule(name, *kind, counts.get(kind))).collect();
    runs.unregistered = unregistered.into_iter().collect();
    Ok(runs)
}

impl ImportedFile {
    fn read(folder: &Path, path: &Path) -> Result<ImportedFile> {
        let named = || format!("Failed to read '{}'", path.display());
        let name = raw_files::name_below(folder, path);
        let opened = File::open(path).with_context(named)?;
        let (mut samples, mut errors) = (SampleCollector::default(), Vec::new());
        let options = Options { format: Some(Format::Ndjson), ..Options::default() };
        let stats = logs::read(&name, opened, &options, &mut |parsed| match parsed {
            Ok(invocation) => samples.add(&invocation),
            Err(error) => errors.push(error),
        });
        let records = match stats {
            Ok(stats) => stats.records,
            Err(error) => {
                errors.push(error);
                0
            }
        };
        Ok(ImportedFile { path: name, samples, records, errors })
    }
}

/// Finds the runtime's slug, and true if the registry has it.
fn runtime(registry: &Registry, configuration: &Configuration) -> (String, bool) {
    let name = configuration.runtime.as_str();
    match registry.by_any_name(name) {
        Some(entry) => (entry.slug.clone(), true),
        None if name.is_empty() => ("unknown".to_owned(), false),
        None => (names::slug(name), false),
    }
}

/// Appends the runs of one file to those of all files.
fn append(runs: &mut Runs, series_by_key: &mut BTreeMap<SeriesKey, u32>, file_runs: Runs, n_records: u64) {
    let (first_file, first_name) = (runs.files.len() as u32, runs.source_runtimes.len() as u32);
    let series_idx: Vec<u32> = file_runs
        .series
        .into_iter()
        .map(|key| {
            let next = runs.series.len() as u32;
            let idx = *series_by_key.entry(key.clone()).or_insert(next);
            if idx == next {
                runs.series.push(key);
            }
            idx
        })
        .collect();
    runs.source_runtimes.extend(file_runs.source_runtimes);
    runs.records.extend(file_runs.records.into_iter().map(|record| schema::Record {
        series_idx: series_idx[record.series_idx as usize],
        source_runtime_idx: record.source_runtime_idx + first_name,
        file_idx: record.file_idx + first_file,
        ..record
    }));
    runs.files.extend(file_runs.files.into_iter().map(|file| FileRead { raw_records: n_records, ..file }));
}

fn quarantined(source: &str, file: &str, error: &ReadError) -> Quarantined {
    let record = error.record.map_or_else(String::new, |record| format!("Record {record}: "));
    Quarantined {
        source: source.to_owned(),
        file: file.to_owned(),
        date: None,
        source_runtime: String::new(),
        rule: error.kind.name().to_owned(),
        samples: 0,
        detail: format!("{record}{}", error.reason),
    }
}

fn rule(source: &str, kind: ReadErrorKind, count: Option<&(BTreeSet<usize>, u64)>) -> RuleCount {
    RuleCount {
        source: source.to_owned(),
        rule: kind.name().to_owned(),
        outcome: Outcome::Quarantine,
        files: count.map_or(0, |(files, _)| files.len() as u64),
        records: count.map_or(0, |(_, records)| *records),
        samples: 0,
        reason: kind.advice().to_owned(),
    }
}
