//! What has changed since a version, in few rows: those that moved farthest, by table and by reason.

use anyhow::Result;
use schema::{MovedRow, SeriesKey, Since, TableSince, memory_words};
use serde::Serialize;

use crate::{
    Inputs,
    catalog::Catalog,
    methods,
    package::{VERSIONS, folder_of},
    receipt::address_of_series,
    render::Link,
    table::{Cell, Table, ends, grouped},
};

/// Rows that are shown of each table and reason; the file has all.
const SHOWN: usize = 5;

/// Whether the rows are of the tables that the site is built from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rows<'a> {
    /// Numbers have receipts.
    Current,
    /// Numbers are in the folder of a version alone.
    Frozen(&'a str),
}

/// What has changed, as templates show it.
#[derive(Debug, Serialize)]
pub(super) struct Change {
    /// The earlier version.
    since: Link,
    /// What it comes to, in a sentence.
    finding: String,
    /// Changes of methods since then, newest first.
    methods: Vec<Link>,
    counts: Table,
    /// Why a table could not be compared.
    problems: Vec<String>,
    groups: Vec<Group>,
    /// The file with all of it, from the root of the site.
    csv: String,
}

/// What moved in one table.
#[derive(Debug, Serialize)]
struct Group {
    id: String,
    title: &'static str,
    file: String,
    reasons: Vec<Table>,
}

/// What has changed since `since.version`, of which every number that moved is among `rows`.
pub(super) fn change(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    since: &Since,
    rows: &[MovedRow],
    which: Rows<'_>,
) -> Result<Change> {
    let earlier = inputs.versions.frozen.iter().any(|frozen| frozen.manifest.version == since.version);
    let path = if earlier { format!("{}index.html", folder_of(&since.version)) } else { String::new() };
    let listed = methods::methods(inputs.content)?;
    let method = |id: &String| {
        let known = listed.iter().find(|method| method.id == *id);
        let name = known.map_or_else(|| id.clone(), |method| method.title.clone());
        Link { name, path: known.and_then(|_| methods::address(inputs, id)).unwrap_or_default() }
    };
    let problem = |table: &TableSince| Some(format!("{}: {}", table.table, table.problem.as_ref()?));
    let folder = match which {
        Rows::Current => VERSIONS,
        Rows::Frozen(folder) => folder,
    };
    let group = |table: &TableSince| group(inputs, catalog, &table.table, rows, which);
    Ok(Change {
        since: Link { name: since.version.to_string(), path },
        finding: finding(since),
        methods: since.methods.iter().rev().map(method).collect(),
        counts: counts(since),
        problems: since.tables.iter().filter_map(problem).collect(),
        groups: since.tables.iter().filter_map(group).collect(),
        csv: format!("{folder}moved.csv"),
    })
}

fn total(since: &Since, count: fn(&TableSince) -> u64) -> u64 {
    since.tables.iter().map(count).sum()
}

/// A sentence for each thing that there is to say.
fn finding(since: &Since) -> String {
    let [both, moved, appeared, gone] = [
        total(since, |table| table.both),
        total(since, |table| table.moved),
        total(since, |table| table.appeared),
        total(since, |table| table.gone),
    ];
    let version = &since.version;
    let moved = match moved {
        0 => format!(
            "None of {} published numbers lies outside the interval that {version} has of it.",
            grouped(both)
        ),
        1 => format!(
            "One of {} published numbers lies outside the interval that {version} has of it.",
            grouped(both)
        ),
        _ => format!(
            "{} of {} published numbers lie outside the interval that {version} has of them.",
            grouped(moved),
            grouped(both)
        ),
    };
    let others = match (appeared, gone) {
        (0, 0) => "None is new or gone.".to_owned(),
        (_, 0) => format!("{} new, none is gone.", so_many(appeared)),
        (0, _) => format!("None is new, {} gone.", so_many(gone)),
        _ => format!("{} new, {} gone.", so_many(appeared), so_many(gone)),
    };
    format!("{moved} {others}")
}

/// `3 are`, `1 is`.
fn so_many(count: u64) -> String {
    format!("{} {}", grouped(count), if count == 1 { "is" } else { "are" })
}

fn counts(since: &Since) -> Table {
    let labels = [
        "Table",
        "#In both",
        "#Moved",
        "#New data",
        "#Corrected data",
        "#Changed method",
        "#Unexplained",
        "#Appeared",
        "#Gone",
    ];
    let mut table = Table::new(format!("Numbers since {}, and why they moved", since.version), &labels);
    for row in &since.tables {
        let counts = [
            row.both,
            row.moved,
            row.new_data,
            row.corrected_data,
            row.changed_method,
            row.unexplained,
            row.appeared,
            row.gone,
        ];
        let head = Cell::code(row.table.as_str()).head();
        let is_compared = row.problem.is_none();
        let count = |count| if is_compared { Cell::count(count) } else { Cell::measured(None) };
        table.rows.push(std::iter::once(head).chain(counts.map(count)).collect());
    }
    table
}

/// The tables of published numbers in words.
fn title(table: &str) -> &'static str {
    match table {
        "intervals.csv" => "Percentiles",
        "comparisons.csv" => "Comparisons of two",
        _ => "Agreement of local starts with AWS",
    }
}

