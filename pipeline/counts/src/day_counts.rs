//! The counts of one key on one day.

use std::{borrow::Cow, collections::BTreeMap};

use schema::{CountKind, CountMetric};

use crate::tally::Tally;

/// Counts of one key on one day.
#[derive(Clone, Debug, Default)]
pub struct DayCounts {
    /// The values of each metric that has some, in no order: there are a few.
    values: Vec<(CountMetric, Tally)>,
    /// Sums, and the first and last time.
    numbers: Vec<(CountMetric, i64)>,
    /// Failures by their kind.
    failures: BTreeMap<String, FailureCounts>,
}

/// Failures of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FailureCounts {
    /// Number of failures.
    pub failures: u64,
    /// Failures among them after which the environment had used all of its memory.
    pub memory_exhausted: u64,
    /// Time of the first, in microseconds since 1970; none without a time.
    pub first_at_us: Option<i64>,
    /// Time of the last.
    pub last_at_us: Option<i64>,
}

impl DayCounts {
    /// Returns the values of `metric` with their counts, ascending.
    pub fn values(&self, metric: CountMetric) -> Cow<'_, [(i64, u64)]> {
        let found = self.values.iter().find(|(found, _)| *found == metric);
        found.map_or(Cow::Borrowed(&[]), |(_, tally)| tally.counted())
    }

    /// Returns the sum of `metric`; 0 without any.
    pub fn sum(&self, metric: CountMetric) -> u64 {
        self.number(metric).map_or(0, i64::cast_unsigned)
    }

    /// Returns the first or last time of `metric`, in microseconds since 1970.
    pub fn number(&self, metric: CountMetric) -> Option<i64> {
        self.numbers.iter().find(|(found, _)| *found == metric).map(|(_, number)| *number)
    }

    /// The failures by their kind.
    pub const fn failures(&self) -> &BTreeMap<String, FailureCounts> {
        &self.failures
    }

    /// Number of records: invocations, and round trips that only a caller measured.
    pub(crate) fn n_records(&self) -> u64 {
        self.sum(CountMetric::Invocations) + self.sum(CountMetric::RoundTrips)
    }

    pub(crate) fn add(&mut self, metric: CountMetric, value: i64, n: u64) {
        match metric.kind() {
            CountKind::Value => self.tally(metric).add(value, n),
            CountKind::Sum => self.put(metric, n.cast_signed(), i64::saturating_add),
            CountKind::First => self.put(metric, value, i64::min),
            CountKind::Last | CountKind::Receipt => self.put(metric, value, i64::max),
        }
    }

    fn tally(&mut self, metric: CountMetric) -> &mut Tally {
        let found = self.values.iter().position(|(found, _)| *found == metric);
        let position = found.unwrap_or(self.values.len());
        if found.is_none() {
            self.values.push((metric, Tally::default()));
        }
        &mut self.values[position].1
    }

    fn put(&mut self, metric: CountMetric, number: i64, join: fn(i64, i64) -> i64) {
        match self.numbers.iter_mut().find(|(found, _)| *found == metric) {
            Some((_, found)) => *found = join(*found, number),
            None => self.numbers.push((metric, number)),
        }
    }

    pub(crate) fn add_failures(&mut self, kind: &str, more: FailureCounts) {
        match self.failures.get_mut(kind) {
            Some(found) => found.join(more),
            None => {
                self.failures.insert(kind.to_owned(), more);
            }
        }
    }

    /// Adds all counts of `other`.
    pub(crate) fn join(&mut self, other: DayCounts) {
        for (metric, tally) in other.values {
            self.tally(metric).join(tally);
        }
        for (metric, number) in other.numbers {
            self.add(metric, number, number.cast_unsigned());
        }
        for (kind, more) in other.failures {
            self.add_failures(&kind, more);
        }
    }

    /// Calls `each` with metric, detail, value and count of every row, in order of the metrics.
    pub(crate) fn for_each_row<E>(
        &self,
        each: &mut impl FnMut(CountMetric, Option<&str>, i64, u64) -> Result<(), E>,
    ) -> Result<(), E> {
        for metric in CountMetric::VALUES {
            match metric.kind() {
                _ if metric.has_detail() => {
                    for (kind, counts) in &self.failures {
                        if let Some((value, n)) = counts.row(*metric) {
                            each(*metric, Some(kind), value, n)?;
                        }
                    }
                }
                CountKind::Value => {
                    for (value, n) in &*self.values(*metric) {
                        each(*metric, None, *value, *n)?;
                    }
                }
                CountKind::Sum => match self.sum(*metric) {
                    0 => {}
                    sum => each(*metric, None, 1, sum)?,
                },
                CountKind::First | CountKind::Last | CountKind::Receipt => {
                    if let Some(at) = self.number(*metric) {
                        each(*metric, None, at, 1)?;
                    }
                }
            }
        }
        Ok(())
    }
}

impl FailureCounts {
    /// Adds the counts of `other`.
    pub fn join(&mut self, other: FailureCounts) {
        self.failures += other.failures;
        self.memory_exhausted += other.memory_exhausted;
        self.first_at_us = [self.first_at_us, other.first_at_us].into_iter().flatten().min();
        self.last_at_us = self.last_at_us.max(other.last_at_us);
    }

    /// Returns the counts that a row of `metric` stands for.
    pub(crate) fn of_row(metric: CountMetric, value: i64, n: u64) -> FailureCounts {
        let mut counts = FailureCounts::default();
        match metric {
            CountMetric::Failures => counts.failures = n,
            CountMetric::MemoryExhausted => counts.memory_exhausted = n,
            CountMetric::FirstFailureAtUs => counts.first_at_us = Some(value),
            CountMetric::LastFailureAtUs => counts.last_at_us = Some(value),
            _ => {}
        }
        counts
    }

    /// Returns value and count of the row of `metric`, if there is one.
    fn row(self, metric: CountMetric) -> Option<(i64, u64)> {
        match metric {
            CountMetric::Failures => (self.failures > 0).then_some((1, self.failures)),
            CountMetric::MemoryExhausted => (self.memory_exhausted > 0).then_some((1, self.memory_exhausted)),
            CountMetric::FirstFailureAtUs => self.first_at_us.map(|at| (at, 1)),
            CountMetric::LastFailureAtUs => self.last_at_us.map(|at| (at, 1)),
            _ => None,
        }
    }
}
