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
    /// Each pair of platforms, in a table for each source and metric.
    platforms: Vec<Table>,
    /// Number of pairs, and the number of statistically tied ones.
    pairs: usize,
    even: usize,
}

#[derive(Serialize)]
struct Row {
    rank: usize,
    name: String,
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
    /// Name of the runtime of the column.
    other: String,
}

pub(super) fn page(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    pair_rows: &PairRows<'_>,
    ranked: &[Ranked<'_, '_>],
) -> Result<Page> {
    let rows: Vec<Row> = ranked
        .iter()
        .zip(1..)
        .map(|(a, rank)| Row {
            rank,
            name: a.runtime.name.to_owned(),
            path: a.runtime.path(),
            cells: ranked.iter().map(|b| cell(catalog, pair_rows, a, b)).collect(),
        })
        .collect();
    // Each pair has two cells, one on either side of the diagonal.
    let cells = || rows.iter().enumerate().flat_map(|(idx, row)| &row.cells[..idx]);
    let (pairs, even) = (cells().count(), cells().filter(|cell| cell.class == "even").count());
    let words = catalog.texts.words("pages/compare", &json!({ "view": default_view(catalog) }))?;
    let matrix =
        Matrix { caption: words.part("Caption")?, rows, platforms: platforms(inputs, catalog)?, pairs, even };
    Page::worded(&words, "compare/index.html", "matrix.html", &matrix)
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
    let view_of = catalog.view;
    let rows = pair_rows.comparisons(a.runtime.slug, b.runtime.slug);
    let is_main = |row: &&schema::ComparisonRow| {
        row.metric == view_of.metric && view_of.has_conditions(&row.conditions)
    };
    let (href, other) = (page_of_pair(catalog, a, b), b.runtime.name.to_owned());
    let Some(row) = rows.iter().find(is_main) else {
        return Cell { text: "\u{2013}".to_owned(), href, class: "", other };
    };
    let ratio = format_number(row.p50_ratio.value);
    let (class, text) = match row.verdict {
        Verdict::Faster => ("faster", ratio),
        Verdict::Slower => ("slower", ratio),
        Verdict::NotDistinguishable => ("even", format!("({ratio})")),
    };
    Cell { text, href, class, other }
}
