//! The series of a function.

use schema::{FunctionIntervalRow, FunctionSeriesRow, Metric, Percentile};

use super::inputs::ReportInputs;
use crate::context::table::{self, Cell};

/// Finds the series of a function over all versions and memory sizes.
pub(super) fn main_series<'a>(
    inputs: &ReportInputs<'a>,
    function: &str,
    metric: Metric,
) -> Option<&'a FunctionSeriesRow> {
    of_function(inputs, function)
        .into_iter()
        .find(|row| row.series.is_pooled() && row.series.metric == metric)
}

pub(super) fn of_function<'a>(inputs: &ReportInputs<'a>, function: &str) -> Vec<&'a FunctionSeriesRow> {
    inputs.series.iter().filter(|row| row.series.function == function).collect()
}

/// Confidence interval of a percentile.
pub(super) struct Sureness {
    pub(super) ends: Option<(f64, f64)>,
    /// Method: days drawn, or order statistics.
    pub(super) by: &'static str,
}

/// Returns the interval from a bootstrap of days, or else from order statistics; none with too few samples.
pub(super) fn interval_of(
    inputs: &ReportInputs<'_>,
    row: &FunctionSeriesRow,
    percentile: Percentile,
) -> Option<Sureness> {
    let is_it = |found: &&FunctionIntervalRow| found.percentile == percentile && found.series == row.series;
    let found = inputs.intervals.iter().find(is_it)?;
    if let Some(ends) = found.lower.zip(found.upper) {
        return Some(Sureness { ends: Some(ends), by: "days drawn" });
    }
    let ends = found.order_lower.zip(found.order_upper)?;
    Some(Sureness { ends: Some(ends), by: "order statistics" })
}

/// Makes the cells of a distribution. They have no receipts, because the rows behind them are the reader's own.
pub(super) fn plain(row: &FunctionSeriesRow) -> impl Iterator<Item = Cell> {
    table::distribution(&row.distribution, "").map(|cell| Cell { href: None, link: None, ..cell })
}
