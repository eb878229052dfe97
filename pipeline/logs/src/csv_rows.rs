//! CSV rows with named columns.

use std::ops::Range;

use memchr::{memchr_iter, memchr2};
use schema::{ReadError, ReadErrorKind};

use crate::{
    input::Input,
    read_error,
    record_splitter::{self, CsvRowSplitter, NextRecord},
    sink::Sink,
};

/// Most columns of a table. The widest format has 27; a row with this many cells is damaged.
const MAX_COLUMNS: usize = 1024;

/// Reads a table. `columns` turns the header into whatever `each` needs to find its cells. `each` gets every row with
/// its record number, from 1.
///
/// # Errors
///
/// Fails if there is no header, or if `columns` refuses it.
pub(crate) fn read<C>(
    input: &mut Input,
    sink: &mut Sink<'_>,
    columns: impl Fn(&[String]) -> Result<C, ReadError>,
    mut each: impl FnMut(u64, &C, &Row<'_>, &mut Sink<'_>),
) -> Result<(), ReadError> {
    let (mut rows, mut bytes, mut splitter) = (CsvRowSplitter::default(), Vec::new(), CellSplitter::new());
    // Number of columns, and the result of `columns`.
    let mut header: Option<(usize, C)> = None;
    let mut record = 0;
    loop {
        let row = match record_splitter::next_record(input, &mut rows, &mut bytes) {
            Ok(NextRecord::End) => break,
            Ok(NextRecord::TooLong) => Err(read_error::long_record()),
            Ok(NextRecord::Record) => splitter.row(&bytes),
            Err(error) => {
                let error = read_error::broken_file(&error);
                if header.is_none() {
                    return Err(error.in_file(sink.file()));
                }
                sink.file_error(error);
                break;
            }
        };
        let Some(row) = row.transpose() else { continue };
        match (&header, row) {
            (None, row) => {
                let row = row.map_err(|error| error.in_file(sink.file()))?;
                let names: Vec<String> = (0..row.cells.len()).map(|idx| row.cell(idx).to_owned()).collect();
                let columns = columns(&names).map_err(|error| error.in_file(sink.file()))?;
                header = Some((names.len(), columns));
            }
            (Some(_), Err(error)) => {
                record += 1;
                sink.refuse(record, error);
            }
            (Some((n_columns, columns)), Ok(row)) => {
                record += 1;
                if row.cells.len() == *n_columns {
                    each(record, columns, &row, sink);
                } else {
                    let reason = format!("It has {} cells, but the header has {n_columns}", row.cells.len());
                    sink.refuse(record, read_error::broken_record(reason));
                }
            }
        }
    }
    if header.is_none() {
        return Err(ReadError::new(ReadErrorKind::EmptyFile, "There is no header").in_file(sink.file()));
    }
    Ok(())
}

/// A row of a table.
pub(crate) struct Row<'a> {
    text: &'a str,
    /// Positions of the cells in the text.
    cells: &'a [Range<usize>],
}

impl<'a> Row<'a> {
    /// The cell at `idx`, unchanged; empty if missing.
    pub(crate) fn raw_cell(&self, idx: usize) -> &'a str {
        self.cells.get(idx).and_then(|cell| self.text.get(cell.clone())).unwrap_or_default()
    }

    /// The cell at `idx`, trimmed; empty if missing.
    pub(crate) fn cell(&self, idx: usize) -> &'a str {
        self.raw_cell(idx).trim()
    }

    /// The cells, trimmed.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &'a str> {
        (0..self.cells.len()).map(|idx| self.cell(idx))
    }

    /// The first cell at one of `indices` that is not empty.
    pub(crate) fn first_cell(&self, indices: &[usize]) -> Option<&'a str> {
        indices.iter().map(|idx| self.cell(*idx)).find(|cell| !cell.is_empty())
    }
}

/// The positions of `columns` in the header, in the order of `columns`, without those that are missing.
pub(crate) fn column_indices(names: &[String], columns: &[&str]) -> Vec<usize> {
    columns.iter().filter_map(|column| names.iter().position(|name| name == column)).collect()
}

/// Splits rows into cells and reuses its buffers.
struct CellSplitter {
    reader: csv_core::Reader,
    unquoted: Vec<u8>,
    ends: Vec<usize>,
    cells: Vec<Range<usize>>,
}

