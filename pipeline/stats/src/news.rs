//! News since earlier tables: silent sources, changed claims and level shifts.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use schema::{
    ChangeKind, ChangeRow, ClaimRow, ClaimVerdict, Conditions, Date, Flip, Metric, News, SourceRow, Stale,
    Statistic, Summaries,
};

use crate::changes::{SAME_TIME_DAYS, days_between};

/// The tables to compare, and the day of the comparison.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// Earlier tables; only claims and changes are used.
    pub before: &'a Summaries,
    /// Current tables.
    pub now: &'a Summaries,
    /// Sources that still publish, and so can fall silent.
    pub published: &'a BTreeSet<String>,
    /// The day of the comparison, UTC.
    pub today: Date,
    /// Days without new samples after which a source is silent.
    pub stale_after: u32,
}

/// Collects the news since the earlier tables.
pub fn news(compared: &Compared<'_>) -> News {
    let Compared { before, now, .. } = compared;
    News {
        stale: stale(compared),
        flips: flips(&before.claims, &now.claims),
        shifts: shifts(&before.changes, &now.changes),
    }
}

/// Finds sources whose newest day is too old, or that have none.
fn stale(compared: &Compared<'_>) -> Vec<Stale> {
    let Compared { now, published, today, stale_after, .. } = *compared;
    let newest = |source: &String| {
        let row = now.sources.iter().find(|row: &&SourceRow| row.source == *source);
        row.map(|row| row.newest_day)
    };
    let is_silent = |day: Date| day < today && days_between(day, today).unsigned_abs() > stale_after;
    published
        .iter()
        .map(|source| Stale { source: source.clone(), newest_day: newest(source) })
        .filter(|source| source.newest_day.is_none_or(is_silent))
        .collect()
}

/// Finds claims in both tables whose verdict or test results differ.
fn flips(before: &[ClaimRow], now: &[ClaimRow]) -> Vec<Flip> {
    let verdicts: BTreeMap<&str, Option<ClaimVerdict>> =
        before.iter().map(|row| (row.claim.as_str(), row.verdict)).collect();
    let held: BTreeMap<_, Option<bool>> = before.iter().map(|row| (test(row), row.holds)).collect();
    let has_turned = |row: &&ClaimRow| held.get(&test(row)).is_some_and(|holds| *holds != row.holds);
    now.chunk_by(|a, b| a.claim == b.claim)
        .filter_map(|rows| {
            let verdict = *verdicts.get(rows[0].claim.as_str())?;
            let tests: Vec<ClaimRow> = rows.iter().filter(has_turned).cloned().collect();
            let is_news = verdict != rows[0].verdict || !tests.is_empty();
            is_news.then(|| Flip {
                claim: rows[0].claim.clone(),
                before: verdict,
                after: rows[0].verdict,
                relies_on: rows[0].relies_on,
                tests,
            })
        })
        .collect()
}

/// The identity of a test: every field except its results.
type Test<'a> = (&'a str, Configuration<'a>, &'a str, Option<Statistic>, &'a str);
type Configuration<'a> = (Option<&'a Conditions>, &'a str, Option<Metric>);

fn test(row: &ClaimRow) -> Test<'_> {
    let configuration = (row.conditions.as_ref(), &*row.a, row.metric);
    (&row.claim, configuration, &row.b, row.statistic, &row.rule)
}

/// Finds level shifts that the earlier tables lack. The day of a shift moves a little as more days arrive around it.
/// A nearby shift in the same direction therefore counts as the same.
fn shifts(before: &[ChangeRow], now: &[ChangeRow]) -> Vec<ChangeRow> {
    let levels = |rows: &[ChangeRow]| -> Vec<ChangeRow> {
        rows.iter().filter(|row| row.change.kind == ChangeKind::LevelShift).cloned().collect()
    };
    let known = levels(before);
    let is_up = |row: &ChangeRow| row.change.after > row.change.before;
    let is_known = |row: &ChangeRow| {
        known.iter().any(|known| {
            series(known) == series(row)
                && is_up(known) == is_up(row)
                && days_between(known.change.date, row.change.date) <= SAME_TIME_DAYS
        })
    };
    let mut found = levels(now);
    found.retain(|row| !is_known(row));
    found.sort_by(|a, b| (Reverse(a.change.date), series(a)).cmp(&(Reverse(b.change.date), series(b))));
    found
}

fn series(row: &ChangeRow) -> Configuration<'_> {
    (Some(&row.conditions), &row.runtime, Some(row.metric))
}
