//! Raw files of many single measurements: samples of one series and cluster become one record, and refused ones are
//! listed together where they share a reason.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use rayon::prelude::*;
use schema::{
    BatchMeans, Conditions, Date, FileRead, Observer, OutcomeRow, Quarantined, Record, Registry, Runs,
    SeriesKey, Source,
};
use serde::de::DeserializeOwned;

use crate::{
    index::Index,
    raw_files,
    tally::{Rules, Tally},
};

/// Lines that a row of `quarantine.csv` names; the rest is only counted.
const NAMED_LINES: usize = 5;

/// One file while it is read.
pub(crate) struct BatchFile<R> {
    file: FileRead,
    batches: Vec<Batch>,
    outcomes: Vec<(Place, OutcomeRow)>,
    /// The batch of the newest sample.
    newest: usize,
    refused: BTreeMap<(usize, String), Refused>,
    tally: Tally<R>,
}

/// The samples of one series in one cluster.
struct Batch {
    place: Place,
    samples: Vec<(u32, f64)>,
}

/// The series, cluster and day to which a sample belongs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    /// Name that the source gives the runtime; the runtime of `series` stays empty until all files are joined.
    pub(crate) function: String,
    pub(crate) series: SeriesKey,
    /// Name of the cluster, unless clusters are days.
    pub(crate) cluster: String,
    pub(crate) date: Date,
}

/// Records refused for the same reason.
#[derive(Default)]
struct Refused {
    records: u64,
    samples: u64,
    lines: Vec<u32>,
}

impl<R: Rules> BatchFile<R> {
    pub(crate) fn new(path: String) -> BatchFile<R> {
        let file = FileRead { path, ..FileRead::default() };
        BatchFile {
            file,
            batches: Vec::new(),
            outcomes: Vec::new(),
            newest: 0,
            refused: BTreeMap::new(),
            tally: Tally::default(),
        }
    }

    /// Counts a record of the file, accepted or not.
    pub(crate) fn count_record(&mut self) {
        self.file.raw_records += 1;
    }

    /// Adds a `sample` from the record at `line`. `is_here` compares a place with that of the sample, which `place` makes.
    pub(crate) fn add(
        &mut self,
        line: u32,
        sample: f64,
        is_here: impl Fn(&Place) -> bool,
        place: impl FnOnce() -> Place,
    ) {
        self.file.raw_samples += 1;
        let is_same = |batch: &Batch| is_here(&batch.place);
        if !self.batches.get(self.newest).is_some_and(is_same) {
            self.newest = self.batches.iter().position(is_same).unwrap_or_else(|| {
                self.batches.push(Batch { place: place(), samples: Vec::new() });
                self.batches.len() - 1
            });
        }
        self.batches[self.newest].samples.push((line, sample));
    }

    /// Quarantines the record at `line`, or `samples` of it.
    pub(crate) fn refuse(&mut self, rule: R, line: u32, samples: u64, reason: String) {
        self.file.raw_samples += samples;
        self.tally.count(rule, 1, samples);
        let refused = self.refused.entry((rule.idx(), reason)).or_default();
        refused.records += 1;
        refused.samples += samples;
        if refused.lines.len() < NAMED_LINES {
            refused.lines.push(line);
        }
    }

    /// Quarantines the whole file, with the samples read so far.
    pub(crate) fn refuse_all(&mut self, rule: R, reason: String) {
        let batches = std::mem::take(&mut self.batches);
        let samples = batches.iter().map(|batch| batch.samples.len() as u64).sum();
        self.tally.count(rule, self.file.raw_records, samples);
        let whole = Refused { samples, ..Refused::default() };
        self.refused.insert((rule.idx(), reason), whole);
        self.file.refused_by = Some(rule.name());
    }

    /// Counts `records` with `samples` under a rule that accepts or flags them.
    pub(crate) fn note(&mut self, rule: R, records: u64, samples: u64) {
        if records > 0 || samples > 0 {
            self.tally.count(rule, records, samples);
        }
    }

    /// Adds the counts of requests at `place`.
    pub(crate) fn add_outcome(&mut self, place: Place, counts: OutcomeRow) {
        self.outcomes.push((place, counts));
    }

    /// Changes the key of every series of the file.
    pub(crate) fn each_series(&mut self, mut change: impl FnMut(&mut SeriesKey)) {
        self.batches.iter_mut().for_each(|batch| change(&mut batch.place.series));
        self.outcomes.iter_mut().for_each(|(place, _)| change(&mut place.series));
    }

