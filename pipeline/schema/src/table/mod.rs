//! The columns of every published CSV file, with what each means.

mod accounts;
mod choosing;
mod columns;
mod figures;
mod findings;
mod local;
mod sureness;
mod usage;

/// A type whose rows are published as CSV.
pub trait Table {
    /// File name in `data/summaries/` and `site/data/`.
    const FILE: &'static str;
    /// What a row stands for, as a sentence without period.
    const ABOUT: &'static str;
    /// Columns in file order; each row serializes to as many cells.
    const COLUMNS: &'static [Column];
}

/// One column of a CSV file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name in the header line.
    pub name: &'static str,
    /// What the cells hold.
    pub kind: ColumnType,
    /// What it means, units included.
    pub about: &'static str,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// A decimal number at full precision.
    Number,
    /// A day, `YYYY-MM-DD`, UTC.
    Date,
    /// A month, `YYYY-MM`, UTC.
    Month,
}

impl ColumnType {
    /// The word in the data dictionary.
    pub const fn name(self) -> &'static str {
        match self {
            ColumnType::Text => "text",
            ColumnType::Integer => "integer",
            ColumnType::Number => "number",
            ColumnType::Date => "date",
            ColumnType::Month => "month",
        }
    }
}
