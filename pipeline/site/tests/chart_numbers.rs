//! Numbers of charts: in tables of the page, and in files to download.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

extern crate site;

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use site::Files;
use support::{build, content};

/// The text of every HTML page.
fn html(site: &Files) -> Vec<(&String, &str)> {
    let pages = site.iter().filter(|(path, _)| path.ends_with(".html"));
    pages.map(|(path, bytes)| (path, std::str::from_utf8(bytes).unwrap())).collect()
}

/// The numbers of a chart or a table as JSON.
#[derive(serde::Deserialize)]
struct Numbers<'a> {
    /// Values of the columns with one value in all rows.
    #[serde(borrow, default)]
    constant: BTreeMap<String, &'a RawValue>,
    /// Values of the other columns.
    rows: Vec<Vec<&'a RawValue>>,
}

#[test]
fn every_chart_has_its_numbers_in_a_table() {
    let site = build().files;
    let mut n_charts = 0;
    // Charts embedded elsewhere link to their numbers.
    for (path, text) in html(&site).into_iter().filter(|(path, _)| !path.starts_with("embed/")) {
        for figure in text.split("<figure").skip(1) {
            let figure = figure.split("</figure>").next().unwrap();
            assert!(figure.contains("<figcaption>") && figure.contains("<table class=\"data\">"), "{path}");
            // Charts of a pair stand two in a row, so that one drawing suits all widths.
            let n_drawings = if figure.contains("class=\"framed\"") { 1 } else { 2 };
            assert_eq!(
                figure.matches("role=\"img\"").count(),
                n_drawings,
                "{path}: one drawing for each width"
            );
            n_charts += 1;
        }
    }
    assert!(n_charts >= 6, "{n_charts}");
}

#[test]
fn numbers_to_download_are_the_same_as_csv_and_as_json() {
    let site = build().files;
    let is_beside = |path: &&String| {
        path.ends_with(".csv")
            && !["compare/", "data/", "published/", "v/"].iter().any(|folder| path.starts_with(folder))
    };
    let files: Vec<&String> = site.keys().filter(is_beside).collect();
    for file in &files {
        let mut csv = csv::Reader::from_reader(&site[*file][..]);
        let json = &site[&file.replace(".csv", ".json")];
        let Numbers { constant, rows } = serde_json::from_slice(json).unwrap();
        let names = csv.headers().unwrap().clone();
        let mut n_rows = 0;
        for (record, row) in csv.records().zip(&rows) {
            let mut expected: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
            let text = |cell: &&RawValue| match cell.get() {
                "null" => String::new(),
                json if json.starts_with('"') => serde_json::from_str(json).unwrap(),
                number => number.to_owned(),
            };
            let mut values = row.iter();
            let value = |name| constant.get(name).unwrap_or_else(|| values.next().unwrap());
            let mut found: Vec<String> = names.iter().map(value).map(text).collect();
            // `1.0` is `1`.
            for cells in [&mut expected, &mut found] {
                for cell in cells.iter_mut() {
                    *cell = cell.parse::<f64>().map_or_else(|_| cell.clone(), |number| number.to_string());
                }
            }
            assert_eq!(found, expected, "{file}");
            n_rows += 1;
        }
        assert_eq!(n_rows, rows.len(), "{file}");
    }
    for part in ["runtimes/rust/series.csv", "charts/ranking.csv"] {
        assert!(files.iter().any(|file| *file == part), "{part}");
    }
}

#[test]
fn every_mark_of_a_chart_stands_for_numbers_in_its_table() {
    let site = build().files;
    let mut n_marks = 0;
    for (path, text) in html(&site).into_iter().filter(|(path, _)| !path.starts_with("embed/")) {
        for figure in text.split("<figure class=\"chart").skip(1) {
            let figure = figure.split("</figure>").next().unwrap();
            let head = figure.split("</thead>").next().unwrap();
            let rows: Vec<&str> = figure.split("<tr>").skip(2).collect();
            for hit in figure.split("class=\"hit").skip(1) {
                let hit = hit.split("/>").next().unwrap();
                let attribute = |name: &str| hit.split(&format!("{name}=\"")).nth(1)?.split('"').next();
                let row: usize = attribute("data-row").map_or(0, |row| row.parse().unwrap());
                let numbers = attribute("data-at").unwrap().replace(['-', 'l'], " ");
                let n_rows = numbers.split_ascii_whitespace().count() / 2;
                assert!(row + n_rows <= rows.len(), "{path}: {hit} of {} rows", rows.len());
                if let Some(column) = attribute("data-column") {
                    let column: usize = column.parse().unwrap();
                    assert!(column < head.matches("<th").count(), "{path}: {hit}");
                    for row in &rows[row..row + n_rows] {
                        let cells = row.split("<t").filter(|cell| cell.starts_with(['d', 'h']));
                        let cell = cells.clone().nth(column).unwrap();
                        let text = cell.split("</tr>").next().unwrap();
                        assert!(text.trim_end() != "d>", "{path}: {hit} stands for an empty cell");
                    }
                }
                n_marks += n_rows;
            }
        }
    }
    assert!(n_marks > 50, "{n_marks}");
}

#[test]
fn ranking_numbers_are_numeric_columns_with_both_intervals() {
    let mut tables = support::tables();
    let median = tables.intervals.iter().find(|row| row.series.runtime == "rust").unwrap().clone();
    let [lower, upper] = [Some(40.123_456_789_123), None];
    let percentile = schema::Percentile::P99;
    tables.intervals.push(schema::IntervalRow { percentile, lower, upper, ..median });
    let site = support::build_of(&content(), &tables);
    let text = std::str::from_utf8(&site.files["charts/ranking.csv"]).unwrap();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let header = rows.headers().unwrap().clone();
    let row = rows.records().map(Result::unwrap).find(|row| row[0].starts_with("Rust")).unwrap();
    let cell = |name: &str| &row[header.iter().position(|it| it == name).unwrap_or_else(|| panic!("{text}"))];
    assert_eq!((cell("Rank by p50 low"), cell("Rank by p50 high")), ("1", "2"));
    assert_eq!((cell("95% interval of p99 low"), cell("95% interval of p99 high")), ("40.1234568", ""));
    for (name, cell) in header.iter().zip(&row).skip(2) {
        assert!(cell.is_empty() || cell.parse::<f64>().is_ok(), "{name} is '{cell}'");
    }
    for name in ["95% interval of p50 low", "95% interval of p50 high", "p50", "p99", "samples", "days"] {
        assert!(!cell(name).is_empty(), "{name} is empty: {text}");
    }
}
