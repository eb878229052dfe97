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
            metric: row.series.metric.title(),
            unit: row.series.unit,
            window: row.window,
            clusters: row.distribution.clusters,
        }
    }
}

/// A number with the name of its runtime.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct Named<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: f64,
}

/// The lowest and the highest of several numbers.
#[derive(Serialize)]
pub(crate) struct Extremes<'a> {
    lowest: Named<'a>,
    highest: Named<'a>,
}

impl<'a> Extremes<'a> {
    /// Picks both ends of `values`; none without any. Of equal values, the first is the lowest and the last the highest.
    pub(crate) fn of(values: impl Iterator<Item = Named<'a>> + Clone) -> Option<Extremes<'a>> {
        let by_value = |a: &Named<'a>, b: &Named<'a>| a.value.total_cmp(&b.value);
        Some(Extremes { lowest: values.clone().min_by(by_value)?, highest: values.max_by(by_value)? })
    }
}
