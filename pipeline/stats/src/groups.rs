//! Which records make one row.

use rayon::prelude::*;
use schema::{Clustering, Date, Record, Runs, Series, SeriesKey};

/// The records of one row, in order of date, then of file and position.
pub(crate) struct Group<'a, K> {
    /// What the records have in common besides their series.
    pub(crate) key: K,
    series: &'a SeriesKey,
    records: &'a [&'a Record],
}

/// Which series a record counts for: its own, or the one that pools all memory sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pooling {
    Own,
    Pooled,
}

/// Groups the selected records by series and by what `key` says of them, hands each group to `row`, and
/// collects what comes back in order of the series, then of the key.
pub(crate) fn rows<K, R>(
    runs: &Runs,
    pooling: Pooling,
    select: impl Fn(&Record) -> bool,
    key: impl Fn(&Record) -> K + Send + Sync,
    row: impl Fn(&Group<'_, K>) -> R + Send + Sync,
) -> Vec<R>
where
    K: Ord,
    R: Send,
{
    let (keys, place) = places(runs, pooling);
    let mut by_series: Vec<Vec<&Record>> = vec![Vec::new(); keys.len()];
    for record in runs.records.iter().filter(|record| select(record)) {
        by_series[place[record.series_idx as usize]].push(record);
    }
    let rows_of = |(series, mut records): (&SeriesKey, Vec<&Record>)| -> Vec<R> {
        // Stable, and quick where records are in order already, as most are.
        records.sort_by_key(|record| (key(record), record.date));
        let groups = records.chunk_by(|a, b| key(a) == key(b));
        groups.map(|records| row(&Group { key: key(records[0]), series, records })).collect()
    };
    let rows: Vec<Vec<R>> = keys.par_iter().zip(by_series).map(rows_of).collect();
    rows.into_iter().flatten().collect()
}

impl<K> Group<'_, K> {
    /// The records of the group.
    pub(crate) fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.iter().copied()
    }

    /// The samples of the group.
    pub(crate) fn samples(&self, runs: &Runs) -> Vec<f64> {
        let n_samples = self.records().map(|record| record.n_samples as usize).sum();
        let mut samples = Vec::with_capacity(n_samples);
        for record in self.records() {
            samples.extend_from_slice(runs.samples_of(record));
        }
        samples
    }

    /// The number of distinct days, or of blocks in `runs` that come in those.
    pub(crate) fn n_days(&self, runs: &Runs) -> u32 {
        let cluster = |record: &Record| match runs.clustering {
            Clustering::Days => (record.date, 0),
            Clustering::Blocks => (Date::default(), record.file_idx),
        };
        self.records.chunk_by(|a, b| cluster(a) == cluster(b)).count() as u32
    }

    /// The series, under the newest name that the source gave its runtime.
    pub(crate) fn series(&self, runs: &Runs) -> Series {
        let newest = self.records[self.records.len() - 1];
        let source_runtime = &runs.source_runtimes[newest.source_runtime_idx as usize];
        Series::new(self.series, source_runtime)
    }
}

/// The series that rows are of, in order, and for each series of `runs` the place of the one it counts for.
fn places(runs: &Runs, pooling: Pooling) -> (Vec<SeriesKey>, Vec<usize>) {
    let counted: Vec<SeriesKey> = match pooling {
        Pooling::Own => runs.series.clone(),
        Pooling::Pooled => runs.series.iter().map(SeriesKey::pooled).collect(),
    };
    let mut keys = counted.clone();
    keys.sort();
    keys.dedup();
    let places = counted.iter().map(|key| keys.partition_point(|known| known < key)).collect();
    (keys, places)
}
