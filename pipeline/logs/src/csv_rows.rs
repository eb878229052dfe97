//! Rows of CSV under the names of their columns.

use std::ops::Range;

use memchr::{memchr_iter, memchr2};

use crate::{
    Fault, FaultKind,
    cut::{self, Cut, Rows},
    input::Input,
    sink::Sink,
};

/// A table has fewer columns.
const MAX_COLUMNS: usize = 1024;

/// Reads the names of the columns, of which `columns` makes what `each` needs to find cells, and then each row with its
/// record's number, the first 1.
///
/// # Errors
///
/// Fails where there is no header, or `columns` does not take it.
pub(crate) fn read<C>(
    input: &mut Input,
    sink: &mut Sink<'_>,
    columns: impl Fn(&[String]) -> Result<C, Fault>,
    mut each: impl FnMut(u64, &C, &Row<'_>, &mut Sink<'_>),
) -> Result<(), Fault> {
    let (mut rows, mut bytes, mut splitter) = (Rows::default(), Vec::new(), Splitter::new());
    // How many columns there are, and what was made of them.
    let mut header: Option<(usize, C)> = None;
    let mut record = 0;
    loop {
        let row = match cut::next(input, &mut rows, &mut bytes) {
            Ok(Cut::End) => break,
            Ok(Cut::TooLong) => Err(Fault::long_record()),
            Ok(Cut::Record) => splitter.row(&bytes),
            Err(error) => {
                let fault = Fault::broken_file(&error);
                if header.is_none() {
                    return Err(fault.of(sink.file()));
                }
                sink.file_fault(fault);
                break;
            }
        };
        let row = match row {
            Ok(None) => continue,
            Ok(Some(row)) => Ok(row),
            Err(fault) => Err(fault),
        };
        match (&header, row) {
            (None, row) => {
                let row = row.map_err(|fault| fault.of(sink.file()))?;
                let names: Vec<String> =
                    (0..row.cells.len()).map(|place| row.cell(place).to_owned()).collect();
                let columns = columns(&names).map_err(|fault| fault.of(sink.file()))?;
                header = Some((names.len(), columns));
            }
            (Some(_), Err(fault)) => {
                record += 1;
                sink.refuse(record, fault);
            }
            (Some((n_columns, columns)), Ok(row)) => {
                record += 1;
                if row.cells.len() == *n_columns {
                    each(record, columns, &row, sink);
                } else {
                    let reason = format!("It has {} cells, the header {n_columns}", row.cells.len());
                    sink.refuse(record, Fault::broken_record(reason));
                }
            }
        }
    }
    if header.is_none() {
        return Err(Fault::new(FaultKind::EmptyFile, "There is no header").of(sink.file()));
    }
    Ok(())
}

/// A row of a table.
pub(crate) struct Row<'a> {
    text: &'a str,
    /// Where in the text the cells stand.
    cells: &'a [Range<usize>],
}

impl<'a> Row<'a> {
    /// The cell at `place` as it stands; empty where there is none.
    pub(crate) fn raw(&self, place: usize) -> &'a str {
        self.cells.get(place).and_then(|cell| self.text.get(cell.clone())).unwrap_or_default()
    }

    /// The cell at `place` without space around it; empty where there is none.
    pub(crate) fn cell(&self, place: usize) -> &'a str {
        self.raw(place).trim()
    }

    /// The first cell that is not empty, of those at `places`.
    pub(crate) fn first(&self, places: &[usize]) -> Option<&'a str> {
        places.iter().map(|place| self.cell(*place)).find(|cell| !cell.is_empty())
    }
}

/// The places of those of `columns` that there are, in the order of `columns`.
pub(crate) fn places(names: &[String], columns: &[&str]) -> Vec<usize> {
    columns.iter().filter_map(|column| names.iter().position(|name| name == column)).collect()
}

/// Splits rows into cells, with buffers that it keeps.
struct Splitter {
    reader: csv_core::Reader,
    unquoted: Vec<u8>,
    ends: Vec<usize>,
    cells: Vec<Range<usize>>,
}

