//! The page of changes, newest first, and its feeds.

use std::collections::BTreeMap;

use schema::{ChangeKind, ChangeRow, Date};
use serde::Serialize;

use crate::{
    Inputs,
    content::{self, Documents, Section},
    context::{
        catalog::Catalog,
        formats::{configuration, points, scope},
        page::{Page, view},
        table::{Cell, Table},
    },
};

/// Days before the newest change that the page shows; the table has all days.
const SHOWN_DAYS: i32 = 365;

#[derive(Serialize)]
struct Changes {
    /// Text of `content/changes.md`.
    body: Vec<Section>,
    shifts: Option<Table>,
    tails: Option<Table>,
    bad_days: Option<Table>,
}

/// None where `content/` has no text for it.
pub(crate) fn page(inputs: &Inputs<'_>, words: &Documents, catalog: &Catalog<'_>) -> Option<Page> {
    let words = words.get(content::CHANGES)?;
    let changes = Changes {
        body: words.body.clone(),
        shifts: shifts(catalog, &shown(inputs, ChangeKind::LevelShift)),
        tails: tails(catalog, &shown(inputs, ChangeKind::TailShift)),
        bad_days: bad_days(catalog, &shown(inputs, ChangeKind::BadDay)),
    };
    Some(Page {
        path: "changes/index.html".to_owned(),
        template: "changes.html",
        title: words.title.clone(),
        description: words.description.clone(),
        figures: content::figures(&words.body),
        view: view(&changes),
    })
}

/// Returns the changes of a kind in the last year of the data.
fn shown<'a>(inputs: &Inputs<'a>, kind: ChangeKind) -> Vec<&'a ChangeRow> {
    let changes = &inputs.summaries.changes;
    let newest = inputs.summaries.sources.iter().map(|source| source.newest_day).max();
    let is_recent = |date: Date| {
        newest.and_then(|newest| date.until(newest).ok()).is_some_and(|span| span.get_days() <= SHOWN_DAYS)
    };
    changes.iter().filter(|row| row.change.kind == kind && is_recent(row.change.date)).collect()
}

fn shifts(catalog: &Catalog<'_>, rows: &[&ChangeRow]) -> Option<Table> {
    let labels = [
        "From",
        "Runtime",
        "Configuration",
        "#Before",
        "#After",
        "#Ratio",
        "#95 % interval",
        "Changed with it",
    ];
    let mut table = Table::new("Shifts of the daily median, newest first, in ms", &labels);
    for row in rows {
        table.rows.push(vec![
            Cell::text(row.change.date.to_string()).head(),
            name(catalog, &row.runtime),
            Cell::text(configuration(row)),
            Cell::number(row.change.before),
            Cell::number(row.change.after),
            Cell::measured(row.change.ratio),
            Cell::interval(row.change.lower, row.change.upper),
            Cell::text(scope(row)),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}

fn tails(catalog: &Catalog<'_>, rows: &[&ChangeRow]) -> Option<Table> {
    let labels = [
        "From",
        "Runtime",
        "Configuration",
        "#Before",
        "#After",
        "#Difference",
        "#95 % interval",
        "Changed with it",
    ];
    let mut table =
        Table::new("Shifts of the daily share of slow starts, newest first, in percentage points", &labels);
    for row in rows {
        let ends = row.change.lower.zip(row.change.upper);
        let interval = ends.map(|(lower, upper)| format!("{} to {}", points(lower), points(upper)));
        table.rows.push(vec![
            Cell::text(row.change.date.to_string()).head(),
            name(catalog, &row.runtime),
            Cell::text(configuration(row)),
            Cell::text(points(row.change.before)),
            Cell::text(points(row.change.after)),
            row.change.difference.map_or_else(|| Cell::measured(None), |found| Cell::text(points(found))),
            interval.map_or_else(|| Cell::measured(None), Cell::text),
            Cell::text(scope(row)),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}

/// Makes a row for each bad day, with the runtimes that it affected.
fn bad_days(catalog: &Catalog<'_>, rows: &[&ChangeRow]) -> Option<Table> {
    let mut by_day: BTreeMap<Date, Vec<&ChangeRow>> = BTreeMap::new();
    for row in rows {
        by_day.entry(row.change.date).or_default().push(row);
    }
    let labels = ["Day", "#Series", "#Measured", "#Largest share of slow starts", "Runtimes"];
    let mut table = Table::new("Days on which far more starts than usual were slow, newest first", &labels);
    for (date, rows) in by_day.into_iter().rev() {
        let worst = rows.iter().map(|row| row.change.after).fold(0.0, f64::max);
        let mut names: Vec<&str> = rows.iter().map(|row| catalog.name_of(&row.runtime)).collect();
        names.sort_unstable();
        names.dedup();
        table.rows.push(vec![
            Cell::text(date.to_string()).head(),
            Cell::count(rows.len() as u64),
            Cell::count(u64::from(rows[0].of)),
            Cell::number(worst),
            Cell::text(names.join(", ")),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}

fn name(catalog: &Catalog<'_>, slug: &str) -> Cell {
    let page = catalog.by_slug(slug);
    page.map_or_else(|| Cell::text(slug), |page| Cell::text(page.name).to(page.path()))
}
