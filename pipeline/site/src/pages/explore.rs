//! Every current series: the default view as a page, the others as data for its script, and all in one plain table.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use charts::number::format_number;
use schema::{Arch, IntervalRow, Memory, Metric, Packaging, Percentile, SeriesRow};
use serde::Serialize;
use serde_json::{Value, json};

use crate::context::{
    addresses::{address_of_series, pair_names},
    catalog::{Catalog, RuntimeData},
    explore_presets::{self, Preset},
    formats::{grouped, rounded},
    page::{Link, Page},
    table::{Heading, Table},
};

#[derive(Serialize)]
struct Explore {
    caption: String,
    columns: Vec<Column>,
    /// Positions of the columns that say the same in every row.
    same: Vec<usize>,
    /// Series of the default view, lowest median first.
    rows: Vec<Row>,
    /// Number of the other series.
    rest: usize,
    /// Values of columns that have a name for readers.
    names: Vec<Named>,
    /// Number of all series, as people read it.
    total: String,
    /// Page with the chart of the default view; none without data.
    preset: Option<String>,
    /// Views with pages of their own.
    views: Vec<Link>,
}

/// A value of a column with its name, such as `init_ms` and "init duration".
#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Named {
    column: &'static str,
    value: String,
    name: String,
}

/// All series in one table, a group for each runtime.
#[derive(Serialize)]
struct All {
    caption: String,
    columns: Vec<Heading>,
    groups: Vec<Group>,
}

#[derive(Serialize)]
struct Group {
    name: String,
    language: String,
    /// Page of the runtime, from the root of the site.
    page: String,
    rows: Vec<Row>,
}

/// The series that the page leaves out, for its script.
#[derive(Serialize)]
struct Rest<'a> {
    /// Pairs with a page, by folder name.
    pairs: Vec<String>,
    /// Name, language and page of each runtime, by its slug.
    runtimes: BTreeMap<&'a str, [String; 3]>,
    /// Name, last month and page of each runtime without current samples, by its slug.
    removed: BTreeMap<&'a str, [String; 3]>,
    /// Address of each series, with a figure for each column of numbers.
    rows: Vec<(String, Vec<Short>)>,
}

/// A figure as data: its text, its value, and the ends of its interval if it has one; empty if it is missing.
type Short = Vec<Value>;

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

impl Figure {
    fn short(&self) -> Short {
        let Some(value) = &self.value else { return Vec::new() };
        // Numbers are parsed here, because the JSON parser trades exactness in the last digit for speed.
        let number = |text: &String| match text.parse::<i64>() {
            Ok(whole) => Value::from(whole),
            Err(_) => text.parse::<f64>().map_or(Value::Null, Value::from),
        };
        let mut short = vec![Value::from(&*self.text), number(value)];
        if self.lower.is_some() || self.upper.is_some() {
            short.extend([&self.lower, &self.upper].map(|end| end.as_ref().map_or(Value::Null, number)));
        }
        short
    }
}

/// Names of the columns for scripts and addresses.
const COLUMNS: [&str; 17] = [
    "name",
    "language",
    "source",
    "provider",
    "region",
    "packaging",
    "memory",
    "arch",
    "load",
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
const LOCAL_METRICS: [Metric; 5] =
    [Metric::InitMs, Metric::FirstResponseMs, Metric::ColdTotalMs, Metric::WarmMs, Metric::PeakRssMb];

/// A series with its runtime.
type Shown<'c, 'a> = (&'c RuntimeData<'a>, &'a SeriesRow);

/// Makes the page with the default view and the page with all series.
pub(crate) fn pages(catalog: &Catalog<'_>) -> Result<[Page; 2]> {
    let all = shown(catalog);
    let mut usual: Vec<Shown<'_, '_>> = all.iter().copied().filter(is_usual).collect();
    usual.sort_by(|(_, a), (_, b)| a.distribution.p50.total_cmp(&b.distribution.p50));
    let total = grouped(all.len() as u64);
    let words = catalog.texts.words("pages/explore", &json!({ "n": usual.len(), "total": total }))?;
    let Table { caption, columns, .. } = Table::worded(&words)?;
    let column = |(name, heading)| Column { name, heading };
    let preset = Preset::Configuration(Packaging::Zip, Arch::X86_64);
    let rows: Vec<Row> = usual.iter().map(|shown| row(catalog, *shown)).collect();
    let explore = Explore {
        caption: caption.clone(),
        same: same(&rows),
        columns: COLUMNS.into_iter().zip(columns.clone()).map(column).collect(),
        rows,
        rest: all.len() - usual.len(),
        names: names(&all),
        total,
        preset: (!explore_presets::entries(catalog, &preset).is_empty()).then(|| preset.path()),
        views: explore_presets::links(catalog)?,
    };
    let group = |shown: &[Shown<'_, '_>]| Group {
        name: shown[0].0.name.to_owned(),
        language: shown[0].0.language.to_owned(),
        page: shown[0].0.path(),
        rows: shown.iter().map(|shown| row(catalog, *shown)).collect(),
    };
    let plain = All {
        caption,
        // The names of runtimes and languages are headings of groups.
        columns: columns.into_iter().skip(2).collect(),
        groups: all.chunk_by(|(a, _), (b, _)| a.slug == b.slug).map(group).collect(),
    };
    Ok([
        Page::worded(&words, "explore/index.html", "explore.html", &explore)?,
        Page {
            title: words.part("All title")?,
            description: words.part("All description")?,
            ..Page::worded(&words, "explore/all/index.html", "explore_all.html", &plain)?
        },
    ])
}

/// Makes the file with the series that the page leaves out.
pub(crate) fn file(catalog: &Catalog<'_>) -> Result<(String, Vec<u8>)> {
    let mut rest = Rest {
        pairs: pair_names(catalog),
        runtimes: BTreeMap::new(),
        removed: removed(catalog),
        rows: Vec::new(),
    };
    for shown in shown(catalog).into_iter().filter(|shown| !is_usual(shown)) {
        let (runtime, Row { series, values, .. }) = (shown.0, row(catalog, shown));
        let words = [runtime.name.to_owned(), runtime.language.to_owned(), runtime.path()];
        rest.runtimes.insert(runtime.slug, words);
        rest.rows.push((series, values.iter().map(Figure::short).collect()));
    }
    let bytes = serde_json::to_vec(&rest).context("Failed to write the series that Explore fetches")?;
    Ok(("explore/rest.json".to_owned(), bytes))
}

/// Names the runtimes that have a page, and no current samples.
fn removed<'a>(catalog: &Catalog<'a>) -> BTreeMap<&'a str, [String; 3]> {
    let last = |runtime: &RuntimeData<'a>| {
        let month = runtime.history.iter().map(|row| row.month).max()?;
        Some((runtime.slug, [runtime.name.to_owned(), month.to_string(), runtime.path()]))
    };
    catalog.runtimes.iter().filter(|it| !it.is_current && !it.is_local()).filter_map(last).collect()
}

