//! Shows the changes since a version: the counts, and the estimates that changed most by table and reason.

use std::collections::BTreeSet;

use anyhow::Result;
use dataset::{VERSIONS, folder_of};
use schema::{Conditions, EstimateChange, Manifest, ReleaseDiff, SeriesKey, TableDiff};
use serde::Serialize;

use crate::{
    Inputs,
    context::{
        addresses::address_of_series,
        catalog::Catalog,
        formats::with_interval,
        page::Link,
        table::{Cell, Table},
        texts::Labelled,
    },
    methods,
};

/// Maximum number of rows shown for each table and reason; the file has all rows.
const SHOWN: usize = 5;

/// Changes in the form that templates take.
#[derive(Debug, Serialize)]
pub(super) struct DiffView {
    /// The earlier version.
    since: Link,
    both: u64,
    changed: u64,
    added: u64,
    removed: u64,
    /// Changes of methods since then, newest first.
    methods: Vec<Link>,
    /// None if nothing has changed.
    counts: Option<Table>,
    /// Days that are new or corrected; none without one.
    days: Option<Table>,
    tables: Vec<TableDiff>,
    groups: Vec<Group>,
    /// File with all rows, from the root of the site.
    csv: String,
}

/// Estimates of one table that changed.
#[derive(Debug, Serialize)]
struct Group {
    /// Name of the table.
    name: String,
    changed: usize,
    table: Table,
}

/// Describes `changes` for the page of the version `of`, or of the current tables.
pub(super) fn view(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    diff: &ReleaseDiff,
    rows: &[EstimateChange],
    of: Option<&Manifest>,
) -> Result<DiffView> {
    let words = catalog.texts.words("dataset/release_diff", diff)?;
    let earlier = inputs.versions.frozen.iter().any(|frozen| frozen.manifest.version == diff.since);
    let path = if earlier { format!("{}index.html", folder_of(&diff.since)) } else { String::new() };
    let total = |count: fn(&TableDiff) -> u64| diff.tables.iter().map(count).sum();
    let is_still =
        |table: &TableDiff| table.changed + table.added + table.removed == 0 && table.problem.is_none();
    let group = |table: &TableDiff| group(inputs, catalog, &words, &table.table, rows, of.is_none());
    let groups: Result<Vec<_>> = diff.tables.iter().map(group).collect();
    let folder = of.map_or_else(|| VERSIONS.to_owned(), |manifest| folder_of(&manifest.version));
    Ok(DiffView {
        since: Link { name: diff.since.to_string(), path },
        both: total(|table| table.both),
        changed: total(|table| table.changed),
        added: total(|table| table.added),
        removed: total(|table| table.removed),
        methods: methods::links(inputs, &diff.methods)?,
        counts: (!diff.tables.iter().all(is_still)).then(|| counts(&words, diff)).transpose()?,
        days: (!diff.sources.is_empty()).then(|| days(&words, diff)).transpose()?,
        tables: diff.tables.clone(),
        groups: groups?.into_iter().flatten().collect(),
        csv: format!("{folder}{}", <EstimateChange as schema::Table>::FILE),
    })
}

fn counts(words: &Labelled, diff: &ReleaseDiff) -> Result<Table> {
    let mut table = Table::captioned(words, "Counts")?;
    for row in &diff.tables {
        let reasons = [row.new_data, row.corrected_data, row.changed_method, row.unexplained];
        let counts = [row.both, row.changed].into_iter().chain(reasons).chain([row.added, row.removed]);
        let is_compared = row.problem.is_none();
        let count = |count| if is_compared { Cell::count(count) } else { Cell::measured(None) };
        let head = Cell::code(row.table.as_str()).head();
        table.rows.push(std::iter::once(head).chain(counts.map(count)).collect());
    }
    table.checked()
}

