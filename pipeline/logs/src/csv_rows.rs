//! Rows of CSV under the names of their columns.

use csv::StringRecord;

use crate::{
    Fault, FaultKind,
    cut::{self, Cut, Rows},
    input::Input,
    sink::Sink,
};

/// A table has fewer columns.
const MAX_COLUMNS: usize = 1024;

/// Reads the names of the columns, and then each row with its record's number, the first 1.
///
/// # Errors
///
/// Fails where there is no header, or `columns` does not take it.
pub(crate) fn read(
    input: &mut Input,
    sink: &mut Sink<'_>,
    mut columns: impl FnMut(&StringRecord) -> Result<(), Fault>,
    mut each: impl FnMut(u64, &StringRecord, &StringRecord, &mut Sink<'_>),
) -> Result<(), Fault> {
    let (mut rows, mut bytes, mut splitter) = (Rows::default(), Vec::new(), Splitter::new());
    let mut names: Option<StringRecord> = None;
    let mut record = 0;
    loop {
        let row = match cut::next(input, &mut rows, &mut bytes) {
            Ok(Cut::End) => break,
            Ok(Cut::TooLong) => Err(Fault::long_record()),
            Ok(Cut::Record) => splitter.row(&bytes),
            Err(error) => {
                let fault = Fault::broken_file(&error);
                if names.is_none() {
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
        match (&names, row) {
            (None, row) => {
                let row = row.map_err(|fault| fault.of(sink.file()))?;
                let row = row.iter().map(str::trim).collect();
                columns(&row).map_err(|fault| fault.of(sink.file()))?;
                names = Some(row);
            }
            (Some(_), Err(fault)) => {
                record += 1;
                sink.refuse(record, fault);
            }
            (Some(names), Ok(row)) => {
                record += 1;
                if row.len() == names.len() {
                    each(record, names, row, sink);
                } else {
                    let reason = format!("It has {} cells, the header {}", row.len(), names.len());
                    sink.refuse(record, Fault::broken_record(reason));
                }
            }
        }
    }
    if names.is_none() {
        return Err(Fault::new(FaultKind::EmptyFile, "There is no header").of(sink.file()));
    }
    Ok(())
}

/// Splits rows into cells, with buffers that it keeps.
struct Splitter {
    reader: csv_core::Reader,
    cells: Vec<u8>,
    ends: Vec<usize>,
    row: StringRecord,
}

impl Splitter {
    fn new() -> Splitter {
        Splitter {
            reader: csv_core::Reader::new(),
            cells: Vec::new(),
            ends: vec![0; MAX_COLUMNS],
            row: StringRecord::new(),
        }
    }

    /// Reads one row; none where it is blank.
    fn row(&mut self, bytes: &[u8]) -> Result<Option<&StringRecord>, Fault> {
        let text = std::str::from_utf8(bytes).map_err(|_| Fault::broken_record("The row is not UTF-8"))?;
        if text.trim().is_empty() {
            return Ok(None);
        }
        self.reader.reset();
        self.cells.resize(text.len().max(self.cells.len()), 0);
        let (_, n_read, n_bytes, mut n_ends) =
            self.reader.read_record(text.as_bytes(), &mut self.cells, &mut self.ends);
        // The last row may have no end of its own.
        if n_read == text.len() {
            let (_, _, _, n_more) =
                self.reader.read_record(&[], &mut self.cells[n_bytes..], &mut self.ends[n_ends..]);
            n_ends += n_more;
        } else if !text[n_read..].trim().is_empty() {
            return Err(Fault::broken_record(
                "A quote or an end of line stands within a cell that has no quotes",
            ));
        }
        if n_ends == MAX_COLUMNS {
            return Err(Fault::broken_record(format!("It has more than {MAX_COLUMNS} cells")));
        }
        self.row.clear();
        let mut start = 0;
        for end in &self.ends[..n_ends] {
            // Cells are cut at commas and quotes, never within a letter.
            let cell = self.cells.get(start..*end).and_then(|cell| std::str::from_utf8(cell).ok());
            self.row.push_field(cell.ok_or_else(|| Fault::broken_record("A cell is not UTF-8"))?);
            start = *end;
        }
        Ok(Some(&self.row))
    }
}

/// The cell of the first of `columns` that there is and is not empty.
pub(crate) fn cell<'a>(names: &StringRecord, row: &'a StringRecord, columns: &[&str]) -> Option<&'a str> {
    let places = columns.iter().filter_map(|column| names.iter().position(|name| name == *column));
    places.filter_map(|place| row.get(place)).map(str::trim).find(|cell| !cell.is_empty())
}

/// The number in a cell, which must be finite and not negative.
pub(crate) fn number(field: &str, text: &str) -> Result<f64, Fault> {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| {
        let shown: String = text.chars().take(40).collect();
        Fault::of_field(FaultKind::BadValue, field, format!("'{shown}' is no number from 0"))
    })
}
