//! Columns, cells and rows: CSV in and out, JSON, and the macros that declare tables and words.

mod cell;
mod column;
mod csv_file;
pub(crate) mod declare;

use std::collections::BTreeSet;

pub use cell::Cell;
pub(crate) use cell::words;
pub use column::{Column, ColumnType, Limit, Measure, Reference, Shape};
pub(crate) use column::{LOWER_END, UPPER_END, flatten, optional, sentence, total};
pub use csv_file::{
    CsvFile, InvalidCell, InvalidTable, RowReader, RowWriter, csv_of, json_of, objects_of, published,
    rows_of, rows_of_earlier,
};

/// The columns that a row, or a part of a row, fills.
pub trait Columns {
    /// Columns in file order.
    const COLUMNS: &'static [Column];
}

/// A row, or a part of a row: one cell or several.
pub trait Part: Sized {
    /// Appends the cells.
    fn write(&self, row: &mut RowWriter);

    /// Reads the cells. Fails at the first one that does not match its column.
    fn read(row: &mut RowReader<'_>) -> Result<Self, InvalidCell>;
}

impl<C: Cell> Part for C {
    fn write(&self, row: &mut RowWriter) {
        row.cell(|text| Cell::write(self, text));
    }

    fn read(row: &mut RowReader<'_>) -> Result<C, InvalidCell> {
        row.cell(C::read)
    }
}

/// A type whose rows are published as CSV.
pub trait Table: Columns + Part + Send + Sync {
    /// File name in `data/summaries/` and `site/data/`.
    const FILE: &'static str;
    /// Meaning of a row, as a sentence without period.
    const ABOUT: &'static str;
    /// Columns that together identify a row.
    const KEY: &'static [&'static str];
    /// Rows of other tables that each row names.
    const REFERENCES: &'static [Reference];

    /// Returns the source that owns the row; none in tables computed from all sources together.
    fn source(&self) -> Option<&str> {
        None
    }
}

/// Keeps the rows whose source is in `sources`.
pub(crate) fn kept<T: Table>(mut rows: Vec<T>, sources: &BTreeSet<String>) -> Vec<T> {
    rows.retain(|row| row.source().is_some_and(|source| sources.contains(source)));
    rows
}
