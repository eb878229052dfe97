//! What is said of a table: what its columns hold, and how it hangs together with the others.

use super::Table;

/// A table as it is published: what its rows are, what its columns hold, and what rows of other tables it names.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// File name in `data/summaries/` and `site/data/`.
    pub file: &'static str,
    /// What a row stands for, as a sentence without period.
    pub about: &'static str,
    /// Columns in file order.
    pub columns: &'static [Column],
    /// Columns that together tell a row from every other.
    pub key: &'static [&'static str],
    /// Rows of other tables that each row names.
    pub references: &'static [Reference],
}

impl Shape {
    /// The shape of the table that rows of `T` make.
    pub const fn of<T: Table>() -> Shape {
        Shape { file: T::FILE, about: T::ABOUT, columns: T::COLUMNS, key: T::KEY, references: T::REFERENCES }
    }

    /// File name without its ending.
    pub fn name(&self) -> &'static str {
        self.file.strip_suffix(".csv").unwrap_or(self.file)
    }
}

/// Rows of another table that a row names.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// Columns here.
    pub columns: &'static [&'static str],
    /// File name of the other table.
    pub table: &'static str,
    /// Columns there, in the same order.
    pub keys: &'static [&'static str],
}

/// One column of a CSV file.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Name in the header line.
    pub name: &'static str,
    /// What the cells hold.
    pub kind: ColumnType,
    /// What it means.
    pub about: &'static str,
    /// What its numbers are counted in; none where cells hold none.
    pub measure: Option<Measure>,
    /// Whether no cell is empty.
    pub is_required: bool,
    /// What else its cells must be.
    pub limit: Limit,
}

impl Column {
    /// The same column with cells that may be empty.
    pub(super) const fn or_empty(mut self) -> Column {
        self.is_required = false;
        self
    }

    /// The same column of numbers in `unit`.
    pub(super) const fn of(mut self, unit: &'static str) -> Column {
        self.measure = Some(Measure::In(unit));
        self
    }

    /// The same column of numbers in the unit that the row is in.
    pub(super) const fn of_row(mut self) -> Column {
        self.measure = Some(Measure::OfRow);
        self
    }

    /// The same column of numbers whose unit its description says.
    pub(super) const fn told(mut self) -> Column {
        self.measure = Some(Measure::Told);
        self
    }

    /// The same column of some words only.
    pub(super) const fn one_of(mut self, words: &'static [&'static str]) -> Column {
        self.limit = Limit::OneOf(words);
        self
    }

    /// The same column of numbers from `least` on.
    pub(super) const fn from(mut self, least: f64) -> Column {
        self.limit = Limit::Between(least, None);
        self
    }

    /// The same column of numbers between two, both included.
    pub(super) const fn between(mut self, least: f64, most: f64) -> Column {
        self.limit = Limit::Between(least, Some(most));
        self
    }

    /// The same column of names as addresses have them.
    pub(super) const fn slug(mut self) -> Column {
        self.limit = Limit::Slug;
        self
    }

    /// The same column of so many hexadecimal digits.
    pub(super) const fn hex(mut self, digits: usize) -> Column {
        self.limit = Limit::Hex(digits);
        self
    }
}

/// What numbers are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The same in every row; `1` for ratios and shares.
    In(&'static str),
    /// The unit of what the row measures, in which the name of its metric ends.
    OfRow,
    /// Another from row to row: what the column means says which.
    Told,
}

/// What cells must be, besides their type. Empty cells are not meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// Anything.
    None,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A number that is not below the first and not above the second.
    Between(f64, Option<f64>),
    /// Lower-case letters and digits, with single hyphens in between.
    Slug,
    /// So many hexadecimal digits, in lower case.
    Hex(usize),
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// Any text.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// A decimal number at full precision.
    Number,
    /// A day, `YYYY-MM-DD`, UTC.
    Date,
    /// A month, `YYYY-MM`, UTC.
    Month,
    /// A moment, as RFC 3339 writes it, UTC.
    Time,
}

impl ColumnType {
    /// The word in the data dictionary.
    pub const fn name(self) -> &'static str {
        match self {
            ColumnType::Text => "text",
            ColumnType::Boolean => "boolean",
            ColumnType::Integer => "integer",
            ColumnType::Number => "number",
            ColumnType::Date => "date",
            ColumnType::Month => "month",
            ColumnType::Time => "time",
        }
    }
}
