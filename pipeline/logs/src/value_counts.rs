//! Values with counts: memory grows with the number of different values, not of samples.

/// Values that are collected before they are counted, at least.
const MIN_RECENT: usize = 1024;

/// Counts of different values.
#[derive(Clone, Debug, Default)]
pub(crate) struct ValueCounts {
    /// Different values with their counts, ascending.
    counted: Vec<(f64, u32)>,
    /// Values that are not counted yet.
    recent: Vec<f64>,
}

impl ValueCounts {
    /// Adds one value.
    pub(crate) fn push(&mut self, value: f64) {
        self.recent.push(value);
        // As many as are counted, so that each value is moved a few times in all.
        if self.recent.len() >= self.counted.len().max(MIN_RECENT) {
            self.count();
        }
    }

    /// True without values.
    pub(crate) const fn is_empty(&self) -> bool {
        self.counted.is_empty() && self.recent.is_empty()
    }

    /// Returns the different values with their counts, ascending.
    pub(crate) fn into_counted(mut self) -> Vec<(f64, u32)> {
        self.count();
        self.counted
    }

    fn count(&mut self) {
        self.counted.extend(self.recent.drain(..).map(|value| (value, 1)));
        self.counted.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.counted.dedup_by(|next, kept| {
            // A count that is full keeps the rest in a pair of its own.
            let sum = kept.1.checked_add(next.1).filter(|_| kept.0.total_cmp(&next.0).is_eq());
            kept.1 = sum.unwrap_or(kept.1);
            sum.is_some()
        });
    }
}

#[test]
fn equal_values_are_counted() {
    let mut counts = ValueCounts::default();
    assert!(counts.is_empty());
    for idx in 0..10_000_u32 {
        counts.push(f64::from(idx * 7 % 100) / 4.0);
    }
    assert!(!counts.is_empty() && counts.recent.len() < MIN_RECENT);
    let counted = counts.into_counted();
    assert_eq!(counted.len(), 100);
    assert!(counted.iter().all(|(_, count)| *count == 100));
    assert!(counted.is_sorted_by(|a, b| a.0 < b.0));
}
