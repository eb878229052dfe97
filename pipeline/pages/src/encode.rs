//! Rows of a table as the file that is published of it.

use anyhow::{Context, Result};
use schema::Table;
use serde::Serialize;

/// `rows` as CSV: UTF-8, LF, `.` as decimal point, numbers at full precision, what is missing empty.
pub fn csv_of<'r, T: Table + Serialize + 'r>(rows: impl IntoIterator<Item = &'r T>) -> Result<Vec<u8>> {
    let failed = || format!("Failed to write rows of {}", T::FILE);
    // Rows are nested structs; a header of their own is what csv cannot derive from those.
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    writer.write_record(T::COLUMNS.iter().map(|column| column.name)).with_context(failed)?;
    for row in rows {
        writer.serialize(row).with_context(failed)?;
    }
    writer.into_inner().with_context(failed)
}
