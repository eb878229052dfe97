//! Adapter for value counts from `coldmark count` or an engine: samples of any number of machines.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use counts::{CountKey, Counts, RunsBuilder};
use file_formats::read_value_counts;
use schema::{
    Configuration, Outcome, Quarantined, ReadErrorKind, Registry, RuleCount, Runs, SeriesKey, Source,
};

use crate::{
    invocations::{append, quarantined, rule, runtime, series_key},
    raw_files,
};

/// Rule for samples whose function has more than one runtime, packaging or workload.
const SEVERAL: &str = "several-configurations";

/// The configurations that the counts of each key tell, in all files.
type Configurations = BTreeMap<CountKey, BTreeSet<Configuration>>;

/// Reads all `files` below `folder`.
///
/// Fails if a file cannot be read, or if the receipts do not prove that each object was counted once.
pub(super) fn read(source: &Source, registry: &Registry, folder: &Path, files: &[PathBuf]) -> Result<Runs> {
    let mut named = Vec::new();
    let mut ledger = Counts::default();
    let mut configurations = Configurations::new();
    for path in files {
        let counts = read_file(path)?;
        for found in counts.keys() {
            let told = found.configurations().iter().map(|(configuration, _)| configuration.clone());
            configurations.entry(found.key().clone()).or_default().extend(told);
        }
        counts.receipts().into_iter().for_each(|receipt| ledger.add_receipt(receipt.clone()));
        if let Some(fault) = counts.faults().first() {
            bail!("Refused the counts in '{}': {fault}", path.display());
        }
        named.push((raw_files::name_below(folder, path), counts));
    }
    if let Some(fault) = ledger.faults_of_receipts().first() {
        bail!("Refused the counts of the source '{}': {fault}", source.name);
    }
    let mut runs = Runs { source: source.name.clone(), ..Runs::default() };
    let mut series_by_key: BTreeMap<SeriesKey, u32> = BTreeMap::new();
    let mut unregistered = BTreeSet::new();
    let (mut n_files, mut n_samples) = (0, 0);
    for (name, counts) in named {
        let mut n_ambiguous = 0;
        for found in counts.keys() {
            if configurations[found.key()].len() > 1 {
                n_ambiguous += found.n_samples();
                runs.quarantined.push(ambiguous(source, &name, found.key(), found.n_samples()));
            }
        }
        n_files += u64::from(n_ambiguous > 0);
        n_samples += n_ambiguous;
        let mut builder = RunsBuilder::new(&source.name, &name, [&counts]);
        builder.add(&counts, |key, metric| {
            let told = &configurations[key];
            let configuration = told.first().cloned().unwrap_or_default();
            let (runtime, is_registered) = runtime(registry, &configuration);
            if !is_registered {
                unregistered.insert(runtime.clone());
            }
            let series = || series_key(source, &configuration, &runtime, key, metric);
            (told.len() < 2).then(series).into_iter().collect()
        });
        let records = counts.receipts().iter().map(|receipt| receipt.records).sum();
        append(&mut runs, &mut series_by_key, builder.finish(), records);
    }
    runs.rules = rules(source, &ledger);
    runs.rules.push(RuleCount {
        source: source.name.clone(),
        rule: SEVERAL.to_owned(),
        outcome: Outcome::Quarantine,
        files: n_files,
        records: 0,
        samples: n_samples,
        reason: "the samples were left out; count each runtime, packaging and workload under a function of its own"
            .to_owned(),
    });
    for receipt in ledger.receipts() {
        runs.quarantined
            .extend(receipt.errors.iter().map(|error| quarantined(&source.name, &receipt.path, error)));
    }
    runs.unregistered = unregistered.into_iter().collect();
    Ok(runs)
}

fn read_file(path: &Path) -> Result<Counts> {
    let named = || format!("Failed to read the counts in '{}'", path.display());
    let mut counts = Counts::default();
    let file = File::open(path).with_context(named)?;
    read_value_counts(file, &mut |row| counts.add_row(row)).with_context(named)?;
    Ok(counts)
}

fn ambiguous(source: &Source, file: &str, key: &CountKey, samples: u64) -> Quarantined {
    Quarantined {
        source: source.name.clone(),
        file: file.to_owned(),
        date: None,
        source_runtime: key.function().to_owned(),
        rule: SEVERAL.to_owned(),
        samples,
        detail: format!("The function '{}' has several runtimes, packagings or workloads", key.function()),
    }
}

/// Returns the counts of each fault of a record, by its kind.
fn rules(source: &Source, ledger: &Counts) -> Vec<RuleCount> {
    let receipts = ledger.receipts();
    let of_kind = |kind: &ReadErrorKind| {
        let counts = receipts.iter().filter_map(|receipt| receipt.refused_by_fault.get(kind.name()));
        rule(&source.name, *kind, (counts.clone().count() as u64, counts.sum()))
    };
    ReadErrorKind::VALUES.iter().map(of_kind).collect()
}
