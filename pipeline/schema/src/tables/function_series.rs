//! `series.csv`, `intervals.csv`, `days.csv` and `changes.csv` of log reports: the series of functions.

use super::{Change, Distribution, IntervalRow, SeriesRow};
use crate::csv::{
    Column, Columns, Table,
    declare::{columns, table},
    flatten, total,
};
use crate::{Arch, Date, Memory, Metric, Percentile, Unit};

/// The key of a function's series.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FunctionKey {
    /// Name of the function.
    pub function: String,
    /// Version of the function; none for all versions together.
    pub version: Option<String>,
    /// Memory of the function. Samples count to all sizes together only, if the log does not say their size.
    pub memory: Memory,
    /// Instruction set.
    pub arch: Arch,
    /// Measured metric.
    pub metric: Metric,
}

impl FunctionKey {
    /// Returns the series that pools all memory sizes of this one.
    #[must_use]
    pub fn pooled(&self) -> FunctionKey {
        FunctionKey { memory: self.memory.pooled(), ..self.clone() }
    }
}

columns! {
    /// A function's series as the tables of a log report name it: the key and the unit.
    #[derive(Eq)]
    pub struct FunctionSeries {
        /// Name of the function.
        pub function: String,
        /// Version of the function; empty for all versions together.
        pub version: Option<String>,
        /// Memory of the function.
        pub memory: Memory => [Memory::COLUMNS],
        /// Instruction set: x86_64 or arm64.
        pub arch: Arch,
        /// Name of the metric, which ends in its unit.
        pub metric: Metric,
        /// Unit of the metric.
        pub unit: Unit,
    }
}

impl FunctionSeries {
    /// Returns the series of `key`.
    pub fn new(key: &FunctionKey) -> FunctionSeries {
        FunctionSeries {
            function: key.function.clone(),
            version: key.version.clone(),
            memory: key.memory,
            arch: key.arch,
            metric: key.metric,
            unit: key.metric.unit(),
        }
    }

    /// True for the series of all versions and memory sizes together.
    pub fn is_pooled(&self) -> bool {
        self.version.is_none() && self.memory == Memory::Pooled
    }
}

/// Declares the table of functions that corresponds to a table of series: its rows name functions, and the other
/// columns are the same.
macro_rules! table_of_functions {
    (
        $(#[doc = $about:literal])+
        $visibility:vis type $name:ident = $row:ident in $file:literal { key: [$($key:ident),+ $(,)?] }
    ) => {
        #[doc = concat!("A row of `", $file, "` of a log report.")]
        #[doc = ""]
        $(#[doc = $about])+
        $visibility type $name = $row<FunctionSeries>;

        impl Columns for $name {
            const COLUMNS: &'static [Column] = {
                const PARTS: &[&[Column]] =
                    &[FunctionSeries::COLUMNS, <$row>::COLUMNS.split_at(super::Series::COLUMNS.len()).1];
                &flatten::<Column, { total(PARTS) }>(PARTS)
            };
        }

        impl Table for $name {
            const FILE: &'static str = $file;
            const ABOUT: &'static str = crate::csv::sentence(concat!($($about),+));
            const KEY: &'static [&'static str] = &[$(stringify!($key)),+];
            const REFERENCES: &'static [crate::csv::Reference] = &[];
        }
    };
}

table_of_functions! {
    /// Each metric of each function over all days of the log, in all and by version and memory.
    pub type FunctionSeriesRow = SeriesRow in "series.csv" {
        key: [function, version, memory, arch, metric]
    }
}

table_of_functions! {
    /// Each percentile of each series, with its interval.
    pub type FunctionIntervalRow = IntervalRow in "intervals.csv" {
        key: [function, version, memory, arch, metric, percentile]
    }
}

table! {
    /// Each metric of each function, day by day.
    pub struct FunctionDayRow in "days.csv" {
        key: [function, version, memory, arch, metric, date],
        references: [],
        columns: {
            /// The series.
            pub series: FunctionSeries => [FunctionSeries::COLUMNS],
            /// The day, UTC.
            pub date: Date,
            /// The distribution of the day's samples.
            pub distribution: Distribution => [Distribution::COLUMNS],
            /// Deepest percentile that the number of samples supports; empty for none.
            pub ceiling: Option<Percentile>,
        },
    }
}

table! {
    /// Each shift of a level or a tail and each bad day, all memory sizes pooled.
    pub struct FunctionChangeRow in "changes.csv" {
        key: [function, version, arch, metric, date, kind],
        references: [],
        columns: {
            /// The series.
            pub series: FunctionSeries => [FunctionSeries::COLUMNS],
            /// The change.
            pub change: Change => [Change::COLUMNS],
        },
    }
}

#[test]
fn tables_of_functions_name_functions_first() {
    let names = |columns: &[Column]| columns.iter().map(|column| column.name).collect::<Vec<_>>();
    let of_functions = names(FunctionSeriesRow::COLUMNS);
    let of_series = names(SeriesRow::<super::Series>::COLUMNS);
    assert_eq!(of_functions[..4], ["function", "version", "memory", "memory_mb"]);
    let rest = |names: &[&'static str]| {
        names.iter().skip_while(|name| **name != "unit").copied().collect::<Vec<_>>()
    };
    assert_eq!(rest(&of_functions), rest(&of_series));
    let key = FunctionKey {
        function: "shop".to_owned(),
        version: Some("2".to_owned()),
        memory: Memory::Mb(128),
        arch: Arch::Arm64,
        metric: Metric::InitMs,
    };
    let row = FunctionSeriesRow {
        series: FunctionSeries::new(&key),
        window: super::Window { window_start: crate::date(2026, 7, 2), window_end: crate::date(2026, 7, 31) },
        distribution: Distribution {
            n: 2,
            clusters: 1,
            cluster_unit: crate::ClusterUnit::Day,
            min: 1.0,
            mean: 2.0,
            p50: 2.0,
            p90: 3.0,
            p95: 3.0,
            p99: 3.0,
            max: 3.0,
        },
        ceiling: None,
        icc: None,
        n_eff: None,
        p999: None,
    };
    let csv = crate::csv::csv_of(rayon::prelude::IntoParallelRefIterator::par_iter(&[row.clone()][..]));
    assert_eq!(crate::csv::rows_of::<FunctionSeriesRow>(&csv).ok(), Some(vec![row]));
}

#[test]
fn keys_of_functions_are_columns() {
    for shape in [
        crate::csv::Shape::of::<FunctionSeriesRow>(),
        crate::csv::Shape::of::<FunctionIntervalRow>(),
        crate::csv::Shape::of::<FunctionDayRow>(),
        crate::csv::Shape::of::<FunctionChangeRow>(),
    ] {
        let has = |key: &&str| shape.columns.iter().any(|column| column.name == *key);
        assert!(shape.key.iter().all(has), "{}", shape.file);
    }
}