fn days(words: &Labelled, diff: &ReleaseDiff) -> Result<Table> {
    let mut table = Table::captioned(words, "Days")?;
    let listed = |days: &[schema::Date]| {
        Cell::text(days.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
    };
    for source in &diff.sources {
        let head = Cell::text(source.source.as_str()).head();
        table.rows.push(vec![head, listed(&source.new_days), listed(&source.corrected_days)]);
    }
    table.checked()
}

/// Lists the estimates of the table `file` that changed most, those without a reason first; none if none changed.
fn group(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    words: &Labelled,
    file: &str,
    rows: &[EstimateChange],
    has_receipts: bool,
) -> Result<Option<Group>> {
    let mut shown: Vec<&EstimateChange> = rows.iter().filter(|row| row.table == file).collect();
    let changed = shown.len();
    // New data is the usual reason, so it comes last.
    let reasons = |row: &EstimateChange| [row.new_data, row.corrected_data, row.changed_method];
    // Near 0 or 1 the interval of a probability has almost no width, so the tiniest change would come first.
    let is_probability = |row: &EstimateChange| row.statistic == "superiority";
    let widths = |row: &EstimateChange| row.widths_outside.unwrap_or(0.0);
    shown.sort_by(|a, b| {
        let order = (reasons(a), is_probability(a)).cmp(&(reasons(b), is_probability(b)));
        order.then_with(|| widths(b).total_cmp(&widths(a)))
    });
    let mut seen = BTreeSet::new();
    shown.retain(|row| seen.insert((reasons(row), &row.runtime, &row.against)));
    let mut table = Table::captioned(words, "Rows")?;
    table.caption = format!("{} ({file})", table.caption);
    let names = words.list("Reasons")?;
    for rows in shown.chunk_by(|a, b| reasons(a) == reasons(b)) {
        let because = reasons(rows[0]).into_iter().zip(&names).filter(|(is, _)| *is);
        let because: Vec<&str> = because.map(|(_, name)| name.as_str()).collect();
        let why = if because.is_empty() { words.part("Unexplained")? } else { because.join(", ") };
        for row in rows.iter().take(SHOWN) {
            let after = Cell::number(row.after.value);
            let receipt = has_receipts.then(|| receipt(inputs, row)).flatten();
            table.rows.push(vec![
                Cell::text(subject(catalog, row)).head(),
                Cell::text(row.statistic.replace('-', " ")),
                Cell::text(row.metric.title()),
                Cell { text: with_interval(row.before), ..Cell::number(row.before.value) },
                receipt.map_or_else(|| after.clone(), |receipt| after.clone().receipt(&receipt)),
                Cell::text(row.unit.map_or("", schema::Unit::name)),
                Cell::text(configuration(row)),
                Cell::text(why.as_str()),
            ]);
        }
    }
    let name = file.trim_end_matches(".csv").to_owned();
    Ok((changed > 0).then_some(Group { name, changed, table }))
}

/// Names the runtime or the pair, or the source of an estimate of several runtimes.
fn subject(catalog: &Catalog<'_>, row: &EstimateChange) -> String {
    let of = row.runtime.as_deref().map_or(row.conditions.source.as_str(), |slug| catalog.name_of(slug));
    row.against.as_deref().map_or_else(|| of.to_owned(), |slug| format!("{of} / {}", catalog.name_of(slug)))
}

/// Address of the receipt of a percentile that the site still has; none for a pair.
fn receipt(inputs: &Inputs<'_>, row: &EstimateChange) -> Option<String> {
    let series = SeriesKey {
        conditions: row.conditions.clone(),
        metric: row.metric,
        runtime: row.runtime.clone().filter(|_| row.against.is_none())?,
        memory: row.memory,
    };
    let is_here = inputs.tables.series.iter().any(|known| known.series.key() == series);
    is_here.then(|| address_of_series(&series))
}

fn configuration(row: &EstimateChange) -> String {
    let Conditions { workload, arch, .. } = &row.conditions;
    let words = format!("{workload}, {}, {}", row.conditions.packaging_words(), arch.title());
    // A pair has one row for all memory sizes.
    if row.against.is_some() { words } else { format!("{words}, {}", row.memory.words()) }
}
