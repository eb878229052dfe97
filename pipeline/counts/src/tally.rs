//! Values with counts: memory grows with the number of different values, not of samples.

use std::borrow::Cow;

/// Values that are collected before they are counted, at least.
const MIN_RECENT: usize = 256;

/// Counts of different values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// Different values with their counts, ascending.
    counted: Vec<(i64, u64)>,
    /// Values that are not counted yet.
    recent: Vec<(i64, u64)>,
}

impl Tally {
    /// Adds a value that was seen `n` times.
    pub(crate) fn add(&mut self, value: i64, n: u64) {
        // Rows of a sorted file arrive in order.
        if self.recent.is_empty() && self.counted.last().is_none_or(|(last, _)| *last < value) {
            self.counted.push((value, n));
            return;
        }
        if self.recent.capacity() == 0 {
            self.recent.reserve_exact(MIN_RECENT);
        }
        self.recent.push((value, n));
        // As many as are counted, so that each value is moved a few times in all.
        if self.recent.len() >= self.counted.len().max(MIN_RECENT) {
            self.count();
        }
    }

    /// Adds all values of `other`.
    pub(crate) fn join(&mut self, mut other: Tally) {
        other.count();
        self.count();
        // Counts of many logs hold many tallies, whose spare room would add up.
        self.recent = Vec::new();
        self.counted.reserve_exact(other.counted.len());
        self.merge(&other.counted);
    }

    /// Returns every different value with its count, ascending.
    pub(crate) fn counted(&self) -> Cow<'_, [(i64, u64)]> {
        if self.recent.is_empty() {
            return Cow::Borrowed(&self.counted);
        }
        let mut all = self.clone();
        all.count();
        Cow::Owned(all.counted)
    }

    fn count(&mut self) {
        let mut recent = std::mem::take(&mut self.recent);
        recent.sort_unstable();
        self.merge(&recent);
        recent.clear();
        self.recent = recent;
    }

    /// Merges values that ascend.
    fn merge(&mut self, more: &[(i64, u64)]) {
        self.counted.extend_from_slice(more);
        // Two runs that ascend are sorted in one pass.
        self.counted.sort_by_key(|(value, _)| *value);
        self.counted.dedup_by(|next, kept| {
            let is_same = kept.0 == next.0;
            kept.1 += if is_same { next.1 } else { 0 };
            is_same
        });
    }
}

#[test]
fn equal_values_are_counted() {
    let mut tally = Tally::default();
    for idx in 0..10_000_i64 {
        tally.add(idx * 7 % 100, 1 + u64::from(idx % 2 == 0));
    }
    assert!(tally.recent.len() < MIN_RECENT);
    let counted = tally.counted();
    assert_eq!(counted.len(), 100);
    assert_eq!(counted.iter().map(|(_, n)| n).sum::<u64>(), 15_000);
    assert!(counted.is_sorted_by(|a, b| a.0 < b.0));
    let mut twice = tally.clone();
    twice.join(tally.clone());
    assert!(twice.counted().iter().zip(counted.iter()).all(|(twice, once)| *twice == (once.0, 2 * once.1)));
}
