//! The series of a function.

use anyhow::Result;
use schema::{Distribution, Ends, FunctionIntervalRow, FunctionSeriesRow, FunctionUsage, Metric, Percentile};

use super::inputs::ReportInputs;
use crate::context::{
    formats::{capital, percent},
    table::{Cell, DISTRIBUTION, Table, distribution, distribution_with},
    texts::Labelled,
};

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

/// Returns the interval of a percentile; none with too few effective samples or days.
pub(super) fn interval_of(
    inputs: &ReportInputs<'_>,
    row: &FunctionSeriesRow,
    percentile: Percentile,
) -> Option<Ends> {
    interval_row(inputs, row, percentile)?.ends()
}

fn interval_row<'a>(
    inputs: &ReportInputs<'a>,
    row: &FunctionSeriesRow,
    percentile: Percentile,
) -> Option<&'a FunctionIntervalRow> {
    let is_it = |found: &&FunctionIntervalRow| found.percentile == percentile && found.series == row.series;
    inputs.intervals.iter().find(is_it)
}

/// Makes the cell of one percentile of a series.
pub(super) fn percentile_of(
    inputs: &ReportInputs<'_>,
    row: &FunctionSeriesRow,
    percentile: Percentile,
) -> Cell {
    Cell::of_series(row, percentile, || interval_row(inputs, row, percentile))
}

/// Makes a table whose caption is the part `name` of `words`, and whose labels follow in `{name} columns`, then `more`.
pub(super) fn table(words: &Labelled, name: &str, more: &[&str]) -> Result<Table> {
    let mut table = Table::captioned(words, name)?;
    table.add_numbers(more.iter().map(|label| label.trim_start_matches('#')));
    Ok(table)
}

/// Makes the table `name` of the distributions of several metrics.
pub(super) fn measures(
    inputs: &ReportInputs<'_>,
    words: &Labelled,
    name: &str,
    rows: &[&FunctionSeriesRow],
) -> Result<Table> {
    let row = |row: &&FunctionSeriesRow| std::iter::once(measure(row)).chain(plain(inputs, row)).collect();
    Ok(Table { rows: rows.iter().map(row).collect(), ..table(words, name, &DISTRIBUTION)? })
}

/// Makes the cell that names the metric of a row.
pub(super) fn measure(row: &FunctionSeriesRow) -> Cell {
    Cell::text(capital(row.series.metric.title())).head()
}

/// Makes the cell of the share of cold starts, with its interval.
pub(super) fn cold_share(usage: &FunctionUsage) -> Cell {
    let ends = usage.cold_share_lower.zip(usage.cold_share_upper);
    let ends = ends.map(|(lower, upper)| format!(" ({} to {})", percent(lower), percent(upper)));
    Cell::text(format!("{}{}", percent(usage.cold_share), ends.unwrap_or_default()))
}

/// Makes the cells of the distribution of a series.
pub(super) fn plain(
    inputs: &ReportInputs<'_>,
    row: &FunctionSeriesRow,
) -> impl Iterator<Item = Cell> + use<> {
    let percentile = |percentile| percentile_of(inputs, row, percentile);
    without_receipts(distribution_with(&row.distribution, "", &percentile))
}

/// Makes the cells of the distribution of a day.
pub(super) fn cells(found: &Distribution) -> impl Iterator<Item = Cell> + use<> {
    without_receipts(distribution(found, ""))
}

/// The rows behind a report are the reader's own, so no receipt shows them.
fn without_receipts(cells: impl Iterator<Item = Cell>) -> impl Iterator<Item = Cell> {
    cells.map(|cell| Cell { href: None, link: None, ..cell })
}
