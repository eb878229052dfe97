//! Tables as CSV: UTF-8, LF, `.` as decimal point, numbers with nine significant digits, empty cells for
//! missing values.

use std::fmt;

use rayon::prelude::*;

use super::{Column, Part, Shape, Table};

/// Rows that one thread writes or reads at a time, so the cost of handing them over is small.
const CHUNK: usize = 2048;

/// A table as a CSV file.
#[derive(Clone, Debug)]
pub struct CsvFile {
    /// File name and columns.
    pub shape: Shape,
    /// Contents of the file, with a header line.
    pub bytes: Vec<u8>,
    /// Number of rows, without the header.
    pub rows: u64,
}

impl CsvFile {
    /// Writes `rows` as a table.
    pub fn of<T: Table>(rows: &[T]) -> CsvFile {
        CsvFile { shape: Shape::of::<T>(), bytes: csv_of(rows.par_iter()), rows: rows.len() as u64 }
    }
}

/// Writes `rows` as CSV, header included.
pub fn csv_of<'r, T: Table + 'r>(rows: impl IndexedParallelIterator<Item = &'r T>) -> Vec<u8> {
    let mut header = csv::Writer::from_writer(Vec::new());
    // Writing to memory only fails for records of unequal length, and all rows have the columns of their type.
    let _ = header.write_record(T::COLUMNS.iter().map(|column| column.name));
    let write = |rows: Vec<&T>| {
        let mut lines = csv::Writer::from_writer(Vec::new());
        let mut cells = RowWriter::default();
        for row in rows {
            let _ = lines.write_record(cells.cells(row));
        }
        lines.into_inner().unwrap_or_default()
    };
    let body: Vec<Vec<u8>> = rows.chunks(CHUNK).map(write).collect();
    [header.into_inner().unwrap_or_default(), body.concat()].concat()
}

/// Writes the cells of one row at a time.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RowWriter {
    text: String,
    ends: Vec<usize>,
}

impl RowWriter {
    /// Appends one cell; `write` appends its text to the buffer.
    pub(crate) fn cell(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        self.ends.push(self.text.len());
    }

    /// Appends `n` empty cells.
    pub(crate) fn empty(&mut self, n: usize) {
        self.ends.extend(std::iter::repeat_n(self.text.len(), n));
    }

    /// Writes the cells of `row`.
    pub fn of<P: Part>(row: &P) -> RowWriter {
        let mut cells = RowWriter::default();
        row.write(&mut cells);
        cells
    }

    /// Returns the text of the cell at `idx`, from 0; empty for a missing value.
    pub fn get(&self, idx: usize) -> &str {
        let start = idx.checked_sub(1).map_or(Some(0), |previous| self.ends.get(previous).copied());
        start.zip(self.ends.get(idx)).map_or("", |(start, end)| &self.text[start..*end])
    }

    /// Returns the cells of `row`, in the order of its columns.
    pub(crate) fn cells<P: Part>(&mut self, row: &P) -> impl Iterator<Item = &str> {
        self.text.clear();
        self.ends.clear();
        row.write(self);
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.text[start..*end])
    }
}

/// Reads the cells of one row, in the order of the table's columns.
#[derive(Debug)]
pub struct RowReader<'r> {
    columns: std::slice::Iter<'static, Column>,
    record: &'r csv::StringRecord,
    /// Index of each column in the record; none if the file lacks the column.
    indices: std::slice::Iter<'r, Option<usize>>,
}

impl RowReader<'_> {
    /// Reads the next cell with `read`, which returns the fault as an error.
    pub(crate) fn cell<T>(
        &mut self,
        read: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Result<T, InvalidCell> {
        let column = self.columns.next().map_or("", |column| column.name);
        let text = self.indices.next().copied().flatten().and_then(|idx| self.record.get(idx));
        let text = text.unwrap_or_default();
        read(text).map_err(|fault| InvalidCell { column, text: text.to_owned(), fault })
    }

    /// Skips the next `n` cells if all are empty. Returns false, and skips none, if one is not.
    pub(crate) fn skip_empty(&mut self, n: usize) -> bool {
        let cells = self.indices.clone().take(n).map(|idx| idx.and_then(|idx| self.record.get(idx)));
        let is_empty = cells.flatten().all(str::is_empty);
        if is_empty {
            let _ = (self.columns.nth(n - 1), self.indices.nth(n - 1));
        }
        is_empty
    }
}

/// A cell that does not match its column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidCell {
    column: &'static str,
    text: String,
    fault: &'static str,
}

/// A file that is not the expected table.
#[derive(Debug)]
pub enum InvalidTable {
    /// The file is not valid CSV.
    Csv(csv::Error),
    /// The columns differ, or are in another order.
    Columns {
        /// Name of the file.
        file: &'static str,
        /// The columns of the table.
        expected: Vec<&'static str>,
    },
    /// An earlier form of the table lacks a required column.
    MissingColumn {
        /// Name of the file.
        file: &'static str,
        /// Name of the column.
        column: &'static str,
    },
    /// A cell does not match its column.
    Cell {
        /// Name of the file.
        file: &'static str,
        /// Line of the file, from 1.
        line: u64,
        /// The cell and its fault.
        cell: InvalidCell,
    },
}

impl std::error::Error for InvalidTable {}

impl fmt::Display for InvalidTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InvalidTable::Csv(error) => error.fmt(f),
            InvalidTable::Columns { file, expected } => {
                write!(f, "The columns of {file} are not {}", expected.join(","))
            }
            InvalidTable::MissingColumn { file, column } => write!(f, "{file} has no column {column}"),
            InvalidTable::Cell { file, line, cell: InvalidCell { column, text, fault } } => {
                write!(f, "{file}, line {line}: {column} '{}' {fault}", text.escape_debug())
            }
        }
    }
}

