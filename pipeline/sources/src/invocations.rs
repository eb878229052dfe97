//! Invocations that somebody imported from logs of their own: NDJSON in our own schema, as `coldmark import` leaves it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use logs::{Configuration, Fault, FaultKind, Format, Gathered, Options};
use rayon::prelude::*;
use schema::{FileRead, Outcome, Quarantined, Registry, RuleCount, Runs, SeriesKey};

use crate::names;

/// A file and what is in it.
struct Imported {
    path: String,
    gathered: Gathered,
    records: u64,
    faults: Vec<Fault>,
}

/// Reads all `files` below `folder`.
pub(super) fn read(source: &str, registry: &Registry, folder: &Path, files: &[PathBuf]) -> Result<Runs> {
    let files = files.par_iter().map(|path| Imported::read(folder, path)).collect::<Result<Vec<_>>>()?;
    let mut runs = Runs { source: source.to_owned(), ..Runs::default() };
    let mut places: BTreeMap<SeriesKey, u32> = BTreeMap::new();
    let mut counts: BTreeMap<FaultKind, (BTreeSet<usize>, u64)> = BTreeMap::new();
    let mut unregistered = BTreeSet::new();
    for (file_idx, file) in files.into_iter().enumerate() {
        for fault in &file.faults {
            let count = counts.entry(fault.kind).or_default();
            count.0.insert(file_idx);
            count.1 += 1;
            runs.quarantined.push(quarantined(source, &file.path, fault));
        }
        let found = file.gathered.runs(source, &file.path, |configuration| {
            let (runtime, is_known) = runtime(registry, configuration);
            if !is_known {
                unregistered.insert(runtime.clone());
            }
            let workload = [&configuration.workload, &configuration.function];
            let workload = workload.into_iter().find(|name| !name.is_empty()).cloned();
            vec![(runtime, workload.unwrap_or_default())]
        });
        append(&mut runs, &mut places, found, file.records);
    }
    runs.rules = FaultKind::ALL.map(|kind| rule(source, kind, counts.get(&kind))).into();
    runs.unregistered = unregistered.into_iter().collect();
    Ok(runs)
}

impl Imported {
    fn read(folder: &Path, path: &Path) -> Result<Imported> {
        let named = || format!("Failed to read '{}'", path.display());
        let name = crate::name_below(folder, path);
        let opened = File::open(path).with_context(named)?;
        let (mut gathered, mut faults) = (Gathered::default(), Vec::new());
        let options = Options { format: Some(Format::Ndjson), ..Options::default() };
        let account = logs::read(&name, opened, &options, &mut |found| match found {
            Ok(invocation) => gathered.add(&invocation),
            Err(fault) => faults.push(fault),
        });
        let records = match account {
            Ok(account) => account.records,
            Err(fault) => {
                faults.push(fault);
                0
            }
        };
        Ok(Imported { path: name, gathered, records, faults })
    }
}

/// The slug of the runtime of a configuration, and whether the registry knows it.
fn runtime(registry: &Registry, configuration: &Configuration) -> (String, bool) {
    let name = configuration.runtime.as_str();
    let known = registry.by_slug(name).or_else(|| registry.by_alias(name));
    match known {
        Some(known) => (known.slug.clone(), true),
        None if name.is_empty() => ("unknown".to_owned(), false),
        None => (names::slug(name), false),
    }
}

/// Adds what one file holds to that of all.
fn append(runs: &mut Runs, places: &mut BTreeMap<SeriesKey, u32>, found: Runs, records: u64) {
    let (first_file, first_name) = (runs.files.len() as u32, runs.source_runtimes.len() as u32);
    let series: Vec<u32> = found
        .series
        .into_iter()
        .map(|key| {
            let next = runs.series.len() as u32;
            let place = *places.entry(key.clone()).or_insert(next);
            if place == next {
                runs.series.push(key);
            }
            place
        })
        .collect();
    runs.source_runtimes.extend(found.source_runtimes);
    runs.records.extend(found.records.into_iter().map(|record| schema::Record {
        series_idx: series[record.series_idx as usize],
        source_runtime_idx: record.source_runtime_idx + first_name,
        file_idx: record.file_idx + first_file,
        ..record
    }));
    runs.files.extend(found.files.into_iter().map(|file| FileRead { raw_records: records, ..file }));
}

fn quarantined(source: &str, file: &str, fault: &Fault) -> Quarantined {
    let place = fault.record.map_or_else(String::new, |record| format!("Record {record}: "));
    Quarantined {
        source: source.to_owned(),
        file: file.to_owned(),
        date: None,
        source_runtime: String::new(),
        rule: fault.kind.name().to_owned(),
        samples: 0,
        detail: format!("{place}{}", fault.reason),
    }
}

fn rule(source: &str, kind: FaultKind, count: Option<&(BTreeSet<usize>, u64)>) -> RuleCount {
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
