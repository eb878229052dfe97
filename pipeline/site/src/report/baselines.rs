//! Init durations compared with those of an empty function: the rest comes from a function's own code and libraries.

use anyhow::Result;
use charts::bars::{self, Row};
use schema::{BaselineRow, NoBaseline, Percentile, Unit};
use serde::Serialize;
use serde_json::json;

use super::{
    inputs::{Function, MAX_CHARTED, ReportInputs},
    series::table,
};
use crate::context::{
    figure::{self, Figure, Words},
    hue,
    table::{Cell, Table},
    texts::{Labelled, Texts},
};

/// The comparison on the page of a function: the row with the most cold starts, or the reason why it cannot be compared.
#[derive(Serialize)]
pub(super) struct BaselineView<'a> {
    row: Option<&'a BaselineRow>,
    /// Name of the runtime.
    runtime: &'a str,
    is_slower: Option<bool>,
    /// Every memory size, if there are several.
    sizes: Option<Table>,
    missing: Option<&'a NoBaseline>,
}

/// Compares one function; none without init durations.
pub(super) fn of_function<'a>(
    inputs: &ReportInputs<'a>,
    words: &Labelled,
    function: &str,
) -> Result<Option<BaselineView<'a>>> {
    let rows: Vec<&BaselineRow> =
        inputs.baselines.iter().filter(|row| row.series.function == function).collect();
    let missing = inputs.without_baseline.iter().find(|(name, _)| name == function).map(|(_, reason)| reason);
    let row = main_row(inputs, function);
    if row.is_none() && missing.is_none() {
        return Ok(None);
    }
    let mut sizes = table(words, "Baselines", &[])?;
    sizes.rows.extend(rows.iter().map(|row| cells(Cell::text(row.series.memory.words()), row)));
    Ok(Some(BaselineView {
        row,
        runtime: row.map_or("", |row| name(inputs, row)),
        is_slower: row.and_then(BaselineRow::is_slower),
        sizes: (rows.len() > 1).then_some(sizes),
        missing,
    }))
}

/// Returns the row of the memory size with the most cold starts.
fn main_row<'a>(inputs: &ReportInputs<'a>, function: &str) -> Option<&'a BaselineRow> {
    inputs.baselines.iter().filter(|row| row.series.function == function).max_by_key(|row| row.n)
}

/// Returns the name of the runtime of `row`.
fn name<'a>(inputs: &ReportInputs<'a>, row: &'a BaselineRow) -> &'a str {
    inputs.registry.by_slug(&row.runtime).map_or(&row.runtime, |runtime| &runtime.name)
}

/// Makes the cells of one comparison after that of its name.
fn cells(head: Cell, row: &BaselineRow) -> Vec<Cell> {
    vec![
        head.head(),
        Cell::count(row.n),
        Cell::number(row.own.value),
        Cell::ends(row.own.ends()),
        Cell::number(row.baseline.value),
        Cell::ends(row.baseline.ends()),
        Cell::number(row.difference.value),
        Cell::ends(row.difference.ends()),
    ]
}

/// Draws each function that has a baseline, the longest init first; none without any.
pub(super) fn figure(
    inputs: &ReportInputs<'_>,
    texts: &Texts,
    functions: &[Function<'_>],
) -> Result<Option<Figure>> {
    let find = |function: &'_ Function<'_>| {
        Some((function.name.to_owned(), function.path.clone(), main_row(inputs, function.name)?))
    };
    let mut rows: Vec<(String, String, &BaselineRow)> =
        functions.iter().take(MAX_CHARTED).filter_map(find).collect();
    rows.sort_by(|a, b| b.2.own.value.total_cmp(&a.2.own.value));
    let most =
        rows.iter().map(|(_, _, row)| *row).max_by(|a, b| a.difference.value.total_cmp(&b.difference.value));
    let Some(most) = most else { return Ok(None) };
    let compared: Vec<&BaselineRow> = rows.iter().map(|(_, _, row)| *row).collect();
    let charted = (functions.len() > MAX_CHARTED).then_some(MAX_CHARTED);
    let words = words(texts, &compared, most, charted)?;
    let mut numbers = table(&words, "Caption", &[])?;
    for (name, path, row) in &rows {
        numbers.rows.push(cells(Cell::text(name.as_str()).to(path.as_str()), row));
    }
    let parts = words.list("Parts")?;
    let [own, empty] = &parts[..] else { anyhow::bail!("Parts of bars are two names, not {parts:?}") };
    let marks: Vec<Row<'_>> = rows
        .iter()
        .map(|(name, _, row)| Row {
            label: name,
            series_idx: hue::SUBJECT,
            parts: row.parts(),
            whole: row.own.value,
            ends: row.own.ends(),
        })
        .collect();
    let words = Words::of(&words, "baselines", Percentile::P50)?;
    let draw = |frame: &charts::Frame<'_>| bars::draw(frame, &marks, Some([own, empty]), Unit::Ms);
    figure::figure(texts, words, numbers, draw).map(Some)
}

fn words(
    texts: &Texts,
    rows: &[&BaselineRow],
    most: &BaselineRow,
    charted: Option<usize>,
) -> Result<Labelled> {
    let view = json!({
        "charted": charted,
        "most": most,
        "is_slower": most.is_slower(),
        "several": rows.len() > 1,
        "are_same_memory": rows.iter().all(|row| row.is_same_memory),
    });
    texts.words("report/baselines", &view)
}
