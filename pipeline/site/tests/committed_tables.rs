//! Every committed table matches its declared columns, key and references.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    collections::{BTreeMap, HashSet},
    fs,
    path::Path,
};

use schema::{Column, ColumnType, Date, Limit, Month, Shape, TABLES, Timestamp};

/// The rows of a table, without the header.
fn rows(table: &Shape) -> Vec<csv::StringRecord> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/summaries").join(table.file);
    let mut reader = csv::Reader::from_reader(fs::File::open(path).unwrap());
    let names: Vec<_> = table.columns.iter().map(|column| column.name).collect();
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), names, "{}", table.file);
    reader.records().map(Result::unwrap).collect()
}

/// Describes the problem of a cell, if it has one.
fn fault(column: &Column, cell: &str) -> Option<&'static str> {
    if cell.is_empty() {
        return column.is_required.then_some("is empty");
    }
    let is_of_kind = match column.kind {
        ColumnType::Text => true,
        ColumnType::Boolean => ["true", "false"].contains(&cell),
        ColumnType::Integer => cell.parse::<i64>().is_ok(),
        ColumnType::Number => cell.parse::<f64>().is_ok_and(f64::is_finite),
        ColumnType::Date => cell.len() == 10 && cell.parse::<Date>().is_ok(),
        ColumnType::Month => cell.len() == 7 && cell.parse::<Month>().is_ok(),
        ColumnType::Time => cell.ends_with('Z') && cell.parse::<Timestamp>().is_ok(),
    };
    if !is_of_kind {
        return Some("is not of its type");
    }
    let is_lower = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let is_within = match column.limit {
        Limit::None => true,
        Limit::OneOf(words) => words.contains(&cell),
        Limit::Between(least, most) => {
            let value: f64 = cell.parse().unwrap();
            least <= value && most.is_none_or(|most| value <= most)
        }
        Limit::Slug => cell.split('-').all(|part| !part.is_empty() && part.chars().all(is_lower)),
        Limit::Hex(digits) => {
            cell.len() == digits && cell.chars().all(|digit| digit.is_ascii_hexdigit() && is_lower(digit))
        }
    };
    (!is_within).then_some("is beyond its limit")
}

/// The cells of `names` in a row of `table`.
fn cells<'r>(table: &Shape, names: &[&str], row: &'r csv::StringRecord) -> Vec<&'r str> {
    let place = |name: &&str| table.columns.iter().position(|column| column.name == *name).unwrap();
    names.iter().map(|name| &row[place(name)]).collect()
}

#[test]
fn every_row_keeps_what_is_said_of_its_table() {
    let all: BTreeMap<&str, (&Shape, Vec<_>)> =
        TABLES.iter().map(|table| (table.file, (table, rows(table)))).collect();
    for (table, rows) in all.values() {
        let mut seen = HashSet::new();
        for (idx, row) in rows.iter().enumerate() {
            let line = idx + 2;
            for (column, cell) in table.columns.iter().zip(row) {
                let fault = fault(column, cell);
                assert_eq!(fault, None, "{}:{line}: {} '{cell}'", table.file, column.name);
            }
            assert!(
                seen.insert(cells(table, table.key, row)),
                "{}:{line} has the key of another",
                table.file
            );
        }
        for reference in table.references {
            let (other, others) = &all[reference.table];
            let known: HashSet<_> = others.iter().map(|row| cells(other, reference.keys, row)).collect();
            for row in rows {
                let named = cells(table, reference.columns, row);
                let is_none = named.iter().all(|cell| cell.is_empty());
                assert!(is_none || known.contains(&named), "{}: no {named:?} in {}", table.file, other.file);
            }
        }
    }
}
