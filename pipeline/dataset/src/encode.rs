//! Tables as readers download them.

use std::borrow::Cow;

use anyhow::{Context, Result};
use rayon::prelude::*;
use schema::{Table, csv_of, json_of};

/// Writes rows as two files in the folder of a page, named after their table: CSV and JSON.
///
/// Fails if a row cannot be written.
pub fn csv_and_json<'r, T: Table + 'r>(
    folder: &str,
    rows: impl IndexedParallelIterator<Item = &'r T> + Clone,
) -> Result<[(String, Vec<u8>); 2]> {
    let stem = T::FILE.trim_end_matches(".csv");
    let csv = for_readers(csv_of(rows.clone()))?;
    Ok([(format!("{folder}{stem}.csv"), csv), (format!("{folder}{stem}.json"), json_of(rows))])
}

/// First characters that a spreadsheet reads as the start of a formula.
const OF_FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Makes a cell safe for a spreadsheet: an apostrophe precedes text that it would read as a formula.
pub fn harmless(text: &str) -> Cow<'_, str> {
    let is_formula = text.starts_with(OF_FORMULA) && text.parse::<f64>().is_err();
    if is_formula { format!("'{text}").into() } else { text.into() }
}

/// Returns the published form of a CSV: an apostrophe precedes all text that a spreadsheet would read as a formula.
/// The tables that we compute with keep their text as it is.
///
/// Fails if the CSV cannot be parsed.
pub fn for_readers(csv: Vec<u8>) -> Result<Vec<u8>> {
    if !may_hold_formula(&csv) {
        return Ok(csv);
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&csv[..]);
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in reader.records() {
        let record = record.context("Failed to read a table again")?;
        writer.write_record(record.iter().map(|cell| harmless(cell).into_owned()))?;
    }
    Ok(writer.into_inner()?)
}

/// True if a cell seems to begin like a formula and is not a number. One cell in a million does, and parsing all of
/// them takes longer than writing them.
fn may_hold_formula(csv: &[u8]) -> bool {
    let is_formula = |at: &usize| {
        let cell = &csv[*at..];
        let len = cell.iter().position(|byte| b",\n\"".contains(byte)).unwrap_or(cell.len());
        std::str::from_utf8(&cell[..len]).map_or(true, |text| matches!(harmless(text), Cow::Owned(_)))
    };
    let starts = csv.windows(2).enumerate().filter(|(_, pair)| {
        b",\n\"".contains(&pair[0]) && OF_FORMULA.iter().any(|start| *start as u8 == pair[1])
    });
    starts.map(|(at, _)| at + 1).chain([0]).any(|at| is_formula(&at))
}

#[test]
fn cells_that_would_be_formulas_are_text_for_readers() {
    let check = |csv: &str, expected: &str| {
        let found = for_readers(csv.as_bytes().to_vec()).unwrap_or_default();
        assert_eq!(String::from_utf8(found).as_deref(), Ok(expected));
    };
    check("a,b\n=1+1,x\n", "a,b\n'=1+1,x\n");
    check("a,b\nx,\"@sum(A1,2)\"\n", "a,b\nx,\"'@sum(A1,2)\"\n");
    check("a,b\nx,\"-2+3,\"\"y\"\"\"\n", "a,b\nx,\"'-2+3,\"\"y\"\"\"\n");
    check("a,b\n-2+3,+x\n", "a,b\n'-2+3,'+x\n");
    check("a,b\n\tx,\"\ry\"\n", "a,b\n'\tx,\"'\ry\"\n");
    let numbers = "a,b\n-1.5,+2\n-1e-7,\"a \"\"-x\"\"\"\n,a=b\n";
    check(numbers, numbers);
    check("=a,b\n1,2\n", "'=a,b\n1,2\n");
    check("", "");
}
