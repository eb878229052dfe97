//! Marks in the history of one runtime: shifts of its level, and its bad days.

use charts::{Annotation, AnnotationKind, number::format_number};
use schema::{ChangeKind, ChangeRow, Series};

use crate::{
    Inputs,
    context::{
        formats::{points, scope},
        table::{Cell, Table},
    },
};

/// Returns the changes of a configuration that its history marks, newest first.
pub(crate) fn changes<'a>(inputs: &Inputs<'a>, series: &Series) -> Vec<&'a ChangeRow> {
    let is_it = |row: &&ChangeRow| {
        (row.conditions.source.as_str(), row.runtime.as_str(), row.conditions.workload.as_str())
            == (
                series.conditions.source.as_str(),
                series.runtime.as_str(),
                series.conditions.workload.as_str(),
            )
            && (row.conditions.packaging, row.conditions.arch, row.metric)
                == (series.conditions.packaging, series.conditions.arch, series.metric)
            && row.kind != ChangeKind::TailShift
    };
    inputs.summaries.changes.iter().filter(is_it).collect()
}

/// Returns the same changes as marks in the drawing.
pub(crate) fn happened(changes: &[&ChangeRow]) -> Vec<Annotation<'static>> {
    let mark = |row: &&ChangeRow| {
        let kind = match row.kind {
            ChangeKind::BadDay => AnnotationKind::BadDay,
            _ if row.after > row.before => AnnotationKind::Slower,
            _ => AnnotationKind::Faster,
        };
        Annotation { date: row.date, kind }
    };
    changes.iter().map(mark).collect()
}

/// Content of the last column of a table of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum With {
    /// Other series that changed in the same way at the same time.
    Scope,
    /// No such column: a few dependent series cannot show the scope of a change.
    Nothing,
}

/// Lists the same changes with their numbers; none where nothing changed.
pub(crate) fn table(changes: &[&ChangeRow], with: With) -> Option<Table> {
    let first = changes.first()?;
    // If several metrics are marked, each row names its own.
    let is_mixed = changes.iter().any(|row| row.metric != first.metric);
    let mut labels = vec!["Day", "What", "#Before", "#After", "#Ratio", "#95 % interval"];
    if with == With::Scope {
        labels.push("Changed with it");
    }
    if is_mixed {
        labels.insert(1, "Measure");
    }
    let caption = format!(
        "What is marked: shifts of the daily median, in {}, and bad days, with their share of slow starts",
        first.metric.unit()
    );
    let mut table = Table::new(caption, &labels);
    for row in changes {
        let is_bad = row.kind == ChangeKind::BadDay;
        let value = |value: f64| {
            if is_bad { Cell::text(format!("{} %", points(value))) } else { Cell::number(value) }
        };
        let what = if is_bad { "bad day" } else { "level shift" };
        let mut cells = vec![
            Cell::text(row.date.to_string()).head(),
            Cell::text(what),
            value(row.before),
            value(row.after),
            row.ratio.map_or_else(|| Cell::text(""), Cell::number),
            row.lower.map_or_else(|| Cell::text(""), |_| Cell::interval(row.lower, row.upper)),
        ];
        if with == With::Scope {
            cells.push(Cell::text(scope(row)));
        }
        if is_mixed {
            cells.insert(1, Cell::text(row.metric.title()));
        }
        table.rows.push(cells);
    }
    Some(table)
}

/// Describes the newest shift in a sentence; none where the level never shifted.
pub(crate) fn newest_shift(changes: &[&ChangeRow]) -> Option<String> {
    let mut shifts = changes.iter().filter(|row| row.kind == ChangeKind::LevelShift);
    let newest = shifts.next()?;
    let (before, after) = (format_number(newest.before), format_number(newest.after));
    let unit = newest.metric.unit();
    let times = match shifts.count() {
        0 => "once, on".to_owned(),
        earlier => format!("{} times, last on", earlier + 1),
    };
    Some(format!("Its level shifted {times} {}, from {before} to {after} {unit}.", newest.date))
}
