//! The meaning of the columns of a table.

use schema::{Column, Measure};

use crate::context::table::{Cell, Table};

/// Describes each of `columns`.
pub(crate) fn columns(caption: String, columns: &[Column]) -> Table {
    let mut table = Table::new(caption, &["Column", "Type", "Unit", "Empty", "Meaning"]);
    for column in columns {
        table.rows.push(vec![
            Cell::code(column.name).head(),
            Cell::text(column.kind.name()),
            Cell::text(unit(column)),
            Cell::text(if column.is_required { "never" } else { "may be" }),
            Cell::text(column.about),
        ]);
    }
    table
}

/// Unit of the numbers in a column, for readers.
fn unit(column: &Column) -> &'static str {
    match column.measure {
        Some(Measure::In("1")) => "share or ratio",
        Some(Measure::In(unit)) => unit,
        Some(Measure::OfRow) => "the row's",
        Some(Measure::Told) => "see meaning",
        None => "",
    }
}
