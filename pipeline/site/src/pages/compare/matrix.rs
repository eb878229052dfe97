//! All pairs at once: the ratio of each row's median to each column's, and the verdict on it.

use std::collections::BTreeSet;

use anyhow::Result;
use charts::number::format_number;
use schema::Verdict;
use serde::Serialize;
use serde_json::json;

use super::rows::PairRows;
use crate::{
    Inputs,
    context::{
        addresses::page_of_pair,
        catalog::{Catalog, Ranked},
        descriptions::default_view,
        page::Page,
        table::Table,
    },
    figures::platforms::{Survey, ratios},
};

#[derive(Serialize)]
struct Matrix {
    caption: String,
    rows: Vec<Row>,
    /// The runtimes that stand for their languages, with each other.
    languages: Vec<Row>,
    languages_caption: String,
    /// Every runtime to pick, by language.
    choices: Vec<Choices>,
    /// Each pair of platforms, in a table for each source and metric.
    platforms: Vec<Table>,
    /// Number of pairs, and the number of statistically tied ones.
    pairs: usize,
    even: usize,
}

/// The runtimes of one language to pick.
#[derive(Serialize)]
struct Choices {
    language: String,
    runtimes: Vec<Picked>,
}

#[derive(Serialize)]
struct Picked {
    name: String,
    slug: String,
}

#[derive(Serialize)]
struct Row {
    rank: usize,
    name: String,
    language: String,
    path: String,
    cells: Vec<Cell>,
}

/// A pair; empty on the diagonal.
#[derive(Default, Serialize)]
struct Cell {
    text: String,
    href: String,
    /// Class of the verdict; empty if the two are not compared.
    class: &'static str,
    /// Depth of its ground, from 0 to 4 by the ratio.
    heat: u8,
    /// Name of the runtime of the column.
    other: String,
}

pub(super) fn page(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    pair_rows: &PairRows<'_>,
    ranked: &[Ranked<'_, '_>],
) -> Result<Page> {
    let rows = rows(catalog, pair_rows, ranked);
    let representatives = catalog.representatives();
    let languages = self::rows(catalog, pair_rows, &representatives);
    // Each pair has two cells, one on either side of the diagonal.
    let cells = || rows.iter().enumerate().flat_map(|(idx, row)| &row.cells[..idx]);
    let (pairs, even) = (cells().count(), cells().filter(|cell| cell.class == "even").count());
    let words = catalog.texts.words("pages/compare", &json!({ "view": default_view(catalog) }))?;
    let matrix = Matrix {
        caption: words.part("Caption")?,
        languages_caption: words.part("Languages caption")?,
        rows,
        languages,
        choices: choices(catalog, ranked),
        platforms: platforms(inputs, catalog)?,
        pairs,
        even,
    };
    Page::worded(&words, "compare/index.html", "matrix.html", &matrix)
}

/// Compares each of `ranked` with each other.
fn rows(catalog: &Catalog<'_>, pair_rows: &PairRows<'_>, ranked: &[Ranked<'_, '_>]) -> Vec<Row> {
    let row = |(a, rank): (&Ranked<'_, '_>, usize)| Row {
        rank,
        name: a.runtime.name.to_owned(),
        language: a.runtime.language.to_owned(),
        path: a.runtime.path(),
        cells: ranked.iter().map(|b| cell(catalog, pair_rows, a, b)).collect(),
    };
    ranked.iter().zip(1..).map(row).collect()
}

/// Lists every runtime of the ranking by language, in the order of the registry.
fn choices(catalog: &Catalog<'_>, ranked: &[Ranked<'_, '_>]) -> Vec<Choices> {
    let is_ranked = |slug: &str| ranked.iter().any(|entry| entry.runtime.slug == slug);
    let languages = catalog.languages().into_iter().map(|(language, runtimes)| Choices {
        language: language.to_owned(),
        runtimes: runtimes
            .into_iter()
            .filter(|runtime| is_ranked(runtime.slug))
            .map(|runtime| Picked { name: runtime.name.to_owned(), slug: runtime.slug.to_owned() })
            .collect(),
    });
    languages.filter(|choices| !choices.runtimes.is_empty()).collect()
}

/// Shows each pair of platforms that met the same load.
fn platforms(inputs: &Inputs<'_>, catalog: &Catalog<'_>) -> Result<Vec<Table>> {
    let rows = inputs.tables.platform_comparisons.iter();
    let compared: BTreeSet<_> = rows.map(|row| (row.conditions.source.as_str(), row.metric)).collect();
    let table = |(source, metric)| {
        ratios::table(&Survey { inputs, catalog, source, metric, memory_mb: None }).transpose()
    };
    compared.into_iter().filter_map(table).collect()
}

fn cell(catalog: &Catalog<'_>, pair_rows: &PairRows<'_>, a: &Ranked<'_, '_>, b: &Ranked<'_, '_>) -> Cell {
    if a.runtime.slug == b.runtime.slug {
        return Cell::default();
    }
    let (href, other) = (page_of_pair(catalog, a, b), b.runtime.name.to_owned());
    let Some(row) = pair_rows.main(a.runtime.slug, b.runtime.slug) else {
        return Cell { text: "\u{2013}".to_owned(), href, class: "", heat: 0, other };
    };
    let ratio = format_number(row.p50_ratio.value);
    // A step for each doubling: 1 to 2, 2 to 4, 4 to 8, and beyond.
    let doublings = row.p50_ratio.value.log2().abs().floor().min(3.0) as u8;
    let (class, text) = match row.verdict {
        Some(Verdict::Faster) => ("faster", ratio),
        Some(Verdict::Slower) => ("slower", ratio),
        Some(Verdict::NotDistinguishable) => ("even", format!("({ratio})")),
        None => ("", "\u{2013}".to_owned()),
    };
    let heat = if ["faster", "slower"].contains(&class) { doublings + 1 } else { 0 };
    Cell { text, href, class, heat, other }
}
