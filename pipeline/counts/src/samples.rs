//! Counts as samples of series.

use std::collections::BTreeMap;

use schema::{BatchMeans, CountMetric, Date, FileRead, Metric, Record, Runs, Unit, ValueCount};

use crate::{CountKey, Counts};

/// Name of a function whose log does not name it.
pub const UNNAMED: &str = "function";

/// Day of all samples if none has a time.
const NO_DAY: i32 = 0;

impl CountKey {
    /// Name of the function, or [`UNNAMED`].
    pub fn function(&self) -> &str {
        self.function.as_deref().unwrap_or(UNNAMED)
    }
}

impl Counts {
    /// Returns all samples as runs of `source`. `keys` returns every series to which the samples of a key and metric
    /// count.
    pub fn runs<K: Clone + Ord>(
        &self,
        source: &str,
        file: &str,
        keys: impl FnMut(&CountKey, Metric) -> Vec<K>,
    ) -> Runs<K> {
        let mut builder = RunsBuilder::new(source, file, [self]);
        builder.add(self, keys);
        builder.finish()
    }

    /// The first day with counts.
    fn first_day(&self) -> Option<i32> {
        self.keys.iter().flat_map(|key| &key.days).filter_map(|(day, _)| *day).min()
    }
}

/// Builds the runs of one file from any number of counts.
pub struct RunsBuilder<K> {
    runs: Runs<K>,
    file: FileRead,
    series_by_key: BTreeMap<K, u32>,
    /// Day of the samples without a time.
    first_day: i32,
}

impl<K: Clone + Ord> RunsBuilder<K> {
    /// Starts the runs of `source` in `file`. Samples without a time count to the first day of `all`.
    pub fn new<'c>(source: &str, file: &str, all: impl IntoIterator<Item = &'c Counts>) -> RunsBuilder<K> {
        RunsBuilder {
            runs: Runs { source: source.to_owned(), ..Runs::default() },
            file: FileRead { path: file.to_owned(), ..FileRead::default() },
            series_by_key: BTreeMap::new(),
            first_day: all.into_iter().filter_map(Counts::first_day).min().unwrap_or(NO_DAY),
        }
    }

    /// Adds the samples of `counts`. `keys` returns every series to which the samples of a key and metric count.
    pub fn add(&mut self, counts: &Counts, mut keys: impl FnMut(&CountKey, Metric) -> Vec<K>) {
        for found in counts.keys() {
            let key = &found.key;
            let keys = CountMetric::SAMPLES.map(|(_, metric)| keys(key, metric));
            self.runs.source_runtimes.push(key.function().to_owned());
            let mut days: Vec<_> = found.days.iter().collect();
            days.sort_by_key(|(day, _)| *day);
            for (day, counts) in days {
                let date = ValueCount::date_of(day.unwrap_or(self.first_day)).unwrap_or_default();
                for ((metric, of), keys) in CountMetric::SAMPLES.iter().zip(&keys) {
                    self.add_samples(keys, date, of.unit(), &counts.values(*metric));
                }
            }
        }
    }

    /// Returns the runs.
    pub fn finish(mut self) -> Runs<K> {
        self.runs.files.push(self.file);
        self.runs
    }

    /// Adds the samples of one key, day and metric to each series of `keys`.
    fn add_samples(&mut self, keys: &[K], date: Date, unit: Unit, counted: &[(i64, u64)]) {
        if counted.is_empty() {
            return;
        }
        let first_sample = self.file.samples.len() as u32;
        for (value, n) in counted {
            let value = if unit == Unit::Ms { *value as f64 / 1000.0 } else { *value as f64 };
            self.file.raw_samples += n;
            // A count that is too large for one sample fills several.
            let mut rest = *n;
            while rest > 0 {
                let count = u32::try_from(rest).unwrap_or(u32::MAX);
                self.file.samples.push(value);
                self.file.counts.push(count);
                rest -= u64::from(count);
            }
        }
        for key in keys {
            let next = self.runs.series.len() as u32;
            let series_idx = *self.series_by_key.entry(key.clone()).or_insert(next);
            if series_idx == next {
                self.runs.series.push(key.clone());
            }
            self.runs.records.push(Record {
                series_idx,
                source_runtime_idx: self.runs.source_runtimes.len() as u32 - 1,
                file_idx: 0,
                record_idx: self.file.raw_records as u32,
                cluster_idx: 0,
                date,
                first_sample,
                n_samples: self.file.samples.len() as u32 - first_sample,
                batch_means: BatchMeans::default(),
            });
        }
        self.file.raw_records += 1;
    }
}
