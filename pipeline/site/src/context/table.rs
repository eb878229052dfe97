//! Tables as templates show them: text to read, with the full value behind it.

use anyhow::{Result, ensure};
use charts::number::format_number;
use schema::{Distribution, Ends, IntervalRow, Percentile, SeriesRow};
use serde::{Serialize, Serializer, ser::SerializeStruct as _};

use super::{
    formats::{ends, ends_by, grouped, usd},
    texts::Labelled,
};

/// A table with its heading.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) caption: String,
    pub(crate) columns: Vec<Heading>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let is_open = |cell: &Cell| cell.ends.is_some_and(|ends| ends.upper.is_none());
        let mut table = serializer.serialize_struct("Table", 4)?;
        table.serialize_field("caption", &self.caption)?;
        table.serialize_field("columns", &self.columns)?;
        table.serialize_field("rows", &self.rows)?;
        table.serialize_field("has_open_end", &self.rows.iter().flatten().any(is_open))?;
        table.end()
    }
}

/// The head of one column.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Heading {
    pub(crate) label: String,
    pub(crate) is_number: bool,
    /// Receipt that all numbers of the column share, from the root of the site.
    pub(crate) receipt: Option<String>,
}

/// One cell. A field that says nothing is left out, because a page has thousands of cells.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Cell {
    /// Text to read; may be empty.
    pub(crate) text: String,
    /// Link of the text, from the root of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) href: Option<String>,
    /// Link of the text to another host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) upstream: Option<String>,
    /// The number at full precision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<String>,
    /// True if the cell names its row.
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) is_head: bool,
    /// True if a value should have been measured and was not.
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) is_missing: bool,
    /// True for code, such as a file name or a hash.
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) is_code: bool,
    /// Class of the link, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) link: Option<&'static str>,
    /// The samples that the percentile lacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) short_by: Option<ShortBy>,
    /// Ends of the interval at full precision, for terminals.
    #[serde(skip)]
    pub(crate) ends: Option<Ends>,
    /// Ends of the interval for scripts, with a space between; an open end is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) span: Option<String>,
}

/// Samples that a percentile lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ShortBy {
    /// Their number, grouped.
    pub(crate) samples: String,
    /// True for effective samples: there would be enough if no two were alike.
    pub(crate) is_effective: bool,
}

