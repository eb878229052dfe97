//! Marks in the history of one runtime: shifts of its level, and its bad days.

use charts::{Annotation, AnnotationKind, number::format_number};
use schema::{Change, ChangeKind, ChangeRow, Metric, Series};

use crate::{
    Inputs,
    context::{
        formats::{points, scope},
        table::{Cell, Table},
    },
};

/// A change as the history of a series marks it.
#[derive(Clone, Debug)]
pub(crate) struct Marked {
    pub(crate) metric: Metric,
    pub(crate) change: Change,
    /// Other series that changed in the same way at the same time; none where a few dependent series cannot show it.
    pub(crate) scope: Option<String>,
}

/// Returns the changes of a configuration that its history marks, newest first.
pub(crate) fn changes(inputs: &Inputs<'_>, series: &Series) -> Vec<Marked> {
    let is_it = |row: &&ChangeRow| {
        (&row.conditions, row.metric, &row.runtime) == (&series.conditions, series.metric, &series.runtime)
            && row.change.kind != ChangeKind::TailShift
    };
    let marked =
        |row: &ChangeRow| Marked { metric: row.metric, change: row.change.clone(), scope: Some(scope(row)) };
    inputs.summaries.changes.iter().filter(is_it).map(marked).collect()
}

/// Returns the same changes as marks in the drawing.
pub(crate) fn happened(changes: &[Marked]) -> Vec<Annotation<'static>> {
    let mark = |Marked { change, .. }: &Marked| {
        let kind = match change.kind {
            ChangeKind::BadDay => AnnotationKind::BadDay,
            _ if change.after > change.before => AnnotationKind::Slower,
            _ => AnnotationKind::Faster,
        };
        Annotation { date: change.date, kind }
    };
    changes.iter().map(mark).collect()
}

/// Lists the same changes with their numbers; none where nothing changed.
pub(crate) fn table(changes: &[Marked]) -> Option<Table> {
    let first = changes.first()?;
    // If several metrics are marked, each row names its own.
    let is_mixed = changes.iter().any(|marked| marked.metric != first.metric);
    let mut labels = vec!["Day", "What", "#Before", "#After", "#Ratio", "#95 % interval"];
    if first.scope.is_some() {
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
    for Marked { metric, change, scope } in changes {
        let is_bad = change.kind == ChangeKind::BadDay;
        let value = |value: f64| {
            if is_bad { Cell::text(format!("{} %", points(value))) } else { Cell::number(value) }
        };
        let what = if is_bad { "bad day" } else { "level shift" };
        let mut cells = vec![
            Cell::text(change.date.to_string()).head(),
            Cell::text(what),
            value(change.before),
            value(change.after),
            change.ratio.map_or_else(|| Cell::text(""), Cell::number),
            change.lower.map_or_else(|| Cell::text(""), |_| Cell::interval(change.lower, change.upper)),
        ];
        if let Some(scope) = scope {
            cells.push(Cell::text(scope.as_str()));
        }
        if is_mixed {
            cells.insert(1, Cell::text(metric.title()));
        }
        table.rows.push(cells);
    }
    Some(table)
}

/// Describes the newest shift in a sentence; none where the level never shifted.
pub(crate) fn newest_shift(changes: &[Marked]) -> Option<String> {
    let mut shifts = changes.iter().filter(|marked| marked.change.kind == ChangeKind::LevelShift);
    let Marked { metric, change: newest, .. } = shifts.next()?;
    let (before, after) = (format_number(newest.before), format_number(newest.after));
    let unit = metric.unit();
    let times = match shifts.count() {
        0 => "once, on".to_owned(),
        earlier => format!("{} times, last on", earlier + 1),
    };
    Some(format!("Its level shifted {times} {}, from {before} to {after} {unit}.", newest.date))
}
