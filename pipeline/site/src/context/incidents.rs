//! Changes in the news: shifts of several series at one time are one incident.

use std::collections::BTreeMap;

use anyhow::Result;
use schema::{ChangeKind, ChangeRow, Date, Packaging, Tables, days_between};
use serde::Serialize;
use serde_json::json;

use super::{catalog::Catalog, formats::configuration};

/// Days of data that must follow a shift before it is news: two weeks. A quarter of earlier shifts lasted a week.
const LEAST_DAYS_AFTER: i32 = 14;

/// Days within which shifts count as one incident: not every series is measured every day.
const SAME_TIME_DAYS: i32 = 3;

/// Number of runtimes that a sentence names.
const NAMED: usize = 3;

/// Shifts of one kind and direction at one time.
#[derive(Clone, Debug)]
pub(crate) struct Incident<'a> {
    /// First day.
    pub(crate) date: Date,
    kind: ChangeKind,
    is_up: bool,
    /// True if the levels came back.
    is_temporary: bool,
    rows: Vec<&'a ChangeRow>,
}

/// An incident in words.
#[derive(Debug, Serialize)]
pub(crate) struct Told {
    pub(crate) title: String,
    pub(crate) text: String,
    /// Every series that it hit.
    pub(crate) hit: String,
}

/// Groups the shifts among `rows`, newest incident first. Leaves out shifts that take back earlier ones, and those with
/// too few days of data after them.
pub(crate) fn incidents<'a>(tables: &Tables, rows: &[&'a ChangeRow]) -> Vec<Incident<'a>> {
    let newest: BTreeMap<&str, Date> =
        tables.sources.iter().map(|row| (row.source.as_str(), row.newest_day)).collect();
    let is_settled = |row: &&&ChangeRow| {
        let newest = newest.get(row.conditions.source.as_str());
        newest.is_none_or(|newest| days_between(row.change.date, *newest) >= LEAST_DAYS_AFTER)
    };
    let series = |row: &ChangeRow| (row.conditions.clone(), row.metric, row.runtime.clone());
    let is_return = |row: &ChangeRow| {
        rows.iter().any(|other| {
            other.change.back_on == Some(row.change.date)
                && other.change.kind == row.change.kind
                && series(other) == series(row)
        })
    };
    let mut shifts: Vec<&'a ChangeRow> = rows
        .iter()
        .filter(|row| row.change.kind != ChangeKind::BadDay)
        .filter(is_settled)
        .filter(|row| !is_return(row))
        .copied()
        .collect();
    shifts.sort_by_key(|row| row.change.date);
    let mut found: Vec<Incident<'a>> = Vec::new();
    for row in shifts {
        let change = &row.change;
        let (is_up, is_temporary) = (change.after > change.before, change.back_on.is_some());
        let is_it = |incident: &&mut Incident<'_>| {
            (incident.kind, incident.is_up, incident.is_temporary) == (change.kind, is_up, is_temporary)
                && days_between(incident.date, change.date) <= SAME_TIME_DAYS
        };
        if let Some(incident) = found.iter_mut().rev().find(is_it) {
            incident.rows.push(row);
        } else {
            let (date, kind) = (change.date, change.kind);
            found.push(Incident { date, kind, is_up, is_temporary, rows: vec![row] });
        }
    }
    found.reverse();
    found
}

impl Incident<'_> {
    /// A name for addresses, which stays while the incident does.
    pub(crate) fn id(&self) -> String {
        let kind = if self.kind == ChangeKind::TailShift { "tail-" } else { "" };
        let direction = if self.is_up { "slower" } else { "faster" };
        let temporary = if self.is_temporary { "-for-a-while" } else { "" };
        format!("{}-{kind}{direction}{temporary}", self.date)
    }

    /// Puts it into words.
    pub(crate) fn told(&self, catalog: &Catalog<'_>) -> Result<Told> {
        let mut names: Vec<&str> = Vec::new();
        for row in &self.rows {
            let name = catalog.name_of(&row.runtime);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        // One of the two is present.
        let effects = self.rows.iter().filter_map(|row| row.change.ratio.or(row.change.difference));
        let images = self.rows.iter().filter(|row| row.conditions.packaging == Packaging::Image).count();
        let arch = self.rows[0].conditions.arch;
        let view = json!({
            "is_level": self.kind == ChangeKind::LevelShift,
            "is_up": self.is_up,
            "back_on": self.rows.iter().filter_map(|row| row.change.back_on).max(),
            "names": names[..names.len().min(NAMED)],
            "others": names.len().saturating_sub(NAMED),
            "only": if let [row] = self.rows[..] { Some(&row.change) } else { None },
            "lowest": effects.clone().min_by(f64::total_cmp),
            "highest": effects.max_by(f64::total_cmp),
            "images": images,
            "zips": self.rows.len() - images,
            "arch": self.rows.iter().all(|row| row.conditions.arch == arch).then_some(arch.title()),
        });
        let words = catalog.texts.words("figures/recent-changes", &view)?;
        let hit =
            self.rows.iter().map(|row| format!("{} ({})", catalog.name_of(&row.runtime), configuration(row)));
        Ok(Told {
            title: words.part("Title")?,
            text: words.part("Text")?,
            hit: hit.collect::<Vec<_>>().join("; "),
        })
    }
}
