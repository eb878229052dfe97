//! What the rules of an adapter met, counted.

use std::marker::PhantomData;

use schema::{Outcome, RuleCount};

/// Classes of files, records or samples that need a decision, each a variant.
pub(crate) trait Rules: Copy + 'static {
    /// Every rule, in the order of the published table, in which [`Rules::place`] counts.
    const ALL: &'static [Self];

    /// The place of the rule among all.
    fn place(self) -> usize;

    /// Its name, what is done about what it meets, and why.
    fn text(self) -> (&'static str, Outcome, &'static str);
}

/// What one rule met.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    files: u64,
    records: u64,
    samples: u64,
}

/// What every rule met, in one file or in many.
#[derive(Clone, Debug)]
pub(crate) struct Tally<R>(Vec<Count>, PhantomData<R>);

impl<R: Rules> Default for Tally<R> {
    fn default() -> Tally<R> {
        Tally(vec![Count::default(); R::ALL.len()], PhantomData)
    }
}

impl<R: Rules> Tally<R> {
    /// Counts `records` with `samples` under `rule`. Call it on the tally of one file.
    pub(crate) fn count(&mut self, rule: R, records: u64, samples: u64) {
        let count = &mut self.0[rule.place()];
        count.files = 1;
        count.records += records;
        count.samples += samples;
    }

    /// Adds the tally of another file.
    pub(crate) fn add(&mut self, other: &Tally<R>) {
        for (sum, count) in self.0.iter_mut().zip(&other.0) {
            sum.files += count.files;
            sum.records += count.records;
            sum.samples += count.samples;
        }
    }

    /// One row a rule, those that met nothing included.
    pub(crate) fn rows(&self, source: &str) -> Vec<RuleCount> {
        let row = |(rule, count): (&R, &Count)| {
            let (name, outcome, reason) = rule.text();
            RuleCount {
                source: source.to_owned(),
                rule: name.to_owned(),
                outcome,
                files: count.files,
                records: count.records,
                samples: count.samples,
                reason: reason.to_owned(),
            }
        };
        R::ALL.iter().zip(&self.0).map(row).collect()
    }
}

/// Fails where two rules have one name, or one does not stand in its place.
#[cfg(test)]
pub(crate) fn check<R: Rules>() {
    let names: std::collections::BTreeSet<_> = R::ALL.iter().map(|rule| rule.text().0).collect();
    assert_eq!(names.len(), R::ALL.len());
    for (place, rule) in R::ALL.iter().enumerate() {
        assert_eq!(rule.place(), place, "{}", rule.text().0);
    }
}
