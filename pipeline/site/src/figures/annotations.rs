//! Marks in the history of one runtime: shifts of its level, and its bad days.

use anyhow::Result;
use charts::{Annotation, AnnotationKind};
use schema::{Change, ChangeKind, ChangeRow, Metric, Series};
use serde_json::json;

use crate::{
    Inputs,
    context::{
        formats::{points, scope},
        table::{Cell, Table},
        texts::Texts,
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
    inputs.tables.changes.iter().filter(is_it).map(marked).collect()
}

/// Returns the same changes as marks in the drawing.
pub(crate) fn annotations(changes: &[Marked]) -> Vec<Annotation<'static>> {
    let mark = |Marked { change, .. }: &Marked| {
        let kind = match change.kind {
            ChangeKind::BadDay => AnnotationKind::BadDay,
            _ => AnnotationKind::Shift { before: change.before, after: change.after },
        };
        Annotation { date: change.date, kind }
    };
    changes.iter().map(mark).collect()
}

/// Lists the same changes with their numbers; none where nothing changed.
pub(crate) fn table(texts: &Texts, changes: &[Marked]) -> Result<Option<Table>> {
    let Some(first) = changes.first() else { return Ok(None) };
    // If several metrics are marked, each row names its own.
    let is_mixed = changes.iter().any(|marked| marked.metric != first.metric);
    let view =
        json!({ "unit": first.metric.unit(), "is_mixed": is_mixed, "has_scope": first.scope.is_some() });
    let words = texts.words("figures/annotations", &view)?;
    let (bad_day, level_shift) = (words.part("Bad day")?, words.part("Level shift")?);
    let row = |Marked { metric, change, scope }: &Marked| {
        let is_bad = change.kind == ChangeKind::BadDay;
        let value = |value: f64| {
            if is_bad { Cell::text(format!("{}%", points(value))) } else { Cell::number(value) }
        };
        let interval =
            change.lower.map_or_else(Cell::default, |_| Cell::interval(change.lower, change.upper));
        let measure = is_mixed.then(|| Cell::text(metric.title()));
        let numbers = [
            Cell::text(if is_bad { bad_day.as_str() } else { &level_shift }),
            value(change.before),
            value(change.after),
            change.ratio.map_or_else(Cell::default, Cell::number),
            interval,
        ];
        let day = std::iter::once(Cell::text(change.date.to_string()).head());
        day.chain(measure).chain(numbers).chain(scope.as_deref().map(Cell::text)).collect()
    };
    Table::worded(&words)?.filled(changes.iter().map(row))
}

/// The newest level shift, and the opposite one that it takes back if both are a temporary dip.
pub(crate) fn shift_and_dip(changes: &[Marked]) -> (Option<&Change>, Option<&Change>) {
    let mut shifts = changes.iter().map(|it| &it.change).filter(|it| it.kind == ChangeKind::LevelShift);
    let newest = shifts.next();
    (newest, shifts.find(|it| newest.is_some_and(|newest| it.back_on == Some(newest.date))))
}

/// Describes the newest shift in a sentence; none where the level never shifted.
pub(crate) fn newest_shift(texts: &Texts, changes: &[Marked]) -> Result<Option<String>> {
    let mut shifts = changes.iter().filter(|marked| marked.change.kind == ChangeKind::LevelShift);
    let Some(Marked { metric, change, .. }) = shifts.next() else { return Ok(None) };
    let view = json!({ "change": change, "unit": metric.unit(), "earlier": shifts.count() });
    texts.words("figures/newest-shift", &view)?.part("Shift").map(Some)
}
