//! Comparison rows by pair.

use std::collections::BTreeMap;

use schema::{ComparisonRow, ShiftRow};

use crate::Inputs;

/// Comparison rows by their two runtimes, in the order of the tables.
pub(super) struct PairRows<'a> {
    comparisons: BTreeMap<(&'a str, &'a str), Vec<&'a ComparisonRow>>,
    shifts: BTreeMap<(&'a str, &'a str), Vec<&'a ShiftRow>>,
}

impl<'a> PairRows<'a> {
    pub(super) fn of(inputs: &Inputs<'a>) -> PairRows<'a> {
        let mut found = PairRows { comparisons: BTreeMap::new(), shifts: BTreeMap::new() };
        for row in inputs.tables.comparisons.iter().filter(|row| !row.conditions.is_local()) {
            found.comparisons.entry((&row.a, &row.b)).or_default().push(row);
        }
        for row in inputs.tables.shifts.iter().filter(|row| !row.conditions.is_local()) {
            found.shifts.entry((&row.a, &row.b)).or_default().push(row);
        }
        found
    }

    /// Returns the comparisons of `a` with `b`, `a` first.
    pub(super) fn comparisons(&self, a: &str, b: &str) -> Vec<ComparisonRow> {
        let rows = self.comparisons.get(&(a, b)).or_else(|| self.comparisons.get(&(b, a)));
        rows.into_iter().flatten().map(|row| row.from(a)).collect()
    }

    /// Returns the shift functions of `a` and `b`, `a` first.
    pub(super) fn shifts(&self, a: &str, b: &str) -> Vec<ShiftRow> {
        let rows = self.shifts.get(&(a, b)).or_else(|| self.shifts.get(&(b, a)));
        rows.into_iter().flatten().map(|row| row.from(a)).collect()
    }
}
