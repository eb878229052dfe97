//! Histories of all runtimes over the years, by language.

use std::collections::BTreeSet;

use anyhow::Result;
use charts::{
    Drawing, Frame, Size, X,
    line::{self, LineChart, PanelAxes},
};
use schema::{Month, Percentile};
use serde::Serialize;
use serde_json::json;

use crate::{
    context::{
        catalog::Catalog,
        events::Event,
        figure::Figure,
        markdown::slug,
        page::{Link, Page},
    },
    figures::history::{Hues, Line, drawn, drawn_lines, words},
};

#[derive(Serialize)]
struct History<'e> {
    panels: Vec<Panel<'e>>,
    /// Months without samples of any runtime.
    gaps: Vec<Month>,
    events: Vec<&'e Event>,
}

/// A language in one of several small drawings.
#[derive(Serialize)]
struct Panel<'e> {
    id: String,
    language: Counted<'e>,
    drawing: Drawing,
    claim: String,
}

/// A language with its page and its number of runtimes.
#[derive(Serialize)]
struct Counted<'e> {
    name: &'e str,
    /// Path of the page.
    path: String,
    runtimes: usize,
}

#[derive(Serialize)]
struct Language<'e> {
    figure: Figure,
    events: Vec<&'e Event>,
    runtimes: Vec<Link>,
    /// Pages of the other languages.
    others: Vec<Counted<'e>>,
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
        let others = others.map(|(other, lines)| counted(other, lines)).collect();
        pages.push(language(catalog, name, lines, others)?);
    }
    Ok(pages)
}

fn counted<'e>(name: &'e str, lines: &[Line<'_>]) -> Counted<'e> {
    Counted { name, path: path_of(name), runtimes: lines.len() }
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
        let Some((first, last)) = months.clone().min().zip(months.clone().max()) else { break };
        let annotations: Vec<_> =
            catalog.events.iter().filter(|it| it.concerns(&[name])).map(Event::annotation).collect();
        let panel = Some(PanelAxes { x: (X::Month(first), X::Month(last)), values });
        let lines_drawn = drawn_lines(catalog, lines, Hues::ByRuntime);
        let chart = LineChart { lines: &lines_drawn, annotations: &annotations, unit, panel };
        let claim = words(catalog, name, lines, false)?.part("Title")?;
        let id = slug(name);
        let view = json!({ "name": name, "metric": catalog.view.metric.title(), "claim": claim });
        let words = catalog.texts.words("pages/panel", &view)?;
        let (title, desc) = (words.part("Title")?, words.part("Description")?);
        let frame =
            Frame { slug: &id, title: &title, desc: &desc, size: Size::Narrow, tail: Percentile::P50 };
        let drawing = line::draw(&frame, &chart)?;
        panels.push(Panel { id, language: counted(name, lines), drawing, claim });
    }
    let words = catalog.texts.words("pages/history", &json!({}))?;
    let history = History { panels, gaps: gaps(languages), events: catalog.events.iter().collect() };
    Page::worded(&words, "history/index.html", "history.html", &history)
}

/// Lists the months between the first and the last without measurements.
fn gaps(languages: &[(&str, Vec<Line<'_>>)]) -> Vec<Month> {
    let rows = languages.iter().flat_map(|(_, lines)| lines).flat_map(|(_, rows)| rows);
    let measured: BTreeSet<i32> = rows.map(|row| row.month.index()).collect();
    let (Some(first), Some(last)) = (measured.first(), measured.last()) else { return Vec::new() };
    let missing = (*first..=*last).filter(|month| !measured.contains(month));
    missing.map(Month::from_index).collect()
}

/// Draws every runtime of one language by month.
fn language(catalog: &Catalog<'_>, name: &str, lines: &[Line<'_>], others: Vec<Counted<'_>>) -> Result<Page> {
    let id = format!("history-{}", slug(name));
    let figure = drawn(catalog, id.as_str().into(), name, lines, Hues::ByRuntime)?;
    let events = catalog.events.iter().filter(|it| it.concerns(&[name])).collect();
    let link = |(runtime, _): &Line<'_>| Link { name: runtime.name.to_owned(), path: runtime.path() };
    let page = Language { figure, events, runtimes: lines.iter().map(link).collect(), others };
    let words = catalog.texts.words("pages/language", &json!({ "name": name }))?;
    let figures = vec![page.figure.clone()];
    Ok(Page { figures, ..Page::worded(&words, path_of(name), "language.html", &page)? })
}
