//! Figures that a source gives as one mean per record. They are described, never mixed with samples.

use anyhow::{Context, Result};
use schema::{BatchMeans, BatchRow, Metric, Record, Runs, Window};

use crate::{
    distribution::distribution,
    groups::{Group, Pooling, rows},
};

/// One metric and where a record's batch means hold it.
type Field = (Metric, fn(&BatchMeans) -> Option<f64>);

const FIELDS: [Field; 2] =
    [(Metric::HandlerMs, |means| means.handler_ms), (Metric::MemoryUsedMb, |means| means.memory_used_mb)];

/// The batch means of each series over `window`; a series without any has no row.
pub(crate) fn batches(runs: &Runs, window: Window) -> Result<Vec<BatchRow>> {
    let within = |record: &Record| (window.window_start..=window.window_end).contains(&record.date);
    let row = |group: &Group<'_, ()>| {
        FIELDS.iter().filter_map(|field| batch_row(runs, group, window, *field).transpose()).collect()
    };
    let found: Result<Vec<Vec<BatchRow>>> =
        rows(runs, Pooling::Own, within, |_| (), row).into_iter().collect();
    Ok(found?.into_iter().flatten().collect())
}

fn batch_row(
    runs: &Runs,
    group: &Group<'_, ()>,
    window: Window,
    (metric, mean_of): Field,
) -> Result<Option<BatchRow>> {
    let means = group.records().filter_map(|record| mean_of(&record.batch_means)).collect();
    let mut series = group.series(runs);
    series.metric = metric;
    series.unit = metric.unit();
    let described = distribution(means, group.n_days(runs));
    let described = described.with_context(|| format!("Failed to describe batch means of {series:?}"))?;
    Ok(described.map(|means| BatchRow {
        series,
        window,
        n_batches: means.n,
        min: means.min,
        p50: means.p50,
        max: means.max,
    }))
}
