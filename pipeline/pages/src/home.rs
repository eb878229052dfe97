//! The first page: what was found, and the ranking behind it.

use anyhow::Result;
use charts::{format_value, ranking};
use schema::{SeriesRow, Unit};
use serde::Serialize;

use crate::{
    Inputs,
    catalog::{Catalog, RuntimeData},
    figure::{Figure, Words, figure},
    prose,
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

/// One line of the ranking.
type Ranked<'a> = (&'a RuntimeData<'a>, &'a SeriesRow);

pub(crate) fn page(inputs: &Inputs<'_>, catalog: &Catalog<'_>) -> Result<Page> {
    let words = prose::words(inputs, "home.md")?;
    let ranked = catalog.ranking();
    let home = Home {
        lead: lead(&ranked),
        languages: (!ranked.is_empty()).then(|| languages(&ranked)),
        ranking: ranking(&ranked)?,
        body: words.body,
    };
    Ok(Page {
        path: "index.html".to_owned(),
        template: "home.html",
        title: words.title,
        description: words.description,
        view: view(&home),
    })
}

fn lead(ranked: &[Ranked<'_>]) -> Option<String> {
    let [(fastest, first), .., (slowest, last)] = ranked else { return None };
    let ms = |value| format_value(value, first.series.unit);
    Some(format!(
        "Of {} runtimes that are measured now, the median {} reaches from {} ({}) to {} ({}).",
        ranked.len(),
        first.series.metric.title(),
        ms(first.distribution.p50),
        fastest.name,
        ms(last.distribution.p50),
        slowest.name,
    ))
}

/// The fastest runtime of each language, in the order of the ranking.
fn languages(ranked: &[Ranked<'_>]) -> Table {
    let mut table = Table::new(
        "The runtime of each language with the lowest median init duration, in ms",
        &["Language", "Runtime", "#p50", "#p99"],
    );
    let mut seen = Vec::new();
    for (runtime, row) in ranked {
        if seen.contains(&runtime.language) {
            continue;
        }
        seen.push(runtime.language);
        table.rows.push(vec![
            Cell::text(runtime.language).head(),
            Cell::text(runtime.name).to(runtime.path()),
            Cell::number(row.distribution.p50),
            Cell::number(row.distribution.p99),
        ]);
    }
    table
}

fn ranking(ranked: &[Ranked<'_>]) -> Result<Option<Figure>> {
    let Some((_, first)) = ranked.first() else { return Ok(None) };
    let labels = [&["Runtime", "Language"], &table::DISTRIBUTION[..]].concat();
    let caption =
        format!("{} of every runtime, in {}", capital(first.series.metric.title()), first.series.unit);
    let mut table = Table::new(caption, &labels);
    for (runtime, row) in ranked {
        let name = [Cell::text(runtime.name).to(runtime.path()).head(), Cell::text(runtime.language)];
        table.rows.push(name.into_iter().chain(table::distribution(&row.distribution)).collect());
    }
    let rows: Vec<_> = ranked
        .iter()
        .map(|(runtime, row)| ranking::Row {
            label: runtime.name,
            language: runtime.language,
            p50: row.distribution.p50,
            p99: row.distribution.p99,
        })
        .collect();
    let words = Words {
        slug: "ranking".to_owned(),
        title: format!("{} by runtime: p50 and p99", capital(first.series.metric.title())),
        finding: finding(ranked),
        source: source(first),
    };
    figure(words, table, |frame| ranking::draw(frame, &rows, Unit::Ms)).map(Some)
}

/// The shortest and the longest tail; the lead says the medians.
fn finding(ranked: &[Ranked<'_>]) -> String {
    let by_tail = |a: &&Ranked<'_>, b: &&Ranked<'_>| a.1.distribution.p99.total_cmp(&b.1.distribution.p99);
    let tails = ranked.iter().min_by(by_tail).zip(ranked.iter().max_by(by_tail));
    let Some(((shortest, low), (longest, high))) = tails else { return String::new() };
    let ms = |row: &SeriesRow| format_value(row.distribution.p99, row.series.unit);
    format!(
        "The mark is the median, the line ends at the 99th percentile: {} for {}, {} for {}.",
        ms(low),
        shortest.name,
        ms(high),
        longest.name
    )
}

/// What exactly a row measures.
fn source(row: &SeriesRow) -> String {
    let (series, window) = (&row.series, &row.window);
    format!(
        "Source: {}, workload {}, {}, {} MB, {}, {} to {}",
        series.source,
        series.workload,
        series.package,
        series.memory_mb,
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
