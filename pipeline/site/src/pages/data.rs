//! The data page: downloads, rejected files with reasons, and the meaning of each column.

use std::collections::BTreeMap;

use anyhow::Result;
use dataset::{Citation, Download, Edition, FOLDER, ZIP};
use schema::{CalendarDay, DayStatus, Quarantined, RuleCount, SourceRow};
use serde::Serialize;
use serde_json::json;

use crate::{
    Inputs,
    context::{
        catalog::Catalog,
        config::Config,
        page::Page,
        table::{Cell, Table},
        texts::Labelled,
    },
    figures::dataset::columns,
    versions,
};

#[derive(Serialize)]
struct Data {
    downloads: Table,
    /// Name of the zip of all tables, if there is one.
    zip: Option<&'static str>,
    /// Absolute address of the tables.
    address: String,
    cite: Option<Citation>,
    frozen: Option<Frozen>,
    json_ld: Option<String>,
    accounts: Table,
    rules: Table,
    quarantine: Table,
    /// Every status of a day, for the legend.
    statuses: Vec<Day>,
    calendars: Vec<Calendar>,
    dictionary: Vec<Dictionary>,
}

/// The newest frozen version.
#[derive(Serialize)]
struct Frozen {
    version: String,
    /// Path from the root of the site.
    path: String,
    /// Absolute address.
    address: String,
}

/// A year of a source.
#[derive(Serialize)]
struct Calendar {
    source: String,
    year: i16,
    months: Vec<MonthRow>,
}

#[derive(Serialize)]
struct MonthRow {
    /// From 1 to 12.
    number: i8,
    days: Vec<Day>,
}

/// A day, or a gap that the calendar does not cover.
#[derive(Clone, Serialize)]
struct Day {
    status: &'static str,
    sign: &'static str,
}

#[derive(Serialize)]
struct Dictionary {
    id: String,
    table: Table,
}

pub(crate) fn page(inputs: &Inputs<'_>, config: &Config, catalog: &Catalog<'_>) -> Result<Page> {
    let tables = inputs.tables;
    let edition = Edition::of(&inputs.tables(), config.publisher());
    let is_release = edition.as_ref().is_some_and(Edition::is_release);
    let words = catalog.texts.words("pages/data", &json!({ "is_release": is_release }))?;
    let data = Data {
        downloads: downloads(&words, inputs.downloads, is_release)?,
        zip: is_release.then_some(ZIP),
        address: format!("{}{}", config.base_url, FOLDER),
        cite: edition.as_ref().map(Edition::citation),
        frozen: versions::newest(inputs, config).map(|[version, path, address]| Frozen {
            version,
            path,
            address,
        }),
        json_ld: edition.as_ref().map(dataset::json_ld).transpose()?,
        accounts: accounts(&words, &tables.sources)?,
        rules: rules(&words, &tables.rules)?,
        quarantine: quarantine(&words, &tables.quarantine)?,
        statuses: DayStatus::VALUES
            .iter()
            .map(|status| Day { status: status.name(), sign: sign(*status) })
            .collect(),
        calendars: calendars(&tables.calendar),
        dictionary: inputs.downloads.iter().map(|it| dictionary(catalog, it)).collect::<Result<_>>()?,
    };
    Page::worded(&words, "data/index.html", "data.html", &data)
}

fn downloads(words: &Labelled, downloads: &[Download], is_release: bool) -> Result<Table> {
    Table::named(words, "Downloads")?.with(downloads.iter().map(|download| {
        let file = download.shape.file;
        let mut row = vec![
            Cell::code(file).to(format!("data/{file}")).head(),
            Cell::text(download.shape.about),
            Cell::count(download.rows),
            Cell::count(download.bytes.len() as u64),
            Cell::code(download.sha256.as_str()),
        ];
        if is_release {
            row.push(Cell::text("Parquet").to(format!("data/{}", download.parquet_file())));
        }
        row
    }))
}

fn accounts(words: &Labelled, sources: &[SourceRow]) -> Result<Table> {
    Table::named(words, "Accounts")?.with(sources.iter().map(|row| {
        vec![
            Cell::text(row.source.as_str()).head(),
            Cell::text(row.first_day.to_string()),
            Cell::text(row.newest_day.to_string()),
            Cell::count(u64::from(row.days)),
            Cell::count(row.files),
            Cell::count(row.raw_samples),
            Cell::count(row.accepted_samples),
            Cell::count(row.quarantined_samples),
        ]
    }))
}

fn rules(words: &Labelled, rules: &[RuleCount]) -> Result<Table> {
    Table::named(words, "Rules")?.with(rules.iter().map(|row| {
        vec![
            Cell::code(row.rule.as_str()).head(),
            Cell::text(row.source.as_str()),
            Cell::text(row.outcome.name()),
            Cell::count(row.files),
            Cell::count(row.records),
            Cell::count(row.samples),
            Cell::text(row.reason.as_str()),
        ]
    }))
}

fn quarantine(words: &Labelled, rows: &[Quarantined]) -> Result<Table> {
    Table::named(words, "Quarantine")?.with(rows.iter().map(|row| {
        vec![
            Cell::code(row.file.as_str()).head(),
            Cell::text(row.source.as_str()),
            Cell::text(row.date.map_or_else(String::new, |date| date.to_string())),
            Cell::text(row.source_runtime.as_str()),
            Cell::code(row.rule.as_str()),
            Cell::count(row.samples),
            Cell::text(row.detail.as_str()),
        ]
    }))
}

fn dictionary(catalog: &Catalog<'_>, download: &Download) -> Result<Dictionary> {
    let shape = &download.shape;
    let table = columns(&catalog.texts, &format!("{}: {}", shape.file, shape.about), shape.columns)?;
    Ok(Dictionary { id: format!("columns-{}", shape.name()), table })
}

/// Groups the days of every source by year and month, newest year first.
fn calendars(days: &[CalendarDay]) -> Vec<Calendar> {
    let mut years: BTreeMap<(&str, i16), BTreeMap<i8, Vec<Day>>> = BTreeMap::new();
    let none = Day { status: "none", sign: "" };
    for day in days {
        let year = years.entry((&day.source, day.date.year())).or_default();
        let month = year.entry(day.date.month()).or_insert_with(|| vec![none.clone(); 31]);
        // Days of a month start at 1.
        month[day.date.day() as usize - 1] = Day { status: day.status.name(), sign: sign(day.status) };
    }
    let calendar = |((source, year), months): ((&str, i16), BTreeMap<i8, Vec<Day>>)| Calendar {
        source: source.to_owned(),
        year,
        months: months.into_iter().map(|(number, days)| MonthRow { number, days }).collect(),
    };
    years.into_iter().rev().map(calendar).collect()
}

/// Sign that distinguishes the statuses without colour.
const fn sign(status: DayStatus) -> &'static str {
    match status {
        DayStatus::Complete => "●",
        DayStatus::Partial => "◐",
        DayStatus::Empty => "○",
        DayStatus::Repeated => "=",
        DayStatus::Quarantined => "×",
        DayStatus::Missing => "–",
    }
}
