//! Summarizes the changes since a version: the rows that moved farthest, by table and reason.

use std::collections::BTreeSet;

use anyhow::Result;
use schema::{Estimate, MovedRow, SeriesKey, Since, TableSince};
use serde::Serialize;

use crate::{
    Inputs,
    context::{
        addresses::address_of_series,
        catalog::Catalog,
        formats::{capital, grouped, sure},
        page::Link,
        table::{Cell, Table},
    },
    methods,
    package::{VERSIONS, folder_of},
};

/// Maximum number of rows shown for each table and reason; the file has all rows.
const SHOWN: usize = 5;

/// Tables that the rows belong to: those of the site, or of a frozen version.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rows<'a> {
    /// Numbers of the site, with receipts.
    Current,
    /// Numbers in the folder of a version only.
    Frozen(&'a str),
}

/// Changes in the form that templates take.
#[derive(Debug, Serialize)]
pub(super) struct Change {
    /// The earlier version.
    since: Link,
    /// Result in a sentence.
    finding: String,
    /// Changes of methods since then, newest first.
    methods: Vec<Link>,
    /// None where nothing has changed.
    counts: Option<Table>,
    /// Reasons why tables could not be compared.
    problems: Vec<String>,
    groups: Vec<Group>,
    /// File with all rows, from the root of the site.
    csv: String,
}

/// Numbers that moved in one table.
#[derive(Debug, Serialize)]
struct Group {
    id: String,
    title: &'static str,
    file: String,
    reasons: Vec<Reason>,
}

/// Numbers that moved for one reason.
#[derive(Debug, Serialize)]
struct Reason {
    words: String,
    table: Table,
}

/// Describes the changes since `since.version`; `rows` include every number that moved.
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
        counts: (!is_still(since)).then(|| counts(since)),
        problems: since.tables.iter().filter_map(problem).collect(),
        groups: since.tables.iter().filter_map(group).collect(),
        csv: format!("{folder}moved.csv"),
    })
}

fn total(since: &Since, count: fn(&TableSince) -> u64) -> u64 {
    since.tables.iter().map(count).sum()
}

/// True if every table was compared and no row moved, appeared or disappeared.
fn is_still(since: &Since) -> bool {
    let is_still =
        |table: &TableSince| table.moved + table.appeared + table.gone == 0 && table.problem.is_none();
    since.tables.iter().all(is_still)
}

/// Writes a sentence for each kind of change.
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

/// Formats a count with its verb: `3 are`, `1 is`.
fn so_many(count: u64) -> String {
    format!("{} {}", grouped(count), if count == 1 { "is" } else { "are" })
}

fn counts(since: &Since) -> Table {
    let labels = [
        "Table",
        "#In both",
        "#Moved",
        "#New data",
        "#Corrected",
        "#Method",
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

/// Title of a table of published numbers.
fn title(table: &str) -> &'static str {
    match table {
        "intervals.csv" => "Percentiles",
        "comparisons.csv" => "Comparisons of two",
        _ => "Agreement of local starts with AWS",
    }
}

/// Groups the numbers that moved in `table` by reason, least explained first; none if none moved.
fn group(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    table: &str,
    rows: &[MovedRow],
    which: Rows<'_>,
) -> Option<Group> {
    let of_table: Vec<&MovedRow> = rows.iter().filter(|row| row.table == table).collect();
    // New data is the usual reason, so it comes last.
    let kind = |row: &MovedRow| (row.new_data, row.corrected_data, row.changed_method);
    let kinds: BTreeSet<_> = of_table.iter().map(|row| kind(row)).collect();
    let reason = |wanted| {
        let of_kind: Vec<&MovedRow> = of_table.iter().copied().filter(|row| kind(row) == wanted).collect();
        let shown = farthest(&of_kind);
        let evidence = shown[0].evidence.as_str();
        let is_shared = shown.iter().all(|row| row.evidence == evidence);
        let why = why(wanted);
        let mut words = format!("{}: {} moved.", capital(&why), grouped(of_kind.len() as u64));
        if shown.len() < of_kind.len() {
            words += " Shown are the farthest, each of another runtime or pair.";
        }
        if is_shared && !evidence.is_empty() {
            words.extend([" Evidence: ", evidence, "."]);
        }
        let caption = format!("Moved in {table}: {why}");
        Reason { words, table: shown_rows(inputs, catalog, caption, &shown, !is_shared, which) }
    };
    let reasons: Vec<Reason> = kinds.into_iter().map(reason).collect();
    let id = format!("moved-{}", table.trim_end_matches(".csv"));
    (!reasons.is_empty()).then(|| Group { id, title: title(table), file: table.to_owned(), reasons })
}

/// Returns the rows that moved farthest, measured in widths of their intervals, one for each runtime or pair. There is
/// at least one if `rows` has one.
fn farthest<'r>(rows: &[&'r MovedRow]) -> Vec<&'r MovedRow> {
    let mut rows = rows.to_vec();
    // Probabilities come last. Near 0 or 1 their intervals have almost no width, so the tiniest move would come first.
    // The stable sort keeps the order of the file among equals.
    let beyond = |row: &MovedRow| row.beyond.unwrap_or(0.0);
    let is_probability = |row: &MovedRow| row.statistic == "superiority";
    rows.sort_by(|a, b| {
        is_probability(a).cmp(&is_probability(b)).then_with(|| beyond(b).total_cmp(&beyond(a)))
    });
    let mut seen = BTreeSet::new();
    rows.retain(|row| seen.insert((&row.runtime, &row.against)));
    rows.truncate(SHOWN);
    rows
}

