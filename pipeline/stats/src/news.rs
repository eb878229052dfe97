//! What is new in tables since earlier ones: silent sources, claims that turned, levels that shifted.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use schema::{
    Arch, ChangeKind, ChangeRow, ClaimRow, ClaimVerdict, Date, Flip, Metric, News, Package, SourceRow, Stale,
    Statistic, Summaries,
};

use crate::changes::{SAME_TIME_DAYS, days_between};

/// What is compared, and when.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// Tables as they were; only claims and changes count.
    pub before: &'a Summaries,
    /// Tables as they are.
    pub now: &'a Summaries,
    /// Sources that go on publishing, so that they can fall silent.
    pub published: &'a BTreeSet<String>,
    /// The day on which this is asked, UTC.
    pub today: Date,
    /// Days after which a source is silent.
    pub stale_after: u32,
}

/// What a reader of the earlier tables should be told.
pub fn news(compared: &Compared<'_>) -> News {
    let Compared { before, now, .. } = compared;
    News {
        stale: stale(compared),
        flips: flips(&before.claims, &now.claims),
        shifts: shifts(&before.changes, &now.changes),
    }
}

/// Sources whose newest day lies too far back, or that have none.
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

/// Claims that are in both tables, and of which the verdict or a test is another one.
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

/// What makes two rows the same test: all but what was found.
type Test<'a> = (&'a str, Configuration<'a>, &'a str, Option<Statistic>, &'a str);
type Configuration<'a> = (&'a str, &'a str, Option<Package>, Option<Arch>, &'a str, Option<Metric>);

fn test(row: &ClaimRow) -> Test<'_> {
    let configuration = (&*row.source, &*row.a, row.package, row.arch, &*row.workload, row.metric);
    (&row.claim, configuration, &row.b, row.statistic, &row.rule)
}

/// Levels that shifted and of which the earlier tables know nothing. The day of a shift moves a little as days come
/// in on both sides of it, so one nearby, the same way, is the same.
fn shifts(before: &[ChangeRow], now: &[ChangeRow]) -> Vec<ChangeRow> {
    let levels = |rows: &[ChangeRow]| -> Vec<ChangeRow> {
        rows.iter().filter(|row| row.kind == ChangeKind::LevelShift).cloned().collect()
    };
    let known = levels(before);
    let is_up = |row: &ChangeRow| row.after > row.before;
    let is_known = |row: &ChangeRow| {
        known.iter().any(|known| {
            series(known) == series(row)
                && is_up(known) == is_up(row)
                && days_between(known.date, row.date) <= SAME_TIME_DAYS
        })
    };
    let mut found = levels(now);
    found.retain(|row| !is_known(row));
    found.sort_by(|a, b| (Reverse(a.date), series(a)).cmp(&(Reverse(b.date), series(b))));
    found
}

fn series(row: &ChangeRow) -> Configuration<'_> {
    (&row.source, &row.runtime, Some(row.package), Some(row.arch), &row.workload, Some(row.metric))
}
