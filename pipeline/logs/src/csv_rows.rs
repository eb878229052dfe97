//! Rows of CSV under the names of their columns.

use csv::{ReaderBuilder, StringRecord};

use crate::{
    Fault, FaultKind, MAX_RECORD_BYTES,
    cut::{self, Cut, Rows},
    input::Input,
    sink::Sink,
};

/// Reads the names of the columns, and then each row with its record's number, the first 1.
///
/// # Errors
///
/// Fails where `is_known` does not know the columns.
pub(crate) fn read(
    input: &mut Input,
    sink: &mut Sink<'_>,
    mut columns: impl FnMut(&StringRecord) -> Result<(), Fault>,
    mut each: impl FnMut(u64, &StringRecord, &StringRecord, &mut Sink<'_>),
) -> Result<(), Fault> {
    let (mut rows, mut bytes) = (Rows::default(), Vec::new());
    let mut names: Option<StringRecord> = None;
    let mut record = 0;
    loop {
        let row = match cut::next(input, &mut rows, &mut bytes) {
            Ok(Cut::End) => break,
            Ok(Cut::TooLong) => Err(Fault::long_record()),
            Ok(Cut::Record) => row(&bytes),
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
                    each(record, names, &row, sink);
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

/// Reads one row; none where it is blank.
fn row(bytes: &[u8]) -> Result<Option<StringRecord>, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|_| Fault::broken_record("The row is not UTF-8"))?;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(bytes.len().clamp(1, MAX_RECORD_BYTES))
        .from_reader(text.as_bytes());
    let mut row = StringRecord::new();
    let is_row = reader.read_record(&mut row).map_err(Fault::broken_record)?;
    Ok((is_row && !(row.len() == 1 && row[0].trim().is_empty())).then_some(row))
}

/// The cell of the first of `columns` that there is and is not empty.
pub(crate) fn cell<'a>(names: &StringRecord, row: &'a StringRecord, columns: &[&str]) -> Option<&'a str> {
    let places = columns.iter().filter_map(|column| names.iter().position(|name| name.trim() == *column));
    places.filter_map(|place| row.get(place)).map(str::trim).find(|cell| !cell.is_empty())
}

/// The number in a cell, which must be finite and not negative.
pub(crate) fn number(field: &str, text: &str) -> Result<f64, Fault> {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0);
    let shown: String = text.chars().take(40).collect();
    number
        .ok_or_else(|| Fault::of_field(FaultKind::BadValue, field, format!("'{shown}' is no number from 0")))
}
