//! Tests that pages say what intervals cover.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

extern crate site;

use schema::Tables;
use support::{build_of, content, tables};

/// Returns all pages as one text.
fn pages(tables: &Tables) -> String {
    let site = build_of(&content(), tables).files;
    let pages = site.iter().filter(|(path, _)| path.ends_with(".html"));
    pages.map(|(_, bytes)| std::str::from_utf8(bytes).unwrap()).collect()
}

#[test]
fn a_chart_says_what_its_intervals_cover_where_that_is_less() {
    let mut tables = tables();
    assert!(!pages(&tables).contains("in simulation cover"));
    tables.intervals[0].coverage = Some(0.915);
    assert!(pages(&tables).contains("which in simulation cover 91.5% or more."));
}

#[test]
fn a_chart_explains_the_arrow_of_an_open_end() {
    let mut tables = tables();
    tables.intervals[0].upper = None;
    let pages = pages(&tables);
    assert!(pages.contains("; arrow: no upper end."));
    assert!(pages.contains("At least: no upper end."));
}

#[test]
fn coverage_outside_the_tolerance_is_marked() {
    let mut content = content();
    let words = "+++\ntitle = \"x\"\ndescription = \"x\"\n+++\n\n{{ coverage_table() }}\n";
    content.insert("x.md".to_owned(), words.into());
    let mut tables = tables();
    let expected = [(0.929, "92.9 low ("), (0.93, "93.0 ("), (0.97, "97.0 ("), (0.971, "97.1 high (")];
    for (row, (coverage, _)) in tables.calibration.iter_mut().zip(expected) {
        row.coverage = coverage;
    }
    let site = build_of(&content, &tables).files;
    let page = std::str::from_utf8(&site["x/index.html"]).unwrap();
    for (_, cell) in expected {
        assert!(page.contains(&format!("<td>{cell}")), "{cell}: {page}");
    }
}
