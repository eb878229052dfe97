//! The difference of two tables: rows added, removed and changed, cell by cell. The key of the table pairs the rows.

use std::collections::BTreeMap;

use rayon::prelude::*;
use schema::{Column, Ends, Estimate, RowWriter, Table};

/// The difference of two tables.
#[derive(Debug)]
pub struct Diff<'a, T> {
    /// Rows that only the later table has, in its order.
    pub added: Vec<Row<'a, T>>,
    /// Rows that only the earlier table has, in the order of their keys.
    pub removed: Vec<Row<'a, T>>,
    /// Rows of both tables with cells that differ, in the order of the later one.
    pub changed: Vec<Changed<'a, T>>,
    /// Rows that are the same in both, in the order of the later table.
    pub unchanged: Vec<Row<'a, T>>,
}

/// A row of both tables with cells that differ.
#[derive(Debug)]
pub struct Changed<'a, T> {
    /// The row in the earlier table.
    pub before: Row<'a, T>,
    /// The row in the later table.
    pub after: Row<'a, T>,
}

/// A row with the text of its cells.
#[derive(Debug)]
pub struct Row<'a, T> {
    /// The row.
    pub row: &'a T,
    cells: RowWriter,
}

/// Finds the difference from `before` to `after`.
pub fn diff<'a, T: Table>(before: &'a [T], after: &'a [T]) -> Diff<'a, T> {
    let rows = |rows: &'a [T]| -> Vec<(String, Row<'a, T>)> { rows.par_iter().map(Row::with_key).collect() };
    let mut earlier: BTreeMap<_, _> = rows(before).into_iter().collect();
    let mut diff =
        Diff { added: Vec::new(), removed: Vec::new(), changed: Vec::new(), unchanged: Vec::new() };
    for (key, after) in rows(after) {
        match earlier.remove(&key) {
            None => diff.added.push(after),
            Some(before) if before.cells == after.cells => diff.unchanged.push(after),
            Some(before) => diff.changed.push(Changed { before, after }),
        }
    }
    diff.removed = earlier.into_values().collect();
    diff
}

impl<T: Table> Changed<'_, T> {
    /// Returns each column whose cells differ, with the text before and after.
    pub fn cells(&self) -> impl Iterator<Item = (&'static Column, &str, &str)> {
        let cells = T::COLUMNS.iter().enumerate();
        let cells =
            cells.map(|(idx, column)| (column, self.before.cells.get(idx), self.after.cells.get(idx)));
        cells.filter(|(_, before, after)| before != after)
    }

    /// Returns true if the cells of `column` differ.
    pub fn differs(&self, column: &str) -> bool {
        self.cells().any(|(changed, ..)| changed.name == column)
    }
}

impl<'a, T: Table> Row<'a, T> {
    fn with_key(row: &'a T) -> (String, Row<'a, T>) {
        let cells = RowWriter::of(row);
        let key: Vec<&str> = T::KEY.iter().map(|column| cells.get(index_of::<T>(column))).collect();
        // A separator that no cell has.
        (key.join("\0"), Row { row, cells })
    }

    /// Returns an estimate; none without an interval, or if a number is not finite.
    pub(crate) fn estimate(&self, column: &EstimateColumn) -> Option<Estimate> {
        let number = |text: &str| text.parse().ok().filter(|number: &f64| number.is_finite());
        // An empty end is open.
        let end = |text: &str| if text.is_empty() { Some(None) } else { number(text).map(Some) };
        let [value, lower, upper] = column.indices.map(|idx| self.cells.get(idx));
        let (value, lower, upper) = (number(value), end(lower)?, end(upper)?);
        let Ends { lower, upper } = Ends::of(lower, upper)?;
        let is_ordered = lower.zip(upper).is_none_or(|(lower, upper)| lower <= upper);
        is_ordered.then_some(Estimate { value: value?, lower, upper })
    }
}

/// A column of estimates, and the indices of its value and of both ends of its interval.
pub(crate) struct EstimateColumn {
    pub(crate) column: &'static Column,
    indices: [usize; 3],
}

/// Returns the columns of estimates that the table declares.
pub(crate) fn estimate_columns<T: Table>() -> Vec<EstimateColumn> {
    let estimate = |column: &'static Column| {
        let [lower, upper] = column.interval?;
        Some(EstimateColumn { column, indices: [column.name, lower, upper].map(index_of::<T>) })
    };
    T::COLUMNS.iter().filter_map(estimate).collect()
}

/// Index of a column; past the last one if the table lacks it.
fn index_of<T: Table>(name: &str) -> usize {
    T::COLUMNS.iter().position(|column| column.name == name).unwrap_or(T::COLUMNS.len())
}
