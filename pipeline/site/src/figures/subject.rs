//! Facts that the words of figures name.

use schema::{SeriesRow, Unit, Window};
use serde::Serialize;

/// The series that a figure shows.
#[derive(Serialize)]
pub(crate) struct Subject<'a> {
    source: &'a str,
    workload: &'a str,
    packaging: String,
    arch: &'static str,
    memory: String,
    platform: &'static str,
    metric: &'static str,
    unit: Unit,
    window: Window,
    /// Number of its days or blocks.
    clusters: u32,
}

impl<'a> Subject<'a> {
    pub(crate) fn of(row: &'a SeriesRow) -> Subject<'a> {
        let conditions = &row.series.conditions;
        Subject {
            source: &conditions.source,
            workload: &conditions.workload,
            packaging: conditions.packaging_words(),
            arch: conditions.arch.title(),
            memory: row.series.memory.words(),
            platform: conditions.provider.title(),
            metric: row.series.metric.title(),
            unit: row.series.unit,
            window: row.window,
            clusters: row.distribution.clusters,
        }
    }
}

/// A number with the name of its runtime.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Named<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: f64,
}
