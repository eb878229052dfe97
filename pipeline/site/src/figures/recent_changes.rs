//! Recent changes, a line per day, for the home page.

use anyhow::Result;
use schema::{Change, ChangeKind, ChangeRow, Date, Packaging};
use serde::Serialize;
use serde_json::json;

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
pub(crate) fn days(inputs: &Inputs<'_>, catalog: &Catalog<'_>) -> Result<Vec<Day>> {
    let is_shift = |row: &&ChangeRow| row.change.kind != ChangeKind::BadDay;
    let mut shifts: Vec<&ChangeRow> = inputs.tables.changes.iter().filter(is_shift).collect();
    shifts.sort_by(|a, b| b.change.date.cmp(&a.change.date).then(a.change.kind.cmp(&b.change.kind)));
    let same = shifts.chunk_by(|a, b| (a.change.date, a.change.kind) == (b.change.date, b.change.kind));
    same.take(SHOWN).map(|rows| day(catalog, rows)).collect()
}

fn day(catalog: &Catalog<'_>, rows: &[&ChangeRow]) -> Result<Day> {
    let Change { date, kind, .. } = rows[0].change;
    let mut names: Vec<&str> = Vec::new();
    for row in rows {
        let name = catalog.name_of(&row.runtime);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    // One of the two is present.
    let effects = rows.iter().filter_map(|row| row.change.ratio.or(row.change.difference));
    let images = rows.iter().filter(|row| row.conditions.packaging == Packaging::Image).count();
    let arch = rows[0].conditions.arch;
    let view = json!({
        "is_level": kind == ChangeKind::LevelShift,
        "names": names[..names.len().min(NAMED)],
        "others": names.len().saturating_sub(NAMED),
        "effects": effects.clone().count(),
        "lowest": effects.clone().min_by(f64::total_cmp),
        "highest": effects.max_by(f64::total_cmp),
        "images": images,
        "zips": rows.len() - images,
        "arch": rows.iter().all(|row| row.conditions.arch == arch).then_some(arch),
    });
    Ok(Day { date, text: catalog.texts.words("figures/recent-changes", &view)?.part("Day")? })
}
