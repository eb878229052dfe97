//! All pairs at once: the ratio of each row's median to each column's, and the verdict on it.

use charts::number::format_number;
use schema::Verdict;
use serde::Serialize;

use super::rows::Beside;
use crate::context::{
    addresses::page_of_pair,
    catalog::{Catalog, Ranked},
    descriptions::default_view,
    page::{Page, view},
};

#[derive(Serialize)]
struct Matrix {
    caption: String,
    rows: Vec<Row>,
    /// Number of pairs, and the number of statistically tied ones.
    pairs: usize,
    even: usize,
}

#[derive(Serialize)]
struct Row {
    place: usize,
    name: String,
    path: String,
    cells: Vec<Cell>,
}

/// A pair; empty on the diagonal.
#[derive(Default, Serialize)]
struct Cell {
    text: String,
    href: String,
    /// Class of the verdict.
    class: &'static str,
    /// Text for screen readers.
    label: String,
}

pub(super) fn page(catalog: &Catalog<'_>, beside: &Beside<'_>, ranked: &[Ranked<'_, '_>]) -> Page {
    let rows: Vec<Row> = ranked
        .iter()
        .zip(1..)
        .map(|(a, place)| Row {
            place,
            name: a.runtime.name.to_owned(),
            path: a.runtime.path(),
            cells: ranked.iter().map(|b| cell(catalog, beside, a, b)).collect(),
        })
        .collect();
    let even = rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.class == "even").count() / 2;
    let n = ranked.len();
    let matrix = Matrix {
        caption: format!("Ratio of medians, row over column; {}", default_view(catalog)),
        rows,
        pairs: n * (n - 1) / 2,
        even,
    };
    Page {
        path: "compare/index.html".to_owned(),
        template: "matrix.html",
        title: "Compare".to_owned(),
        description: "Every two runtimes that are measured now, beside each other.".to_owned(),
        figures: Vec::new(),
        view: view(&matrix),
    }
}

fn cell(catalog: &Catalog<'_>, beside: &Beside<'_>, a: &Ranked<'_, '_>, b: &Ranked<'_, '_>) -> Cell {
    if a.runtime.slug == b.runtime.slug {
        return Cell::default();
    }
    let view_of = catalog.view;
    let rows = beside.comparisons(a.runtime.slug, b.runtime.slug);
    let is_main = |row: &&schema::ComparisonRow| {
        row.metric == view_of.metric && view_of.has_conditions(&row.conditions)
    };
    let href = page_of_pair(catalog, a, b);
    let Some(row) = rows.iter().find(is_main) else {
        return Cell { text: "\u{2013}".to_owned(), href, class: "", label: "not compared".to_owned() };
    };
    let (class, says) = match row.verdict {
        Verdict::Faster => ("faster", "faster than"),
        Verdict::Slower => ("slower", "slower than"),
        Verdict::NotDistinguishable => ("even", "not to be told apart from"),
    };
    let ratio = format_number(row.p50_ratio.value);
    Cell {
        text: if row.verdict == Verdict::NotDistinguishable { format!("({ratio})") } else { ratio },
        href,
        class,
        label: format!("{says} {}", b.runtime.name),
    }
}
