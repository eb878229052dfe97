//! Columns of the tables: what was measured.

use super::{
    Column, Reference, Table,
    columns::{
        ARCH, CEILING, DAYS, MAX, MEAN, MEMORY_MB, METRIC, MIN, MONTH, N, Number, OF_SOURCE, P50, P90, P95,
        P99, PACKAGE, RUNTIME, SERIES_KEY, SOURCE, SOURCE_RUNTIME, UNIT, WINDOW_END, WINDOW_START, WORKLOAD,
        column, count, share, value,
    },
};
use crate::{BatchRow, HistoryRow, SeriesRow};

impl Table for SeriesRow {
    const FILE: &'static str = "series.csv";
    const ABOUT: &'static str = "Each series over the last 30 calendar days of its source";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        RUNTIME,
        SOURCE_RUNTIME,
        PACKAGE,
        MEMORY_MB,
        ARCH,
        WORKLOAD,
        METRIC,
        UNIT,
        WINDOW_START,
        WINDOW_END,
        N,
        DAYS,
        MIN,
        MEAN,
        P50,
        P90,
        P95,
        P99,
        MAX,
        CEILING,
        share("day_share", "Share of the variance of normal scores that lies between days, 0 to 1")
            .or_empty(),
        column("n_eff", Number, "Number of independent samples that would say as much")
            .of("samples")
            .from(0.0)
            .or_empty(),
        value("p999", "99.9th percentile; empty where the samples do not support it").from(0.0).or_empty(),
    ];
    const KEY: &'static [&'static str] = SERIES_KEY;
    const REFERENCES: &'static [Reference] = &[OF_SOURCE];
}

impl Table for HistoryRow {
    const FILE: &'static str = "history.csv";
    const ABOUT: &'static str = "Each series, calendar month by calendar month";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        RUNTIME,
        SOURCE_RUNTIME,
        PACKAGE,
        MEMORY_MB,
        ARCH,
        WORKLOAD,
        METRIC,
        UNIT,
        MONTH,
        N,
        DAYS,
        MIN,
        MEAN,
        P50,
        P90,
        P95,
        P99,
        MAX,
        CEILING,
    ];
    const KEY: &'static [&'static str] =
        &["source", "runtime", "package", "memory_mb", "arch", "workload", "metric", "month"];
    const REFERENCES: &'static [Reference] = &[OF_SOURCE];
}

impl Table for BatchRow {
    const FILE: &'static str = "batches.csv";
    const ABOUT: &'static str =
        "Values that the source gives as one mean per record, over the last 30 calendar days; not samples";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        RUNTIME,
        SOURCE_RUNTIME,
        PACKAGE,
        MEMORY_MB,
        ARCH,
        WORKLOAD,
        METRIC,
        UNIT,
        WINDOW_START,
        WINDOW_END,
        count("n_batches", "batch means", "Number of batch means, one per record"),
        value("min", "Smallest batch mean").from(0.0),
        value("p50", "Median of the batch means (Hyndman-Fan type 7)").from(0.0),
        value("max", "Largest batch mean").from(0.0),
    ];
    const KEY: &'static [&'static str] = SERIES_KEY;
    const REFERENCES: &'static [Reference] = &[OF_SOURCE];
}
