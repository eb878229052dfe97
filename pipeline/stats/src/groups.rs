//! Which records make one row.

use rayon::prelude::*;
use schema::{Record, Runs, Series};

/// The records of one row, in order of date, then of file and position.
pub(crate) struct Group<'a, K> {
    /// What the records have in common besides their series.
    pub(crate) key: K,
    records: &'a [(Order<K>, u32)],
}

/// Where a record sorts: series, key, then time.
type Order<K> = (u32, K, schema::Date, u32);

/// Sorts `records` (positions in `runs`) and groups them by series and by what `key` says of them, then
/// hands each group to `row` in a fixed order and collects what comes back, in the order of the series keys.
pub(crate) fn rows<K, R>(
    runs: &Runs,
    select: impl Fn(&Record) -> bool + Send + Sync,
    key: impl Fn(&Record) -> K + Send + Sync,
    row: impl Fn(&Group<'_, K>) -> R + Send + Sync,
) -> Vec<R>
where
    K: Copy + Ord + Send + Sync,
    R: Send,
{
    let rank = ranks(runs);
    let mut order: Vec<(Order<K>, u32)> = runs
        .records
        .par_iter()
        .enumerate()
        .filter(|(_, record)| select(record))
        .map(|(idx, record)| {
            let series_rank = rank[record.series_idx as usize];
            ((series_rank, key(record), record.date, idx as u32), idx as u32)
        })
        .collect();
    order.par_sort_unstable_by_key(|(order, _)| *order);
    let same_group = |a: &(Order<K>, u32), b: &(Order<K>, u32)| (a.0.0, a.0.1) == (b.0.0, b.0.1);
    let groups: Vec<Group<'_, K>> =
        order.chunk_by(same_group).map(|records| Group { key: records[0].0.1, records }).collect();
    groups.par_iter().map(row).collect()
}

impl<K> Group<'_, K> {
    /// The records of the group.
    pub(crate) fn records<'r>(&'r self, runs: &'r Runs) -> impl Iterator<Item = &'r Record> {
        self.records.iter().map(|(_, idx)| &runs.records[*idx as usize])
    }

    /// The samples of the group.
    pub(crate) fn samples(&self, runs: &Runs) -> Vec<f64> {
        let n_samples = self.records(runs).map(|record| record.n_samples as usize).sum();
        let mut samples = Vec::with_capacity(n_samples);
        for record in self.records(runs) {
            samples.extend_from_slice(runs.samples_of(record));
        }
        samples
    }

    /// The number of distinct days.
    pub(crate) fn n_days(&self) -> u32 {
        let same_day = |a: &(Order<K>, u32), b: &(Order<K>, u32)| a.0.2 == b.0.2;
        self.records.chunk_by(same_day).count() as u32
    }

    /// The series, under the newest name that the source gave its runtime.
    pub(crate) fn series(&self, runs: &Runs) -> Series {
        let newest = &runs.records[self.records[self.records.len() - 1].1 as usize];
        let source_runtime = &runs.source_runtimes[newest.source_runtime_idx as usize];
        Series::new(&runs.series[newest.series_idx as usize], source_runtime)
    }
}

/// The place of each series in the order of keys.
fn ranks(runs: &Runs) -> Vec<u32> {
    let mut by_key: Vec<usize> = (0..runs.series.len()).collect();
    by_key.sort_by_key(|&idx| &runs.series[idx]);
    let mut ranks = vec![0; by_key.len()];
    for (rank, idx) in by_key.into_iter().enumerate() {
        ranks[idx] = rank as u32;
    }
    ranks
}
