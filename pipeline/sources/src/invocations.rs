//! Adapter for logs from `coldmark import`: NDJSON in Coldmark's own schema.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use counts::{CountKey, Counts, RunsBuilder};
use logs::{Format, Options};
use rayon::prelude::*;
use schema::{
    Arch, Conditions, Configuration, FileRead, Memory, Metric, Outcome, Packaging, Quarantined, ReadError,
    ReadErrorKind, Registry, RuleCount, Runs, SeriesKey, Source,
};

use crate::{names, raw_files};

/// Content of one file.
struct ImportedFile {
    path: String,
    /// Each invocation says its configuration, so that of every count is known.
    counts: BTreeMap<Configuration, Counts>,
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
        let mut builder = RunsBuilder::new(name, &file.path, file.counts.values());
        for (configuration, counts) in &file.counts {
            let (runtime, is_registered) = runtime(registry, configuration);
            if !is_registered {
                unregistered.insert(runtime.clone());
            }
            builder.add(counts, |key, metric| vec![series_key(source, configuration, &runtime, key, metric)]);
        }
        append(&mut runs, &mut series_by_key, builder.finish(), file.records);
    }
    runs.rules = ReadErrorKind::VALUES
        .iter()
        .map(|kind| {
            let count = counts.get(kind).map(|(files, records)| (files.len() as u64, *records));
            rule(name, *kind, count.unwrap_or_default())
        })
        .collect();
    runs.unregistered = unregistered.into_iter().collect();
    Ok(runs)
}

impl ImportedFile {
    fn read(folder: &Path, path: &Path) -> Result<ImportedFile> {
        let named = || format!("Failed to read '{}'", path.display());
        let name = raw_files::name_below(folder, path);
        let opened = File::open(path).with_context(named)?;
        let (mut counts, mut errors) = (BTreeMap::<Configuration, Counts>::new(), Vec::new());
        let options = Options { format: Some(Format::Ndjson), ..Options::default() };
        let stats = logs::read(&name, opened, &options, &mut |parsed| match parsed {
            Ok(invocation) => {
                let configuration = Configuration {
                    runtime: invocation.runtime.clone(),
                    packaging: invocation.packaging,
                    workload: invocation.workload.clone(),
                };
                counts.entry(configuration).or_default().add(&invocation);
            }
            Err(error) => errors.push(error),
        });
        let records = match stats {
            Ok(stats) => stats.records,
            Err(error) => {
                errors.push(error);
                0
            }
        };
        Ok(ImportedFile { path: name, counts, records, errors })
    }
}

/// Returns the series of the samples of a function.
pub(crate) fn series_key(
    source: &Source,
    configuration: &Configuration,
    runtime: &str,
    key: &CountKey,
    metric: Metric,
) -> SeriesKey {
    let workload = configuration.workload.as_deref().filter(|name| !name.is_empty());
    SeriesKey {
        conditions: Conditions {
            source: source.name.clone(),
            provider: source.provider,
            region: source.region.clone(),
            packaging: configuration.packaging.unwrap_or(Packaging::Zip),
            arch: key.arch.unwrap_or(Arch::X86_64),
            workload: workload.unwrap_or(key.function()).to_owned(),
            ..Conditions::default()
        },
        metric,
        runtime: runtime.to_owned(),
        memory: key.memory_mb.map_or(Memory::Pooled, Memory::Mb),
    }
}

/// Finds the runtime's slug, and true if the registry has it.
pub(crate) fn runtime(registry: &Registry, configuration: &Configuration) -> (String, bool) {
    let name = configuration.runtime.as_deref().unwrap_or_default();
    match registry.by_any_name(name) {
        Some(entry) => (entry.slug.clone(), true),
        None if name.is_empty() => ("unknown".to_owned(), false),
        None => (names::slug(name), false),
    }
}

/// Appends the runs of one file to those of all files.
pub(crate) fn append(
    runs: &mut Runs,
    series_by_key: &mut BTreeMap<SeriesKey, u32>,
    file_runs: Runs,
    n_records: u64,
) {
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

pub(crate) fn quarantined(source: &str, file: &str, error: &ReadError) -> Quarantined {
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

pub(crate) fn rule(source: &str, kind: ReadErrorKind, (files, records): (u64, u64)) -> RuleCount {
    RuleCount {
        source: source.to_owned(),
        rule: kind.name().to_owned(),
        outcome: Outcome::Quarantine,
        files,
        records,
        samples: 0,
        reason: kind.advice().to_owned(),
    }
}
