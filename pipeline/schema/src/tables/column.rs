//! The description of a table: its columns, its key, and its references to other tables.

use super::{Cell, Table};

/// The end of an interval, where its estimate is declared.
pub(super) const LOWER_END: &str = "Lower end of its 95 % interval; empty where the samples support none";
/// The other end.
pub(super) const UPPER_END: &str = "Upper end of its 95 % interval";

/// A table as it is published: its rows, its columns, and the rows of other tables that it names.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// File name in `data/summaries/` and `site/data/`.
    pub file: &'static str,
    /// A sentence without period that says what a row stands for.
    pub about: &'static str,
    /// Columns in file order.
    pub columns: &'static [Column],
    /// Columns that together identify a row.
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
    /// Type of its cells.
    pub kind: ColumnType,
    /// Its meaning, as a sentence without period.
    pub about: &'static str,
    /// Unit of its numbers; none for cells of another type.
    pub measure: Option<Measure>,
    /// True where no cell is empty.
    pub is_required: bool,
    /// Limits of its cells besides their type.
    pub limit: Limit,
}

impl Column {
    /// A column of cells of type `C`, with the limits of that type. `doc` is a doc comment.
    pub(super) const fn of<C: Cell>(name: &'static str, doc: &'static str) -> Column {
        let is_number = matches!(C::KIND, ColumnType::Integer | ColumnType::Number);
        Column {
            name,
            kind: C::KIND,
            about: sentence(doc),
            measure: if is_number { Some(Measure::In("1")) } else { None },
            is_required: C::IS_REQUIRED,
            limit: C::LIMIT,
        }
    }

    /// The same column with cells that may be empty.
    pub(super) const fn or_empty(mut self) -> Column {
        self.is_required = false;
        self
    }

    /// The same column of numbers in `unit`.
    pub(super) const fn unit(mut self, unit: &'static str) -> Column {
        self.measure = Some(Measure::In(unit));
        self
    }

    /// The same column of numbers in the unit of the row's metric.
    pub(super) const fn in_row_unit(mut self) -> Column {
        self.measure = Some(Measure::OfRow);
        self
    }

    /// The same column of numbers whose unit the description says.
    pub(super) const fn in_described_unit(mut self) -> Column {
        self.measure = Some(Measure::Told);
        self
    }

    /// The same column of measured values: in the unit of the row's metric, never negative.
    pub(super) const fn value(self) -> Column {
        self.in_row_unit().min(0.0)
    }

    /// The same column of ratios.
    pub(super) const fn ratio(self) -> Column {
        self.unit("1").min(0.0)
    }

    /// The same column of fractions and probabilities, 0 to 1.
    pub(super) const fn fraction(self) -> Column {
        self.unit("1").between(0.0, 1.0)
    }

    /// The same column of numbers from `least` on.
    pub(super) const fn min(mut self, least: f64) -> Column {
        self.limit = Limit::Between(least, None);
        self
    }

    /// The same column of numbers between two, both included.
    pub(super) const fn between(mut self, least: f64, most: f64) -> Column {
        self.limit = Limit::Between(least, Some(most));
        self
    }

    /// The same column of some words only.
    pub(super) const fn one_of(mut self, words: &'static [&'static str]) -> Column {
        self.limit = Limit::OneOf(words);
        self
    }

    /// The same column of names as addresses have them.
    pub(super) const fn slug(mut self) -> Column {
        self.limit = Limit::Slug;
        self
    }

    /// The same column of hexadecimal numbers with so many digits.
    pub(super) const fn hex(mut self, digits: usize) -> Column {
        self.limit = Limit::Hex(digits);
        self
    }
}

/// The unit of a column of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The same in every row; `1` for ratios and fractions.
    In(&'static str),
    /// The unit in which the name of the row's metric ends.
    OfRow,
    /// Another from row to row; the meaning of the column says which.
    Told,
}

/// Limits of cells besides their type. Empty cells are exempt.
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
    /// This many hexadecimal digits, in lower case.
    Hex(usize),
}

/// The type of the cells of a column.
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

    /// True for types whose text in CSV is the same in JSON, without quotes.
    pub(super) const fn is_bare_in_json(self) -> bool {
        matches!(self, ColumnType::Boolean | ColumnType::Integer | ColumnType::Number)
    }
}

/// A doc comment as a sentence without period: `" Number of samples."` is `"Number of samples"`.
pub(super) const fn sentence(doc: &'static str) -> &'static str {
    let text = doc.trim_ascii();
    match text.as_bytes().split_last() {
        Some((b'.', _)) => text.split_at(text.len() - 1).0,
        _ => text,
    }
}

/// The number of columns in all `parts`.
pub(super) const fn total(parts: &[&[Column]]) -> usize {
    let (mut n, mut part) = (0, 0);
    while part < parts.len() {
        n += parts[part].len();
        part += 1;
    }
    n
}

/// The columns of all `parts`, one after the other; `N` is their [`total`].
pub(super) const fn flatten<const N: usize>(parts: &[&[Column]]) -> [Column; N] {
    let mut columns = [parts[0][0]; N];
    let (mut n, mut part) = (0, 0);
    while part < parts.len() {
        let mut idx = 0;
        while idx < parts[part].len() {
            columns[n] = parts[part][idx];
            n += 1;
            idx += 1;
        }
        part += 1;
    }
    columns
}