/// What moved in `table`, those that the tables say least of first; none where nothing did.
fn group(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    table: &str,
    rows: &[MovedRow],
    which: Rows<'_>,
) -> Option<Group> {
    let of_table: Vec<&MovedRow> = rows.iter().filter(|row| row.table == table).collect();
    let mut kinds: Vec<(bool, bool, bool)> = of_table.iter().map(|row| kind(row)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let of_kind = |wanted: (bool, bool, bool)| {
        let mut rows: Vec<&MovedRow> = of_table.iter().copied().filter(|row| kind(row) == wanted).collect();
        let n_rows = rows.len();
        // What had no width is farther than all else. A stable sort keeps the order of the file among equals.
        let beyond = |row: &MovedRow| row.beyond.unwrap_or(f64::INFINITY);
        rows.sort_by(|a, b| beyond(b).total_cmp(&beyond(a)));
        rows.truncate(SHOWN);
        reason(inputs, catalog, wanted, (table, n_rows), &rows, which)
    };
    let reasons: Vec<Table> = kinds.into_iter().map(of_kind).collect();
    let id = format!("moved-{}", table.trim_end_matches(".csv"));
    (!reasons.is_empty()).then(|| Group { id, title: title(table), file: table.to_owned(), reasons })
}

/// New data is the usual reason, so it is what is sorted last by.
fn kind(row: &MovedRow) -> (bool, bool, bool) {
    (row.new_data, row.corrected_data, row.changed_method)
}

fn reason(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    (new_data, corrected_data, changed_method): (bool, bool, bool),
    (table, n_rows): (&str, usize),
    rows: &[&MovedRow],
    which: Rows<'_>,
) -> Table {
    let names =
        [(new_data, "new data"), (corrected_data, "corrected data"), (changed_method, "changed method")];
    let names: Vec<&str> = names.into_iter().filter_map(|(is, name)| is.then_some(name)).collect();
    let why = if names.is_empty() { "unexplained".to_owned() } else { names.join(" and ") };
    let which_rows = if n_rows > rows.len() {
        format!(", the {} farthest of {}", rows.len(), grouped(n_rows as u64))
    } else {
        String::new()
    };
    let caption = format!("Moved in {table}: {why}{which_rows}");
    let mut shown = Table::new(caption, &["What", "Of", "#Was", "Interval then", "#Is", "Evidence"]);
    for row in rows {
        let series = SeriesKey {
            source: row.source.clone(),
            runtime: row.runtime.clone().unwrap_or_default(),
            package: row.package,
            memory_mb: row.memory_mb,
            arch: row.arch,
            workload: row.workload.clone(),
            metric: row.metric,
        };
        let is_here = matches!(which, Rows::Current) && row.against.is_none();
        let has_receipt = is_here && inputs.summaries.series.iter().any(|known| known.series.key() == series);
        let now = Cell::number(row.after);
        shown.rows.push(vec![
            Cell::text(what(catalog, row)).head(),
            Cell::text(configuration(row)),
            Cell::number(row.before),
            Cell::text(ends((row.before_lower, row.before_upper))),
            if has_receipt { now.receipt(&address_of_series(&series)) } else { now },
            Cell::text(row.evidence.as_str()),
        ]);
    }
    shown
}

/// `Rust on Amazon Linux 2023 against Go on Amazon Linux 2023, ratio of medians`.
fn what(catalog: &Catalog<'_>, row: &MovedRow) -> String {
    let runtime = row.runtime.as_deref().map_or(row.source.as_str(), |slug| catalog.name_of(slug));
    let against = row.against.as_deref().map(|slug| format!(" against {}", catalog.name_of(slug)));
    format!("{runtime}{}, {}", against.unwrap_or_default(), row.statistic.replace('-', " "))
}

fn configuration(row: &MovedRow) -> String {
    let memory = match row.memory_mb {
        Some(_) => memory_words(row.memory_mb),
        None if row.package.is_local() => "no limit of memory".to_owned(),
        None => memory_words(None),
    };
    format!("{} of {}, {}, {}, {memory}", row.metric.title(), row.workload, row.package, row.arch)
}

#[test]
fn numbers_of_the_finding_are_those_of_all_tables() {
    let table =
        |both, moved, appeared, gone| TableSince { both, moved, appeared, gone, ..TableSince::default() };
    let check = |tables: Vec<TableSince>, expected: &str| {
        let version = "1.0".parse().unwrap_or_else(|_| unreachable!("it is a name"));
        assert_eq!(finding(&Since { version, methods: Vec::new(), tables }), expected);
    };
    check(
        vec![table(1000, 2, 3, 0), table(500, 1, 0, 4)],
        "3 of 1,500 published numbers lie outside the interval that 1.0 has of them. 3 are new, 4 are gone.",
    );
    check(
        vec![table(7, 1, 1, 1)],
        "One of 7 published numbers lies outside the interval that 1.0 has of it. 1 is new, 1 is gone.",
    );
    check(
        Vec::new(),
        "None of 0 published numbers lies outside the interval that 1.0 has of it. None is new or gone.",
    );
}
