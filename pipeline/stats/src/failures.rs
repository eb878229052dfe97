//! Failures of functions, counted by kind and day.

use std::collections::{BTreeMap, BTreeSet};

use counts::{DayCounts, FailureCounts};
use schema::{Date, Failure, FailurePhase, FailureRow, FrequentFailure};

use crate::function_usage::timestamp;

/// Error types of a function that have rows of their own: the most frequent. AWS documents fewer, and a table with more
/// would not be read.
const MAX_TYPES: usize = 20;

/// The failures of one function.
#[derive(Debug, Default)]
pub(crate) struct Failures {
    by_kind: BTreeMap<Failure, BTreeMap<Option<Date>, FailureCounts>>,
}

impl Failures {
    /// Adds the failures of one day.
    pub(crate) fn add(&mut self, date: Option<Date>, day: &DayCounts) {
        for (kind, counts) in day.failures() {
            if let Ok(failure) = kind.parse() {
                self.add_kind(failure, date, *counts);
            }
        }
    }

    fn add_kind(&mut self, failure: Failure, date: Option<Date>, counts: FailureCounts) {
        self.by_kind.entry(failure).or_default().entry(date).or_default().join(counts);
    }

    /// Counts the failures of error types beyond the most frequent [`MAX_TYPES`] together. Among equally frequent types,
    /// the first in the alphabet have rows of their own.
    fn with_few_types(&self) -> Failures {
        let mut by_type: BTreeMap<&str, u64> = BTreeMap::new();
        for (failure, days) in &self.by_kind {
            if let Some(error_type) = &failure.error_type {
                *by_type.entry(error_type).or_default() += sum(days).failures;
            }
        }
        // Counting may have pooled some types before.
        by_type.remove(FailureRow::OTHER_TYPES);
        let mut types: Vec<(&str, u64)> = by_type.into_iter().collect();
        types.sort_by_key(|(_, failures)| std::cmp::Reverse(*failures));
        let rare: BTreeSet<&str> = types.into_iter().skip(MAX_TYPES).map(|(name, _)| name).collect();
        let mut few = Failures::default();
        for (failure, days) in &self.by_kind {
            let is_rare = failure.error_type.as_deref().is_some_and(|name| rare.contains(name));
            let other = || Some(FailureRow::OTHER_TYPES.to_owned());
            let error_type = if is_rare { other() } else { failure.error_type.clone() };
            for (date, counts) in days {
                few.add_kind(Failure { error_type: error_type.clone(), ..failure.clone() }, *date, *counts);
            }
        }
        few
    }

    /// Returns a row for each kind, most frequent first, followed by its days. `invocations` is the number on each day,
    /// or on all days together.
    pub(crate) fn rows(&self, function: &str, invocations: impl Fn(Option<Date>) -> u64) -> Vec<FailureRow> {
        let row = |kind: &Failure, date: Option<Date>, count: FailureCounts| FailureRow {
            function: function.to_owned(),
            phase: kind.phase,
            status: kind.status,
            error_type: kind.error_type.clone(),
            date,
            failures: count.failures,
            failure_share: count.failures as f64 / invocations(date) as f64,
            memory_exhausted: count.memory_exhausted,
            first_at: count.first_at_us.and_then(timestamp),
            last_at: count.last_at_us.and_then(timestamp),
        };
        let of_kind = |(kind, days): (&Failure, &BTreeMap<Option<Date>, FailureCounts>)| {
            let all = sum(days);
            // Failures without a time count in the row of all days only.
            let dated = days.iter().filter(|(date, _)| date.is_some());
            let dated = dated.map(|(date, count)| row(kind, *date, *count));
            std::iter::once(row(kind, None, all)).chain(dated).collect::<Vec<_>>()
        };
        let mut kinds: Vec<Vec<FailureRow>> = self.with_few_types().by_kind.iter().map(of_kind).collect();
        kinds.sort_by_key(|rows| std::cmp::Reverse(rows[0].failures));
        kinds.concat()
    }
}

fn sum(days: &BTreeMap<Option<Date>, FailureCounts>) -> FailureCounts {
    let mut all = FailureCounts::default();
    for counts in days.values() {
        all.join(*counts);
    }
    all
}

/// Returns the number of failures in `phase`, and their most frequent kind. `rows` are those of one function.
pub(crate) fn most_frequent(rows: &[FailureRow], phase: FailurePhase) -> (u64, Option<FrequentFailure>) {
    let kinds = || rows.iter().filter(|row| row.phase == phase && row.date.is_none());
    let all = kinds().map(|row| row.failures).sum();
    // Of equally frequent kinds, the first.
    let most = kinds().rev().max_by_key(|row| row.failures).map(|kind| {
        let failure = kind.failure();
        let days = rows.iter().filter_map(|row| row.date.zip(Some(row)));
        let days = days.filter(|(_, row)| row.failure() == failure).map(|(date, row)| (date, row.failures));
        let worst_day = days.rev().max_by_key(|(_, failures)| *failures);
        FrequentFailure {
            failures: kind.failures,
            worst_day: worst_day.filter(|(_, failures)| *failures > 1 && 2 * *failures > kind.failures),
            failure,
        }
    });
    (all, most)
}

