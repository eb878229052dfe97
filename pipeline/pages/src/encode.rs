//! Rows of a table as the file that is published of it.

use anyhow::{Context, Result};
use rayon::prelude::*;
use schema::Table;
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