    fn quarantined<'a>(
        &'a self,
        source: &'a str,
        date: Option<Date>,
    ) -> impl Iterator<Item = Quarantined> + 'a {
        self.refused.iter().map(move |((rule, reason), refused)| Quarantined {
            source: source.to_owned(),
            file: self.file.path.clone(),
            date,
            source_runtime: String::new(),
            rule: R::ALL[*rule].name().to_owned(),
            samples: refused.samples,
            detail: format!("{}{reason}", refused.lines_in_words()),
        })
    }
}

impl Refused {
    fn lines_in_words(&self) -> String {
        let lines: Vec<String> = self.lines.iter().map(|line| (line + 1).to_string()).collect();
        match (lines.len(), self.records as usize) {
            (0, _) => String::new(),
            (1, 1) => format!("line {}: ", lines[0]),
            (named, all) if named == all => format!("lines {}: ", lines.join(", ")),
            (_, all) => format!("{all} lines, first {}: ", lines.join(", ")),
        }
    }
}

/// Reads JSON files below `folder`, each one value. `take` gets the name of the file and its value. A file that is no JSON is
/// refused by `broken`, and one with other fields by `unknown`.
///
/// Fails if a file cannot be read from disk.
pub(crate) fn read_json<R: Rules + Send + Sync, T: DeserializeOwned>(
    (folder, files): (&Path, &[PathBuf]),
    (broken, unknown): (R, R),
    take: impl Fn(&mut BatchFile<R>, &str, T) + Sync,
) -> Result<Vec<BatchFile<R>>> {
    let read = |path: &PathBuf| {
        let name = raw_files::name_below(folder, path);
        let bytes = fs::read(path).with_context(|| format!("Failed to read '{}'", path.display()))?;
        let mut file = BatchFile::new(name.clone());
        match serde_json::from_slice(&bytes) {
            Ok(value) => take(&mut file, &name, value),
            Err(error) => file.refuse_all(if error.is_data() { unknown } else { broken }, error.to_string()),
        }
        Ok(file)
    };
    files.par_iter().map(read).collect()
}

/// Joins the files of a source, in their order.
pub(crate) fn join<R: Rules>(source: &Source, registry: &Registry, files: Vec<BatchFile<R>>) -> Runs {
    let mut runs = Runs {
        source: source.name.clone(),
        cluster_unit: source.cluster_unit,
        pooled: source.pooled,
        ..Runs::default()
    };
    let (mut index, mut clusters, mut tally) = (Index::new(registry), BTreeMap::new(), Tally::default());
    let mut outcomes: BTreeMap<SeriesKey, BTreeMap<Observer, OutcomeRow>> = BTreeMap::new();
    for mut read in files {
        let file_idx = runs.files.len() as u32;
        let date = read.batches.iter().map(|batch| batch.place.date).min();
        for Batch { place, samples } in std::mem::take(&mut read.batches) {
            let n_clusters = clusters.len() as u32;
            let runtime = index.slug(&place.function);
            runs.records.push(Record {
                series_idx: index.series(named(place.series, source, runtime)),
                source_runtime_idx: index.function(&place.function),
                file_idx,
                record_idx: samples.first().map_or(0, |(line, _)| *line),
                cluster_idx: *clusters.entry(place.cluster).or_insert(n_clusters),
                date: place.date,
                first_sample: read.file.samples.len() as u32,
                n_samples: samples.len() as u32,
                batch_means: BatchMeans::default(),
            });
            let (lines, values): (Vec<u32>, Vec<f64>) = samples.into_iter().unzip();
            read.file.sample_records.extend(lines);
            read.file.samples.extend(values);
        }
        for (place, counts) in std::mem::take(&mut read.outcomes) {
            let key = named(place.series, source, index.slug(&place.function));
            let sum = outcomes.entry(key).or_default();
            sum.entry(counts.observer).and_modify(|sum| sum.add(&counts)).or_insert(counts);
        }
        runs.quarantined.extend(read.quarantined(&source.name, date));
        tally.add(&read.tally);
        runs.files.push(FileRead { date, ..read.file });
    }
    runs.rules = tally.rows(&source.name);
    let row = |(key, counts): (SeriesKey, OutcomeRow)| OutcomeRow {
        conditions: key.conditions,
        runtime: key.runtime,
        memory: key.memory,
        ..counts
    };
    let each = |(key, of_key): (SeriesKey, BTreeMap<_, _>)| {
        of_key.into_values().map(move |counts| (key.clone(), counts))
    };
    runs.outcomes = outcomes.into_iter().flat_map(each).map(row).collect();
    index.add_to(&mut runs);
    runs
}

/// Returns `key` with the names that are known only once files are joined.
fn named(key: SeriesKey, source: &Source, runtime: String) -> SeriesKey {
    let conditions = Conditions { source: source.name.clone(), ..key.conditions };
    SeriesKey { conditions, runtime, ..key }
}
