//! News since earlier tables: silent sources, changed claims and level shifts.

use std::{cmp::Reverse, collections::BTreeMap};

use schema::{
    ChangeKind, ChangeRow, ClaimRow, Conditions, Date, Flip, Metric, News, SourceRow, Stale, Tables,
    days_between,
};

use crate::diff::{Changed, diff};

/// The tables to compare, and the day of the comparison.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// Earlier tables; only claims and changes are used.
    pub before: &'a Tables,
    /// Current tables.
    pub now: &'a Tables,
    /// Sources that still publish, each with the days without new samples after which it is silent.
    pub alive: &'a BTreeMap<String, u32>,
    /// The day of the comparison, UTC.
    pub today: Date,
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
    let Compared { now, alive, today, .. } = *compared;
    let newest = |source: &String| {
        let row = now.sources.iter().find(|row: &&SourceRow| row.source == *source);
        row.map(|row| row.newest_day)
    };
    let is_silent = |day: Date, after: u32| day < today && days_between(day, today).unsigned_abs() > after;
    let silent = alive.iter().filter_map(|(source, after)| {
        let newest_day = newest(source);
        let is_stale = newest_day.is_none_or(|day| is_silent(day, *after));
        is_stale.then(|| Stale { source: source.clone(), newest_day })
    });
    silent.collect()
}

/// Finds claims whose verdict or test results differ.
fn flips(before: &[ClaimRow], now: &[ClaimRow]) -> Vec<Flip> {
    let found = diff(before, now);
    let is_news = |test: &&Changed<'_, ClaimRow>| test.differs("verdict") || test.differs("result");
    let tests: Vec<_> = found.changed.iter().filter(is_news).collect();
    let flip = |tests: &[&Changed<'_, ClaimRow>]| {
        let (was, is) = (tests[0].before.row, tests[0].after.row);
        let turned = tests.iter().filter(|test| test.differs("result"));
        Flip {
            claim: is.claim.clone(),
            before: was.verdict,
            after: is.verdict,
            relies_on: is.relies_on,
            tests: turned.map(|test| test.after.row.clone()).collect(),
        }
    };
    tests.chunk_by(|a, b| a.after.row.claim == b.after.row.claim).map(flip).collect()
}

/// Finds level shifts that the earlier tables lack. The day of a shift moves a little as more days arrive around it.
/// A nearby shift in the same direction therefore counts as the same.
fn shifts(before: &[ChangeRow], now: &[ChangeRow]) -> Vec<ChangeRow> {
    let found = diff(before, now);
    let rows = found.added.iter().chain(found.changed.iter().map(|row| &row.after)).map(|row| row.row);
    let is_known = |row: &&ChangeRow| {
        before.iter().any(|known| series(known) == series(row) && known.change.is_with(&row.change))
    };
    let is_new = |row: &&ChangeRow| row.change.kind == ChangeKind::LevelShift && !is_known(row);
    let mut shifts: Vec<ChangeRow> = rows.filter(is_new).cloned().collect();
    shifts.sort_by(|a, b| (Reverse(a.change.date), series(a)).cmp(&(Reverse(b.change.date), series(b))));
    shifts
}

fn series(row: &ChangeRow) -> (&Conditions, &str, Metric) {
    (&row.conditions, &row.runtime, row.metric)
}
