//! The first page: what was found, and the ranking behind it.

use std::collections::BTreeSet;

use anyhow::Result;
use charts::format_value;
use schema::RankRow;
use serde::Serialize;

use crate::{
    Inputs,
    catalog::{Catalog, Ranked},
    chart,
    figure::Figure,
    lately,
    prose::{self, AllWords, Part},
    receipt::address_of_series,
    render::{Page, view},
    table::{Cell, ends},
};

#[derive(Serialize)]
struct Home {
    /// The finding in one sentence; none without data.
    lead: Option<String>,
    /// The quickest runtime of each language.
    languages: Option<Figure>,
    ranking: Option<Figure>,
    /// What changed lately.
    lately: Vec<lately::Day>,
    /// The words of `content/home.md`.
    body: Vec<Part>,
}

pub(crate) fn page(inputs: &Inputs<'_>, words: &AllWords, catalog: &Catalog<'_>) -> Result<Page> {
    let words = prose::words(words, "home.md")?;
    let ranked = catalog.ranking();
    let home = Home {
        lead: lead(&ranked),
        languages: chart::ranking(catalog, "languages", &languages(catalog))?,
        lately: lately::days(inputs, catalog),
        ranking: chart::ranking(catalog, "ranking", &ranked)?,
        body: words.body.clone(),
    };
    Ok(Page {
        path: "index.html".to_owned(),
        template: "home.html",
        title: words.title.clone(),
        description: words.description.clone(),
        figures: home
            .languages
            .iter()
            .chain(&home.ranking)
            .cloned()
            .chain(prose::figures(&words.body))
            .collect(),
        view: view(&home),
    })
}

fn lead(ranked: &[Ranked<'_, '_>]) -> Option<String> {
    let [lowest, .., highest] = ranked else { return None };
    Some(format!(
        "Of {} runtimes that are measured now, {} has the lowest median {} in the days up to {}: {}. {} has the \
         highest: {}.",
        ranked.len(),
        lowest.runtime.name,
        lowest.row.series.metric.title(),
        lowest.row.window.window_end,
        median(lowest),
        highest.runtime.name,
        median(highest),
    ))
}

/// The median of a runtime with how sure it and its place are.
pub(crate) fn median(ranked: &Ranked<'_, '_>) -> String {
    let value = format_value(ranked.row.distribution.p50, ranked.row.series.unit);
    let sure: Vec<String> = [
        ranked.median.and_then(|found| Some(format!("95 % interval {}", ends((found.lower?, found.upper?))))),
        ranked.places.map(|found| format!("place {} of {}", places(found), found.of)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if sure.is_empty() { value } else { format!("{value} ({})", sure.join(", ")) }
}

/// The places that a runtime may take.
pub(crate) fn places(found: &RankRow) -> String {
    if found.rank_lower == found.rank_upper {
        return found.rank_lower.to_string();
    }
    format!("{}\u{2013}{}", found.rank_lower, found.rank_upper)
}

/// The places of a runtime.
pub(crate) fn place_cell(ranked: &Ranked<'_, '_>) -> Cell {
    let places = ranked.places.map_or_else(|| Cell::measured(None), |found| Cell::text(places(found)));
    places.receipt(&receipt(ranked))
}

/// The interval of its median.
pub(crate) fn interval_cell(ranked: &Ranked<'_, '_>) -> Cell {
    let (lower, upper) = ranked.median.map_or((None, None), |found| (found.lower, found.upper));
    Cell::interval(lower, upper).receipt(&receipt(ranked))
}

/// Where the figures of a runtime have their receipt.
pub(crate) fn receipt(ranked: &Ranked<'_, '_>) -> String {
    address_of_series(&ranked.row.series.key())
}

/// The runtime of each language with the lowest median, in the order of the ranking.
fn languages<'c, 'a>(catalog: &'c Catalog<'a>) -> Vec<Ranked<'c, 'a>> {
    let mut seen = BTreeSet::new();
    let mut ranked = catalog.ranking();
    ranked.retain(|entry| seen.insert(entry.runtime.language));
    ranked
}

/// `text` with a capital first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
