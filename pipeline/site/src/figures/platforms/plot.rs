//! A dot plot whose colours tell platforms.

use anyhow::Result;
use charts::ranking;
use schema::{Percentile, Provider, SeriesRow};

use super::survey::Survey;
use crate::context::{
    addresses::address_of_series,
    figure::{Figure, Words, figure, usual_tail},
    hue,
    table::{Cell, Table},
    texts::Labelled,
};

/// One row of a plot.
pub(super) struct Dot<'a> {
    pub(super) label: String,
    /// Number of its colour.
    pub(super) hue: usize,
    pub(super) row: &'a SeriesRow,
}

/// Returns the number of a platform's colour.
pub(super) fn hue(provider: Provider) -> usize {
    hue::other(Provider::VALUES.iter().position(|known| *known == provider).unwrap_or_default())
}

/// Returns the deepest percentile that at least two thirds of the rows support.
pub(super) fn tail(dots: &[Dot<'_>]) -> Percentile {
    usual_tail(dots.iter().map(|dot| dot.row.ceiling))
}

/// Draws the median of each row, and a line to a deeper percentile, both with their intervals. `words` also name the columns
/// of the table.
pub(super) fn draw(
    survey: &Survey<'_, '_>,
    slug: &str,
    words: &Labelled,
    dots: &[Dot<'_>],
) -> Result<Option<Figure>> {
    let Some(first) = dots.first() else { return Ok(None) };
    let (unit, tail) = (first.row.series.unit, tail(dots));
    let interval = |row: &SeriesRow, percentile| survey.catalog.interval(&row.series, percentile)?.ends();
    let cells = |dot: &Dot<'_>| {
        let receipt = address_of_series(&dot.row.series.key());
        let found = &dot.row.distribution;
        vec![
            Cell::text(dot.label.clone()).head(),
            Cell::number(found.p50).receipt(&receipt),
            Cell::ends(interval(dot.row, Percentile::P50)).receipt(&receipt),
            survey.catalog.percentile(dot.row, Percentile::P90).receipt(&receipt),
            survey.catalog.percentile(dot.row, Percentile::P99).receipt(&receipt),
            Cell::ends(interval(dot.row, Percentile::P99)).receipt(&receipt),
            Cell::count(found.n),
            Cell::count(found.clusters.into()),
        ]
    };
    let table = Table::worded(words)?.with(dots.iter().map(cells))?;
    let rows: Vec<ranking::Row<'_>> = dots
        .iter()
        .map(|dot| ranking::Row {
            label: &dot.label,
            series_idx: dot.hue,
            p50: dot.row.distribution.p50,
            tail: dot.row.supported(tail).filter(|_| tail > Percentile::P50),
            p50_ends: interval(dot.row, Percentile::P50),
            tail_ends: if tail > Percentile::P50 { interval(dot.row, tail) } else { None },
        })
        .collect();
    let drawn = figure(&survey.catalog.texts, Words::of(words, slug, tail)?, table, |frame| {
        ranking::draw(frame, &rows, unit)
    })?;
    Ok(Some(drawn))
}
