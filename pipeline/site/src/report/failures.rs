//! The failures of a function, by kind and by day.

use anyhow::Result;
use schema::{FailureRow, Timestamp};
use serde::Serialize;
use serde_json::json;

use super::{inputs::ReportInputs, series::table};
use crate::context::{
    formats::percent,
    table::{Cell, Table},
    texts::Texts,
};

/// Days that the page lists: as many as a reader looks through. The CSV has all.
const MAX_DAYS: usize = 30;

#[derive(Serialize)]
pub(super) struct FailuresView {
    kinds: Table,
    /// Days with the most failures of a kind, most first.
    days: Option<Table>,
    /// Number of all such days.
    n_days: usize,
    /// True if the function has so many error types that some are counted together.
    has_other_types: bool,
}

/// Shows the failures of a function; none without any.
pub(super) fn view(inputs: &ReportInputs<'_>, texts: &Texts, function: &str) -> Result<Option<FailuresView>> {
    let rows: Vec<&FailureRow> = inputs.failures.iter().filter(|row| row.function == function).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let words = texts.words("report/failures", &json!({}))?;
    let mut days: Vec<(&FailureRow, String)> = Vec::new();
    let mut kinds = Vec::new();
    for same_kind in rows.chunk_by(|a, b| a.failure() == b.failure()) {
        let [all, by_day @ ..] = same_kind else { continue };
        let name = texts.text("report/failure", &all.failure())?.trim().to_owned();
        // Of equally bad days, the first.
        let worst = by_day.iter().rev().max_by_key(|row| row.failures);
        let text = |date: Option<schema::Date>| date.map_or_else(String::new, |date| date.to_string());
        kinds.push(vec![
            Cell::text(name.as_str()).head(),
            Cell::count(all.failures),
            Cell::text(percent(all.failure_share)),
            Cell::count(all.memory_exhausted),
            time(all.first_at),
            time(all.last_at),
            worst.map_or_else(|| Cell::measured(None), |row| Cell::text(text(row.date))),
            worst.map_or_else(|| Cell::measured(None), |row| Cell::count(row.failures)),
        ]);
        days.extend(by_day.iter().map(|row| (*row, name.clone())));
    }
    days.sort_by_key(|(row, _)| std::cmp::Reverse(row.failures));
    let n_days = days.len();
    let day = |(row, name): (&FailureRow, String)| {
        let date = row.date.map_or_else(String::new, |date| date.to_string());
        let share = percent(row.failure_share);
        vec![Cell::text(date).head(), Cell::text(name), Cell::count(row.failures), Cell::text(share)]
    };
    Ok(Some(FailuresView {
        kinds: table(&words, "Kinds", &[])?.with(kinds)?,
        days: table(&words, "Days", &[])?.filled(days.into_iter().take(MAX_DAYS).map(day))?,
        n_days,
        has_other_types: rows.iter().any(|row| row.error_type.as_deref() == Some(FailureRow::OTHER_TYPES)),
    }))
}

/// Makes the cell of a time, to the minute.
fn time(at: Option<Timestamp>) -> Cell {
    let text = |at: Timestamp| Cell::text(at.strftime("%Y-%m-%d %H:%M").to_string());
    at.map_or_else(|| Cell::measured(None), text)
}