#[cfg(test)]
mod tests {
    use counts::Counts;
    use jiff::tz::TimeZone;
    use schema::{Invocation, InvocationStatus, date};

    use super::*;

    fn failed(day: i8, status: InvocationStatus, error_type: Option<&str>) -> Invocation {
        Invocation {
            at: date(2026, 10, day).at(9, 0, 0, 0).to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp()),
            status: Some(status),
            error_type: error_type.map(str::to_owned),
            ..Invocation::default()
        }
    }

    fn of(invocations: &[Invocation]) -> Vec<FailureRow> {
        let (mut counts, mut failures) = (Counts::default(), Failures::default());
        for invocation in invocations {
            counts.add(invocation);
        }
        for key in counts.keys() {
            key.days().into_iter().for_each(|(date, day)| failures.add(date, day));
        }
        failures.rows("f", |date| if date.is_some() { 10 } else { 100 })
    }

    #[test]
    fn failures_are_counted_by_kind_and_day() {
        let exit = || failed(2, InvocationStatus::Error, Some("Runtime.ExitError"));
        let full = Invocation { memory_mb: Some(128), max_memory_used_mb: Some(128), ..exit() };
        let undated = Invocation { at: None, ..failed(1, InvocationStatus::Timeout, None) };
        let late = failed(3, InvocationStatus::Timeout, None);
        let rows =
            of(&[exit(), undated, full, failed(4, InvocationStatus::Timeout, Some("")), late.clone(), late]);
        let told = rows.iter().map(|row| {
            let day = row.date.map(Date::day);
            (
                row.status,
                row.error_type.as_deref(),
                day,
                row.failures,
                row.memory_exhausted,
                row.failure_share,
            )
        });
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                (InvocationStatus::Timeout, None, None, 4, 0, 0.04),
                (InvocationStatus::Timeout, None, Some(3), 2, 0, 0.2),
                (InvocationStatus::Timeout, None, Some(4), 1, 0, 0.1),
                (InvocationStatus::Error, Some("Runtime.ExitError"), None, 2, 1, 0.02),
                (InvocationStatus::Error, Some("Runtime.ExitError"), Some(2), 2, 1, 0.2),
            ]
        );
        assert_eq!((rows[0].first_at, rows[0].last_at), (rows[1].first_at, rows[2].last_at));
        let (all, most) = most_frequent(&rows, FailurePhase::Invocation);
        let most = most.unwrap();
        assert_eq!((all, most.failures, most.worst_day), (6, 4, None), "half is not most");
        let (_, most) = most_frequent(&rows[3..], FailurePhase::Invocation);
        assert_eq!(most.unwrap().worst_day, Some((date(2026, 10, 2), 2)));
    }

    #[test]
    fn inits_fail_apart_from_invocations() {
        let init = Invocation {
            status: Some(InvocationStatus::Ok),
            init_status: Some(InvocationStatus::Timeout),
            error_type: Some("x".to_owned()),
            ..Invocation::default()
        };
        let both = Invocation { status: Some(InvocationStatus::Error), ..init.clone() };
        let rows = of(&[init, both]);
        assert_eq!(rows.len(), 2);
        let (all, most) = most_frequent(&rows, FailurePhase::Init);
        let most = most.unwrap();
        assert_eq!((all, most.failure.error_type, most.worst_day), (2, None, None));
        assert_eq!(most_frequent(&rows, FailurePhase::Invocation).0, 1);
    }

    #[test]
    fn successful_invocations_are_no_failures() {
        assert_eq!(of(&[Invocation::default(), failed(1, InvocationStatus::Ok, Some("x"))]), []);
        assert_eq!(most_frequent(&[], FailurePhase::Init), (0, None));
    }

    #[test]
    fn memory_does_not_grow_with_the_names_of_errors() {
        let name = |n: usize| format!("{n} {}", "ä".repeat(200));
        let all: Vec<Invocation> =
            (0..10_000).map(|n| failed(1, InvocationStatus::Error, Some(&name(n)))).collect();
        let rows = of(&all);
        assert_eq!(rows.len(), 2 * (MAX_TYPES + 1));
        assert_eq!(rows[0].error_type.as_deref(), Some(FailureRow::OTHER_TYPES));
        assert_eq!(rows[0].failures, 10_000 - MAX_TYPES as u64);
        assert!(rows.iter().flat_map(|row| &row.error_type).all(|name| name.len() <= 100));
    }
}
