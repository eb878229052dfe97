//! Parts of a configuration by their weight in the monthly bill. `templates/assets/js/bill.js` does the same.

use std::collections::BTreeMap;

use schema::SloResultRow;
use serde::Serialize;

use crate::context::catalog::Catalog;

/// Ratio of two bills that is less than 1% when rounded.
const SMALL: f64 = 1.005;

/// One change to the cheapest configuration, and the most that it adds to the bill.
#[derive(Serialize)]
pub(super) struct Change {
    part: Part,
    /// Value of the part in the cheapest configuration.
    from: String,
    /// Value of the part that adds the most.
    to: String,
    /// Increase of the bill, in per cent.
    percent: String,
    /// True below 1%, which is said as "less than".
    is_small: bool,
    #[serde(skip)]
    ratio: f64,
}

/// A part of a configuration.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Part {
    Arch,
    Packaging,
    Memory,
    Language,
}

/// Cheapest configuration that does without the language of the cheapest of all.
#[derive(Serialize)]
pub(super) struct Next<'a> {
    pub(super) name: &'a str,
    /// Difference of the bills, in per cent.
    pub(super) percent: String,
}

/// Changes one part of `cheapest` at a time, among `rows`; the heaviest part comes first.
pub(super) fn changes(catalog: &Catalog<'_>, cheapest: &SloResultRow, rows: &[&SloResultRow]) -> Vec<Change> {
    let language = |row: &SloResultRow| language_of(catalog, row).to_owned();
    let mut least: BTreeMap<(Part, String), f64> = BTreeMap::new();
    for row in rows {
        let is_same = |part| match part {
            Part::Arch => row.conditions.arch == cheapest.conditions.arch,
            Part::Packaging => row.conditions.packaging == cheapest.conditions.packaging,
            Part::Memory => row.memory == cheapest.memory,
            Part::Language => row.runtime == cheapest.runtime,
        };
        let changed =
            [Part::Arch, Part::Packaging, Part::Memory, Part::Language].map(|part| (part, is_same(part)));
        let mut differing = changed.into_iter().filter(|(_, is_same)| !is_same);
        let (Some((part, _)), None, Some(usd)) = (differing.next(), differing.next(), row.month_usd) else {
            continue;
        };
        let value = value_of(part, row, &language);
        if value != value_of(part, cheapest, &language) {
            let known = least.entry((part, value)).or_insert(usd);
            *known = known.min(usd);
        }
    }
    let mut heaviest: BTreeMap<Part, Change> = BTreeMap::new();
    for ((part, to), usd) in least {
        let ratio = usd / cheapest.month_usd.unwrap_or(usd);
        let from = value_of(part, cheapest, &language);
        let change = Change { part, from, to, percent: percent_more(ratio), is_small: ratio < SMALL, ratio };
        if heaviest.get(&part).is_none_or(|known| known.ratio < ratio) {
            heaviest.insert(part, change);
        }
    }
    let mut found: Vec<Change> = heaviest.into_values().collect();
    found.sort_by(|a, b| b.ratio.total_cmp(&a.ratio));
    found
}

/// Finds the cheapest of another language, or of another runtime where all have one language. Expects `rows` cheapest
/// first.
pub(super) fn next<'a>(
    catalog: &'a Catalog<'_>,
    first: &SloResultRow,
    rows: &[&'a SloResultRow],
) -> Option<Next<'a>> {
    let other_language = rows.iter().find(|row| language_of(catalog, row) != language_of(catalog, first));
    let next = other_language.or_else(|| rows.iter().find(|row| row.runtime != first.runtime))?;
    let ratio = next.month_usd? / first.month_usd?;
    Some(Next { name: catalog.name_of(&next.runtime), percent: percent_more(ratio) })
}

fn language_of<'a>(catalog: &'a Catalog<'_>, row: &SloResultRow) -> &'a str {
    catalog.by_slug(&row.runtime).map_or("", |runtime| runtime.language)
}

fn value_of(part: Part, row: &SloResultRow, language: &impl Fn(&SloResultRow) -> String) -> String {
    match part {
        Part::Arch => row.conditions.arch.title().to_owned(),
        Part::Packaging => row.conditions.packaging.to_string(),
        Part::Memory => row.memory.words(),
        Part::Language => language(row),
    }
}

/// Formats the ratio of two bills as the increase from one to the other.
pub(super) fn percent_more(ratio: f64) -> String {
    let percent = (ratio - 1.0) * 100.0;
    if ratio < SMALL { "less than 1%".to_owned() } else { format!("{percent:.0}%") }
}

#[test]
fn increases_are_whole_per_cents() {
    for (ratio, expected) in
        [(1.0, "less than 1"), (1.004, "less than 1"), (1.0416, "4"), (1.1, "10"), (3.0, "200")]
    {
        assert_eq!(percent_more(ratio), format!("{expected}%"));
    }
}
