//! Rows of the tables by the pairs that they are of.

use std::collections::BTreeMap;

use schema::{ComparisonRow, ShiftRow};

use crate::Inputs;

/// Rows of the tables by the two runtimes that they are of, in the order in which the tables have them.
pub(super) struct Beside<'a> {
    comparisons: BTreeMap<(&'a str, &'a str), Vec<&'a ComparisonRow>>,
    shifts: BTreeMap<(&'a str, &'a str), Vec<&'a ShiftRow>>,
}

impl<'a> Beside<'a> {
    pub(super) fn of(inputs: &Inputs<'a>) -> Beside<'a> {
        let mut found = Beside { comparisons: BTreeMap::new(), shifts: BTreeMap::new() };
        for row in inputs.summaries.comparisons.iter().filter(|row| !row.package.is_local()) {
            found.comparisons.entry((&row.a, &row.b)).or_default().push(row);
        }
        for row in inputs.summaries.shifts.iter().filter(|row| !row.package.is_local()) {
            found.shifts.entry((&row.a, &row.b)).or_default().push(row);
        }
        found
    }

    /// The comparisons of `a` with `b`, `a` first.
    pub(super) fn comparisons(&self, a: &str, b: &str) -> Vec<ComparisonRow> {
        let rows = self.comparisons.get(&(a, b)).or_else(|| self.comparisons.get(&(b, a)));
        rows.into_iter().flatten().map(|row| row.from(a)).collect()
    }

    /// The steps of the shift function of `a` and `b`, with whether they are of `b` less `a`.
    pub(super) fn shifts<'s>(&'s self, a: &'s str, b: &'s str) -> (&'s [&'s ShiftRow], bool) {
        match self.shifts.get(&(a, b)) {
            Some(rows) => (rows, false),
            None => (self.shifts.get(&(b, a)).map_or(&[], Vec::as_slice), true),
        }
    }
}
