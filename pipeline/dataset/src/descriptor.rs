//! Writes `datapackage.json`: a description of every file of the package and of each column, for programs.
//!
//! Data Package 2.0, <https://datapackage.org/standard/data-package/>. Our extensions are `unit` and `unitField`,
//! `coldmark:parquet` and `coldmark:zip`. The README of the package explains them.

use anyhow::{Context, Result};
use schema::{Column, ColumnType, Limit, Measure, Shape};
use serde::Serialize;

use crate::{
    Download,
    edition::{Edition, KEYWORDS, LICENCE, Licence, ZIP},
};

#[derive(Serialize)]
struct Package {
    #[serde(rename = "$schema")]
    profile: &'static str,
    name: &'static str,
    id: String,
    title: String,
    description: String,
    homepage: String,
    version: String,
    created: String,
    keywords: [&'static str; KEYWORDS.len()],
    licenses: [Licence; 1],
    contributors: [Contributor; 1],
    sources: Vec<Origin>,
    resources: Vec<Resource>,
    /// Zip of the whole package. It is not a resource, because it holds this description and no table of its own.
    #[serde(rename = "coldmark:zip", skip_serializing_if = "Option::is_none")]
    zip: Option<&'static str>,
}

#[derive(Serialize)]
struct Contributor {
    title: String,
    path: String,
    roles: [&'static str; 1],
}

/// A source that the tables rest on.
#[derive(Serialize)]
struct Origin {
    title: String,
    path: String,
    /// Its citation, and its licence.
    citation: String,
    license: String,
}

#[derive(Serialize)]
struct Resource {
    name: &'static str,
    r#type: &'static str,
    path: &'static str,
    description: &'static str,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    bytes: usize,
    hash: String,
    dialect: Dialect,
    schema: Schema,
    /// The same table as Parquet. As a resource of its own, it would give readers of all resources every table twice.
    #[serde(rename = "coldmark:parquet", skip_serializing_if = "Option::is_none")]
    parquet: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dialect {
    header: bool,
    delimiter: &'static str,
    line_terminator: &'static str,
    quote_char: &'static str,
    double_quote: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    fields: Vec<Field>,
    missing_values: [&'static str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_key: Option<&'static [&'static str]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unique_keys: Option<[&'static [&'static str]; 1]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<ForeignKey>,
}

#[derive(Serialize)]
struct ForeignKey {
    fields: &'static [&'static str],
    reference: Referred,
}

#[derive(Serialize)]
struct Referred {
    resource: &'static str,
    fields: &'static [&'static str],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    name: &'static str,
    r#type: &'static str,
    format: &'static str,
    description: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'static str>,
    #[serde(rename = "unitField", skip_serializing_if = "Option::is_none")]
    unit_in: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    true_values: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    false_values: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "Constraints::is_empty")]
    constraints: Constraints,
}

#[derive(Default, Serialize)]
struct Constraints {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#enum: Option<&'static [&'static str]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<serde_json::Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<serde_json::Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<String>,
}

impl Constraints {
    fn is_empty(&self) -> bool {
        let Constraints { required, r#enum, minimum, maximum, pattern } = self;
        !required && r#enum.is_none() && minimum.is_none() && maximum.is_none() && pattern.is_none()
    }
}

pub(crate) fn json(edition: &Edition<'_>) -> Result<Vec<u8>> {
    let origin = |source: &&schema::Source| Origin {
        title: source.title.clone(),
        path: source.homepage.clone(),
        citation: source.citation.clone(),
        license: source.licence.clone(),
    };
    let package = Package {
        profile: "https://datapackage.org/profiles/2.0/datapackage.json",
        name: "coldmark",
        id: edition.address(),
        title: edition.publisher.tables_title.to_owned(),
        description: edition.description(),
        homepage: edition.publisher.base_url.to_owned(),
        version: edition.version.clone(),
        created: format!("{}T00:00:00Z", edition.newest_day),
        keywords: KEYWORDS,
        licenses: [LICENCE],
        contributors: [Contributor {
            title: edition.publisher.title.to_owned(),
            path: edition.publisher.base_url.to_owned(),
            roles: ["creator"],
        }],
        sources: edition.sources.iter().map(origin).collect(),
        resources: edition.downloads.iter().map(resource).collect(),
        zip: edition.is_release().then_some(ZIP),
    };
    let mut bytes = serde_json::to_vec_pretty(&package).context("Failed to write datapackage.json")?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn resource(download: &Download) -> Resource {
    Resource {
        name: download.shape.name(),
        r#type: "table",
        path: download.shape.file,
        description: download.shape.about,
        format: "csv",
        mediatype: "text/csv",
        encoding: "utf-8",
        bytes: download.bytes.len(),
        hash: format!("sha256:{}", download.sha256),
        dialect: Dialect {
            header: true,
            delimiter: ",",
            line_terminator: "\n",
            quote_char: "\"",
            double_quote: true,
        },
        schema: schema_of(&download.shape),
        parquet: download.parquet.as_ref().map(|_| download.parquet_file()),
    }
}

fn schema_of(shape: &Shape) -> Schema {
    let is_required =
        |name: &&str| shape.columns.iter().any(|column| column.name == *name && column.is_required);
    // The cells of a primary key are never empty; those of a unique key may be.
    let is_primary = shape.key.iter().all(is_required);
    let foreign = |reference: &schema::Reference| ForeignKey {
        fields: reference.columns,
        reference: Referred {
            resource: reference.table.strip_suffix(".csv").unwrap_or(reference.table),
            fields: reference.keys,
        },
    };
    Schema {
        fields: shape.columns.iter().map(|column| field(column, shape)).collect(),
        missing_values: [""],
        primary_key: is_primary.then_some(shape.key),
        unique_keys: (!is_primary).then_some([shape.key]),
        foreign_keys: shape.references.iter().map(foreign).collect(),
    }
}

fn field(column: &Column, shape: &Shape) -> Field {
    let r#type = match column.kind {
        ColumnType::Text => "string",
        ColumnType::Boolean => "boolean",
        ColumnType::Integer => "integer",
        ColumnType::Number => "number",
        ColumnType::Date => "date",
        ColumnType::Month => "yearmonth",
        ColumnType::Time => "datetime",
    };
    let (unit, unit_in) = match column.measure {
        Some(Measure::In(unit)) => (Some(unit), None),
        Some(Measure::OfRow) => {
            let of_row = ["unit", "metric"];
            (None, of_row.into_iter().find(|name| shape.columns.iter().any(|column| column.name == *name)))
        }
        Some(Measure::Told) | None => (None, None),
    };
    let is_boolean = column.kind == ColumnType::Boolean;
    Field {
        name: column.name,
        r#type,
        format: "default",
        description: column.about,
        unit,
        unit_in,
        true_values: is_boolean.then_some(["true"]),
        false_values: is_boolean.then_some(["false"]),
        constraints: constraints(column),
    }
}

fn constraints(column: &Column) -> Constraints {
    let number = |value: f64| {
        let whole = (value.fract() == 0.0).then(|| serde_json::Number::from(value as i64));
        whole.or_else(|| serde_json::Number::from_f64(value))
    };
    let others = match column.limit {
        Limit::None => Constraints::default(),
        Limit::OneOf(words) => Constraints { r#enum: Some(words), ..Constraints::default() },
        Limit::Between(least, most) => {
            Constraints { minimum: number(least), maximum: most.and_then(number), ..Constraints::default() }
        }
        Limit::Slug => {
            Constraints { pattern: Some("[a-z0-9]+(-[a-z0-9]+)*".to_owned()), ..Constraints::default() }
        }
        Limit::Hex(digits) => {
            Constraints { pattern: Some(format!("[0-9a-f]{{{digits}}}")), ..Constraints::default() }
        }
    };
    Constraints { required: column.is_required, ..others }
}
