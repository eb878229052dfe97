//! The records of a source as one Polars frame, and the statistics of its groups as Polars expressions.
//!
//! The frame has a row for each accepted record, in order of series, day, file and position. Groups are runs of
//! neighbouring rows, so every sum adds in that order and no result depends on threads.

use anyhow::{Result, ensure};
use jiff::ToSpan;
use polars::prelude::{
    Column, DataFrame, DataType, ExplodeOptions, Expr, Float64Type, IntoLazy, JoinArgs, JoinType, LazyFrame,
    ListBuilderTrait, ListPrimitiveChunkedBuilder, NamedFrom, PolarsResult, QuantileMethod, Series as Values,
    SortMultipleOptions, SortOptions, col, cols, len, lit,
};
use polars::series::IsSorted;
use schema::{
    ClusterUnit, Date, Distribution, FunctionKey, FunctionSeries, Month, Record, Runs, Series, SeriesKey,
    Window,
};

/// Linear interpolation between order statistics, the same as [`schema::quantile`]. Polars' own default is the
/// nearest order statistic.
const LINEAR: QuantileMethod = QuantileMethod::Linear;

/// The key of a series: of a runtime, or of a function.
pub(crate) trait Key: Ord + Clone + Sync {
    /// Columns that name the series in a table.
    type Series: Clone + Send + Sync;

    /// Returns the series that pools all memory sizes of this one.
    fn pooled(&self) -> Self;

    /// Returns the columns; `source_runtime` is the name upstream.
    fn columns(&self, source_runtime: &str) -> Self::Series;
}

impl Key for SeriesKey {
    type Series = Series;

    fn pooled(&self) -> SeriesKey {
        self.pooled()
    }

    fn columns(&self, source_runtime: &str) -> Series {
        Series::new(self, source_runtime)
    }
}

impl Key for FunctionKey {
    type Series = FunctionSeries;

    fn pooled(&self) -> FunctionKey {
        self.pooled()
    }

    fn columns(&self, _: &str) -> FunctionSeries {
        FunctionSeries::new(self)
    }
}

/// The series to which a record counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pooling {
    /// The series of the record's own memory size.
    Own,
    /// The series that pools all memory sizes.
    Pooled,
}

/// The step of time by which samples are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Period {
    /// No step: all records of a series are one group.
    All,
    Month,
    Day,
}

impl Period {
    /// Returns the column that counts these periods from the first.
    fn column(self) -> Expr {
        match self {
            Period::All => lit(0_u32),
            Period::Month => col("month"),
            Period::Day => col("day"),
        }
    }
}

/// The records of one source: `series`, `source_runtime`, `day`, `month`, `cluster`, `n_samples`, `handler_ms`,
/// `memory_used_mb`, and `samples` as a list.
pub(crate) struct Frame<'a, K = SeriesKey> {
    pub(crate) runs: &'a Runs<K>,
    /// The series, indexed by the column `series`.
    keys: Vec<K>,
    /// The first day, from which the columns `day` and `month` count.
    first_day: Date,
    n_days: u32,
    /// The records in the order of the frame.
    order: Vec<&'a Record>,
    /// The position in `keys` of each series of `runs`.
    position: Vec<u32>,
    records: DataFrame,
}

/// One group of samples of one series.
pub(crate) struct Group<S = Series> {
    pub(crate) series: S,
    /// The first day of the group's period.
    pub(crate) date: Date,
    pub(crate) distribution: Distribution,
}

/// Describes samples: one expression for each statistic of [`Distribution`], except the number of clusters.
///
/// Polars sorts before it adds, so the mean does not depend on the order of the files.
fn distribution() -> Vec<Expr> {
    let value = || col("samples");
    let quantile = |probability: f64| value().quantile(lit(probability), LINEAR);
    vec![
        len().alias("n"),
        value().min().alias("min"),
        value().sort(SortOptions::default()).mean().alias("mean"),
        quantile(0.50).alias("p50"),
        quantile(0.90).alias("p90"),
        quantile(0.95).alias("p95"),
        quantile(0.99).alias("p99"),
        value().max().alias("max"),
    ]
}