impl CellSplitter {
    fn new() -> CellSplitter {
        CellSplitter {
            reader: csv_core::Reader::new(),
            unquoted: Vec::new(),
            ends: vec![0; MAX_COLUMNS],
            cells: Vec::new(),
        }
    }

    /// Splits one row; none if it is blank.
    fn row<'a>(&'a mut self, bytes: &'a [u8]) -> Result<Option<Row<'a>>, ReadError> {
        let text =
            std::str::from_utf8(bytes).map_err(|_| read_error::broken_record("The row is not UTF-8"))?;
        if text.trim().is_empty() {
            return Ok(None);
        }
        self.cells.clear();
        let line = text.trim_end_matches(['\r', '\n']);
        // Most rows have no quotes, so they need no copy.
        let text = if memchr2(b'"', b'\r', line.as_bytes()).is_none() {
            self.split(line)?;
            line
        } else {
            let n_bytes = self.unquote(text)?;
            // Cells end at commas and quotes, never within a letter.
            std::str::from_utf8(&self.unquoted[..n_bytes])
                .map_err(|_| read_error::broken_record("A cell is not UTF-8"))?
        };
        Ok(Some(Row { text, cells: &self.cells }))
    }

    /// Splits a row without quotes.
    fn split(&mut self, line: &str) -> Result<(), ReadError> {
        let mut start = 0;
        for end in memchr_iter(b',', line.as_bytes()).chain([line.len()]) {
            self.cells.push(start..end);
            start = end + 1;
            if self.cells.len() == MAX_COLUMNS {
                return Err(too_many_cells());
            }
        }
        Ok(())
    }

    /// Splits any row and returns the length of its cells without quotes.
    fn unquote(&mut self, text: &str) -> Result<usize, ReadError> {
        self.reader.reset();
        self.unquoted.resize(text.len().max(self.unquoted.len()), 0);
        let (_, n_read, n_bytes, mut n_ends) =
            self.reader.read_record(text.as_bytes(), &mut self.unquoted, &mut self.ends);
        // The last row may lack a line end.
        if n_read == text.len() {
            let (_, _, _, n_more) =
                self.reader.read_record(&[], &mut self.unquoted[n_bytes..], &mut self.ends[n_ends..]);
            n_ends += n_more;
        } else if !text[n_read..].trim().is_empty() {
            return Err(read_error::broken_record("An unquoted cell contains a quote or a line end"));
        }
        if n_ends == MAX_COLUMNS {
            return Err(too_many_cells());
        }
        let mut start = 0;
        for end in &self.ends[..n_ends] {
            self.cells.push(start..*end);
            start = *end;
        }
        Ok(start)
    }
}

fn too_many_cells() -> ReadError {
    read_error::broken_record(format!("It has {MAX_COLUMNS} cells or more"))
}

/// Parses a number, which must be finite and not negative.
pub(crate) fn number(field: &str, text: &str) -> Result<f64, ReadError> {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| {
        let shown: String = text.chars().take(40).collect();
        read_error::in_field(
            ReadErrorKind::BadValue,
            field,
            format!("'{shown}' is not a number of at least 0"),
        )
    })
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*, sample::select};

    use super::*;

    proptest! {
        #[test]
        fn both_ways_to_split_a_row_agree(
            cells in vec(vec(select(vec!['a', ' ', '1', '.', 'ß', '\t']), 0..4), 1..6),
            end in select(vec!["", "\n", "\r\n", "\r\r\n"]),
        ) {
            let cells: Vec<String> = cells.iter().map(|cell| cell.iter().collect()).collect();
            let text = cells.join(",") + end;
            let mut splitter = CellSplitter::new();
            let is_blank = splitter.row(text.as_bytes()).is_ok_and(|row| row.is_none());
            prop_assert_eq!(is_blank, text.trim().is_empty());
            if !is_blank {
                let quick = splitter.row(text.as_bytes()).ok().flatten().map(|row| texts(&row));
                prop_assert_eq!(quick.as_ref(), Some(&cells));
                splitter.cells.clear();
                let n_bytes = splitter.unquote(&text).unwrap_or_default();
                let text = std::str::from_utf8(&splitter.unquoted[..n_bytes]).unwrap_or_default();
                prop_assert_eq!(texts(&Row { text, cells: &splitter.cells }), cells);
            }
        }
    }

    fn texts(row: &Row<'_>) -> Vec<String> {
        row.cells.iter().map(|cell| row.text[cell.clone()].to_owned()).collect()
    }
}
