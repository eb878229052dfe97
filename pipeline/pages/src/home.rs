//! The first page: what was found, and the ranking behind it.

use anyhow::Result;
use charts::{format_value, number::format_number, ranking};
use schema::{Percentile, RankRow, SeriesRow, Unit, memory_words};
use serde::Serialize;

use crate::{
    catalog::{Catalog, Ranked},
    figure::{Figure, Words, common_tail, figure},
    prose::{self, AllWords},
    render::{Page, view},
    table::{self, Cell, Table},
};

#[derive(Serialize)]
struct Home {
    /// The finding in one sentence; none without data.
    lead: Option<String>,
    /// The fastest runtime of each language.
    languages: Option<Table>,
    ranking: Option<Figure>,
    /// The words of `content/home.md`.
    body: String,
}

pub(crate) fn page(words: &AllWords, catalog: &Catalog<'_>) -> Result<Page> {
    let words = prose::words(words, "home.md")?;
    let ranked = catalog.ranking();
    let home = Home {
        lead: lead(&ranked),
        languages: (!ranked.is_empty()).then(|| languages(&ranked)),
        ranking: ranking(&ranked)?,
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

fn place_cell(ranked: &Ranked<'_, '_>) -> Cell {
    ranked.places.map_or_else(|| Cell::measured(None), |found| Cell::text(places(found)))
}

fn interval_cell(ranked: &Ranked<'_, '_>) -> Cell {
    let ends = ranked.median.and_then(|found| Some(ends(found.lower?, found.upper?)));
    ends.map_or_else(|| Cell::measured(None), Cell::text)
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
            Cell::percentile(&entry.row.distribution, Percentile::P50),
            interval_cell(entry),
            Cell::percentile(&entry.row.distribution, Percentile::P99),
        ]);
    }
    table
}

fn ranking(ranked: &[Ranked<'_, '_>]) -> Result<Option<Figure>> {
    let Some(Ranked { row: first, .. }) = ranked.first() else { return Ok(None) };
    let labels =
        [&["Runtime", "Language", "#Place by p50", "#95 % interval of p50"], &table::DISTRIBUTION[..]]
            .concat();
    let caption =
        format!("{} of every runtime, in {}", capital(first.series.metric.title()), first.series.unit);
    let mut table = Table::new(caption, &labels);
    for entry in ranked {
        let runtime = entry.runtime;
        let name = [Cell::text(runtime.name).to(runtime.path()).head(), Cell::text(runtime.language)];
        let sure = [place_cell(entry), interval_cell(entry)];
        let cells = name.into_iter().chain(sure).chain(table::distribution(&entry.row.distribution));
        table.rows.push(cells.collect());
    }
    let tail = common_tail(ranked.iter().map(|entry| &entry.row.distribution));
    let rows: Vec<_> = ranked
        .iter()
        .map(|entry| ranking::Row {
            label: entry.runtime.name,
            language: entry.runtime.language,
            p50: entry.row.distribution.p50,
            tail: entry.row.distribution.percentile(tail),
        })
        .collect();
    let words = Words {
        slug: "ranking".to_owned(),
        title: format!("{} by runtime: p50 and {tail}", capital(first.series.metric.title())),
        finding: finding(ranked, tail),
        source: source(first),
        tail,
    };
    figure(words, table, |frame| ranking::draw(frame, &rows, Unit::Ms)).map(Some)
}

/// The shortest and the longest tail; the lead says the medians.
fn finding(ranked: &[Ranked<'_, '_>], tail: Percentile) -> String {
    let value = |entry: &&Ranked<'_, '_>| entry.row.distribution.percentile(tail);
    let by_tail = |a: &&Ranked<'_, '_>, b: &&Ranked<'_, '_>| value(a).total_cmp(&value(b));
    let tails = ranked.iter().min_by(by_tail).zip(ranked.iter().max_by(by_tail));
    let Some((shortest, longest)) = tails else { return String::new() };
    let ms = |entry| format_value(value(&entry), shortest.row.series.unit);
    format!(
        "The mark is the median, the line ends at the {}: {} for {}, {} for {}.",
        tail.title(),
        ms(shortest),
        shortest.runtime.name,
        ms(longest),
        longest.runtime.name
    )
}

/// What exactly a row measures.
fn source(row: &SeriesRow) -> String {
    let (series, window) = (&row.series, &row.window);
    format!(
        "Source: {}, workload {}, {}, {}, {}, {} to {}",
        series.source,
        series.workload,
        series.package,
        memory_words(series.memory_mb),
        series.arch,
        window.window_start,
        window.window_end
    )
}

/// `text` with a capital first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