impl Heading {
    fn new(label: &str, is_number: bool) -> Heading {
        Heading { label: label.to_owned(), is_number, receipt: None }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_false(value: &bool) -> bool {
    !value
}

impl Table {
    /// A table without rows. A column whose label starts with `#` holds numbers.
    pub(crate) fn new(caption: impl Into<String>, labels: &[&str]) -> Table {
        let heading = |label: &&str| Heading::new(label.trim_start_matches('#'), label.starts_with('#'));
        Table { caption: caption.into(), columns: labels.iter().map(heading).collect(), rows: Vec::new() }
    }

    /// A table without rows, whose caption and labels are the parts `Caption` and `Columns` of `words`.
    pub(crate) fn worded(words: &Labelled) -> Result<Table> {
        Table::labelled(words, "Caption", "Columns")
    }

    /// Adds a column of numbers for each of `names`.
    pub(crate) fn add_numbers<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        self.columns.extend(names.map(|name| Heading::new(name, true)));
    }

    /// A table without rows, whose caption and labels are the parts `{name} caption` and `{name} columns` of `words`.
    pub(crate) fn named(words: &Labelled, name: &str) -> Result<Table> {
        Table::labelled(words, &format!("{name} caption"), &format!("{name} columns"))
    }

    /// A table without rows, whose caption is the part `name` of `words`, and whose labels are the part `{name} columns`.
    pub(crate) fn captioned(words: &Labelled, name: &str) -> Result<Table> {
        Table::labelled(words, name, &format!("{name} columns"))
    }

    fn labelled(words: &Labelled, caption: &str, columns: &str) -> Result<Table> {
        let labels = words.list(columns)?;
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        Ok(Table::new(words.part(caption)?, &labels))
    }

    /// The table with these rows; none without any.
    ///
    /// Fails if a row has more or fewer cells than the table has labels.
    pub(crate) fn filled(self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Result<Option<Table>> {
        let table = self.with(rows)?;
        Ok((!table.rows.is_empty()).then_some(table))
    }

    /// The table with these rows, even without any; fails as [`Table::filled`] does.
    pub(crate) fn with(self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Result<Table> {
        Table { rows: rows.into_iter().collect(), ..self }.checked()
    }

    /// The same table; fails as [`Table::filled`] does.
    pub(crate) fn checked(self) -> Result<Table> {
        let (n, caption) = (self.columns.len(), &self.caption);
        for row in &self.rows {
            ensure!(
                row.len() == n,
                "The table '{caption}' has {n} column labels, but {} cells in a row",
                row.len()
            );
        }
        Ok(self)
    }
}

impl Table {
    /// Links the first number of each row to the receipt that all numbers of the row share.
    #[must_use]
    pub(crate) fn with_receipts_by_row(mut self) -> Table {
        for row in &mut self.rows {
            row.iter_mut().filter(|cell| cell.link.is_some()).skip(1).for_each(|cell| _ = cell.unlink());
        }
        self
    }

    /// Links the head of each column to the receipt that all numbers of the column share.
    #[must_use]
    pub(crate) fn with_receipts_by_column(mut self) -> Table {
        for (idx, heading) in self.columns.iter_mut().enumerate() {
            let cells = self.rows.iter_mut().map(|row| &mut row[idx]);
            for cell in cells.filter(|cell| cell.link.is_some()) {
                heading.receipt = cell.unlink().or(heading.receipt.take());
            }
        }
        self
    }
}

impl Cell {
    /// Makes a cell of plain text.
    pub(crate) fn text(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), ..Cell::default() }
    }

    /// Makes a cell of code.
    pub(crate) fn code(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), is_code: true, ..Cell::default() }
    }

    /// Makes a cell of a measured value, shown with three significant digits.
    pub(crate) fn number(value: f64) -> Cell {
        Cell { text: format_number(value), value: Some(value.to_string()), ..Cell::default() }
    }

    /// Makes a cell of a measured value that may be missing.
    pub(crate) fn measured(value: Option<f64>) -> Cell {
        value.map_or_else(|| Cell { is_missing: true, ..Cell::default() }, Cell::number)
    }

    /// Makes a cell of a list price in dollars, to a hundredth of a cent.
    pub(crate) fn price(usd: f64) -> Cell {
        let text = format!("{usd:.4}");
        // Cents stay, even if they are zero.
        let cents = text.find('.').map_or(text.len(), |point| point + 3);
        let end = text.trim_end_matches('0').len().max(cents);
        Cell { text: text[..end].to_owned(), ..Cell::number(usd) }
    }

    /// Makes a cell of a sum of money that may be missing, with its sign.
    pub(crate) fn usd(value: Option<f64>) -> Cell {
        value.map_or_else(|| Cell::measured(None), |value| Cell { text: usd(value), ..Cell::number(value) })
    }

    /// Makes a cell of a percentile of a month or a day if there are enough samples, or else of the number that is missing.
    pub(crate) fn percentile(found: &Distribution, percentile: Percentile) -> Cell {
        let short_by = percentile.samples_short(found.n);
        if short_by == 0 { Cell::number(found.percentile(percentile)) } else { Cell::short(short_by, false) }
    }

    /// Makes a cell of a percentile of a series if its effective samples support it, or else of the number that is
    /// missing, which the row of its `interval` states.
    pub(crate) fn of_series<'i, S: 'i>(
        row: &SeriesRow<S>,
        percentile: Percentile,
        interval: impl FnOnce() -> Option<&'i IntervalRow<S>>,
    ) -> Cell {
        let short = || {
            let samples_short = percentile.samples_short(row.distribution.n);
            let short_by = interval().map_or(samples_short, |interval| interval.short_by);
            Cell::short(short_by, samples_short == 0)
        };
        row.supported(percentile).map_or_else(short, Cell::number)
    }

    /// Makes a cell that says how many samples are missing, or how many effective ones.
    pub(crate) fn short(short_by: u64, is_effective: bool) -> Cell {
        Cell { short_by: Some(ShortBy { samples: grouped(short_by), is_effective }), ..Cell::default() }
    }

    /// Makes a cell of the ends of an interval; missing without one.
    pub(crate) fn interval(lower: Option<f64>, upper: Option<f64>) -> Cell {
        Cell::ends(Ends::of(lower, upper))
    }

    /// Makes a cell of an interval that may be missing.
    pub(crate) fn ends(found: Option<Ends>) -> Cell {
        found.map_or_else(
            || Cell::measured(None),
            |found| Cell { ends: Some(found), ..Cell::text(ends(found)) },
        )
    }

    /// Makes a cell of two ranks, rounded to whole samples.
    pub(crate) fn ranks(found: Option<Ends>) -> Cell {
        let whole = |rank: f64| grouped(rank.round() as u64);
        let text = |found| Cell { ends: Some(found), ..Cell::text(ends_by(found, whole)) };
        found.map_or_else(|| Cell::measured(None), text)
    }

    /// Makes a cell of an exact count.
    pub(crate) fn count(count: u64) -> Cell {
        Cell { text: grouped(count), value: Some(count.to_string()), ..Cell::default() }
    }

    /// Returns the number at full precision, or else the text.
    pub(crate) fn full(&self) -> &str {
        self.value.as_ref().unwrap_or(&self.text)
    }

    /// Makes the cell the name of its row.
    pub(crate) fn head(self) -> Cell {
        Cell { is_head: true, ..self }
    }

    /// Makes the cell a link.
    pub(crate) fn to(self, href: impl Into<String>) -> Cell {
        Cell { href: Some(href.into()), ..self }
    }

    /// Links a number to its receipt. A cell without a number stays as it is.
    pub(crate) fn receipt(self, href: &str) -> Cell {
        if self.is_missing || self.text.is_empty() {
            return self;
        }
        Cell { href: Some(href.to_owned()), link: Some("receipt"), ..self }
    }

    /// Removes the link, and returns it.
    pub(crate) fn unlink(&mut self) -> Option<String> {
        self.link = None;
        self.href.take()
    }
}