/// Names the values of columns that are written as they are stored.
fn names(all: &[Shown<'_, '_>]) -> Vec<Named> {
    let named = |column, value: &str, name: String| Named { column, value: value.to_owned(), name };
    let found = all.iter().flat_map(|(_, row)| {
        let (metric, memory, arch) = (row.series.metric, row.series.memory, row.series.conditions.arch);
        [
            named("metric", metric.name(), metric.title().to_owned()),
            named("memory", &memory.to_string(), memory_words(memory)),
            named("arch", arch.name(), arch.title().to_owned()),
        ]
    });
    found.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Words for a memory size in a column that says that it is one: `all sizes`, `128 MB`.
fn memory_words(memory: Memory) -> String {
    memory.words().replace("memory ", "").replace(',', "")
}

/// Lists every series that Explore shows.
fn shown<'c, 'a>(catalog: &'c Catalog<'a>) -> Vec<Shown<'c, 'a>> {
    let of = |runtime: &'c RuntimeData<'a>| runtime.series.iter().map(move |row| (runtime, *row));
    catalog.runtimes.iter().flat_map(of).filter(|(_, row)| is_shown(row)).collect()
}

/// True for a series of the default view, which is `USUAL` in `state.js`.
fn is_usual((_, row): &Shown<'_, '_>) -> bool {
    let (series, conditions) = (&row.series, &row.series.conditions);
    series.memory == Memory::Pooled
        && series.metric == Metric::InitMs
        && (conditions.packaging, conditions.arch) == (Packaging::Zip, Arch::X86_64)
}

/// Position of the first column of words, as CSS counts.
const FIRST_WORD: usize = 3;

/// Lists the columns of words that say the same in every row, as the script does.
fn same(rows: &[Row]) -> Vec<usize> {
    let [first, others @ ..] = rows else { return Vec::new() };
    let is_same = |idx: &usize| others.iter().all(|row| row.words[*idx] == first.words[*idx]);
    let found = (0..first.words.len()).filter(|idx| !others.is_empty() && is_same(idx));
    found.map(|idx| idx + FIRST_WORD).collect()
}

fn is_shown(row: &SeriesRow) -> bool {
    let series = &row.series;
    !series.conditions.is_local() || (series.memory.mb().is_none() && LOCAL_METRICS.contains(&series.metric))
}

fn row(catalog: &Catalog<'_>, (runtime, found): Shown<'_, '_>) -> Row {
    let series = &found.series;
    let key = series.key();
    let conditions = &series.conditions;
    let (memory, packaging) = (memory_words(series.memory), conditions.packaging_words());
    let load = conditions.load.to_string();
    let words = [
        runtime.language,
        &conditions.source,
        conditions.provider.name(),
        &conditions.region,
        &packaging,
        &memory,
        conditions.arch.title(),
        &load,
        &conditions.workload,
        series.metric.title(),
    ];
    let percentile = |percentile: Percentile| {
        let Some(value) = found.supported(percentile) else { return Figure::default() };
        let ends = catalog.interval(series, percentile).and_then(IntervalRow::ends);
        let (lower, upper) = ends.map_or((None, None), |ends| (ends.lower, ends.upper));
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
