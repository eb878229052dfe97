//! The description of a table: its columns, its key, and its references to other tables.

use super::{Cell, Table};

/// Description of the lower end of an estimate's interval.
pub(crate) const LOWER_END: &str = "Lower end of its 95% interval; empty where the samples support none";
/// Description of the upper end of an estimate's interval.
pub(crate) const UPPER_END: &str = "Upper end of its 95% interval";

/// A published table: its file, its columns, its key, and its references to other tables.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// File name in `data/summaries/` and `site/data/`.
    pub file: &'static str,
    /// Meaning of a row, as a sentence without period.
    pub about: &'static str,
    /// Columns in file order.
    pub columns: &'static [Column],
    /// Columns that together identify a row.
    pub key: &'static [&'static str],
    /// Rows of other tables that each row names.
    pub references: &'static [Reference],
}

impl Shape {
    /// Returns the shape of the table with rows of type `T`.
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
    /// Columns of this table.
    pub columns: &'static [&'static str],
    /// File name of the other table.
    pub table: &'static str,
    /// Columns of the other table, in the same order.
    pub keys: &'static [&'static str],
}

/// One column of a CSV file.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Name in the header line.
    pub name: &'static str,
    /// Type of its cells.
    pub kind: ColumnType,
    /// Meaning, as a sentence without period.
    pub about: &'static str,
    /// Unit of its numbers; none for cells of another type.
    pub measure: Option<Measure>,
    /// True if no cell is empty.
    pub is_required: bool,
    /// Limits of its cells, in addition to their type.
    pub limit: Limit,
    /// Columns with the ends of its 95% interval, for an estimate.
    pub interval: Option<[&'static str; 2]>,
}

impl Column {
    /// A column of cells of type `C`, with the limits of that type. `doc` is a doc comment.
    pub(crate) const fn of<C: Cell>(name: &'static str, doc: &'static str) -> Column {
        let is_number = matches!(C::KIND, ColumnType::Integer | ColumnType::Number);
        Column {
            name,
            kind: C::KIND,
            about: sentence(doc),
            measure: if is_number { Some(Measure::In("1")) } else { None },
            is_required: C::IS_REQUIRED,
            limit: C::LIMIT,
            interval: None,
        }
    }

    /// Allows empty cells.
    pub(crate) const fn or_empty(mut self) -> Column {
        self.is_required = false;
        self
    }

    /// Names the columns with the ends of the 95% interval.
    pub(crate) const fn interval(mut self, lower: &'static str, upper: &'static str) -> Column {
        self.interval = Some([lower, upper]);
        self
    }

    /// Gives the column another name.
    pub(crate) const fn renamed(mut self, name: &'static str) -> Column {
        self.name = name;
        self
    }

    /// Sets the unit of the numbers.
    pub(crate) const fn unit(mut self, unit: &'static str) -> Column {
        self.measure = Some(Measure::In(unit));
        self
    }

    /// Sets the unit to that of the row's metric.
    pub(crate) const fn in_row_unit(mut self) -> Column {
        self.measure = Some(Measure::OfRow);
        self
    }

    /// Leaves the unit to the column's description.
    pub(crate) const fn in_described_unit(mut self) -> Column {
        self.measure = Some(Measure::Told);
        self
    }

    /// Marks measured values: in the unit of the row's metric, never negative.
    pub(crate) const fn value(self) -> Column {
        self.in_row_unit().min(0.0)
    }

    /// Marks ratios: without unit, never negative.
    pub(crate) const fn ratio(self) -> Column {
        self.unit("1").min(0.0)
    }

    /// Marks fractions and probabilities, 0 to 1.
    pub(crate) const fn fraction(self) -> Column {
        self.unit("1").between(0.0, 1.0)
    }

    /// Limits the numbers to at least `least`.
    pub(crate) const fn min(mut self, least: f64) -> Column {
        self.limit = Limit::Between(least, None);
        self
    }

    /// Limits the numbers to `least` to `most`, both included.
    pub(crate) const fn between(mut self, least: f64, most: f64) -> Column {
        self.limit = Limit::Between(least, Some(most));
        self
    }

    /// Limits the cells to these `words`.
    pub(crate) const fn one_of(mut self, words: &'static [&'static str]) -> Column {
        self.limit = Limit::OneOf(words);
        self
    }

    /// Limits the cells to slugs.
    pub(crate) const fn slug(mut self) -> Column {
        self.limit = Limit::Slug;
        self
    }

    /// Limits the cells to hexadecimal numbers of this many `digits`.
    pub(crate) const fn hex(mut self, digits: usize) -> Column {
        self.limit = Limit::Hex(digits);
        self
    }
}

/// The unit of a column of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// One unit for every row; `1` for ratios and fractions.
    In(&'static str),
    /// The unit at the end of the metric's name in the row.
    OfRow,
    /// A unit that varies by row, as the column's description explains.
    Told,
}

/// Limits of cells, in addition to their type. Empty cells are exempt.
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
    /// A decimal number with up to nine significant digits.
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

    /// Returns true if the text in CSV is also the text in JSON, without quotes.
    pub(crate) const fn is_bare_in_json(self) -> bool {
        matches!(self, ColumnType::Boolean | ColumnType::Integer | ColumnType::Number)
    }
}

/// Turns a doc comment into a sentence without period: `" Number of samples."` becomes `"Number of samples"`.
pub(crate) const fn sentence(doc: &'static str) -> &'static str {
    let text = doc.trim_ascii();
    match text.as_bytes().split_last() {
        Some((b'.', _)) => text.split_at(text.len() - 1).0,
        _ => text,
    }
}

/// The number of columns in all `parts`.
pub(crate) const fn total<T>(parts: &[&[T]]) -> usize {
    let (mut n, mut part) = (0, 0);
    while part < parts.len() {
        n += parts[part].len();
        part += 1;
    }
    n
}

/// The same columns, in which cells may be empty.
pub(crate) const fn optional<const N: usize>(columns: &[Column]) -> [Column; N] {
    let mut optional = [columns[0]; N];
    let mut idx = 0;
    while idx < N {
        optional[idx] = columns[idx].or_empty();
        idx += 1;
    }
    optional
}

/// The columns, or the names of columns, of all `parts` in sequence; `N` is their [`total`].
pub(crate) const fn flatten<T: Copy, const N: usize>(parts: &[&[T]]) -> [T; N] {
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
