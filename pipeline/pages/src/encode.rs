//! Rows of a table as the file that is published of it.

use std::borrow::Cow;

use anyhow::{Context, Result};
use rayon::prelude::*;
use schema::{Column, ColumnType, Table};
use serde::Serialize;

/// As many rows as are worth a thread's while.
const CHUNK: usize = 2048;

/// `rows` as CSV: UTF-8, LF, `.` as decimal point, numbers at full precision, what is missing empty.
pub fn csv_of<'r, T: Table + Serialize + Sync + 'r>(
    rows: impl IndexedParallelIterator<Item = &'r T>,
) -> Result<Vec<u8>> {
    let failed = || format!("Failed to write rows of {}", T::FILE);
    // Rows are nested structs; a header of their own is what csv cannot derive from those.
    let writer = || csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    let mut header = writer();
    header.write_record(T::COLUMNS.iter().map(|column| column.name)).with_context(failed)?;
    let encode = |rows: Vec<&T>| {
        let mut writer = writer();
        rows.into_iter().try_for_each(|row| writer.serialize(row)).with_context(failed)?;
        writer.into_inner().with_context(failed)
    };
    let body: Vec<Vec<u8>> = rows.chunks(CHUNK).map(encode).collect::<Result<_>>()?;
    Ok([header.into_inner().with_context(failed)?, body.concat()].concat())
}

/// Rows that [`csv_of`] wrote as JSON: an array of objects by column, numbers as they are in CSV, what is missing null.
pub(crate) fn json_of(columns: &[Column], csv: &[u8]) -> Result<Vec<u8>> {
    let mut json = String::with_capacity(csv.len() * 2);
    let mut reader = csv::Reader::from_reader(csv);
    let mut record = csv::StringRecord::new();
    let mut between = "[";
    while reader.read_record(&mut record).context("Failed to read a table again")? {
        json.push_str(between);
        between = ",\n";
        json.push('{');
        for (idx, (column, cell)) in columns.iter().zip(&record).enumerate() {
            if idx > 0 {
                json.push(',');
            }
            json.push_str(&serde_json::to_string(column.name)?);
            json.push(':');
            match column.kind {
                _ if cell.is_empty() => json.push_str("null"),
                ColumnType::Boolean | ColumnType::Integer | ColumnType::Number => json.push_str(cell),
                ColumnType::Text | ColumnType::Date | ColumnType::Month | ColumnType::Time => {
                    json.push_str(&serde_json::to_string(cell)?);
                }
            }
        }
        json.push('}');
    }
    json.push_str(if between == "[" { "[]\n" } else { "]\n" });
    Ok(json.into_bytes())
}

/// Rows as two files beside a page, by the name of their table: as CSV, and as JSON.
pub(crate) fn both_of<'r, T: Table + Serialize + Sync + 'r>(
    folder: &str,
    rows: impl IndexedParallelIterator<Item = &'r T>,
) -> Result<[(String, Vec<u8>); 2]> {
    let csv = csv_of(rows)?;
    let json = json_of(T::COLUMNS, &csv)?;
    let stem = T::FILE.trim_end_matches(".csv");
    Ok([(format!("{folder}{stem}.csv"), for_readers(csv)?), (format!("{folder}{stem}.json"), json)])
}

/// What a spreadsheet takes for the start of a formula.
const OF_FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell as a spreadsheet may read it: text that it would take for a formula begins with an apostrophe.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    let is_formula = text.starts_with(OF_FORMULA) && text.parse::<f64>().is_err();
    if is_formula { format!("'{text}").into() } else { text.into() }
}

/// The same CSV with an apostrophe before all text that a spreadsheet would take for a formula, which is how it is
/// published. The tables that are computed with hold their text as it is.
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

/// Whether a cell begins as a formula does and is no number, or seems to: one in a million does, and reading all of
/// them to find it takes longer than writing them.
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

#[test]
fn rows_are_the_same_in_json() {
    let calendar = |rows: &str| {
        let csv = format!("source,date,status,records,samples\n{rows}");
        let json = json_of(schema::CalendarDay::COLUMNS, csv.as_bytes()).unwrap_or_default();
        String::from_utf8(json).unwrap_or_default()
    };
    let row = "{\"source\":\"=a \\\"b\\\"\",\"date\":\"2026-07-31\",\"status\":null,\"records\":1,\"samples\":2e-7}";
    let text = "\"=a \"\"b\"\"\",2026-07-31,,1,2e-7\n";
    assert_eq!(calendar(text), format!("[{row}]\n"));
    assert_eq!(calendar(&text.repeat(2)), format!("[{row},\n{row}]\n"));
    assert_eq!(calendar(""), "[]\n");
}
