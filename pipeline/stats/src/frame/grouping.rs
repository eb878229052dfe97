//! Keys by which records are grouped: series, with or without pooled memory sizes or regions, and periods.

use polars::prelude::{Expr, col, lit};
use schema::{FunctionKey, FunctionSeries, Pooled, Series, SeriesKey};

/// The key of a series: of a runtime, or of a function.
pub(crate) trait Key: Ord + Clone + Sync {
    /// Columns that name the series in a table.
    type Series: Clone + Send + Sync;

    /// Returns the series that pools this one with others.
    fn pooled(&self, pooled: Pooled) -> Self;

    /// Returns the columns; `source_runtime` is the name upstream.
    fn columns(&self, source_runtime: &str) -> Self::Series;
}

impl Key for SeriesKey {
    type Series = Series;

    fn pooled(&self, pooled: Pooled) -> SeriesKey {
        self.pooled(pooled)
    }

    fn columns(&self, source_runtime: &str) -> Series {
        Series::new(self, source_runtime)
    }
}

impl Key for FunctionKey {
    type Series = FunctionSeries;

    fn pooled(&self, _: Pooled) -> FunctionKey {
        self.pooled()
    }

    fn columns(&self, _: &str) -> FunctionSeries {
        FunctionSeries::new(self)
    }
}

/// The series to which a record counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Pooling {
    /// The record's own series.
    Own,
    /// The series that pools memory sizes or regions.
    Pooled,
}

impl Pooling {
    /// Returns the column with the position of a record's series.
    pub(super) fn column(self) -> &'static str {
        match self {
            Pooling::Own => "series",
            Pooling::Pooled => "pooled",
        }
    }
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
    pub(super) fn column(self) -> Expr {
        match self {
            Period::All => lit(0_u32),
            Period::Month => col("month"),
            Period::Day => col("day"),
        }
    }
}