/// Headings of the cells that [`distribution`] makes.
pub(crate) const DISTRIBUTION: [&str; 8] =
    ["#p50", "#p90", "#p95", "#p99", "#min", "#max", "#samples", "#days"];

/// Makes the cells of the distribution of a month or a day, linked to its receipt.
pub(crate) fn distribution(found: &Distribution, receipt: &str) -> impl Iterator<Item = Cell> + use<> {
    distribution_with(found, receipt, &|percentile| Cell::percentile(found, percentile))
}

/// Makes the cells of a distribution whose percentiles are those of `cell`, linked to its receipt.
pub(crate) fn distribution_with(
    found: &Distribution,
    receipt: &str,
    cell: &dyn Fn(Percentile) -> Cell,
) -> impl Iterator<Item = Cell> + use<> {
    let percentiles = Percentile::ALL.map(|percentile| cell(percentile).receipt(receipt));
    let ends = [found.min, found.max].map(Cell::number);
    let counts = [Cell::count(found.n), Cell::count(u64::from(found.clusters))];
    percentiles.into_iter().chain(ends).chain(counts)
}

#[test]
fn missing_values_have_no_number() {
    let missing = Cell::measured(None);
    assert!(missing.is_missing && missing.text.is_empty() && missing.value.is_none());
}
