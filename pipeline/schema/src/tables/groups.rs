//! Groups of columns shared by several tables, and the references between tables.

use super::{Reference, declare::columns};
use crate::{Arch, Date, Metric, Package, Percentile, SeriesKey, Unit};

/// Names the source of a row.
pub(super) const OF_SOURCE: Reference =
    Reference { columns: &["source"], table: "sources.csv", keys: &["source"] };

/// The columns that identify a series.
pub(super) const SERIES_KEY: &[&str] =
    &["source", "runtime", "package", "memory_mb", "arch", "workload", "metric"];

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
        /// Slug of the source that the samples come from; a folder in data/sources/.
        pub source: String => (slug()),
        /// Slug of the runtime; it names the page below runtimes/.
        pub runtime: String,
        /// Newest name that the source gave the runtime.
        pub source_runtime: String,
        /// Packaging on AWS (zip or image); state of the page cache on our test machines (cache-warm or disk-cold).
        pub package: Package,
        /// Memory of the function, in MB; empty for the series that pools all memory sizes, and on our test machines
        /// where memory was not limited.
        pub memory_mb: Option<u32> => (unit("MB").min(1.0)),
        /// Instruction set: x86_64 or arm64.
        pub arch: Arch,
        /// Name of the program that the function runs.
        pub workload: String,
        /// Name of the metric, which ends in its unit.
        pub metric: Metric,
        /// Unit of all values of the row.
        pub unit: Unit,
    }
}

impl Series {
    /// Returns the key: the series without its upstream name.
    pub fn key(&self) -> SeriesKey {
        SeriesKey {
            source: self.source.clone(),
            runtime: self.runtime.clone(),
            package: self.package,
            memory_mb: self.memory_mb,
            arch: self.arch,
            workload: self.workload.clone(),
            metric: self.metric,
        }
    }

    /// Returns the series of `key` with the upstream name `source_runtime`.
    pub fn new(key: &SeriesKey, source_runtime: &str) -> Series {
        Series {
            source: key.source.clone(),
            runtime: key.runtime.clone(),
            source_runtime: source_runtime.to_owned(),
            package: key.package,
            memory_mb: key.memory_mb,
            arch: key.arch,
            workload: key.workload.clone(),
            metric: key.metric,
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
        /// Number of distinct days with samples; of blocks, where a test machine measured.
        pub days: u32 => (unit("days")),
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

    /// Returns one percentile if the samples support it.
    pub fn supported(&self, percentile: Percentile) -> Option<f64> {
        (percentile.samples_needed() <= self.n).then(|| self.percentile(percentile))
    }
}

/// An estimate with its 95 % interval, which is missing if there are too few samples.
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

impl super::Part for Estimate {
    fn write(&self, row: &mut super::RowWriter) {
        super::Part::write(&self.value, row);
        super::Part::write(&self.lower, row);
        super::Part::write(&self.upper, row);
    }

    fn read(row: &mut super::RowReader<'_>) -> Result<Estimate, super::InvalidCell> {
        Ok(Estimate {
            value: super::Part::read(row)?,
            lower: super::Part::read(row)?,
            upper: super::Part::read(row)?,
        })
    }
}