impl Splitter {
    fn new() -> Splitter {
        Splitter {
            reader: csv_core::Reader::new(),
            unquoted: Vec::new(),
            ends: vec![0; MAX_COLUMNS],
            cells: Vec::new(),
        }
    }

    /// Reads one row; none where it is blank.
    fn row<'a>(&'a mut self, bytes: &'a [u8]) -> Result<Option<Row<'a>>, Fault> {
        let text = std::str::from_utf8(bytes).map_err(|_| Fault::broken_record("The row is not UTF-8"))?;
        if text.trim().is_empty() {
            return Ok(None);
        }
        self.cells.clear();
        let line = text.trim_end_matches(['\r', '\n']);
        // Most rows have no quotes, and are split where they stand.
        let text = if memchr2(b'"', b'\r', line.as_bytes()).is_none() {
            self.split(line)?;
            line
        } else {
            let n_bytes = self.unquote(text)?;
            // Cells are cut at commas and quotes, never within a letter.
            std::str::from_utf8(&self.unquoted[..n_bytes])
                .map_err(|_| Fault::broken_record("A cell is not UTF-8"))?
        };
        Ok(Some(Row { text, cells: &self.cells }))
    }

    /// Splits a row without quotes.
    fn split(&mut self, line: &str) -> Result<(), Fault> {
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

    /// Splits any row, and says how many bytes its cells have without their quotes.
    fn unquote(&mut self, text: &str) -> Result<usize, Fault> {
        self.reader.reset();
        self.unquoted.resize(text.len().max(self.unquoted.len()), 0);
        let (_, n_read, n_bytes, mut n_ends) =
            self.reader.read_record(text.as_bytes(), &mut self.unquoted, &mut self.ends);
        // The last row may have no end of its own.
        if n_read == text.len() {
            let (_, _, _, n_more) =
                self.reader.read_record(&[], &mut self.unquoted[n_bytes..], &mut self.ends[n_ends..]);
            n_ends += n_more;
        } else if !text[n_read..].trim().is_empty() {
            return Err(Fault::broken_record(
                "A quote or an end of line stands within a cell that has no quotes",
            ));
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

fn too_many_cells() -> Fault {
    Fault::broken_record(format!("It has {MAX_COLUMNS} cells or more"))
}

/// The number in a cell, which must be finite and not negative.
pub(crate) fn number(field: &str, text: &str) -> Result<f64, Fault> {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| {
        let shown: String = text.chars().take(40).collect();
        Fault::of_field(FaultKind::BadValue, field, format!("'{shown}' is no number from 0"))
    })
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*, sample::select};

    use super::*;

    proptest! {
        #[test]
        fn a_row_without_quotes_is_split_where_it_stands_as_any_other(
            cells in vec(vec(select(vec!['a', ' ', '1', '.', 'ß', '\t']), 0..4), 1..6),
            end in select(vec!["", "\n", "\r\n", "\r\r\n"]),
        ) {
            let cells: Vec<String> = cells.iter().map(|cell| cell.iter().collect()).collect();
            let text = cells.join(",") + end;
            let mut splitter = Splitter::new();
            let is_blank = splitter.row(text.as_bytes()).is_ok_and(|row| row.is_none());
            prop_assert_eq!(is_blank, text.trim().is_empty());
            if !is_blank {
                let quick = splitter.row(text.as_bytes()).ok().flatten().map(|row| of(&row));
                prop_assert_eq!(quick.as_ref(), Some(&cells));
                splitter.cells.clear();
                let n_bytes = splitter.unquote(&text).unwrap_or_default();
                let text = std::str::from_utf8(&splitter.unquoted[..n_bytes]).unwrap_or_default();
                prop_assert_eq!(of(&Row { text, cells: &splitter.cells }), cells);
            }
        }
    }

    fn of(row: &Row<'_>) -> Vec<String> {
        row.cells.iter().map(|cell| row.text[cell.clone()].to_owned()).collect()
    }
}
