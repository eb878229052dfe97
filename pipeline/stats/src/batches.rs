//! Statistics that a source gives as one mean per record. They are described, but never mixed with samples.

use anyhow::{Context, Result};
use polars::prelude::{QuantileMethod, col, lit};
use schema::{BatchRow, Metric, Window};

use crate::frame::{Frame, Pooling, real, whole};

/// Metrics given as batch means, each with its column of the frame.
const METRICS: [(Metric, &str); 2] =
    [(Metric::HandlerMs, "handler_ms"), (Metric::MemoryUsedMb, "memory_used_mb")];

/// Describes the batch means of each series over `window`, by series, then by metric. A series without batch means
/// has no row.
pub(crate) fn batches(frame: &Frame<'_>, window: Window) -> Result<Vec<BatchRow>> {
    let mut rows = Vec::new();
    for (metric, column) in METRICS {
        rows.extend(
            of_metric(frame, window, metric, column)
                .with_context(|| format!("Failed to describe {column}"))?,
        );
    }
    rows.sort_by_key(|(position, row): &(u32, BatchRow)| (*position, row.series.metric != Metric::HandlerMs));
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// Returns the rows of one metric, each with the position of its series.
fn of_metric(
    frame: &Frame<'_>,
    window: Window,
    metric: Metric,
    column: &str,
) -> Result<Vec<(u32, BatchRow)>> {
    let mean = || col(column);
    let table = frame
        .within(window)
        .group_by_stable([col("series")])
        .agg([
            col("source_runtime").last(),
            mean().count().alias("n"),
            mean().min().alias("min"),
            mean().quantile(lit(0.5), QuantileMethod::Linear).alias("p50"),
            mean().max().alias("max"),
        ])
        .filter(col("n").gt(lit(0_u32)))
        .collect()?;
    let (series, source_runtime, n) =
        (whole(&table, "series")?, whole(&table, "source_runtime")?, whole(&table, "n")?);
    let (min, p50, max) = (real(&table, "min")?, real(&table, "p50")?, real(&table, "max")?);
    let row = |idx: usize| {
        let mut key = frame.series(Pooling::Own, series[idx], source_runtime[idx]);
        (key.metric, key.unit) = (metric, metric.unit());
        let (n_batches, min, p50, max) = (u64::from(n[idx]), min[idx], p50[idx], max[idx]);
        (series[idx], BatchRow { series: key, window, n_batches, min, p50, max })
    };
    Ok((0..table.height()).map(row).collect())
}
