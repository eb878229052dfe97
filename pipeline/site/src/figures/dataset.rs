//! The meaning of the columns of a table.

use anyhow::Result;
use schema::{Column, Measure};
use serde_json::json;

use crate::context::{
    table::{Cell, Table},
    texts::{Labelled, Texts},
};

/// Describes each of `columns`.
pub(crate) fn columns(texts: &Texts, caption: &str, columns: &[Column]) -> Result<Table> {
    let words = texts.words("figures/columns", &json!({ "caption": caption }))?;
    let row = |column: &Column| {
        Ok(vec![
            Cell::code(column.name).head(),
            Cell::text(column.kind.name()),
            Cell::text(unit(&words, column)?),
            Cell::text(words.part(if column.is_required { "Required" } else { "Optional" })?),
            Cell::text(column.about),
        ])
    };
    Table::worded(&words)?.with(columns.iter().map(row).collect::<Result<Vec<_>>>()?)
}

/// Unit of the numbers in a column, for readers.
fn unit(words: &Labelled, column: &Column) -> Result<String> {
    match column.measure {
        Some(Measure::In("1")) => words.part("Share"),
        Some(Measure::In(unit)) => Ok(unit.to_owned()),
        Some(Measure::OfRow) => words.part("Unit of row"),
        Some(Measure::Told) => words.part("Described"),
        None => Ok(String::new()),
    }
}
