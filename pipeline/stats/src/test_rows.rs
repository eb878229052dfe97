//! Rows that the unit tests of log reports share.

use schema::{
    Arch, ClusterUnit, Distribution, FunctionKey, FunctionSeries, FunctionSeriesRow, Memory, Metric, Window,
    date,
};

/// The month that the rows cover.
pub(crate) const WINDOW: Window = Window { window_start: date(2026, 7, 24), window_end: date(2026, 8, 22) };

/// Returns a series of the function `shop` with `n` samples that all are `value`.
pub(crate) fn series_row(metric: Metric, memory: Memory, n: u64, value: f64) -> FunctionSeriesRow {
    let key = FunctionKey { function: "shop".to_owned(), version: None, memory, arch: Arch::X86_64, metric };
    FunctionSeriesRow {
        series: FunctionSeries::new(&key),
        window: WINDOW,
        distribution: Distribution {
            n,
            clusters: 5,
            cluster_unit: ClusterUnit::Day,
            min: value,
            mean: value,
            p50: value,
            p90: value,
            p95: value,
            p99: value,
            max: value,
        },
        ceiling: None,
        icc: None,
        n_eff: None,
        p999: None,
    }
}
