//! Distributions of two runtimes, and the cost of a worked example with each.

use anyhow::Result;
use charts::ecdf::{self, Line, Step};
use schema::{Ends, Estimate, IntervalRow, Percentile, SloResultRow, TrackedStatistic};
use serde_json::json;

use super::rows::PairRows;
use crate::{
    context::{
        catalog::{Catalog, Ranked},
        descriptions::default_view,
        figure::{Figure, Spot, Words, figure},
        formats::with_interval,
        hue,
        table::{Cell, Table},
        texts::Labelled,
    },
    figures::order::overlap,
};

/// A percentile in hundredths, and its step in the drawing.
type Percent = (u8, Step);

/// Draws both distributions in the default view; none if one of them has no intervals.
pub(super) fn distributions(catalog: &Catalog<'_>, pair: [&Ranked<'_, '_>; 2]) -> Result<Option<Figure>> {
    let rows = pair.map(|entry| steps(catalog, entry));
    if rows.iter().any(Vec::is_empty) {
        return Ok(None);
    }
    let [a, b] = pair.map(|entry| entry.runtime.name);
    let series = &pair[0].row.series;
    let medians = pair.map(|entry| entry.row.distribution.p50);
    let slower = usize::from(medians[0] <= medians[1]);
    let (slower, quicker) = (slower, 1 - slower);
    let median_of =
        |entry: &Ranked<'_, '_>| (entry.row.distribution.p50, entry.median.and_then(IntervalRow::ends));
    let tenth = rows[slower][0].1.value;
    let view = json!({
        "a": a,
        "b": b,
        "quicker": pair[quicker].runtime.name,
        "slower": pair[slower].runtime.name,
        "crossing": crossing(&rows[quicker], &rows[slower]),
        "is_tied": overlap(median_of(pair[0]), median_of(pair[1])),
        "median": medians[quicker],
        "slower_median": medians[slower],
        "percent": rows[quicker].iter().rfind(|(_, step)| step.value <= tenth).map(|(percent, _)| percent),
        "metric": series.metric.title(),
        "unit": series.unit,
        "view": default_view(catalog),
    });
    let words = catalog.texts.words("pages/distributions", &view)?;
    let cells = |(first, second): (&Percent, &Percent)| {
        let value = |(_, step): &Percent| [Cell::number(step.value), Cell::ends(Some(step.ends))];
        let head = Cell::text(format!("p{}", first.0)).head();
        std::iter::once(head).chain([first, second].into_iter().flat_map(value)).collect()
    };
    let table = Table::worded(&words)?.with(rows[0].iter().zip(&rows[1]).map(cells))?;
    let words = Words::of(&words, Spot::narrow("distributions"), Percentile::P50)?;
    let hues = hue::of_runtimes(pair.map(|entry| entry.runtime));
    let lines = [0, 1].map(|idx| Line {
        label: pair[idx].runtime.name,
        series_idx: hues[pair[idx].runtime.slug],
        steps: rows[idx].iter().map(|(_, step)| *step).collect(),
    });
    figure(&catalog.texts, words, table, |frame| ecdf::draw(frame, &lines, series.unit)).map(Some)
}

/// Returns the first percentile from which on the runtime with the lower median is surely slower.
fn crossing(quicker: &[Percent], slower: &[Percent]) -> Option<u8> {
    let is_above = |((_, a), (_, b)): &(&Percent, &Percent)| {
        a.value > b.value && !overlap((a.value, Some(a.ends)), (b.value, Some(b.ends)))
    };
    quicker.iter().zip(slower).find(is_above).map(|((percent, _), _)| *percent)
}

fn steps(catalog: &Catalog<'_>, entry: &Ranked<'_, '_>) -> Vec<Percent> {
    let rows = catalog.confidence_distributions(&entry.row.series);
    let step = rows.filter_map(|row| {
        let TrackedStatistic::Percentile(percent) = row.statistic else { return None };
        let (lower, upper) = row.ends();
        let (share, value) = (row.statistic.share()?, row.estimate);
        Some((percent, Step { share, value, ends: Ends { lower, upper } }))
    });
    step.collect()
}

/// Shows the cost of the first worked example with each, as zip and image on both architectures.
pub(super) fn costs(
    pair_rows: &PairRows<'_>,
    words: &Labelled,
    pair: [&Ranked<'_, '_>; 2],
) -> Result<Option<Table>> {
    let [of_a, of_b] = pair.map(|entry| pair_rows.costs(entry.runtime.slug));
    let find = |like: &SloResultRow| {
        of_b.iter().find(|row| (&row.conditions, row.memory) == (&like.conditions, like.memory))
    };
    let cell = |row: &SloResultRow| {
        let (lower, upper) = (row.month_usd_lower, row.month_usd_upper);
        row.month_usd.map_or_else(
            || Cell::measured(None),
            |value| Cell::text(with_interval(Estimate { value, lower, upper })),
        )
    };
    Table::named(words, "Costs")?.filled(of_a.iter().filter_map(|row| {
        Some(vec![
            Cell::text(row.conditions.packaging.name()).head(),
            Cell::text(row.conditions.arch.name()),
            cell(row),
            cell(find(row)?),
        ])
    }))
}
