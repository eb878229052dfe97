//! Recent changes, a line per day, for the home page.

use charts::number::format_number;
use schema::{ChangeKind, ChangeRow, Date, Packaging};
use serde::Serialize;

use crate::{Inputs, context::catalog::Catalog};

/// Number of days shown.
const SHOWN: usize = 4;

/// Number of runtimes that a line names.
const NAMED: usize = 3;

/// The shifts of one day.
#[derive(Serialize)]
pub(crate) struct Day {
    date: Date,
    text: String,
}

/// Returns the newest days with shifts of levels or tails, newest first.
pub(crate) fn days(inputs: &Inputs<'_>, catalog: &Catalog<'_>) -> Vec<Day> {
    let is_shift = |row: &&ChangeRow| row.change.kind != ChangeKind::BadDay;
    let mut shifts: Vec<&ChangeRow> = inputs.summaries.changes.iter().filter(is_shift).collect();
    shifts.sort_by(|a, b| b.change.date.cmp(&a.change.date).then(a.change.kind.cmp(&b.change.kind)));
    let same = shifts.chunk_by(|a, b| (a.change.date, a.change.kind) == (b.change.date, b.change.kind));
    same.take(SHOWN).map(|rows| Day { date: rows[0].change.date, text: words(catalog, rows) }).collect()
}

/// Describes the packages of the series, and their architecture if they share one.
fn configurations(rows: &[&ChangeRow]) -> String {
    let n_images = rows.iter().filter(|row| row.conditions.packaging == Packaging::Image).count();
    let packages = match (n_images, rows.len() - n_images) {
        (0, _) => "zip archives".to_owned(),
        (_, 0) => "container images".to_owned(),
        (images, zips) => format!("container images: {images}, zip archives: {zips}"),
    };
    let arch = rows[0].conditions.arch;
    if rows.iter().all(|row| row.conditions.arch == arch) {
        format!("{packages}, on {arch}")
    } else {
        packages
    }
}

fn words(catalog: &Catalog<'_>, rows: &[&ChangeRow]) -> String {
    let of_level = rows[0].change.kind == ChangeKind::LevelShift;
    let mut names: Vec<&str> = Vec::new();
    for row in rows {
        let name = catalog.name_of(&row.runtime);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let others = names.len().saturating_sub(NAMED);
    let shown = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    let subject = if others == 0 { shown } else { format!("{shown} and {others} more runtimes") };
    let what = if of_level { "the level of init durations" } else { "the share of slow starts" };
    let effect = |row: &&ChangeRow| {
        if of_level { row.change.ratio } else { row.change.difference.map(|found| found * 100.0) }
    };
    let effects: Vec<f64> = rows.iter().filter_map(effect).collect();
    let (lowest, highest) = effects
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), found| (low.min(*found), high.max(*found)));
    let span = |unit: &str| match effects[..] {
        [] => String::new(),
        [only] => format!(" {}{unit}", format_number(only)),
        _ => format!(" {} to {}{unit}", format_number(lowest), format_number(highest)),
    };
    let by = if of_level {
        format!("to{} times what it was", span(""))
    } else {
        format!("by{} percentage points", span(""))
    };
    format!("{subject}: {what} moved {by} ({}).", configurations(rows))
}
