//! Counts per rule of an adapter.

use std::marker::PhantomData;

use schema::{Outcome, RuleCount};

/// Rules of an adapter, each a class of files, records or samples that needs a decision.
pub(crate) trait Rules: Copy + 'static {
    /// Every rule, in the order of the published table.
    const ALL: &'static [Self];

    /// Index of the rule in [`Rules::ALL`].
    fn idx(self) -> usize;

    /// Name of the rule, its outcome and the reason for it.
    fn text(self) -> (&'static str, Outcome, &'static str);

    /// Name of the rule.
    fn name(self) -> &'static str {
        self.text().0
    }
}

/// Declares the rules of an adapter in the order of the published table, each with its outcome, name and reason.
macro_rules! rules {
    (
        $(#[$meta:meta])*
        $visibility:vis enum $name:ident { $($rule:ident: $outcome:ident, $word:literal, $reason:literal;)+ }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $visibility enum $name {
            $($rule),+
        }

        impl $crate::tally::Rules for $name {
            const ALL: &'static [$name] = &[$($name::$rule),+];

            fn idx(self) -> usize {
                self as usize
            }

            fn text(self) -> (&'static str, schema::Outcome, &'static str) {
                match self {
                    $($name::$rule => ($word, schema::Outcome::$outcome, $reason)),+
                }
            }
        }
    };
}
pub(crate) use rules;

/// Counts of one rule.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    files: u64,
    records: u64,
    samples: u64,
}

/// Counts of every rule, for one file or for many.
#[derive(Clone, Debug)]
pub(crate) struct Tally<R>(Vec<Count>, PhantomData<R>);

impl<R: Rules> Default for Tally<R> {
    fn default() -> Tally<R> {
        Tally(vec![Count::default(); R::ALL.len()], PhantomData)
    }
}

impl<R: Rules> Tally<R> {
    /// Counts `records` with `samples` under `rule`, and the file once. Only for the tally of a single file.
    pub(crate) fn count(&mut self, rule: R, records: u64, samples: u64) {
        let count = &mut self.0[rule.idx()];
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

    /// Returns one row per rule, including rules without a match.
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

/// Fails if two rules share a name.
#[cfg(test)]
pub(crate) fn check<R: Rules>() {
    let names: std::collections::BTreeSet<_> = R::ALL.iter().map(|rule| rule.text().0).collect();
    assert_eq!(names.len(), R::ALL.len());
}