impl<'a, K: Key> Frame<'a, K> {
    pub(crate) fn new(runs: &'a Runs<K>, pooling: Pooling) -> Result<Frame<'a, K>> {
        let (keys, position) = positions(runs, pooling);
        let mut order: Vec<&Record> = runs.records.iter().collect();
        // A stable sort keeps the records of a day in the order of their files.
        order.sort_by_key(|record| (position[record.series_idx as usize], record.date));
        let dates = order.iter().map(|record| record.date);
        let first_day = dates.clone().min().unwrap_or_default();
        let n_days = dates.max().map_or(0, |last| days_from(first_day, last) as u32 + 1);
        let column = |name: &str, value: &dyn Fn(&Record) -> u32| {
            Column::from(Values::new(
                name.into(),
                order.iter().map(|record| value(record)).collect::<Vec<_>>(),
            ))
        };
        let mean = |name: &str, value: fn(&Record) -> Option<f64>| {
            Column::from(Values::new(
                name.into(),
                order.iter().map(|record| value(record)).collect::<Vec<_>>(),
            ))
        };
        let day = |record: &Record| days_from(first_day, record.date) as u32;
        let records = vec![
            column("series", &|record| position[record.series_idx as usize]),
            column("source_runtime", &|record| record.source_runtime_idx),
            column("day", &day),
            column("month", &|record| months_from(first_day, record.date)),
            match runs.cluster_unit {
                ClusterUnit::Day => column("cluster", &day),
                ClusterUnit::Block | ClusterUnit::File => column("cluster", &|record| record.file_idx),
            },
            column("n_samples", &|record| record.n_samples),
            mean("handler_ms", |record| record.batch_means.handler_ms),
            mean("memory_used_mb", |record| record.batch_means.memory_used_mb),
            samples(runs, &order)?,
        ];
        let records = DataFrame::new_infer_height(records)?;
        Ok(Frame { runs, keys, first_day, n_days, order, position, records })
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
    pub(crate) fn distributions(&self, records: LazyFrame, period: Period) -> Result<Vec<Group<K::Series>>> {
        let n_periods = self.n_days;
        let n_keys = u64::from(n_periods) * self.keys.len() as u64;
        ensure!(u32::try_from(n_keys).is_ok(), "Too many series and days to group: {n_keys}");
        // One ascending integer key lets Polars find groups as runs, without copying samples.
        let key = col("series") * lit(n_periods) + period.column();
        let records = records.with_column(key.alias("key"));
        let named = ascending(&records.clone().drop(cols(["samples"])).collect()?, "key")?
            .lazy()
            .group_by_stable([col("key")])
            .agg([col("source_runtime").last(), col("cluster").n_unique().alias("clusters")]);
        let samples = records.select([col("key"), col("samples")]).explode(cols(["samples"]), WITHOUT_EMPTY);
        let spread =
            ascending(&samples.collect()?, "key")?.lazy().group_by_stable([col("key")]).agg(distribution());
        let by_key = JoinArgs::new(JoinType::Inner);
        let table = named
            .join(spread, [col("key")], [col("key")], by_key)
            .sort(["key"], SortMultipleOptions::default())
            .collect()?;
        let (keys, source_runtime) = (whole(&table, "key")?, whole(&table, "source_runtime")?);
        let (n, clusters, mean) = (whole(&table, "n")?, whole(&table, "clusters")?, real(&table, "mean")?);
        let (min, p50, p90) = (real(&table, "min")?, real(&table, "p50")?, real(&table, "p90")?);
        let (p95, p99, max) = (real(&table, "p95")?, real(&table, "p99")?, real(&table, "max")?);
        let group = |row: usize| Group {
            series: self.series(keys[row] / n_periods, source_runtime[row]),
            date: self.date(period, keys[row] % n_periods),
            distribution: Distribution {
                n: u64::from(n[row]),
                clusters: clusters[row],
                cluster_unit: self.runs.cluster_unit,
                min: min[row],
                mean: mean[row],
                p50: p50[row],
                p90: p90[row],
                p95: p95[row],
                p99: p99[row],
                max: max[row],
            },
        };
        Ok((0..table.height()).map(group).collect())
    }

    /// Returns the samples of each series in `records`, each with its cluster, in order of the series.
    pub(crate) fn samples(records: LazyFrame) -> Result<Vec<Vec<(u32, f64)>>> {
        let table = records
            .select([col("series"), col("cluster"), col("samples")])
            .explode(cols(["samples"]), WITHOUT_EMPTY)
            .collect()?;
        let (series, clusters, values) =
            (whole(&table, "series")?, whole(&table, "cluster")?, real(&table, "samples")?);
        let samples: Vec<(u32, f64)> = clusters.into_iter().zip(values).collect();
        let mut rest = &samples[..];
        let take = |same: &[u32]| {
            let (group, others) = rest.split_at(same.len());
            rest = others;
            group.to_vec()
        };
        Ok(series.chunk_by(|a, b| a == b).map(take).collect())
    }

    /// Returns the records of each series, in order of the series, then of day, file and position.
    pub(crate) fn by_series(&self) -> Vec<(K::Series, &[&'a Record])> {
        let position = |record: &Record| self.position[record.series_idx as usize];
        let groups = self.order.chunk_by(|a, b| position(a) == position(b));
        let named = |records: &[&Record]| {
            let newest = records[records.len() - 1];
            self.series(position(newest), newest.source_runtime_idx)
        };
        groups.map(|records| (named(records), records)).collect()
    }

    /// Returns the series at `position`, with the newest name that the source gave its runtime.
    pub(crate) fn series(&self, position: u32, source_runtime: u32) -> K::Series {
        self.keys[position as usize].columns(&self.runs.source_runtimes[source_runtime as usize])
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

/// Tells Polars that a column of `table` ascends.
pub(crate) fn ascending(table: &DataFrame, column: &str) -> PolarsResult<DataFrame> {
    let mut values = table.column(column)?.as_materialized_series().clone();
    values.set_sorted_flag(IsSorted::Ascending);
    let mut table = table.clone();
    table.with_column(Column::from(values))?;
    Ok(table)
}

const WITHOUT_EMPTY: ExplodeOptions = ExplodeOptions { empty_as_null: false, keep_nulls: false };

/// Builds the column of each record's samples.
fn samples<K>(runs: &Runs<K>, records: &[&Record]) -> Result<Column> {
    let n_samples = records.iter().map(|record| record.n_samples as usize).sum();
    let mut lists = ListPrimitiveChunkedBuilder::<Float64Type>::new(
        "samples".into(),
        records.len(),
        n_samples,
        DataType::Float64,
    );
    for record in records {
        let samples = runs.samples_of(record);
        ensure!(samples.iter().all(|sample| sample.is_finite()), "A sample is not finite");
        lists.append_slice(samples);
    }
    Ok(Column::from(Values::from(lists.finish())))
}

/// Returns a column of whole numbers; it must have no gaps.
pub(crate) fn whole(table: &DataFrame, column: &str) -> PolarsResult<Vec<u32>> {
    let column = table.column(column)?.cast(&DataType::UInt32)?;
    Ok(column.u32()?.iter().flatten().collect())
}

/// Returns a column of numbers; it must have no gaps.
pub(crate) fn real(table: &DataFrame, column: &str) -> PolarsResult<Vec<f64>> {
    Ok(table.column(column)?.f64()?.iter().flatten().collect())
}

pub(crate) fn days_from(first: Date, date: Date) -> i64 {
    first.until(date).map_or(0, |span| i64::from(span.get_days()))
}

fn months_from(first: Date, date: Date) -> u32 {
    (Month::of(date).index() - Month::of(first).index()).max(0) as u32
}

/// Returns the series of a table, in order, and the position of each series of `runs` among them.
fn positions<K: Key>(runs: &Runs<K>, pooling: Pooling) -> (Vec<K>, Vec<u32>) {
    let counted: Vec<K> = match pooling {
        Pooling::Own => runs.series.clone(),
        Pooling::Pooled => runs.series.iter().map(K::pooled).collect(),
    };
    let mut keys = counted.clone();
    keys.sort();
    keys.dedup();
    let position = counted.iter().map(|key| keys.partition_point(|known| known < key) as u32).collect();
    (keys, position)
}

#[test]
fn groups_have_the_quantiles_of_schema() {
    let (mut keys, mut values, mut groups) = (Vec::new(), Vec::new(), Vec::new());
    for (key, n) in (0_u32..).zip([1, 2, 3, 10, 57, 290, 1151]) {
        let mut group: Vec<f64> = (0..n).map(|i| f64::from(i * 377 % 1009) * 0.1).collect();
        keys.extend(group.iter().map(|_| key));
        values.extend_from_slice(&group);
        group.sort_unstable_by(f64::total_cmp);
        groups.push(group);
    }
    let columns = [Values::new("key".into(), keys), Values::new("samples".into(), values)];
    let table = DataFrame::new_infer_height(columns.map(Column::from).into()).unwrap();
    let table = ascending(&table, "key").unwrap().lazy();
    let table = table.group_by_stable([col("key")]).agg(distribution()).collect().unwrap();
    let bits = |column: &str| real(&table, column).unwrap().into_iter().map(f64::to_bits).collect::<Vec<_>>();
    for (column, probability) in [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99)] {
        let quantile = |group: &Vec<f64>| schema::quantile(group, probability).unwrap().to_bits();
        assert_eq!(bits(column), groups.iter().map(quantile).collect::<Vec<_>>(), "{column}");
    }
    for (found, group) in real(&table, "mean").unwrap().into_iter().zip(&groups) {
        let mean = group.iter().sum::<f64>() / group.len() as f64;
        assert!((found - mean).abs() <= 1e-14 * mean, "{found} instead of {mean}");
    }
}
