//! Columns of the frame, in its order.

use anyhow::{Result, ensure};
use polars::prelude::{Column, IntoSeries, ListChunked};
use polars_arrow::{
    array::{Array, ListArray, PrimitiveArray},
    offset::{Offsets, OffsetsBuffer},
};
use schema::{Record, Runs};

/// Returns the position of each record in the order of the frame: by series, then by day, then as in the files.
///
/// Files are nearly in order of days already. From there, a counting sort by series reads and writes memory in
/// sequence, which is several times as fast as a sort that compares.
pub(super) fn ranks(records: &[Record], n_series: usize, series: impl Fn(&Record) -> u32) -> Vec<u32> {
    let mut by_day: Vec<u32> = (0..records.len() as u32).collect();
    by_day.sort_by_key(|idx| records[*idx as usize].date);
    let mut counts = vec![0_u32; n_series];
    for record in records {
        counts[series(record) as usize] += 1;
    }
    let begin = |next: &mut u32, count: &u32| Some(std::mem::replace(next, *next + count));
    let mut next: Vec<u32> = counts.iter().scan(0, begin).collect();
    let mut ranks = vec![0; records.len()];
    for idx in by_day {
        let next = &mut next[series(&records[idx as usize]) as usize];
        ranks[idx as usize] = *next;
        *next += 1;
    }
    ranks
}

/// Puts each value at its rank.
pub(super) fn arranged<T: Clone + Default>(ranks: &[u32], values: impl Iterator<Item = T>) -> Vec<T> {
    let mut arranged = vec![T::default(); ranks.len()];
    for (rank, value) in ranks.iter().zip(values) {
        arranged[*rank as usize] = value;
    }
    arranged
}

/// Builds the columns of each record's samples and, if they have some, of their counts.
pub(super) fn samples<K>(runs: &Runs<K>, ranks: &[u32], are_counted: bool) -> Result<Vec<Column>> {
    let sizes = arranged(ranks, runs.records.iter().map(|record| record.n_samples));
    let starts = OffsetsBuffer::<i64>::from(Offsets::try_from_lengths(sizes.iter().map(|n| *n as usize))?);
    let mut values = vec![0.0; *starts.last() as usize];
    let mut counts = vec![1_u32; if are_counted { values.len() } else { 0 }];
    for (rank, record) in ranks.iter().zip(&runs.records) {
        let samples = runs.samples_of(record);
        ensure!(samples.values.iter().all(|sample| sample.is_finite()), "A sample is not finite");
        let start = starts[*rank as usize] as usize;
        values[start..start + samples.values.len()].copy_from_slice(samples.values);
        if are_counted {
            for (idx, (_, count)) in (start..).zip(samples.counted()) {
                counts[idx] = count;
            }
        }
    }
    let lists = |name: &str, values: Box<dyn Array>| {
        let dtype = ListArray::<i64>::default_datatype(values.dtype().clone());
        let lists = ListArray::new(dtype, starts.clone(), values, None);
        Column::from(ListChunked::with_chunk(name.into(), lists).into_series())
    };
    let mut columns = vec![lists("samples", PrimitiveArray::from_vec(values).boxed())];
    columns.extend(are_counted.then(|| lists("counts", PrimitiveArray::from_vec(counts).boxed())));
    Ok(columns)
}
