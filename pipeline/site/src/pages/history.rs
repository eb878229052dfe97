//! Histories of all runtimes over the years, by language.

use std::collections::BTreeSet;

use anyhow::Result;
use charts::{Drawing, Frame, Size, panel};
use schema::{Month, Percentile};
use serde::Serialize;

use crate::{
    context::{
        catalog::Catalog,
        events::Event,
        figure::Figure,
        markdown::slug,
        page::{Link, Page, view},
    },
    figures::history::{Hues, Line, drawn, drawn_lines, words},
};

#[derive(Serialize)]
struct History<'e> {
    panels: Vec<Panel>,
    /// Months without samples of any runtime, in a sentence; empty without any.
    gaps: String,
    events: Vec<&'e Event>,
}

/// A language in one of several small drawings.
#[derive(Serialize)]
struct Panel {
    id: String,
    name: String,
    /// Page of the language.
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

/// Makes an overview of all languages, and a page for each.
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

/// Formats a language with its number of runtimes.
fn counted(language: &str, lines: &[Line<'_>]) -> String {
    let plural = if lines.len() == 1 { "" } else { "s" };
    format!("{language}: {} runtime{plural}", lines.len())
}

fn path_of(language: &str) -> String {
    format!("history/{}/index.html", slug(language))
}

/// Draws all languages in small, on the same axes.
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
        let finding = words(catalog, name, lines, false)?.part("Finding")?;
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

/// Lists the months between the first and the last without measurements.
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

/// Draws every runtime of one language by month.
fn language(catalog: &Catalog<'_>, name: &str, lines: &[Line<'_>], others: Vec<Link>) -> Result<Page> {
    let figure = drawn(catalog, &format!("history-{}", slug(name)), name, lines, Hues::ByRuntime)?;
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
