//! The records of a source as one Polars frame, and the statistics of its groups as Polars expressions.
//!
//! The frame has a row for each accepted record: series that differ only by memory size are neighbours, and each is in
//! order of day, file and position. Groups are runs of neighbouring rows, so no result depends on threads.

mod columns;
mod distributions;
mod grouping;

use std::ops::Range;

use anyhow::{Result, ensure};
use jiff::ToSpan;
use polars::prelude::{
    Column, DataFrame, DataType, ExplodeOptions, IntoLazy, JoinArgs, JoinType, LazyFrame, NamedFrom,
    PolarsResult, Selector, Series as Values, SortMultipleOptions, col, cols, lit,
};
use polars::series::IsSorted;
use rayon::prelude::*;
use schema::{ClusterUnit, Date, Distribution, Month, Record, Runs, Series, SeriesKey, Window};

pub(crate) use grouping::{Key, Period, Pooling};

/// The records of one source: `series`, `pooled`, `source_runtime`, `day`, `month`, `cluster`, `n_samples`,
/// `handler_ms`, `memory_used_mb`, and `samples` as lists, with their `counts` if some sample has one.
pub(crate) struct Frame<'a, K = SeriesKey> {
    pub(crate) runs: &'a Runs<K>,
    /// The series, indexed by the column `series`.
    own: Vec<K>,
    /// The series that pool memory sizes or regions, indexed by the column `pooled`.
    pooled: Vec<K>,
    /// The first day, from which the columns `day` and `month` count.
    first_day: Date,
    n_days: u32,
    /// True if samples have counts.
    are_counted: bool,
    /// The row of each record of `runs`.
    ranks: Vec<u32>,
    /// The position in `pooled` of each series of `runs`.
    pooled_position: Vec<u32>,
    records: DataFrame,
}

/// One group of samples of one series.
pub(crate) struct Group<S = Series> {
    pub(crate) series: S,
    /// The first day of the group's period.
    pub(crate) date: Date,
    pub(crate) distribution: Distribution,
}

/// The position of a series, and its samples, each with its cluster and its count.
pub(crate) type SeriesSamples = (u32, Vec<(u32, f64, u32)>);

