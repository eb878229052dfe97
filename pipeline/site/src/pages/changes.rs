//! The page of changes, newest first, and its feeds.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use schema::{ChangeKind, ChangeRow, Date};
use serde::Serialize;
use serde_json::json;

use crate::{
    Inputs,
    content::{self, Documents, Section},
    context::{
        catalog::Catalog,
        formats::{configuration, points, scope},
        page::Page,
        table::{Cell, Table},
        texts::Labelled,
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
pub(crate) fn page(inputs: &Inputs<'_>, all: &Documents, catalog: &Catalog<'_>) -> Result<Option<Page>> {
    let Some(document) = all.get(content::CHANGES) else { return Ok(None) };
    let words = catalog.texts.words("pages/changes", &json!({}))?;
    let changes = Changes {
        body: document.body.clone(),
        shifts: shifts(catalog, &words, &shown(inputs, ChangeKind::LevelShift))?,
        tails: tails(catalog, &words, &shown(inputs, ChangeKind::TailShift))?,
        bad_days: bad_days(catalog, &words, &shown(inputs, ChangeKind::BadDay))?,
    };
    Ok(Some(document.page("changes/index.html", "changes.html", &changes)))
}

/// Returns the changes of a kind in the last year of the data.
fn shown<'a>(inputs: &Inputs<'a>, kind: ChangeKind) -> Vec<&'a ChangeRow> {
    let changes = &inputs.tables.changes;
    let newest = inputs.tables.sources.iter().map(|source| source.newest_day).max();
    let is_recent = |date: Date| {
        newest.and_then(|newest| date.until(newest).ok()).is_some_and(|span| span.get_days() <= SHOWN_DAYS)
    };
    changes.iter().filter(|row| row.change.kind == kind && is_recent(row.change.date)).collect()
}

fn shifts(catalog: &Catalog<'_>, words: &Labelled, rows: &[&ChangeRow]) -> Result<Option<Table>> {
    Table::named(words, "Shifts")?.filled(rows.iter().map(|row| {
        vec![
            Cell::text(row.change.date.to_string()).head(),
            name(catalog, &row.runtime),
            Cell::text(configuration(row)),
            Cell::number(row.change.before),
            Cell::number(row.change.after),
            Cell::measured(row.change.ratio),
            Cell::interval(row.change.lower, row.change.upper),
            Cell::text(scope(row)),
        ]
    }))
}

fn tails(catalog: &Catalog<'_>, words: &Labelled, rows: &[&ChangeRow]) -> Result<Option<Table>> {
    let or_missing = |text: Option<String>| text.map_or_else(|| Cell::measured(None), Cell::text);
    Table::named(words, "Tails")?.filled(rows.iter().map(|row| {
        let ends = row.change.lower.zip(row.change.upper);
        vec![
            Cell::text(row.change.date.to_string()).head(),
            name(catalog, &row.runtime),
            Cell::text(configuration(row)),
            Cell::text(points(row.change.before)),
            Cell::text(points(row.change.after)),
            or_missing(row.change.difference.map(points)),
            or_missing(ends.map(|(lower, upper)| format!("{} to {}", points(lower), points(upper)))),
            Cell::text(scope(row)),
        ]
    }))
}

/// Makes a row for each bad day, with the runtimes that it affected.
fn bad_days(catalog: &Catalog<'_>, words: &Labelled, rows: &[&ChangeRow]) -> Result<Option<Table>> {
    let mut by_day: BTreeMap<Date, Vec<&ChangeRow>> = BTreeMap::new();
    for row in rows {
        by_day.entry(row.change.date).or_default().push(row);
    }
    Table::named(words, "Days")?.filled(by_day.into_iter().rev().map(|(date, rows)| {
        let worst = rows.iter().map(|row| row.change.after).fold(0.0, f64::max);
        let names: BTreeSet<&str> = rows.iter().map(|row| catalog.name_of(&row.runtime)).collect();
        vec![
            Cell::text(date.to_string()).head(),
            Cell::count(rows.len() as u64),
            Cell::count(u64::from(rows[0].of)),
            Cell::number(worst),
            Cell::text(names.into_iter().collect::<Vec<_>>().join(", ")),
        ]
    }))
}

fn name(catalog: &Catalog<'_>, slug: &str) -> Cell {
    let page = catalog.by_slug(slug);
    page.map_or_else(|| Cell::text(slug), |page| Cell::text(page.name).to(page.path()))
}
