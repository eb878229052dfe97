//! Medians by month.

use anyhow::Result;
use charts::{
    Annotation, X,
    line::{self, LineChart, Point},
};
use schema::{HistoryRow, Month, Percentile};
use serde_json::json;

use super::{
    lead::{self, Lead},
    order::short_names,
};
use crate::context::{
    addresses::address_of_months,
    catalog::{Catalog, RuntimeData},
    descriptions::default_view,
    events::Event,
    figure::{Choice, Figure, Spot, Words, figure},
    hue,
    table::{Cell, Table},
    texts::Labelled,
};

/// One runtime and its months.
pub(crate) type Line<'a> = (&'a RuntimeData<'a>, Vec<&'a HistoryRow>);

/// Meaning of the hues of lines: runtimes within a language, or languages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hues {
    ByRuntime,
    ByLanguage,
}

/// Compares the histories of runtimes of any language; none without any history.
pub(crate) fn beside(
    catalog: &Catalog<'_>,
    spot: Spot<'_>,
    runtimes: Vec<&RuntimeData<'_>>,
) -> Result<Option<Figure>> {
    let histories = runtimes.into_iter().map(|runtime| {
        let rows = runtime.main_history(catalog, catalog.view.metric);
        (runtime, rows)
    });
    let lines: Vec<Line<'_>> = histories.filter(|(_, rows)| !rows.is_empty()).collect();
    (!lines.is_empty()).then(|| drawn(catalog, spot, "Runtimes", &lines, Hues::ByLanguage)).transpose()
}

pub(crate) fn drawn(
    catalog: &Catalog<'_>,
    spot: Spot<'_>,
    name: &str,
    lines: &[Line<'_>],
    hues: Hues,
) -> Result<Figure> {
    let unit = catalog.view.metric.unit();
    // Only the page of a language lists the meanings of the letters.
    let events: Vec<&Event> = match hues {
        Hues::ByRuntime => catalog.events.iter().filter(|it| it.concerns(&[name])).collect(),
        Hues::ByLanguage => Vec::new(),
    };
    let words = words(catalog, name, lines, !events.is_empty())?;
    let chart = drawn_lines(catalog, lines, hues);
    let annotations: Vec<Annotation<'_>> = events.into_iter().map(Event::annotation).collect();
    let table = table(&words, lines)?;
    let words = Words::of(&words, spot, Percentile::P50)?;
    let chart = LineChart { lines: &chart, annotations: &annotations, unit, panel: None };
    let mut figure = figure(&catalog.texts, words, table, |frame| line::draw(frame, &chart))?;
    if lines.len() > 1 {
        let choice = |(idx, (runtime, _)): (usize, &Line<'_>)| Choice {
            slug: runtime.slug.to_owned(),
            name: runtime.name.to_owned(),
            column: idx + 1,
        };
        figure.choices = lines.iter().enumerate().map(choice).collect();
    }
    Ok(figure)
}

pub(crate) fn drawn_lines<'a>(catalog: &Catalog<'_>, lines: &[Line<'a>], hues: Hues) -> Vec<line::Line<'a>> {
    let by_language = hue::of_runtimes(lines.iter().map(|(runtime, _)| *runtime));
    let names: Vec<&str> = lines.iter().map(|(runtime, _)| runtime.name).collect();
    // The title names the runtime that leads, and the next one if they are close, or else the one that led before.
    let titled = lead_of(catalog, lines, &names).map(|lead| {
        let second = lead.second.map(|second| second.name);
        [Some(lead.lowest.name), if lead.is_close { second } else { lead.before.or(second) }]
    });
    let of = |runtime: &RuntimeData<'_>| match hues {
        Hues::ByLanguage => by_language[runtime.slug],
        Hues::ByRuntime => match titled.iter().flatten().position(|name| *name == Some(runtime.name)) {
            Some(0) => hue::of_subject(runtime.language),
            Some(idx) => hue::other(idx),
            None => hue::GREY,
        },
    };
    let line = |(runtime, rows): &Line<'a>| line::Line {
        label: runtime.name,
        series_idx: of(runtime),
        points: rows.iter().map(|row| point(row, Percentile::P50)).collect(),
    };
    lines.iter().map(line).collect()
}

/// Finds the lead among `lines`, which are called `names`.
fn lead_of<'n>(catalog: &Catalog<'_>, lines: &[Line<'_>], names: &[&'n str]) -> Option<Lead<'n>> {
    let medians = |rows: &[&HistoryRow]| rows.iter().map(|row| (row.month, row.distribution.p50)).collect();
    let compared: Vec<lead::Line<'n>> =
        lines.iter().zip(names).map(|((_, rows), name)| (*name, medians(rows))).collect();
    let mut lead = Lead::of(&compared)?;
    let ranks = |name: &str| {
        let (runtime, _) = lines[names.iter().position(|known| *known == name)?];
        catalog.ranked(runtime)?.ranks
    };
    let both = ranks(lead.lowest.name).zip(lead.second.and_then(|second| ranks(second.name)));
    // Ranks separate less than a comparison of two, which the page of a pair states itself.
    lead.is_close =
        lines.len() > 2 && both.is_some_and(|(first, second)| second.rank_lower <= first.rank_upper);
    Some(lead)
}

/// Returns the words about the histories `lines`, which say which leads and since when.
pub(crate) fn words(
    catalog: &Catalog<'_>,
    name: &str,
    lines: &[Line<'_>],
    has_events: bool,
) -> Result<Labelled> {
    let names = short_names(&lines.iter().map(|(runtime, _)| runtime.name).collect::<Vec<_>>());
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let view = json!({
        "name": name,
        "metric": catalog.view.metric.title(),
        "unit": catalog.view.metric.unit(),
        "lead": lead_of(catalog, lines, &names),
        "default_view": default_view(catalog),
        "has_events": has_events,
    });
    catalog.texts.words("figures/history", &view)
}

/// Shows the medians of all runtimes, a row per month.
fn table(words: &Labelled, lines: &[Line<'_>]) -> Result<Table> {
    let mut table = Table::worded(words)?;
    table.add_numbers(lines.iter().map(|(runtime, _)| runtime.name));
    let months = lines.iter().flat_map(|(_, rows)| rows.iter().map(|row| row.month));
    let Some((first, last)) = months.clone().min().zip(months.max()) else { return Ok(table) };
    for month in (first.index()..=last.index()).map(Month::from_index) {
        let median = |(runtime, rows): &Line<'_>| {
            let row = rows.iter().find(|row| row.month == month);
            Cell::measured(row.map(|row| row.distribution.p50)).receipt(&address_of_months(runtime.slug))
        };
        let cells = lines.iter().map(median);
        table.rows.push(std::iter::once(Cell::text(month.to_string()).head()).chain(cells).collect());
    }
    table.checked()
}

/// Converts a month of a history to a point of the chart.
pub(crate) fn point(row: &HistoryRow, tail: Percentile) -> Point {
    Point { x: X::Month(row.month), p50: row.distribution.p50, tail: row.distribution.percentile(tail) }
}