impl<'a, K: Key> Frame<'a, K> {
    /// Fails if a sample is not finite, or if there are more records than Polars counts rows.
    pub(crate) fn new(runs: &'a Runs<K>) -> Result<Frame<'a, K>> {
        ensure!(u32::try_from(runs.records.len()).is_ok(), "Too many records: {}", runs.records.len());
        let keys: Vec<(K, K)> =
            runs.series.iter().map(|key| (key.pooled(runs.pooled), key.clone())).collect();
        let (own, own_position) = positions(&keys);
        let pooled_keys: Vec<K> = keys.into_iter().map(|(pooled, _)| pooled).collect();
        let (pooled, pooled_position) = positions(&pooled_keys);
        let first_day = runs.records.iter().map(|record| record.date).min().unwrap_or_default();
        let series = |record: &Record| own_position[record.series_idx as usize];
        let day = |record: &Record| days_from(first_day, record.date) as u32;
        let ranks = columns::ranks(&runs.records, own.len(), series);
        let column = |name: &str, value: &dyn Fn(&Record) -> u32| {
            Column::from(Values::new(name.into(), columns::arranged(&ranks, runs.records.iter().map(value))))
        };
        let n_samples = || {
            let counts = runs.records.iter().map(|record| runs.samples_of(record).n());
            Column::from(Values::new("n_samples".into(), columns::arranged(&ranks, counts)))
        };
        let mean = |name: &str, value: fn(&Record) -> Option<f64>| {
            Column::from(Values::new(name.into(), columns::arranged(&ranks, runs.records.iter().map(value))))
        };
        let describe = || {
            let days = column("day", &day);
            let clusters = match runs.cluster_unit {
                ClusterUnit::Day => days.clone().with_name("cluster".into()),
                ClusterUnit::Block | ClusterUnit::Run => column("cluster", &|record| record.cluster_idx),
            };
            vec![
                column("series", &series),
                column("pooled", &|record| pooled_position[record.series_idx as usize]),
                column("source_runtime", &|record| record.source_runtime_idx),
                days,
                column("month", &|record| months_from(first_day, record.date)),
                clusters,
                n_samples(),
                mean("handler_ms", |record| record.batch_means.handler_ms),
                mean("memory_used_mb", |record| record.batch_means.memory_used_mb),
            ]
        };
        let are_counted = runs.files.iter().any(|file| !file.counts.is_empty());
        let (mut records, samples) = rayon::join(describe, || columns::samples(runs, &ranks, are_counted));
        records.extend(samples?);
        let records = DataFrame::new_infer_height(records)?;
        let n_days = runs.records.iter().map(|record| day(record) + 1).max().unwrap_or(0);
        let own = own.into_iter().map(|(_, own)| own).collect();
        Ok(Frame { runs, own, pooled, first_day, n_days, are_counted, ranks, pooled_position, records })
    }

    /// Returns all records.
    pub(crate) fn records(&self) -> LazyFrame {
        self.records.clone().lazy()
    }

    /// Returns the records within `window`.
    pub(crate) fn within(&self, window: Window) -> LazyFrame {
        let first = days_from(self.first_day, window.window_start);
        let last = days_from(self.first_day, window.window_end);
        let day = || col("day").cast(DataType::Int64);
        self.records().filter(day().gt_eq(lit(first)).and(day().lt_eq(lit(last))))
    }

    /// Describes the samples of each series in each `period` of `records`, in order of series, then of time.
    pub(crate) fn distributions(
        &self,
        records: LazyFrame,
        pooling: Pooling,
        period: Period,
    ) -> Result<Vec<Group<K::Series>>> {
        let n_keys = u64::from(self.n_days) * self.own.len() as u64;
        ensure!(u32::try_from(n_keys).is_ok(), "Too many series and days to group: {n_keys}");
        let key = col(pooling.column()) * lit(self.n_days) + period.column();
        let records = records.with_column(key.alias("key")).collect()?;
        let describe = |part: Range<usize>| {
            let part = records.slice(part.start.cast_signed() as i64, part.len());
            self.groups(&in_order(part, "key", pooling)?, pooling, period)
        };
        let parts = parts(&whole(&records, Pooling::Pooled.column())?);
        // One part a task: larger ones leave a core idle at the end.
        let groups: Result<Vec<_>> = parts.into_par_iter().with_max_len(1).map(describe).collect();
        Ok(groups?.into_iter().flatten().collect())
    }

    /// Describes the samples of each key of `records`, which ascends.
    fn groups(&self, records: &DataFrame, pooling: Pooling, period: Period) -> Result<Vec<Group<K::Series>>> {
        let named = ascending(&records.drop_many(["samples", "counts"]), "key")?
            .lazy()
            .group_by_stable([col("key")])
            .agg([col("source_runtime").last(), col("cluster").n_unique().alias("clusters")]);
        let samples = records.clone().lazy().select([col("key"), self.lists().as_expr()]);
        let mut samples = samples.explode(self.lists(), WITHOUT_EMPTY).collect()?;
        // Polars adds several chunks in another order than one.
        samples.rechunk_mut();
        let (spread, means) = distributions::describe(&samples, self.are_counted)?;
        let by_key = JoinArgs::new(JoinType::Inner);
        let table = named
            .join(spread, [col("key")], [col("key")], by_key)
            .sort(["key"], SortMultipleOptions::default())
            .collect()?;
        let (keys, source_runtime) = (whole(&table, "key")?, whole(&table, "source_runtime")?);
        let (n, clusters) = (large(&table, "n")?, whole(&table, "clusters")?);
        let (min, p50, p90) = (real(&table, "min")?, real(&table, "p50")?, real(&table, "p90")?);
        let (p95, p99, max) = (real(&table, "p95")?, real(&table, "p99")?, real(&table, "max")?);
        let group = |row: usize| Group {
            series: self.series(pooling, keys[row] / self.n_days, source_runtime[row]),
            date: self.date(period, keys[row] % self.n_days),
            distribution: Distribution {
                n: n[row],
                clusters: clusters[row],
                cluster_unit: self.runs.cluster_unit,
                min: min[row],
                mean: means[row],
                p50: p50[row],
                p90: p90[row],
                p95: p95[row],
                p99: p99[row],
                max: max[row],
            },
        };
        Ok((0..table.height()).map(group).collect())
    }

    /// Selects the columns with lists.
    fn lists(&self) -> Selector {
        if self.are_counted { cols(["samples", "counts"]) } else { cols(["samples"]) }
    }

    /// Returns the position of each series in `records`, and its samples, each with its cluster, in order of the series.
    pub(crate) fn samples(&self, records: LazyFrame, pooling: Pooling) -> Result<Vec<SeriesSamples>> {
        let series = pooling.column();
        let table = in_order(records.collect()?, series, pooling)?
            .lazy()
            .select([col(series), col("cluster"), self.lists().as_expr()])
            .explode(self.lists(), WITHOUT_EMPTY)
            .collect()?;
        let (series, clusters, values) =
            (whole(&table, series)?, whole(&table, "cluster")?, real(&table, "samples")?);
        let counts = if self.are_counted { whole(&table, "counts")? } else { vec![1; values.len()] };
        let samples = clusters.into_iter().zip(values).zip(counts);
        let samples: Vec<_> = samples.map(|((cluster, value), count)| (cluster, value, count)).collect();
        let mut rest = &samples[..];
        let take = |same: &[u32]| {
            let (group, others) = rest.split_at(same.len());
            rest = others;
            (same[0], group.to_vec())
        };
        Ok(series.chunk_by(|a, b| a == b).map(take).collect())
    }

    /// Returns the records of each pooled series, in order of the series, then of day, file and position.
    pub(crate) fn pooled_records(&self) -> Vec<(K::Series, Vec<&'a Record>)> {
        let order = columns::arranged(&self.ranks, 0..self.ranks.len() as u32);
        let order: Vec<&Record> = order.into_iter().map(|idx| &self.runs.records[idx as usize]).collect();
        let position = |record: &Record| self.pooled_position[record.series_idx as usize];
        let named = |records: &[&'a Record]| {
            let mut records = records.to_vec();
            records.sort_by_key(|record| (record.date, record.file_idx, record.record_idx));
            let newest = records[records.len() - 1];
            (self.series(Pooling::Pooled, position(newest), newest.source_runtime_idx), records)
        };
        order.chunk_by(|a, b| position(a) == position(b)).map(named).collect()
    }

    /// Returns the series at `position`, with the newest name that the source gave its runtime.
    pub(crate) fn series(&self, pooling: Pooling, position: u32, source_runtime: u32) -> K::Series {
        self.key(pooling, position).columns(&self.runs.source_runtimes[source_runtime as usize])
    }

    /// Returns the key of the series at `position`.
    pub(crate) fn key(&self, pooling: Pooling, position: u32) -> &K {
        match pooling {
            Pooling::Own => &self.own[position as usize],
            Pooling::Pooled => &self.pooled[position as usize],
        }
    }

    /// Returns true if some day of the frame may lie in `window`.
    pub(crate) fn reaches(&self, window: Window) -> bool {
        window.window_end >= self.first_day
    }

    /// Returns the number of blocks or runs.
    pub(crate) fn n_clusters(&self) -> i64 {
        self.runs.records.iter().map(|record| i64::from(record.cluster_idx) + 1).max().unwrap_or(0)
    }

    /// Returns the day's value in the column `day`; `None` before the first day.
    pub(crate) fn day(&self, date: Date) -> Option<u32> {
        u32::try_from(days_from(self.first_day, date)).ok()
    }

    /// Returns the days from `date` to the first day of the frame, negative if `date` is later.
    pub(crate) fn days_since(&self, date: Date) -> i64 {
        -days_from(self.first_day, date)
    }

    fn date(&self, period: Period, count: u32) -> Date {
        match period {
            Period::All => self.first_day,
            Period::Month => {
                Month::from_index(Month::of(self.first_day).index() + count.cast_signed()).first_day()
            }
            Period::Day => self.first_day.saturating_add(i64::from(count).days()),
        }
    }
}

/// Sorts `records` by `key`, then by day. Those of own series are in this order already.
fn in_order(records: DataFrame, key: &str, pooling: Pooling) -> PolarsResult<DataFrame> {
    match pooling {
        Pooling::Own => Ok(records),
        Pooling::Pooled => {
            records.sort([key, "day"], SortMultipleOptions::default().with_maintain_order(true))
        }
    }
}

/// Tells Polars that a column of `table` ascends. It then finds groups as runs, without copying samples.
pub(crate) fn ascending(table: &DataFrame, column: &str) -> PolarsResult<DataFrame> {
    let mut values = table.column(column)?.as_materialized_series().clone();
    values.set_sorted_flag(IsSorted::Ascending);
    let mut table = table.clone();
    table.with_column(Column::from(values))?;
    Ok(table)
}

const WITHOUT_EMPTY: ExplodeOptions = ExplodeOptions { empty_as_null: false, keep_nulls: false };

/// Records that Polars describes at a time, at least. Larger parts need more memory, smaller ones more calls.
const PART: usize = 16_384;

/// Splits the rows into parts of about [`PART`] each. Rows of one series stay together.
fn parts(series: &[u32]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut end) = (0, 0);
    for same in series.chunk_by(|a, b| a == b) {
        end += same.len();
        if end - start >= PART {
            parts.push(start..end);
            start = end;
        }
    }
    parts.extend((start < end).then_some(start..end));
    parts
}

