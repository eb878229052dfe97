//! Tables as an earlier version of them was written.

use anyhow::{Result, ensure};
use rayon::prelude::*;
use schema::{Column, Table};
use serde::de::DeserializeOwned;

use crate::tables::CHUNK;

/// Rows from the bytes of an earlier form of a table, whose columns may be fewer or in another order. Fails where a
/// column is missing that has no empty cells, and where a cell is not understood any more.
pub(super) fn rows_of<T: Table + DeserializeOwned + Send>(bytes: &[u8]) -> Result<Vec<T>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers()?.clone();
    let place = |column: &Column| {
        let place = header.iter().position(|name| name == column.name);
        ensure!(place.is_some() || !column.is_required, "{} had no column {}", T::FILE, column.name);
        Ok(place)
    };
    let places: Vec<Option<usize>> = T::COLUMNS.iter().map(place).collect::<Result<_>>()?;
    let as_now = places.iter().copied().eq((0..header.len()).map(Some));
    let records: Vec<csv::StringRecord> = reader.into_records().collect::<Result<_, _>>()?;
    let row = |record: &csv::StringRecord| {
        if as_now {
            return Ok(record.deserialize(None)?);
        }
        let cells = places.iter().map(|place| place.and_then(|place| record.get(place)).unwrap_or_default());
        Ok(cells.collect::<csv::StringRecord>().deserialize(None)?)
    };
    records.par_iter().with_min_len(CHUNK).map(row).collect()
}

#[test]
fn an_earlier_form_of_a_table_is_read_by_its_names() {
    use schema::CalendarDay;
    let now = b"source,date,status,records,samples\nx,2024-01-01,partial,1,9\n";
    let rows: Vec<CalendarDay> = crate::tables::decode(now).unwrap();
    assert_eq!(rows_of::<CalendarDay>(now).unwrap(), rows);
    let other = b"samples,date,gone,source,records,status\n9,2024-01-01,?,x,1,partial\n";
    assert_eq!(rows_of::<CalendarDay>(other).unwrap(), rows);
    let error = rows_of::<CalendarDay>(b"source,date,records,samples\n").unwrap_err();
    assert_eq!(error.to_string(), "calendar.csv had no column status");
    assert!(rows_of::<CalendarDay>(b"source,date,status,records,samples\nx,2024-01-01,odd,1,9\n").is_err());
    // What may be empty may have been no column.
    let file = b"source,file,bytes,sha256,records,accepted_samples,refused_by\nx,a,1,00,1,1,\n";
    assert_eq!(rows_of::<schema::FileRow>(file).unwrap()[0].date, None);
}
