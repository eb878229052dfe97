//! Groups of columns shared by several tables, and the references between tables.

use crate::csv::{Reference, declare::columns};
use crate::{ClusterUnit, Conditions, Date, Memory, Metric, Percentile, SeriesKey, Unit};

/// Names the source of a row.
pub(super) const OF_SOURCE: Reference =
    Reference { columns: &["source"], table: "sources.csv", keys: &["source"] };

/// The columns of the conditions under which a series is measured.
pub(super) const CONDITIONS_KEY: &[&str] =
    &["source", "provider", "region", "packaging", "page_cache", "arch", "load", "workload"];

/// The columns that identify a series.
pub(super) const SERIES_KEY: &[&str] = &{
    const PARTS: &[&[&str]] = &[CONDITIONS_KEY, &["metric", "runtime", "memory"]];
    crate::csv::flatten::<&str, { crate::csv::total(PARTS) }>(PARTS)
};

/// Names the series that a row summarizes.
pub(super) const OF_SERIES: Reference =
    Reference { columns: SERIES_KEY, table: "series.csv", keys: SERIES_KEY };

/// Names the claim that a row tests.
pub(super) const OF_CLAIM: Reference =
    Reference { columns: &["claim"], table: "claims.csv", keys: &["claim"] };

columns! {
    /// A series as every table names it: the key, the upstream name and the unit.
    #[derive(Eq, PartialOrd, Ord)]
    pub struct Series {
        /// The conditions under which it was measured.
        pub conditions: Conditions => [Conditions::COLUMNS],
        /// Name of the metric, which ends in its unit.
        pub metric: Metric,
        /// Slug of the runtime; it names the page below runtimes/.
        pub runtime: String,
        /// Newest name that the source gave the runtime.
        pub source_runtime: String,
        /// Memory of the function.
        pub memory: Memory => [Memory::COLUMNS],
        /// Unit of all values of the row.
        pub unit: Unit,
    }
}

impl Series {
    /// Returns the key: the series without its upstream name.
    pub fn key(&self) -> SeriesKey {
        SeriesKey {
            conditions: self.conditions.clone(),
            metric: self.metric,
            runtime: self.runtime.clone(),
            memory: self.memory,
        }
    }

    /// Returns the series of `key` with the upstream name `source_runtime`.
    pub fn new(key: &SeriesKey, source_runtime: &str) -> Series {
        Series {
            conditions: key.conditions.clone(),
            metric: key.metric,
            runtime: key.runtime.clone(),
            source_runtime: source_runtime.to_owned(),
            memory: key.memory,
            unit: key.metric.unit(),
        }
    }
}

columns! {
    /// The days that a row covers, both ends included.
    #[derive(Copy, Eq, PartialOrd, Ord)]
    pub struct Window {
        /// First day of the window, UTC.
        pub window_start: Date,
        /// Last day of the window, UTC.
        pub window_end: Date,
    }
}

columns! {
    /// The distribution of the samples of one row, in the unit of the row's series.
    ///
    /// Percentiles interpolate linearly between order statistics: definition 7 of Hyndman and Fan,
    /// "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996).
    #[derive(Copy)]
    pub struct Distribution {
        /// Number of samples.
        pub n: u64 => (unit("samples")),
        /// Number of clusters with samples: samples of one cluster are alike, so each cluster counts once.
        pub clusters: u32 => (unit("clusters")),
        /// Unit of a cluster: day, block or run.
        pub cluster_unit: ClusterUnit,
        /// Smallest sample.
        pub min: f64 => (value()),
        /// Arithmetic mean.
        pub mean: f64 => (value()),
        /// Median (Hyndman-Fan type 7, as all percentiles).
        pub p50: f64 => (value()),
        /// 90th percentile.
        pub p90: f64 => (value()),
        /// 95th percentile.
        pub p95: f64 => (value()),
        /// 99th percentile.
        pub p99: f64 => (value()),
        /// Largest sample.
        pub max: f64 => (value()),
    }
}

impl Distribution {
    /// Returns one percentile, even if the samples do not support it.
    pub fn percentile(&self, percentile: Percentile) -> f64 {
        match percentile {
            Percentile::P50 => self.p50,
            Percentile::P90 => self.p90,
            Percentile::P95 => self.p95,
            // Few series have enough samples for a deeper one; `SeriesRow::p999` holds it for those.
            Percentile::P99 | Percentile::P999 => self.p99,
        }
    }
}

/// An estimate with its 95% interval, which is missing if there are too few samples.
///
/// It fills three columns: the value under the name of the field, and both ends as `<name>_lower` and `<name>_upper`.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Lower end of the interval.
    pub lower: Option<f64>,
    /// Upper end of the interval.
    pub upper: Option<f64>,
}

/// The ends of an interval. A missing end is open: no finite value is certain to lie beyond the true one.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Ends {
    /// Lower end.
    pub lower: Option<f64>,
    /// Upper end.
    pub upper: Option<f64>,
}

impl Ends {
    /// Returns the ends; none if there is neither.
    pub fn of(lower: Option<f64>, upper: Option<f64>) -> Option<Ends> {
        lower.or(upper).map(|_| Ends { lower, upper })
    }

    /// Returns both ends, with `value` in place of an open one.
    pub fn or(self, value: f64) -> (f64, f64) {
        (self.lower.unwrap_or(value), self.upper.unwrap_or(value))
    }

    /// Returns two ends.
    pub fn both(lower: f64, upper: f64) -> Ends {
        Ends { lower: Some(lower), upper: Some(upper) }
    }
}

impl Estimate {
    /// Returns the ends of the interval; none without an interval.
    pub fn ends(self) -> Option<Ends> {
        Ends::of(self.lower, self.upper)
    }

    /// Applies a decreasing function, which swaps the ends of the interval.
    #[must_use]
    pub fn turned(self, turn: fn(f64) -> f64) -> Estimate {
        Estimate { value: turn(self.value), lower: self.upper.map(turn), upper: self.lower.map(turn) }
    }

    /// Returns a ratio above 1: this one, or its reciprocal.
    #[must_use]
    pub fn above_one(self) -> Estimate {
        if self.value < 1.0 { self.turned(f64::recip) } else { self }
    }
}

impl crate::csv::Part for Estimate {
    fn write(&self, row: &mut crate::csv::RowWriter) {
        crate::csv::Part::write(&self.value, row);
        crate::csv::Part::write(&self.lower, row);
        crate::csv::Part::write(&self.upper, row);
    }

    fn read(row: &mut crate::csv::RowReader<'_>) -> Result<Estimate, crate::csv::InvalidCell> {
        Ok(Estimate {
            value: crate::csv::Part::read(row)?,
            lower: crate::csv::Part::read(row)?,
            upper: crate::csv::Part::read(row)?,
        })
    }
}
