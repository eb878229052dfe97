//! Changes between two versions of the tables: the published numbers that moved, and the reasons.
//!
//! A number counts as published if it has an interval. It has *moved* if the later estimate lies outside the interval
//! of the earlier version. An estimate within that interval agrees with the earlier version.

mod numbers;
mod reasons;

use std::collections::HashMap;

use rayon::prelude::*;
use schema::{
    AgreementRow, CalendarDay, ComparisonRow, FileRow, HistoryRow, IntervalRow, Method, MovedRow, OF_NUMBERS,
    SourceRow, Summaries, TableSince,
};

use numbers::{Key, Number, numbers};
use reasons::{Reasons, Why};

/// Tables to compare: those of published numbers, and those that describe the underlying data.
#[derive(Clone, Copy, Debug, Default)]
#[expect(missing_docs, reason = "each is the table of its name")]
pub struct Tables<'a> {
    pub intervals: &'a [IntervalRow],
    pub comparisons: &'a [ComparisonRow],
    pub agreement: &'a [AgreementRow],
    pub history: &'a [HistoryRow],
    pub sources: &'a [SourceRow],
    pub calendar: &'a [CalendarDay],
    pub files: &'a [FileRow],
}

impl<'a> From<&'a Summaries> for Tables<'a> {
    fn from(all: &'a Summaries) -> Tables<'a> {
        Tables {
            intervals: &all.intervals,
            comparisons: &all.comparisons,
            agreement: &all.agreement,
            history: &all.history,
            sources: &all.sources,
            calendar: &all.calendar,
            files: &all.files,
        }
    }
}

impl Tables<'_> {
    /// Returns true if the table `file` is the same slice in both.
    fn shares(&self, other: &Tables<'_>, file: &str) -> bool {
        match file {
            "intervals.csv" => std::ptr::eq(self.intervals, other.intervals),
            "comparisons.csv" => std::ptr::eq(self.comparisons, other.comparisons),
            _ => std::ptr::eq(self.agreement, other.agreement),
        }
    }
}

/// Counts the changes from `before` to `now` in each table of published numbers, and lists every number that moved,
/// in the order of the tables. `methods` are the method changes that the earlier version lacks. A table that is the
/// same slice in both is not compared row by row.
pub fn moved(before: &Tables<'_>, now: &Tables<'_>, methods: &[&Method]) -> (Vec<TableSince>, Vec<MovedRow>) {
    let compared: Vec<_> = OF_NUMBERS.par_iter().map(|table| compare(table, before, now)).collect();
    let is_still = compared.iter().all(|(_, pairs)| pairs.is_empty());
    if is_still {
        return (compared.into_iter().map(|(since, _)| since).collect(), Vec::new());
    }
    let reasons = Reasons::of(before, now, methods);
    let mut rows = Vec::new();
    let mut tables = Vec::new();
    for (mut since, pairs) in compared {
        let table = since.table.clone();
        let row = |(was, is): &(Number<'_>, Number<'_>)| row(&table, was, is, reasons.why(&table, &is.key));
        let moved: Vec<MovedRow> = pairs.par_iter().map(row).collect();
        for row in &moved {
            since.new_data += u64::from(row.new_data);
            since.corrected_data += u64::from(row.corrected_data);
            since.changed_method += u64::from(row.changed_method);
            since.unexplained += u64::from(row.is_unexplained());
        }
        rows.extend(moved);
        tables.push(since);
    }
    (tables, rows)
}

/// Returns the counts of one table, and each number that moved, before and now.
fn compare<'a>(
    table: &str,
    before: &Tables<'a>,
    now: &Tables<'a>,
) -> (TableSince, Vec<(Number<'a>, Number<'a>)>) {
    let mut since = TableSince { table: table.to_owned(), ..TableSince::default() };
    let current = numbers(table, now);
    if before.shares(now, table) {
        since.both = current.len() as u64;
        return (since, Vec::new());
    }
    let mut earlier: HashMap<Key<'_>, Number<'_>> =
        numbers(table, before).into_iter().map(|number| (number.key, number)).collect();
    let mut pairs = Vec::new();
    for is in current {
        let Some(was) = earlier.remove(&is.key) else {
            since.appeared += 1;
            continue;
        };
        since.both += 1;
        if is.value < was.lower || is.value > was.upper {
            since.moved += 1;
            pairs.push((was, is));
        }
    }
    since.gone = earlier.len() as u64;
    (since, pairs)
}

fn row(table: &str, was: &Number<'_>, is: &Number<'_>, why: Why) -> MovedRow {
    let key = &is.key;
    let width = was.upper - was.lower;
    let distance = (was.lower - is.value).max(is.value - was.upper);
    MovedRow {
        table: table.to_owned(),
        conditions: key.conditions.clone(),
        runtime: (!key.runtime.is_empty()).then(|| key.runtime.to_owned()),
        against: key.against.words(),
        memory: key.memory,
        metric: key.metric,
        statistic: key.statistic.to_owned(),
        before: was.value,
        before_lower: was.lower,
        before_upper: was.upper,
        after: is.value,
        after_lower: is.lower,
        after_upper: is.upper,
        beyond: Some(distance / width).filter(|beyond| width > 0.0 && beyond.is_finite()),
        new_data: why.new_data,
        corrected_data: why.corrected_data,
        changed_method: why.changed_method,
        evidence: why.evidence,
    }
}
