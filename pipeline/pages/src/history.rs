//! All runtimes over the years, language by language.

use std::collections::BTreeSet;

use anyhow::Result;
use charts::{Annotation, Drawing, Frame, Size, format_value, history, panel};
use schema::{HistoryRow, Month, Percentile};
use serde::Serialize;

use crate::{
    catalog::{Catalog, RuntimeData},
    events::Event,
    figure::{Choice, Figure, Words, figure},
    markdown::slug,
    receipt::address_of_months,
    render::{Link, Page, view},
    runtime::point,
    runtimes::default_view,
    table::{Cell, Table},
};

#[derive(Serialize)]
struct History<'e> {
    panels: Vec<Panel>,
    /// Months in which no runtime has samples, in a sentence; empty without any.
    gaps: String,
    events: Vec<&'e Event>,
}

/// A language in a small drawing among others.
#[derive(Serialize)]
struct Panel {
    id: String,
    name: String,
    /// The page of the language.
    path: String,
    drawing: Drawing,
    finding: String,
}

#[derive(Serialize)]
struct Language<'e> {
    figure: Figure,
    events: Vec<&'e Event>,
    runtimes: Vec<Link>,
    /// Pages of the other languages.
    others: Vec<Link>,
}

/// One runtime and its months.
type Line<'a> = (&'a RuntimeData<'a>, Vec<&'a HistoryRow>);

/// What tells lines apart: their runtime within a language, their language beyond.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hues {
    ByRuntime,
    ByLanguage,
}

/// All languages beside each other, and a page for each.
pub(crate) fn pages(catalog: &Catalog<'_>) -> Result<Vec<Page>> {
    let mut languages: Vec<(&str, Vec<Line<'_>>)> = Vec::new();
    for (name, runtimes) in catalog.languages() {
        let lines: Vec<Line<'_>> = runtimes
            .into_iter()
            .map(|runtime| (runtime, runtime.main_history(catalog, catalog.view.metric)))
            .filter(|(_, rows)| rows.iter().any(|row| catalog.is_default(&row.series)))
            .collect();
        if !lines.is_empty() {
            languages.push((name, lines));
        }
    }
    let mut pages = vec![overview(catalog, &languages)?];
    for (name, lines) in &languages {
        let others = languages.iter().filter(|(other, _)| other != name);
        let others =
            others.map(|(other, lines)| Link { name: counted(other, lines), path: path_of(other) }).collect();
        pages.push(language(catalog, name, lines, others)?);
    }
    Ok(pages)
}

/// A language and how many runtimes it has.
fn counted(language: &str, lines: &[Line<'_>]) -> String {
    let plural = if lines.len() == 1 { "" } else { "s" };
    format!("{language}: {} runtime{plural}", lines.len())
}

fn path_of(language: &str) -> String {
    format!("history/{}/index.html", slug(language))
}

/// The small drawings of all languages, on the same axes.
fn overview(catalog: &Catalog<'_>, languages: &[(&str, Vec<Line<'_>>)]) -> Result<Page> {
    let unit = catalog.view.metric.unit();
    let rows = || languages.iter().flat_map(|(_, lines)| lines).flat_map(|(_, rows)| rows);
    let months = rows().map(|row| row.month);
    let medians = || rows().map(|row| row.distribution.p50);
    let values = (medians().fold(f64::INFINITY, f64::min), medians().fold(0.0, f64::max));
    let mut panels = Vec::new();
    for (name, lines) in languages {
        let Some(months) = months.clone().min().zip(months.clone().max()) else { break };
        let annotations =
            catalog.events.iter().filter(|it| it.concerns(&[name])).map(Event::happened).collect();
        let shared = panel::Shared { months, values, annotations, unit };
        let newest = lines.iter().filter_map(|(_, rows)| rows.last()).map(|row| row.month).max();
        let finding = finding(lines, newest);
        let id = slug(name);
        let title = format!("{name}: median {} by month", catalog.view.metric.title());
        let desc = format!("{finding} The page of the language has the numbers.");
        let frame =
            Frame { slug: &id, title: &title, desc: &desc, size: Size::Narrow, tail: Percentile::P50 };
        let drawing = panel::draw(&frame, &drawn_lines(catalog, lines, Hues::ByRuntime), &shared)?;
        panels.push(Panel { id, name: counted(name, lines), path: path_of(name), drawing, finding });
    }
    Ok(Page {
        path: "history/index.html".to_owned(),
        template: "history.html",
        title: "History".to_owned(),
        description: "Median init duration of every runtime, month by month, language by language."
            .to_owned(),
        figures: Vec::new(),
        view: view(&History { panels, gaps: gaps(languages), events: catalog.events.iter().collect() }),
    })
}

/// Months between the first and the last in which nothing was measured.
fn gaps(languages: &[(&str, Vec<Line<'_>>)]) -> String {
    let rows = languages.iter().flat_map(|(_, lines)| lines).flat_map(|(_, rows)| rows);
    let measured: BTreeSet<i32> = rows.map(|row| row.month.index()).collect();
    let (Some(first), Some(last)) = (measured.first(), measured.last()) else { return String::new() };
    let missing: Vec<String> = (*first..=*last)
        .filter(|month| !measured.contains(month))
        .map(|month| Month::from_index(month).to_string())
        .collect();
    if missing.is_empty() {
        String::new()
    } else {
        format!("There are no samples at all of {}.", missing.join(", "))
    }
}

/// Every runtime of one language over the months.
fn language(catalog: &Catalog<'_>, name: &str, lines: &[Line<'_>], others: Vec<Link>) -> Result<Page> {
    let figure = drawn(catalog, format!("history-{}", slug(name)), name, lines, Hues::ByRuntime)?;
    let events = catalog.events.iter().filter(|it| it.concerns(&[name])).collect();
    let link = |(runtime, _): &Line<'_>| Link { name: runtime.name.to_owned(), path: runtime.path() };
    let page = Language { figure, events, runtimes: lines.iter().map(link).collect(), others };
    Ok(Page {
        path: path_of(name),
        template: "language.html",
        title: format!("History of {name}"),
        description: format!("Median init duration of every runtime of {name}, month by month."),
        figures: vec![page.figure.clone()],
        view: view(&page),
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

fn drawn(catalog: &Catalog<'_>, id: String, name: &str, lines: &[Line<'_>], hues: Hues) -> Result<Figure> {
    let unit = catalog.view.metric.unit();
    let metric = catalog.view.metric.title();
    let newest = lines.iter().filter_map(|(_, rows)| rows.last()).map(|row| row.month).max();
    // Beyond a language there is no list of what letters stand for.
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

fn drawn_lines<'a>(catalog: &Catalog<'_>, lines: &[Line<'a>], hues: Hues) -> Vec<history::Line<'a>> {
    let line = |(idx, (runtime, rows)): (usize, &Line<'a>)| history::Line {
        label: runtime.name,
        series_idx: if hues == Hues::ByRuntime { idx } else { catalog.hue(runtime.language) },
        points: rows.iter().map(|row| point(row, Percentile::P50)).collect(),
    };
    lines.iter().enumerate().map(line).collect()
}

/// The lowest and the highest median of the newest month.
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
