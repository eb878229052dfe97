//! The data page: downloads, rejected files with reasons, and the meaning of each column.

use std::collections::BTreeMap;

use anyhow::Result;
use dataset::{Citation, Download, Edition, FOLDER, ZIP};
use schema::{CalendarDay, DayStatus, Outcome, Quarantined, RuleCount, SourceRow};
use serde::Serialize;

use crate::{
    Inputs,
    context::{
        config::Config,
        page::{Page, view},
        table::{Cell, Table},
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
    statuses: Vec<Status>,
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

/// A status of days and its sign.
#[derive(Serialize)]
struct Status {
    name: &'static str,
    sign: &'static str,
    about: &'static str,
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
    name: String,
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

const STATUSES: [DayStatus; 6] = [
    DayStatus::Complete,
    DayStatus::Partial,
    DayStatus::Empty,
    DayStatus::Repeated,
    DayStatus::Quarantined,
    DayStatus::Missing,
];

pub(crate) fn page(inputs: &Inputs<'_>, config: &Config) -> Result<Page> {
    let summaries = inputs.summaries;
    let edition = Edition::of(&inputs.tables(), config.publisher());
    let is_release = edition.as_ref().is_some_and(Edition::is_release);
    let data = Data {
        downloads: downloads(inputs.downloads, is_release),
        zip: is_release.then_some(ZIP),
        address: format!("{}{}", config.base_url, FOLDER),
        cite: edition.as_ref().map(Edition::citation),
        frozen: versions::newest(inputs, config).map(|[version, path, address]| Frozen {
            version,
            path,
            address,
        }),
        json_ld: edition.as_ref().map(dataset::json_ld).transpose()?,
        accounts: accounts(&summaries.sources),
        rules: rules(&summaries.rules),
        quarantine: quarantine(&summaries.quarantine),
        statuses: STATUSES
            .map(|status| Status { name: status.name(), sign: sign(status), about: about(status) })
            .into(),
        calendars: calendars(&summaries.calendar),
        dictionary: inputs.downloads.iter().map(dictionary).collect(),
    };
    Ok(Page {
        path: "data/index.html".to_owned(),
        template: "data.html",
        title: "Data".to_owned(),
        description:
            "Every table as a file, how to open and cite them, what was refused, and what each column means."
                .to_owned(),
        figures: Vec::new(),
        view: view(&data),
    })
}

fn downloads(downloads: &[Download], is_release: bool) -> Table {
    let labels = ["File", "What a row is", "#Rows", "#Bytes", "SHA-256", "Typed"];
    // Only a release offers another format.
    let n_labels = if is_release { labels.len() } else { labels.len() - 1 };
    let mut table = Table::new("Files to download", &labels[..n_labels]);
    for download in downloads {
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
        table.rows.push(row);
    }
    table
}

fn accounts(sources: &[SourceRow]) -> Table {
    let labels =
        ["Source", "First day", "Newest day", "#Days", "#Files", "#Raw samples", "#Accepted", "#Quarantined"];
    let mut table = Table::new("What the files of each source held and what became of it", &labels);
    for row in sources {
        table.rows.push(vec![
            Cell::text(row.source.as_str()).head(),
            Cell::text(row.first_day.to_string()),
            Cell::text(row.newest_day.to_string()),
            Cell::count(u64::from(row.days)),
            Cell::count(row.files),
            Cell::count(row.raw_samples),
            Cell::count(row.accepted_samples),
            Cell::count(row.quarantined_samples),
        ]);
    }
    table
}

fn rules(rules: &[RuleCount]) -> Table {
    let labels = ["Rule", "Source", "Outcome", "#Files", "#Records", "#Samples", "Why"];
    let mut table = Table::new("What every rule met in the files, and why it is as it is", &labels);
    for row in rules {
        let outcome = match row.outcome {
            Outcome::Accept => "accept",
            Outcome::Flag => "flag",
            Outcome::Alias => "alias",
            Outcome::Quarantine => "quarantine",
        };
        table.rows.push(vec![
            Cell::code(row.rule.as_str()).head(),
            Cell::text(row.source.as_str()),
            Cell::text(outcome),
            Cell::count(row.files),
            Cell::count(row.records),
            Cell::count(row.samples),
            Cell::text(row.reason.as_str()),
        ]);
    }
    table
}

fn quarantine(rows: &[Quarantined]) -> Table {
    let labels = ["File", "Source", "Day", "Runtime", "Rule", "#Samples", "What was wrong"];
    let mut table = Table::new("Files, records and values that no statistic uses", &labels);
    for row in rows {
        table.rows.push(vec![
            Cell::code(row.file.as_str()).head(),
            Cell::text(row.source.as_str()),
            Cell::text(row.date.map_or_else(String::new, |date| date.to_string())),
            Cell::text(row.source_runtime.as_str()),
            Cell::code(row.rule.as_str()),
            Cell::count(row.samples),
            Cell::text(row.detail.as_str()),
        ]);
    }
    table
}

fn dictionary(download: &Download) -> Dictionary {
    let shape = &download.shape;
    let table = columns(format!("{}: {}", shape.file, shape.about), shape.columns);
    Dictionary { id: format!("columns-{}", shape.name()), table }
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
        months: months.into_iter().map(|(month, days)| MonthRow { name: month_name(month), days }).collect(),
    };
    years.into_iter().rev().map(calendar).collect()
}

fn month_name(month: i8) -> String {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    NAMES.get(month as usize - 1).map_or_else(|| month.to_string(), ToString::to_string)
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

const fn about(status: DayStatus) -> &'static str {
    match status {
        DayStatus::Complete => "at least 95 % of the series then in service have samples",
        DayStatus::Partial => "some series then in service have samples, fewer than 95 %",
        DayStatus::Empty => "the file is there and lists no record",
        DayStatus::Repeated => "the file repeats another day's and is quarantined",
        DayStatus::Quarantined => "there is a file and nothing of it could be used",
        DayStatus::Missing => "there is no file",
    }
}