fn why((new_data, corrected_data, changed_method): (bool, bool, bool)) -> String {
    let names =
        [(new_data, "new data"), (corrected_data, "corrected data"), (changed_method, "changed method")];
    let names: Vec<&str> = names.into_iter().filter_map(|(is, name)| is.then_some(name)).collect();
    if names.is_empty() { "unexplained".to_owned() } else { names.join(" and ") }
}

fn shown_rows(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    caption: String,
    rows: &[&MovedRow],
    has_evidence: bool,
    which: Rows<'_>,
) -> Table {
    let labels = ["What", "Against", "Number", "#Was, with its interval", "#Is", "Of", "Evidence"];
    let mut table = Table::new(caption, &labels);
    for row in rows {
        let against = row.against.as_deref().map(|slug| catalog.name_of(slug)).unwrap_or_default();
        let what =
            row.runtime.as_deref().map_or(row.conditions.source.as_str(), |slug| catalog.name_of(slug));
        let now = Cell::number(row.after);
        let before =
            Estimate { value: row.before, lower: Some(row.before_lower), upper: Some(row.before_upper) };
        table.rows.push(vec![
            Cell::text(what).head(),
            Cell::text(against),
            Cell::text(number(row)),
            Cell { text: sure(before), ..Cell::number(row.before) },
            match receipt(inputs, row, which) {
                Some(receipt) => now.receipt(&receipt),
                None => now,
            },
            Cell::text(configuration(row)),
            Cell::text(row.evidence.as_str()),
        ]);
    }
    let is_left_out = |label: &str| match label {
        "Against" => rows.iter().all(|row| row.against.is_none()),
        "Evidence" => !has_evidence,
        _ => false,
    };
    let kept: Vec<bool> = labels.into_iter().map(|label| !is_left_out(label)).collect();
    keep(&mut table.columns, &kept);
    table.rows.iter_mut().for_each(|row| keep(row, &kept));
    table
}

/// Keeps the cells with true in `kept`.
fn keep<T>(cells: &mut Vec<T>, kept: &[bool]) {
    let mut kept = kept.iter();
    cells.retain(|_| kept.next().copied().unwrap_or_default());
}

/// Address of the receipt of a percentile that the site still has; none for a frozen version or a pair.
fn receipt(inputs: &Inputs<'_>, row: &MovedRow, which: Rows<'_>) -> Option<String> {
    if !matches!(which, Rows::Current) || row.against.is_some() {
        return None;
    }
    let series = SeriesKey {
        conditions: row.conditions.clone(),
        metric: row.metric,
        runtime: row.runtime.clone()?,
        memory: row.memory,
    };
    let is_here = inputs.summaries.series.iter().any(|known| known.series.key() == series);
    is_here.then(|| address_of_series(&series))
}

/// Names the number: `p95 of init duration, ms`; a ratio has no unit.
fn number(row: &MovedRow) -> String {
    let is_in_unit = row.statistic.ends_with("difference") || !row.statistic.contains('-');
    let unit = if is_in_unit && row.statistic != "superiority" && row.statistic != "slope" {
        format!(", {}", row.metric.unit())
    } else {
        String::new()
    };
    format!("{} of {}{unit}", row.statistic.replace('-', " "), row.metric.title())
}

fn configuration(row: &MovedRow) -> String {
    let memory = match row.memory {
        // A pair has one row for all memory sizes.
        _ if row.against.is_some() => String::new(),
        memory => format!(", {}", memory.words()),
    };
    format!(
        "{}, {}, {}{memory}",
        row.conditions.workload,
        row.conditions.packaging_words(),
        row.conditions.arch
    )
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
