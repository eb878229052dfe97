//! The cold starts of a function that ran at once.

use anyhow::Result;
use schema::{ColdStartHourRow, ColdStartRow};
use serde::Serialize;
use serde_json::json;

use super::{inputs::ReportInputs, series::table};
use crate::context::{
    table::{Cell, Table},
    texts::Texts,
};

#[derive(Serialize)]
pub(super) struct BurstsView<'a> {
    row: &'a ColdStartRow,
    hours: Table,
}

/// Shows how many cold starts of a function ran at once; none with fewer than two that have a time.
pub(super) fn view<'a>(
    inputs: &ReportInputs<'a>,
    texts: &Texts,
    function: &str,
) -> Result<Option<BurstsView<'a>>> {
    let mut rows = inputs.cold_starts.iter();
    let Some(row) = rows.find(|row| row.function == function && row.dated > 1) else { return Ok(None) };
    let words = texts.words("report/bursts", &json!({}))?;
    let of_function = inputs.cold_start_hours.iter().filter(|hour| hour.function == function);
    let hour = |hour: &ColdStartHourRow| {
        let name = Cell::text(format!("{:02}:00", hour.hour)).head();
        vec![name, Cell::count(hour.cold_starts), Cell::count(hour.in_bursts)]
    };
    Ok(Some(BurstsView { row, hours: table(&words, "Hours", &[])?.with(of_function.map(hour))? }))
}
