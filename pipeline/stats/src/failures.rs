//! Failures of functions, counted by kind and day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, tz::TimeZone};
use schema::{Date, Failure, FailurePhase, FailureRow, FrequentFailure, Invocation, InvocationStatus};

/// Error types of a function that are counted by their name. Logs may hold any number of names, and memory must not grow
/// with them; AWS documents fewer.
const MAX_TYPES: usize = 20;

/// Longest name of an error type, in bytes.
const MAX_TYPE_LENGTH: usize = 100;

/// The failures of one function.
#[derive(Debug, Default)]
pub(crate) struct Failures {
    by_kind: BTreeMap<Failure, BTreeMap<Option<Date>, Count>>,
    types: BTreeSet<String>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    failures: u64,
    memory_exhausted: u64,
    first_at: Option<Timestamp>,
    last_at: Option<Timestamp>,
}

impl Failures {
    /// Counts the failures of `invocation`: of its init, of itself, or of both.
    pub(crate) fn add(&mut self, invocation: &Invocation) {
        let is_failed =
            |status: Option<InvocationStatus>| status.filter(|status| *status != InvocationStatus::Ok);
        if let Some(status) = is_failed(invocation.init_status) {
            self.count(Failure { phase: FailurePhase::Init, status, error_type: None }, invocation);
        }
        if let Some(status) = is_failed(invocation.status) {
            let error_type = invocation.error_type.as_deref().filter(|name| !name.is_empty());
            let error_type = error_type.map(|name| self.known_type(name));
            self.count(Failure { phase: FailurePhase::Invocation, status, error_type }, invocation);
        }
    }

    fn count(&mut self, failure: Failure, invocation: &Invocation) {
        let date = invocation.at.map(|at| at.to_zoned(TimeZone::UTC).date());
        let (used, size) = (invocation.max_memory_used_mb, invocation.memory_mb);
        let is_exhausted = used.zip(size).is_some_and(|(used, size)| used >= size);
        let one = Count {
            failures: 1,
            memory_exhausted: u64::from(is_exhausted),
            first_at: invocation.at,
            last_at: invocation.at,
        };
        self.by_kind.entry(failure).or_default().entry(date).or_default().join(one);
    }

    /// Returns the name under which the error type `name` is counted: the first [`MAX_TYPES`] have their own.
    fn known_type(&mut self, name: &str) -> String {
        let name = &name[..name.floor_char_boundary(MAX_TYPE_LENGTH)];
        if self.types.contains(name) {
            return name.to_owned();
        }
        if self.types.len() >= MAX_TYPES {
            return FailureRow::OTHER_TYPES.to_owned();
        }
        self.types.insert(name.to_owned());
        name.to_owned()
    }

    /// Returns a row for each kind, most frequent first, followed by its days. `invocations` is the number on each day,
    /// or on all days together.
    pub(crate) fn rows(&self, function: &str, invocations: impl Fn(Option<Date>) -> u64) -> Vec<FailureRow> {
        let row = |kind: &Failure, date: Option<Date>, count: Count| FailureRow {
            function: function.to_owned(),
            phase: kind.phase,
            status: kind.status,
            error_type: kind.error_type.clone(),
            date,
            failures: count.failures,
            failure_share: count.failures as f64 / invocations(date) as f64,
            memory_exhausted: count.memory_exhausted,
            first_at: count.first_at,
            last_at: count.last_at,
        };
        let of_kind = |(kind, days): (&Failure, &BTreeMap<Option<Date>, Count>)| {
            let mut all = Count::default();
            for count in days.values() {
                all.join(*count);
            }
            // Failures without a time count in the row of all days only.
            let dated = days.iter().filter(|(date, _)| date.is_some());
            let dated = dated.map(|(date, count)| row(kind, *date, *count));
            std::iter::once(row(kind, None, all)).chain(dated).collect::<Vec<_>>()
        };
        let mut kinds: Vec<Vec<FailureRow>> = self.by_kind.iter().map(of_kind).collect();
        kinds.sort_by_key(|rows| std::cmp::Reverse(rows[0].failures));
        kinds.concat()
    }
}

impl Count {
    fn join(&mut self, other: Count) {
        self.failures += other.failures;
        self.memory_exhausted += other.memory_exhausted;
        self.first_at = [self.first_at, other.first_at].into_iter().flatten().min();
        self.last_at = self.last_at.max(other.last_at);
    }
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
    use schema::date;

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
        let mut failures = Failures::default();
        for invocation in invocations {
            failures.add(invocation);
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
    fn nothing_failed_in_success() {
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
        assert!(rows.iter().flat_map(|row| &row.error_type).all(|name| name.len() <= MAX_TYPE_LENGTH));
    }
}
