//! Columns of the tables: what was measured.

use super::{
    Column, Table,
    columns::{
        ARCH, CEILING, DAYS, Integer, MAX, MEAN, MEMORY_MB, METRIC, MIN, MONTH, N, Number, P50, P90, P95,
        P99, PACKAGE, RUNTIME, SOURCE, SOURCE_RUNTIME, UNIT, WINDOW_END, WINDOW_START, WORKLOAD, column,
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
        column("day_share", Number, "Share of the variance of normal scores that lies between days, 0 to 1"),
        column("n_eff", Number, "Number of independent samples that would say as much"),
        column("p999", Number, "99.9th percentile; empty where the samples do not support it"),
    ];
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
        column("n_batches", Integer, "Number of batch means, one per record"),
        column("min", Number, "Smallest batch mean"),
        column("p50", Number, "Median of the batch means (Hyndman-Fan type 7)"),
        column("max", Number, "Largest batch mean"),
    ];
}
