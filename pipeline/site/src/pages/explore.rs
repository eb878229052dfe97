//! Every current series in one table: complete without a script, filtered and sorted with one.

use std::collections::BTreeMap;

use charts::number::format_number;
use schema::{Metric, Percentile, SeriesRow};
use serde::Serialize;

use crate::context::{
    addresses::{address_of_series, pair_names},
    catalog::{Catalog, RuntimeData},
    explore_presets,
    formats::rounded,
    page::{Link, Page, view},
};

#[derive(Serialize)]
struct Explore {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// Pairs with a page, by folder name, separated by spaces.
    compared: String,
    /// Views with pages of their own.
    views: Vec<Link>,
}

#[derive(Serialize)]
struct Column {
    name: &'static str,
    label: &'static str,
    is_number: bool,
}

#[derive(Serialize)]
struct Row {
    /// Address of the series.
    series: String,
    name: String,
    /// Page of the runtime, from the root of the site.
    page: String,
    /// Address of the receipt.
    href: String,
    words: Vec<String>,
    values: Vec<Figure>,
}

/// A measured value with the ends of its interval; empty where the value is not supported.
#[derive(Default, Serialize)]
struct Figure {
    text: String,
    value: Option<String>,
    lower: Option<String>,
    upper: Option<String>,
}

/// Names for scripts and addresses, with their labels.
const WORDS: [(&str, &str); 8] = [
    ("name", "Runtime"),
    ("language", "Language"),
    ("source", "Source"),
    ("packaging", "Packaging"),
    ("memory", "Memory"),
    ("arch", "Architecture"),
    ("workload", "Workload"),
    ("metric", "Metric"),
];
const VALUES: [(&str, &str); 6] =
    [("p50", "p50"), ("p90", "p90"), ("p95", "p95"), ("p99", "p99"), ("max", "max"), ("n", "samples")];

/// The requested ones among the many metrics of our own campaigns.
const OURS: [Metric; 5] =
    [Metric::InitMs, Metric::FirstResponseMs, Metric::ColdTotalMs, Metric::WarmMs, Metric::PeakRssMb];

pub(crate) fn page(catalog: &Catalog<'_>) -> Page {
    let mut rows: Vec<Row> = Vec::new();
    for runtime in &catalog.runtimes {
        rows.extend(
            runtime.series.iter().filter(|row| is_shown(row)).map(|found| row(catalog, runtime, found)),
        );
    }
    let column = |is_number: bool| {
        move |(name, label): (&'static str, &'static str)| Column { name, label, is_number }
    };
    let columns: Vec<Column> =
        WORDS.into_iter().map(column(false)).chain(VALUES.into_iter().map(column(true))).collect();
    let explore = Explore {
        caption: format!("{} series: percentiles in ms, peak memory in MB", rows.len()),
        columns,
        rows,
        compared: pair_names(catalog).join(" "),
        views: explore_presets::links(catalog),
    };
    Page {
        path: "explore/index.html".to_owned(),
        template: "explore.html",
        title: "Explore".to_owned(),
        description: "Every current series: filter, sort, search, divide by one, and download what is shown."
            .to_owned(),
        figures: Vec::new(),
        view: view(&explore),
    }
}

fn is_shown(row: &SeriesRow) -> bool {
    let series = &row.series;
    !series.conditions.is_local() || (series.memory.mb().is_none() && OURS.contains(&series.metric))
}

fn row(catalog: &Catalog<'_>, runtime: &RuntimeData<'_>, found: &SeriesRow) -> Row {
    let series = &found.series;
    let key = series.key();
    let (memory, packaging) = (series.memory.to_string(), series.conditions.packaging_words());
    let words = [
        runtime.language,
        &series.conditions.source,
        &packaging,
        &memory,
        series.conditions.arch.name(),
        &series.conditions.workload,
        series.metric.name(),
    ];
    let ends: BTreeMap<Percentile, (f64, f64)> = Percentile::ALL
        .into_iter()
        .filter_map(|percentile| {
            let found = catalog.interval(series, percentile)?;
            Some((percentile, found.lower.zip(found.upper)?))
        })
        .collect();
    let percentile = |percentile: Percentile| {
        let Some(value) = found.distribution.supported(percentile) else { return Figure::default() };
        let (lower, upper) = ends.get(&percentile).copied().unzip();
        Figure { lower: lower.map(short), upper: upper.map(short), ..number(value) }
    };
    let mut values: Vec<Figure> = Percentile::ALL.into_iter().map(percentile).collect();
    values.push(number(found.distribution.max));
    let n = found.distribution.n.to_string();
    values.push(Figure { text: n.clone(), value: Some(n), ..Figure::default() });
    Row {
        series: key.to_string(),
        page: runtime.path(),
        name: runtime.name.to_owned(),
        href: address_of_series(&key),
        words: words.map(ToOwned::to_owned).into(),
        values,
    }
}

fn number(value: f64) -> Figure {
    Figure { text: format_number(value), value: Some(rounded(value, 8)), ..Figure::default() }
}

/// Rounds the end of an interval to a few more digits than it is sure of.
fn short(value: f64) -> String {
    rounded(value, 5)
}
