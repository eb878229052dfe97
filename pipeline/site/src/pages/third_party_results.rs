//! Third-party results, compared with ours.

use anyhow::{Context, Result, ensure};
use schema::{Percentile, SeriesRow};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    Files, Inputs,
    content::{self, Documents, Section},
    context::{
        addresses::address_of_series,
        catalog::Catalog,
        page::Page,
        table::{Cell, Table},
    },
    provenance::series_of,
};

/// File of the results, below `content/`.
const FIGURES: &str = "published.csv";

/// A line of `content/published.csv`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Figure {
    /// Publisher.
    source: String,
    /// Address of the publication; empty if unknown.
    url: String,
    /// Date, as exactly as known: a year, a month or a day; empty if unknown.
    date: String,
    /// Measured configuration.
    configuration: String,
    /// Meaning of the value, with its unit.
    metric: String,
    /// Statistic: `p50`, `mean` and so on.
    statistic: String,
    /// The value, or the text of a statement.
    value: String,
    /// Caveat on the value.
    caveat: String,
    /// Our comparable series, in the words of `coldmark explain`; empty without one.
    our_series: String,
}

#[derive(Serialize)]
struct Published {
    body: Vec<Section>,
    groups: Vec<Group>,
    download: &'static str,
}

/// The results of one source.
#[derive(Serialize)]
struct Group {
    id: String,
    title: String,
    url: String,
    figures: Table,
    /// Caveats without repeats; results refer to them by number.
    notes: Vec<String>,
}

/// None where `content/` has no text or no results for it.
pub(crate) fn page(inputs: &Inputs<'_>, all: &Documents, catalog: &Catalog<'_>) -> Result<Option<Page>> {
    let (Some(document), Some(bytes)) = (all.get(content::THIRD_PARTY_RESULTS), inputs.content.get(FIGURES))
    else {
        return Ok(None);
    };
    let figures = read(bytes)?;
    let groups = figures.chunk_by(|(_, a), (_, b)| a.source == b.source);
    let groups = groups.map(|figures| group(inputs, catalog, figures)).collect::<Result<_>>()?;
    let published = Published { body: document.body.clone(), groups, download: FIGURES };
    Ok(Some(document.page("published/index.html", "published.html", &published)))
}

/// Makes the file of results to download.
pub(crate) fn files(inputs: &Inputs<'_>) -> Result<Files> {
    let Some(found) = inputs.content.get(FIGURES) else { return Ok(Files::new()) };
    Ok(Files::from([(format!("published/{FIGURES}"), dataset::for_readers(found.clone())?)]))
}

/// Reads the results, each with its line number.
fn read(bytes: &[u8]) -> Result<Vec<(u64, Figure)>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let mut figures = Vec::new();
    for record in reader.records() {
        let record = record.with_context(|| format!("Failed to read content/{FIGURES}"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let place = || format!("content/{FIGURES}:{line}");
        let headers = csv::StringRecord::from(COLUMNS.to_vec());
        let figure: Figure = record.deserialize(Some(&headers)).with_context(place)?;
        ensure!(
            figure.url.is_empty() || figure.url.starts_with("https://") || figure.url.starts_with("http://"),
            "{}: '{}' is no address",
            place(),
            figure.url
        );
        ensure!(
            figure.date.chars().all(|letter| letter.is_ascii_digit() || letter == '-'),
            "{}: '{}' is no year, month or day",
            place(),
            figure.date
        );
        figures.push((line, figure));
    }
    Ok(figures)
}

/// Columns of the file, in order.
const COLUMNS: [&str; 9] =
    ["source", "url", "date", "configuration", "metric", "statistic", "value", "caveat", "our_series"];

fn group(inputs: &Inputs<'_>, catalog: &Catalog<'_>, figures: &[(u64, Figure)]) -> Result<Group> {
    let (_, first) = &figures[0];
    let words = catalog.texts.words("pages/published", &json!({ "source": first.source }))?;
    let mut rows = Vec::new();
    let mut notes: Vec<String> = Vec::new();
    for (line, figure) in figures {
        let note = notes.iter().position(|note| *note == figure.caveat).unwrap_or_else(|| {
            notes.push(figure.caveat.clone());
            notes.len() - 1
        });
        let ours = ours(inputs, catalog, figure).with_context(|| format!("content/{FIGURES}:{line}"))?;
        // The author's own digits are kept.
        let is_number = figure.value.parse::<f64>().is_ok();
        let value = is_number.then(|| figure.value.clone());
        rows.push(vec![
            Cell::text(figure.configuration.as_str()).head(),
            Cell::text(if figure.date.is_empty() {
                words.part("Unknown date")?
            } else {
                figure.date.clone()
            }),
            Cell::text(figure.metric.as_str()),
            Cell::text(figure.statistic.as_str()),
            Cell { value, ..Cell::text(figure.value.as_str()) },
            ours.map_or_else(|| Cell::text(""), |row| same_statistic(catalog, row, &figure.statistic)),
            Cell::text((note + 1).to_string()),
        ]);
    }
    Ok(Group {
        id: crate::context::markdown::slug(&first.source),
        title: first.source.clone(),
        url: first.url.clone(),
        figures: Table::worded(&words)?.with(rows)?,
        notes,
    })
}

/// Finds our series to compare a result with; none if it names none or there are no data.
fn ours<'a>(inputs: &Inputs<'a>, catalog: &Catalog<'_>, figure: &Figure) -> Result<Option<&'a SeriesRow>> {
    if figure.our_series.is_empty() {
        return Ok(None);
    }
    let words: Vec<String> = figure.our_series.split_whitespace().map(str::to_owned).collect();
    let key = series_of(inputs, catalog.view, &words)?;
    Ok(inputs.tables.series.iter().find(|row| row.series.key() == key))
}

/// Returns our figure of the same statistic; the median if the result has none.
fn same_statistic(catalog: &Catalog<'_>, row: &SeriesRow, statistic: &str) -> Cell {
    let receipt = address_of_series(&row.series.key());
    let of = |percentile| catalog.percentile(row, percentile).receipt(&receipt);
    match statistic {
        "mean" => Cell::number(row.distribution.mean).receipt(&receipt),
        "p90" => of(Percentile::P90),
        "p95" => of(Percentile::P95),
        "p99" => of(Percentile::P99),
        _ => of(Percentile::P50),
    }
}
