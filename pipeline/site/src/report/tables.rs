//! The tables of a report.

use std::collections::BTreeMap;

use anyhow::Result;
use rayon::prelude::*;
use schema::{Table, csv_of};

use super::inputs::ReportInputs;

/// Returns the tables as files with their names.
pub(super) fn tables(inputs: &ReportInputs<'_>) -> Result<BTreeMap<String, Vec<u8>>> {
    Ok(BTreeMap::from([
        csv(inputs.usage)?,
        csv(inputs.series)?,
        csv(inputs.intervals)?,
        csv(inputs.days)?,
        csv(inputs.changes)?,
        csv(inputs.baselines)?,
        csv(inputs.failures)?,
        csv(inputs.cold_starts)?,
        csv(inputs.cold_start_hours)?,
    ]))
}

/// Returns a table as a file with its name.
fn csv<T: Table>(rows: &[T]) -> Result<(String, Vec<u8>)> {
    Ok((T::FILE.to_owned(), dataset::for_readers(csv_of(rows.par_iter()))?))
}
