//! Comparison rows by pair.

use std::collections::BTreeMap;

use schema::{ComparisonRow, ShiftRow, SloResultRow};

use crate::{Inputs, context::config::View};

/// Comparison rows by their two runtimes, in the order of the tables.
pub(super) struct PairRows<'a> {
    view: &'a View,
    comparisons: BTreeMap<(&'a str, &'a str), Vec<&'a ComparisonRow>>,
    shifts: BTreeMap<(&'a str, &'a str), Vec<&'a ShiftRow>>,
    /// Results in the first worked example, by runtime.
    costs: BTreeMap<&'a str, Vec<&'a SloResultRow>>,
}

impl<'a> PairRows<'a> {
    pub(super) fn of(inputs: &Inputs<'a>, view: &'a View) -> PairRows<'a> {
        let mut found =
            PairRows { view, comparisons: BTreeMap::new(), shifts: BTreeMap::new(), costs: BTreeMap::new() };
        for row in inputs.tables.comparisons.iter().filter(|row| !row.conditions.is_local()) {
            found.comparisons.entry((&row.a, &row.b)).or_default().push(row);
        }
        for row in inputs.tables.shifts.iter().filter(|row| !row.conditions.is_local()) {
            found.shifts.entry((&row.a, &row.b)).or_default().push(row);
        }
        let example = inputs.scenarios.first();
        let is_of_example = |row: &&SloResultRow| example.is_some_and(|example| row.scenario == example.id);
        for row in inputs.tables.slo_results.iter().filter(is_of_example) {
            found.costs.entry(&row.runtime).or_default().push(row);
        }
        found
    }

    /// Returns the results of a runtime in the first worked example.
    pub(super) fn costs(&self, runtime: &str) -> &[&'a SloResultRow] {
        self.costs.get(runtime).map_or(&[], Vec::as_slice)
    }

    /// Returns the comparison of `a` with `b` in the default view, `a` first.
    pub(super) fn main(&self, a: &str, b: &str) -> Option<ComparisonRow> {
        let rows = self.comparisons.get(&(a, b)).or_else(|| self.comparisons.get(&(b, a)))?;
        let is_main = |row: &&&ComparisonRow| {
            row.metric == self.view.metric && self.view.has_conditions(&row.conditions)
        };
        rows.iter().find(is_main).map(|row| row.from(a))
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
