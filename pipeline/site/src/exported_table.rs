//! The numbers of a chart in columns that programs read: each end of an interval has a column of its own.

use schema::{Cell as _, Ends};

use crate::context::table::{Cell, Table};

/// Columns of a table, and its rows.
pub(crate) struct ExportedTable<'t> {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<Exported<'t>>>,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Exported<'t> {
    Missing,
    /// A number as text, rounded as in the tables of the site.
    Number(String),
    Text(&'t str),
}

/// Form in which a column is exported.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// As it is.
    One,
    /// As the two ends of an interval.
    Ends,
    /// As a number and the two ends of its interval.
    NumberAndEnds,
}

impl<'t> ExportedTable<'t> {
    pub(crate) fn of(table: &'t Table) -> ExportedTable<'t> {
        let layouts: Vec<Layout> = (0..table.columns.len()).map(|idx| layout(table, idx)).collect();
        let columns = layouts.iter().enumerate().flat_map(|(idx, layout)| labels(table, idx, *layout));
        let row = |row: &'t Vec<Cell>| {
            row.iter().zip(&layouts).flat_map(|(it, layout)| cells(it, *layout)).collect()
        };
        ExportedTable { columns: columns.collect(), rows: table.rows.iter().map(row).collect() }
    }
}

fn layout(table: &Table, idx: usize) -> Layout {
    let cells = || table.rows.iter().filter_map(|row| row.get(idx)).filter(|cell| cell.ends.is_some());
    match (cells().next().is_some(), cells().any(|cell| cell.value.is_some())) {
        (false, _) => Layout::One,
        (true, false) => Layout::Ends,
        (true, true) => Layout::NumberAndEnds,
    }
}

/// Names the exported columns of a column. Intervals that share a label are named after the number before them.
fn labels(table: &Table, idx: usize, layout: Layout) -> Vec<String> {
    let label = &table.columns[idx].label;
    let is_shared = table.columns.iter().filter(|column| column.label == *label).count() > 1;
    let before = idx.checked_sub(1).map(|before| &table.columns[before].label);
    let name = before.filter(|_| is_shared).unwrap_or(label);
    let ends = [format!("{name} low"), format!("{name} high")];
    match layout {
        Layout::One => vec![label.clone()],
        Layout::Ends => ends.into(),
        Layout::NumberAndEnds => [label.clone()].into_iter().chain(ends).collect(),
    }
}

fn cells(cell: &Cell, layout: Layout) -> Vec<Exported<'_>> {
    let end = |end: fn(Ends) -> Option<f64>| cell.ends.and_then(end).map_or(Exported::Missing, number);
    let ends = [end(|ends| ends.lower), end(|ends| ends.upper)];
    match layout {
        Layout::One => vec![one(cell)],
        Layout::Ends => ends.into(),
        Layout::NumberAndEnds => [one(cell)].into_iter().chain(ends).collect(),
    }
}

fn one(cell: &Cell) -> Exported<'_> {
    match (&cell.value, cell.full()) {
        (_, "") => Exported::Missing,
        (None, text) => Exported::Text(text),
        (Some(value), text) => match (value.parse::<u64>(), value.parse::<f64>()) {
            (Ok(_), _) => Exported::Number(value.clone()),
            (_, Ok(value)) if value.is_finite() => number(value),
            _ => Exported::Text(text),
        },
    }
}

fn number(value: f64) -> Exported<'static> {
    let mut text = String::new();
    value.write(&mut text);
    // Ranks are whole numbers, so they have no point.
    Exported::Number(text.strip_suffix(".0").map_or(text.clone(), str::to_owned))
}

#[test]
fn ends_have_columns_of_their_own() {
    let labels = ["Name", "#Rank", "#p50", "#95% interval", "#p99", "#95% interval", "#ratio"];
    let mut table = Table::new("x", &labels);
    let open = Some(Ends { lower: Some(40.0), upper: None });
    let ratio =
        Cell { value: Some("1.5".to_owned()), ends: Some(Ends::both(1.25, 1.75)), ..Cell::text("1.50") };
    table.rows.push(vec![
        Cell::text("Go"),
        Cell { ends: Some(Ends::both(1.0, 2.0)), ..Cell::text("1–2") },
        Cell::number(33.050_999_999_999_98),
        Cell::ends(Some(Ends::both(15.7, 16.25))),
        Cell::short(3, false),
        Cell::ends(open),
        ratio,
    ]);
    table.rows.push(vec![Cell::text("C"), Cell::measured(None), Cell::count(2)]);
    let found = ExportedTable::of(&table);
    let expected = [
        "Name",
        "Rank low",
        "Rank high",
        "p50",
        "p50 low",
        "p50 high",
        "p99",
        "p99 low",
        "p99 high",
        "ratio",
        "ratio low",
        "ratio high",
    ];
    assert_eq!(found.columns, expected);
    let number = |text: &str| Exported::Number(text.to_owned());
    let row = vec![
        Exported::Text("Go"),
        number("1"),
        number("2"),
        number("33.051"),
        number("15.7"),
        number("16.25"),
        Exported::Missing,
        number("40"),
        Exported::Missing,
        number("1.5"),
        number("1.25"),
        number("1.75"),
    ];
    assert_eq!(found.rows[0], row);
    assert_eq!(found.rows[1], [Exported::Text("C"), Exported::Missing, Exported::Missing, number("2")]);
}
