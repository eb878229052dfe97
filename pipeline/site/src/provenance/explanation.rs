//! A receipt by itself, and its text for a terminal.

use std::fmt;

use schema::FileRow;
use serde::Serialize;

use super::{
    document::{Document, Fact},
    receipt::Receipt,
};
use crate::context::{
    formats::{ends_by, rounded},
    table::{Cell, ShortBy, Table},
};

/// Significant digits after the first: more than samples have.
const DIGITS: usize = 8;

/// A receipt with all that it rests on.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation<'a> {
    /// Words that name the subject.
    pub subject: String,
    /// The cells of the tables.
    #[serde(flatten)]
    pub receipt: Receipt<'a>,
    /// The raw files of its days.
    pub files: Vec<&'a FileRow>,
    /// The methods by which the numbers are computed.
    pub facts: Vec<Fact>,
    /// The commands that repeat it.
    pub commands: Vec<Fact>,
    /// All of this in words.
    #[serde(skip)]
    pub(super) document: Document,
    #[serde(skip)]
    pub(super) raw_files: Option<Table>,
}

/// Equal if the numbers and the files behind them are.
impl PartialEq for Explanation<'_> {
    fn eq(&self, other: &Self) -> bool {
        (&self.receipt, &self.files) == (&other.receipt, &other.files)
    }
}

impl fmt::Display for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.subject)?;
        facts(f, &self.facts)?;
        for section in &self.document.sections {
            table(f, &section.table)?;
            newline(f, &section.notes)?;
            section.notes.iter().try_for_each(|note| writeln!(f, "  {note}"))?;
        }
        self.raw_files.iter().try_for_each(|files| table(f, files))?;
        facts(f, &self.commands)
    }
}

fn facts(f: &mut fmt::Formatter<'_>, facts: &[Fact]) -> fmt::Result {
    newline(f, facts)?;
    let width = facts.iter().map(|fact| fact.label.chars().count()).max().unwrap_or(0);
    facts.iter().try_for_each(|Fact { label, text }| writeln!(f, "  {label:width$}  {text}"))
}

/// Writes an empty line before `lines`, if there are any.
fn newline<T>(f: &mut fmt::Formatter<'_>, lines: &[T]) -> fmt::Result {
    if lines.is_empty() { Ok(()) } else { writeln!(f) }
}

/// Writes a table in columns: numbers to the right, everything else to the left.
fn table(f: &mut fmt::Formatter<'_>, table: &Table) -> fmt::Result {
    let head = table.columns.iter().map(|column| column.label.clone()).collect();
    let rows = table.rows.iter().map(|row| row.iter().map(exact).collect());
    let lines: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    let width = |column: usize| {
        lines.iter().filter_map(|line| line.get(column)).map(|text| text.chars().count()).max()
    };
    let widths: Vec<usize> = (0..table.columns.len()).filter_map(width).collect();
    writeln!(f, "\n{}", table.caption)?;
    for line in &lines {
        let cells = line.iter().zip(&widths).zip(&table.columns).map(|((text, &width), column)| {
            if column.is_number { format!("{text:>width$}") } else { format!("{text:width$}") }
        });
        writeln!(f, "  {}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

/// Formats a cell without rounding it to the digits of pages.
fn exact(cell: &Cell) -> String {
    if let Some(ends) = cell.ends {
        return ends_by(ends, |end| rounded(end, DIGITS));
    }
    match (&cell.short_by, cell.value.as_ref().and_then(|value| value.parse().ok())) {
        (Some(ShortBy { samples, is_effective: true }), _) => format!("{samples} effective samples short"),
        (Some(ShortBy { samples, .. }), _) => format!("{samples} samples short"),
        (None, Some(value)) => rounded(value, DIGITS),
        (None, None) if cell.is_missing => "-".to_owned(),
        (None, None) => cell.text.clone(),
    }
}
