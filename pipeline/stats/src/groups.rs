//! Which records make one row.

use rayon::prelude::*;
use schema::{Record, Runs, Series};

/// The records of one row, in order of date, then of file and position.
pub(crate) struct Group<'a, K> {
    /// What the records have in common besides their series.
    pub(crate) key: K,
    records: &'a [&'a Record],
}

/// Groups the selected records by series and by what `key` says of them, hands each group to `row`, and
/// collects what comes back in order of the series, then of the key.
pub(crate) fn rows<K, R>(
    runs: &Runs,
    select: impl Fn(&Record) -> bool,
    key: impl Fn(&Record) -> K + Send + Sync,
    row: impl Fn(&Group<'_, K>) -> R + Send + Sync,
) -> Vec<R>
where
    K: Ord,
    R: Send,
{
    let place = places(runs);
    let mut by_series: Vec<Vec<&Record>> = vec![Vec::new(); runs.series.len()];
    for record in runs.records.iter().filter(|record| select(record)) {
        by_series[place[record.series_idx as usize]].push(record);
    }
    let rows_of = |mut records: Vec<&Record>| -> Vec<R> {
        // Stable, and quick where records are in order already, as most are.
        records.sort_by_key(|record| (key(record), record.date));
        let groups = records.chunk_by(|a, b| key(a) == key(b));
        groups.map(|records| row(&Group { key: key(records[0]), records })).collect()
    };
    let rows: Vec<Vec<R>> = by_series.into_par_iter().map(rows_of).collect();
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

    /// The number of distinct days.
    pub(crate) fn n_days(&self) -> u32 {
        self.records.chunk_by(|a, b| a.date == b.date).count() as u32
    }

    /// The series, under the newest name that the source gave its runtime.
    pub(crate) fn series(&self, runs: &Runs) -> Series {
        let newest = self.records[self.records.len() - 1];
        let source_runtime = &runs.source_runtimes[newest.source_runtime_idx as usize];
        Series::new(&runs.series[newest.series_idx as usize], source_runtime)
    }
}

/// The place of each series in the order of keys.
fn places(runs: &Runs) -> Vec<usize> {
    let mut by_key: Vec<usize> = (0..runs.series.len()).collect();
    by_key.sort_by_key(|&idx| &runs.series[idx]);
    let mut places = vec![0; by_key.len()];
    for (place, idx) in by_key.into_iter().enumerate() {
        places[idx] = place;
    }
    places
}
