//! The tables as a schema.org dataset, for search engines of datasets.

use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    citation,
    edition::{Edition, FOLDER, KEYWORDS, LICENCE, ZIP},
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dataset {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    name: String,
    description: String,
    url: String,
    license: &'static str,
    version: String,
    date_modified: String,
    /// Days of the main source, then those of our own campaigns.
    temporal_coverage: Vec<String>,
    is_accessible_for_free: bool,
    keywords: [&'static str; KEYWORDS.len()],
    creator: Value,
    citation: String,
    is_based_on: Vec<String>,
    variable_measured: Vec<Value>,
    distribution: Vec<Value>,
}

/// Makes a data block for the head of a page. Nothing in it can end its element.
///
/// Fails if the block cannot be written.
pub fn json_ld(edition: &Edition<'_>) -> Result<String> {
    let origin = edition.third_party_sources();
    let measured = [("ms", "init duration, first call and warm invocation"), ("MB", "memory used")];
    let dataset = Dataset {
        context: "https://schema.org/",
        kind: "Dataset",
        name: edition.publisher.tables_title.to_owned(),
        description: edition.description(),
        url: edition.address(),
        license: LICENCE.path,
        version: edition.version.clone(),
        date_modified: edition.newest_day.to_string(),
        temporal_coverage: [Some(edition.period.main), edition.period.campaigns]
            .into_iter()
            .flatten()
            .map(|days| format!("{}/{}", days.first, days.newest))
            .collect(),
        is_accessible_for_free: true,
        keywords: KEYWORDS,
        creator: json!({
            "@type": "Organization", "name": edition.publisher.title, "url": edition.publisher.base_url,
        }),
        citation: citation::long(edition),
        is_based_on: origin.map(|source| source.homepage.clone()).collect(),
        variable_measured: measured
            .map(|(unit, name)| json!({"@type": "PropertyValue", "name": name, "unitText": unit}))
            .into(),
        distribution: distribution(edition),
    };
    let json = serde_json::to_string(&dataset).context("Failed to write the description of the data page")?;
    Ok(json.replace('<', "\\u003c"))
}

fn distribution(edition: &Edition<'_>) -> Vec<Value> {
    let file = |name: &str, format: &str| {
        let url = format!("{}{FOLDER}{name}", edition.publisher.base_url);
        json!({"@type": "DataDownload", "contentUrl": url, "encodingFormat": format})
    };
    let mut files = vec![file("datapackage.json", "application/json")];
    if edition.is_release() {
        files.push(file(ZIP, "application/zip"));
    }
    for download in edition.downloads {
        files.push(file(download.shape.file, "text/csv"));
        if download.parquet.is_some() {
            files.push(file(&download.parquet_file(), "application/vnd.apache.parquet"));
        }
    }
    files
}
