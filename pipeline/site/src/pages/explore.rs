//! Every current series in one table: complete without a script, filtered and sorted with one.

use std::collections::BTreeMap;

use anyhow::Result;
use charts::number::format_number;
use schema::{Metric, Percentile, SeriesRow};
use serde::Serialize;
use serde_json::json;

use crate::context::{
    addresses::{address_of_series, pair_names},
    catalog::{Catalog, RuntimeData},
    explore_presets,
    formats::rounded,
    page::{Link, Page},
    table::{Heading, Table},
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
    #[serde(flatten)]
    heading: Heading,
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

/// Names of the columns for scripts and addresses.
const COLUMNS: [&str; 14] = [
    "name",
    "language",
    "source",
    "packaging",
    "memory",
    "arch",
    "workload",
    "metric",
    "p50",
    "p90",
    "p95",
    "p99",
    "max",
    "n",
];

/// The requested ones among the many metrics of our own campaigns.
const OURS: [Metric; 5] =
    [Metric::InitMs, Metric::FirstResponseMs, Metric::ColdTotalMs, Metric::WarmMs, Metric::PeakRssMb];

pub(crate) fn page(catalog: &Catalog<'_>) -> Result<Page> {
    let mut rows: Vec<Row> = Vec::new();
    for runtime in &catalog.runtimes {
        rows.extend(
            runtime.series.iter().filter(|row| is_shown(row)).map(|found| row(catalog, runtime, found)),
        );
    }
    let words = catalog.texts.words("pages/explore", &json!({ "n": rows.len() }))?;
    let Table { caption, columns, .. } = Table::worded(&words)?;
    let column = |(name, heading)| Column { name, heading };
    let explore = Explore {
        caption,
        columns: COLUMNS.into_iter().zip(columns).map(column).collect(),
        rows,
        compared: pair_names(catalog).join(" "),
        views: explore_presets::links(catalog)?,
    };
    Page::worded(&words, "explore/index.html", "explore.html", &explore)
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
