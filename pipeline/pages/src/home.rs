//! The first page: what was found, and the ranking behind it.

use anyhow::Result;
use charts::{format_value, number::format_number};
use schema::{Percentile, RankRow};
use serde::Serialize;

use crate::{
    catalog::{Catalog, Ranked},
    chart,
    figure::Figure,
    prose::{self, AllWords, Part},
    receipt::address_of_series,
    render::{Page, view},
    table::{Cell, Table},
};

#[derive(Serialize)]
struct Home {
    /// The finding in one sentence; none without data.
    lead: Option<String>,
    /// The fastest runtime of each language.
    languages: Option<Table>,
    ranking: Option<Figure>,
    /// The words of `content/home.md`.
    body: Vec<Part>,
}

pub(crate) fn page(words: &AllWords, catalog: &Catalog<'_>) -> Result<Page> {
    let words = prose::words(words, "home.md")?;
    let ranked = catalog.ranking();
    let home = Home {
        lead: lead(&ranked),
        languages: (!ranked.is_empty()).then(|| languages(&ranked)),
        ranking: chart::ranking(catalog, "ranking", &ranked)?,
        body: words.body.clone(),
    };
    Ok(Page {
        path: "index.html".to_owned(),
        template: "home.html",
        title: words.title.clone(),
        description: words.description.clone(),
        view: view(&home),
    })
}

fn lead(ranked: &[Ranked<'_, '_>]) -> Option<String> {
    let [lowest, .., highest] = ranked else { return None };
    Some(format!(
        "Of {} runtimes that are measured now, {} has the lowest median {}: {}. {} has the highest: {}.",
        ranked.len(),
        lowest.runtime.name,
        lowest.row.series.metric.title(),
        median(lowest),
        highest.runtime.name,
        median(highest),
    ))
}

/// The median of a runtime with how sure it and its place are.
pub(crate) fn median(ranked: &Ranked<'_, '_>) -> String {
    let value = format_value(ranked.row.distribution.p50, ranked.row.series.unit);
    let sure: Vec<String> = [
        ranked.median.and_then(|found| Some(format!("95 % interval {}", ends(found.lower?, found.upper?)))),
        ranked.places.map(|found| format!("place {} of {}", places(found), found.of)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if sure.is_empty() { value } else { format!("{value} ({})", sure.join(", ")) }
}

/// The ends of an interval.
fn ends(lower: f64, upper: f64) -> String {
    format!("{} to {}", format_number(lower), format_number(upper))
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
    let ends = ranked.median.and_then(|found| Some(ends(found.lower?, found.upper?)));
    ends.map_or_else(|| Cell::measured(None), Cell::text).receipt(&receipt(ranked))
}

/// Where the figures of a runtime have their receipt.
pub(crate) fn receipt(ranked: &Ranked<'_, '_>) -> String {
    address_of_series(&ranked.row.series.key())
}

/// The runtime of each language with the lowest median, in the order of the ranking.
fn languages(ranked: &[Ranked<'_, '_>]) -> Table {
    let mut table = Table::new(
        "The runtime of each language with the lowest median init duration, in ms",
        &["Language", "Runtime", "#Place", "#p50", "#95 % interval", "#p99"],
    );
    let mut seen = Vec::new();
    for entry in ranked {
        let runtime = entry.runtime;
        if seen.contains(&runtime.language) {
            continue;
        }
        seen.push(runtime.language);
        table.rows.push(vec![
            Cell::text(runtime.language).head(),
            Cell::text(runtime.name).to(runtime.path()),
            place_cell(entry),
            Cell::percentile(&entry.row.distribution, Percentile::P50).receipt(&receipt(entry)),
            interval_cell(entry),
            Cell::percentile(&entry.row.distribution, Percentile::P99).receipt(&receipt(entry)),
        ]);
    }
    table
}

/// `text` with a capital first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