impl From<csv::Error> for InvalidTable {
    fn from(error: csv::Error) -> InvalidTable {
        InvalidTable::Csv(error)
    }
}

/// Reads the rows of a table in its current form. Fails if the columns differ or are in another order.
pub fn rows_of<T: Table>(bytes: &[u8]) -> Result<Vec<T>, InvalidTable> {
    let indices: Vec<_> = (0..T::COLUMNS.len()).map(Some).collect();
    read(bytes, |header| {
        let expected: Vec<_> = T::COLUMNS.iter().map(|column| column.name).collect();
        let is_same = header.iter().eq(expected.iter().copied());
        if is_same { Ok(indices) } else { Err(InvalidTable::Columns { file: T::FILE, expected }) }
    })
}

/// Reads the rows of an earlier form of a table. Its columns may be in another order, it may lack columns that allow
/// empty cells, and it may have additional ones.
pub fn rows_of_earlier<T: Table>(bytes: &[u8]) -> Result<Vec<T>, InvalidTable> {
    read(bytes, |header| {
        let idx = |column: &Column| {
            let idx = header.iter().position(|name| name == column.name);
            if idx.is_none() && column.is_required {
                return Err(InvalidTable::MissingColumn { file: T::FILE, column: column.name });
            }
            Ok(idx)
        };
        T::COLUMNS.iter().map(idx).collect()
    })
}

fn read<T: Table>(
    bytes: &[u8],
    indices: impl FnOnce(&csv::StringRecord) -> Result<Vec<Option<usize>>, InvalidTable>,
) -> Result<Vec<T>, InvalidTable> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let mut records = reader.records();
    let header = records.next().transpose()?.unwrap_or_default();
    let indices = indices(&header)?;
    let records: Vec<csv::StringRecord> = records.collect::<Result<_, _>>()?;
    let row = |record: &csv::StringRecord| {
        let mut row = RowReader { columns: T::COLUMNS.iter(), record, indices: indices.iter() };
        T::read(&mut row).map_err(|cell| {
            let line = record.position().map_or(0, csv::Position::line);
            InvalidTable::Cell { file: T::FILE, line, cell }
        })
    };
    records.par_iter().with_min_len(CHUNK).map(row).collect()
}

/// Returns rows as they read back from their file, with numbers rounded.
///
/// Fails if a value does not match its column.
pub fn published<T: Table>(rows: &[T]) -> Result<Vec<T>, InvalidTable> {
    let chunk = |rows: &[T]| rows_of(&CsvFile::of(rows).bytes);
    let chunks: Vec<Vec<T>> = rows.par_chunks(CHUNK).map(chunk).collect::<Result<_, _>>()?;
    Ok(chunks.into_iter().flatten().collect())
}

/// Writes `rows` as JSON: `constant` has the columns with one value in all rows, `columns` the names of the others, and
/// `rows` a list of their values for each row, one a line. Numbers are as in CSV, and null stands for missing values.
pub fn json_of<'r, T: Table + 'r>(rows: impl IndexedParallelIterator<Item = &'r T>) -> Vec<u8> {
    let values = |writer: &mut RowWriter, row: &T| -> Vec<String> {
        T::COLUMNS.iter().zip(writer.cells(row)).map(|(column, cell)| json_value(column, cell)).collect()
    };
    let rows: Vec<Vec<String>> = rows.map_init(RowWriter::default, values).collect();
    let is_constant = |idx: &usize| rows.len() > 1 && rows.iter().all(|row| row[*idx] == rows[0][*idx]);
    let (constant, varying): (Vec<usize>, Vec<usize>) = (0..T::COLUMNS.len()).partition(is_constant);
    let name = |idx: usize| format!("\"{}\"", T::COLUMNS[idx].name);
    let constant = constant.into_iter().map(|idx| format!("{}:{}", name(idx), rows[0][idx]));
    let names = varying.iter().map(|idx| name(*idx));
    let list = |row: &Vec<String>| format!("[{}]", joined(varying.iter().map(|idx| &row[*idx]), ","));
    format!(
        "{{\"constant\":{{{}}},\"columns\":[{}],\"rows\":[\n{}\n]}}\n",
        joined(constant, ","),
        joined(names, ","),
        joined(rows.iter().map(list), ",\n"),
    )
    .into_bytes()
}

/// Returns each row as an object with a value for each column. Numbers are as in CSV, and null stands for missing values.
pub fn objects_of<T: Table>(rows: &[T]) -> Vec<serde_json::Value> {
    let mut writer = RowWriter::default();
    let mut object = |row: &T| {
        let cells = T::COLUMNS.iter().zip(writer.cells(row));
        let value = |(column, cell): (&Column, &str)| {
            let value = serde_json::from_str(&json_value(column, cell)).unwrap_or_else(|_| cell.into());
            (column.name.to_owned(), value)
        };
        serde_json::Value::Object(cells.map(value).collect())
    };
    rows.iter().map(&mut object).collect()
}

fn json_value(column: &Column, cell: &str) -> String {
    match cell {
        "" => "null".to_owned(),
        _ if column.kind.is_bare_in_json() => cell.to_owned(),
        _ => serde_json::Value::from(cell).to_string(),
    }
}

fn joined<T: AsRef<str>>(parts: impl Iterator<Item = T>, separator: &str) -> String {
    let mut text = String::new();
    for (idx, part) in parts.enumerate() {
        text.push_str(if idx > 0 { separator } else { "" });
        text.push_str(part.as_ref());
    }
    text
}
