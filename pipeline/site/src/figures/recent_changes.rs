//! Recent changes, a line each, for the home page.

use anyhow::Result;
use schema::{ChangeRow, Date};
use serde::Serialize;

use crate::{
    Inputs,
    context::{catalog::Catalog, incidents::incidents},
};

/// Number of incidents shown.
const SHOWN: usize = 4;

/// An incident.
#[derive(Serialize)]
pub(crate) struct Line {
    date: Date,
    text: String,
}

/// Returns the newest incidents, newest first.
pub(crate) fn lines(inputs: &Inputs<'_>, catalog: &Catalog<'_>) -> Result<Vec<Line>> {
    let rows: Vec<&ChangeRow> = inputs.tables.changes.iter().collect();
    let newest = incidents(inputs.tables, &rows).into_iter().take(SHOWN);
    newest.map(|it| Ok(Line { date: it.date, text: it.told(catalog)?.text })).collect()
}
