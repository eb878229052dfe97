//! Medians by month.

use anyhow::Result;
use charts::{Annotation, format_value, history};
use schema::{HistoryRow, Month, Percentile};

use crate::context::{
    addresses::address_of_months,
    catalog::{Catalog, RuntimeData},
    descriptions::default_view,
    events::Event,
    figure::{Choice, Figure, Words, figure},
    table::{Cell, Table},
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
    slug: &str,
    runtimes: Vec<&RuntimeData<'_>>,
) -> Result<Option<Figure>> {
    let histories = runtimes.into_iter().map(|runtime| {
        let rows = runtime.main_history(catalog, catalog.view.metric);
        (runtime, rows)
    });
    let lines: Vec<Line<'_>> = histories.filter(|(_, rows)| !rows.is_empty()).collect();
    (!lines.is_empty())
        .then(|| drawn(catalog, slug.to_owned(), "Runtimes", &lines, Hues::ByLanguage))
        .transpose()
}

pub(crate) fn drawn(
    catalog: &Catalog<'_>,
    id: String,
    name: &str,
    lines: &[Line<'_>],
    hues: Hues,
) -> Result<Figure> {
    let unit = catalog.view.metric.unit();
    let metric = catalog.view.metric.title();
    let newest = lines.iter().filter_map(|(_, rows)| rows.last()).map(|row| row.month).max();
    // Only the page of a language lists the meanings of the letters.
    let events: Vec<&Event> = match hues {
        Hues::ByRuntime => catalog.events.iter().filter(|it| it.concerns(&[name])).collect(),
        Hues::ByLanguage => Vec::new(),
    };
    let words = Words {
        slug: id,
        title: format!("{name}: median {metric} by month"),
        finding: finding(lines, newest),
        source: format!(
            "{}; calendar months, those without samples are gaps{}",
            default_view(catalog),
            if events.is_empty() { "" } else { "; letters: events" }
        ),
        tail: Percentile::P50,
    };
    let chart = drawn_lines(catalog, lines, hues);
    let happened: Vec<Annotation<'_>> = events.into_iter().map(Event::happened).collect();
    let table = table(name, metric, lines);
    let mut figure = figure(words, table, |frame| history::draw(frame, &chart, &happened, unit))?;
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

pub(crate) fn drawn_lines<'a>(
    catalog: &Catalog<'_>,
    lines: &[Line<'a>],
    hues: Hues,
) -> Vec<history::Line<'a>> {
    let line = |(idx, (runtime, rows)): (usize, &Line<'a>)| history::Line {
        label: runtime.name,
        series_idx: if hues == Hues::ByRuntime { idx } else { catalog.hue(runtime.language) },
        points: rows.iter().map(|row| point(row, Percentile::P50)).collect(),
    };
    lines.iter().enumerate().map(line).collect()
}

/// Names the lowest and the highest median of the newest month.
pub(crate) fn finding(lines: &[Line<'_>], newest: Option<Month>) -> String {
    let Some(newest) = newest else { return String::new() };
    let mut current: Vec<_> = lines
        .iter()
        .filter_map(|(runtime, rows)| Some((runtime.name, rows.last().filter(|row| row.month == newest)?)))
        .collect();
    current.sort_by(|a, b| a.1.distribution.p50.total_cmp(&b.1.distribution.p50));
    let ms = |row: &HistoryRow| format_value(row.distribution.p50, row.series.unit);
    match current[..] {
        [] => String::new(),
        [(only, row)] => format!("In {newest}, the median of {only} is {}.", ms(row)),
        [(_, first), .., (_, last)] if ms(first) == ms(last) => {
            let all = match current.len() {
                n if n < lines.len() => format!("the {n} that are still measured"),
                2 => "both".to_owned(),
                n => format!("all {n}"),
            };
            format!("In {newest}, the median of {all} is {}.", ms(first))
        }
        [(fastest, first), .., (slowest, last)] => {
            format!("In {newest}, medians go from {} ({fastest}) to {} ({slowest}).", ms(first), ms(last))
        }
    }
}

/// Shows the medians of all runtimes, a row per month.
fn table(name: &str, metric: &str, lines: &[Line<'_>]) -> Table {
    let labels: Vec<String> = lines.iter().map(|(runtime, _)| format!("#{}", runtime.name)).collect();
    let labels: Vec<&str> = std::iter::once("Month").chain(labels.iter().map(String::as_str)).collect();
    let mut table = Table::new(format!("{name}: median {metric} by month, in ms"), &labels);
    let months = lines.iter().flat_map(|(_, rows)| rows.iter().map(|row| row.month));
    let Some((first, last)) = months.clone().min().zip(months.max()) else { return table };
    for month in (first.index()..=last.index()).map(Month::from_index) {
        let median = |(runtime, rows): &Line<'_>| {
            let row = rows.iter().find(|row| row.month == month);
            Cell::measured(row.map(|row| row.distribution.p50)).receipt(&address_of_months(runtime.slug))
        };
        let cells = lines.iter().map(median);
        table.rows.push(std::iter::once(Cell::text(month.to_string()).head()).chain(cells).collect());
    }
    table
}

/// Converts a month of a history to a point of the chart.
pub(crate) fn point(row: &HistoryRow, tail: Percentile) -> history::Point {
    history::Point { month: row.month, p50: row.distribution.p50, tail: row.distribution.percentile(tail) }
}
