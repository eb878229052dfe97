//! All runtimes over the years, language by language.

use anyhow::Result;
use charts::{format_value, history};
use schema::{HistoryRow, Month, Percentile};
use serde::Serialize;

use crate::{
    catalog::{Catalog, RuntimeData},
    figure::{Figure, Words, figure},
    markdown::slug,
    receipt::address_of_months,
    render::{Page, view},
    runtime::point,
    runtimes::default_view,
    table::{Cell, Table},
};

#[derive(Serialize)]
struct History {
    languages: Vec<Language>,
}

#[derive(Serialize)]
struct Language {
    id: String,
    name: String,
    figure: Figure,
}

/// One runtime and its months.
type Line<'a> = (&'a RuntimeData<'a>, Vec<&'a HistoryRow>);

/// What tells lines apart: their runtime within a language, their language beyond.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hues {
    ByRuntime,
    ByLanguage,
}

pub(crate) fn page(catalog: &Catalog<'_>) -> Result<Page> {
    let mut languages = Vec::new();
    for (name, runtimes) in catalog.languages() {
        let lines: Vec<Line<'_>> = runtimes
            .into_iter()
            .map(|runtime| (runtime, runtime.main_history(catalog, catalog.view.metric)))
            .filter(|(_, rows)| rows.iter().any(|row| catalog.is_default(&row.series)))
            .collect();
        if lines.is_empty() {
            continue;
        }
        languages.push(Language {
            id: slug(name),
            name: name.to_owned(),
            figure: language(catalog, name, &lines)?,
        });
    }
    Ok(Page {
        path: "history/index.html".to_owned(),
        template: "history.html",
        title: "History".to_owned(),
        description: "Median init duration of every runtime, month by month, language by language."
            .to_owned(),
        figures: languages.iter().map(|language| language.figure.clone()).collect(),
        view: view(&History { languages }),
    })
}

/// Runtimes of any language beside each other; none without any history.
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

fn language(catalog: &Catalog<'_>, name: &str, lines: &[Line<'_>]) -> Result<Figure> {
    drawn(catalog, format!("history-{}", slug(name)), name, lines, Hues::ByRuntime)
}

fn drawn(catalog: &Catalog<'_>, id: String, name: &str, lines: &[Line<'_>], hues: Hues) -> Result<Figure> {
    let unit = catalog.view.metric.unit();
    let metric = catalog.view.metric.title();
    let newest = lines.iter().filter_map(|(_, rows)| rows.last()).map(|row| row.month).max();
    let words = Words {
        slug: id,
        title: format!("{name}: median {metric} by month"),
        finding: finding(lines, newest),
        source: format!("{}; calendar months, those without samples are gaps", default_view(catalog)),
        tail: Percentile::P50,
    };
    let chart: Vec<_> = lines
        .iter()
        .enumerate()
        .map(|(idx, (runtime, rows))| history::Line {
            label: runtime.name,
            series_idx: if hues == Hues::ByRuntime { idx } else { catalog.hue(runtime.language) },
            points: rows.iter().map(|row| point(row, Percentile::P50)).collect(),
        })
        .collect();
    figure(words, table(name, metric, lines), |frame| history::draw(frame, &chart, unit))
}

/// The fastest and the slowest of the newest month.
fn finding(lines: &[Line<'_>], newest: Option<Month>) -> String {
    let Some(newest) = newest else { return String::new() };
    let mut current: Vec<_> = lines
        .iter()
        .filter_map(|(runtime, rows)| Some((runtime.name, rows.last().filter(|row| row.month == newest)?)))
        .collect();
    current.sort_by(|a, b| a.1.distribution.p50.total_cmp(&b.1.distribution.p50));
    let ms = |row: &HistoryRow| format_value(row.distribution.p50, row.series.unit);
    match current[..] {
        [] => String::new(),
        [(only, row)] => format!("In {newest}, {only} starts in {} at the median.", ms(row)),
        [(fastest, first), .., (slowest, last)] => format!(
            "In {newest}, {fastest} starts fastest at {}, {slowest} slowest at {}.",
            ms(first),
            ms(last)
        ),
    }
}

/// The medians of all runtimes, a row a month.
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