/// Returns a column of whole numbers; it must have no gaps.
pub(crate) fn whole(table: &DataFrame, column: &str) -> PolarsResult<Vec<u32>> {
    let column = table.column(column)?.cast(&DataType::UInt32)?;
    Ok(column.u32()?.rechunk().cont_slice()?.to_vec())
}

/// Returns a column of counts; it must have no gaps.
fn large(table: &DataFrame, column: &str) -> PolarsResult<Vec<u64>> {
    let column = table.column(column)?.cast(&DataType::UInt64)?;
    Ok(column.u64()?.rechunk().cont_slice()?.to_vec())
}

/// Returns a column of numbers; it must have no gaps.
pub(crate) fn real(table: &DataFrame, column: &str) -> PolarsResult<Vec<f64>> {
    Ok(table.column(column)?.f64()?.rechunk().cont_slice()?.to_vec())
}

pub(crate) fn days_from(first: Date, date: Date) -> i64 {
    // `until` gives the same number through a calendar, which is slow for half a million records.
    date.duration_since(first).as_hours() / 24
}

fn months_from(first: Date, date: Date) -> u32 {
    (Month::of(date).index() - Month::of(first).index()).max(0) as u32
}

/// Returns the different `keys` in order, and the position of each key among them.
fn positions<K: Ord + Clone>(keys: &[K]) -> (Vec<K>, Vec<u32>) {
    let mut sorted = keys.to_vec();
    sorted.sort();
    sorted.dedup();
    let position = keys.iter().map(|key| sorted.partition_point(|known| known < key) as u32).collect();
    (sorted, position)
}
