//! Citation of the tables, and meaning of their columns.

use schema::{Column, Measure};
use serde::Serialize;

use crate::{
    context::table::{Cell, Table},
    package::{self, Edition},
};

/// Citations of the tables.
#[derive(Serialize)]
pub(crate) struct Cite {
    short: String,
    long: String,
    bibtex: String,
}

impl Cite {
    pub(crate) fn of(edition: &Edition<'_>) -> Cite {
        Cite {
            short: package::short(edition),
            long: package::long(edition),
            bibtex: package::bibtex(edition),
        }
    }
}

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
