//! The list of versions, and the page of one.

use anyhow::Result;
use dataset::{Citation, Edition, Frozen, VERSIONS, folder_of};
use schema::{Columns as _, Date, EstimateChange, Manifest, TABLES, Table as _, TableDiff};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    Inputs,
    context::{
        catalog::Catalog,
        config::Config,
        formats::grouped,
        page::{Link, Page, view},
        table::{Cell, Table},
        texts::Labelled,
    },
    figures::dataset::columns,
    methods,
};

use super::diff_view::{self, DiffView};

#[derive(Serialize)]
struct List {
    versions: Option<Table>,
    cite: Option<Citation>,
    newest: Option<Link>,
    change: Option<DiffView>,
    columns: Table,
}

#[derive(Serialize)]
struct View {
    version: String,
    first_day: String,
    newest_day: String,
    /// Newest day of third-party data.
    through: String,
    generator: String,
    /// Newest version, if it is another one.
    newest: Option<Link>,
    /// Folder from the root of the site, with a slash at the end.
    folder: String,
    address: String,
    zip: String,
    zip_bytes: String,
    zip_sha256: String,
    cite: Citation,
    tables: Table,
    descriptions: Table,
    sources: Table,
    methods: Vec<Link>,
    change: Option<DiffView>,
    columns: Table,
}

pub(super) fn list(inputs: &Inputs<'_>, config: &Config, catalog: &Catalog<'_>) -> Result<Page> {
    let frozen = &inputs.versions.frozen;
    let newest = frozen.first().map(|newest| &newest.manifest);
    let words = catalog.texts.words("dataset/versions", &serde_json::json!({}))?;
    let data = List {
        versions: (!frozen.is_empty()).then(|| versions(inputs, &words, frozen)).transpose()?,
        cite: newest.map(|manifest| edition(inputs, config, manifest).citation()),
        newest: newest.map(link),
        change: inputs
            .versions
            .changes
            .as_ref()
            .map(|changes| diff_view::view(inputs, catalog, &changes.diff, &changes.estimates, None))
            .transpose()?,
        columns: change_columns(catalog)?,
    };
    Ok(Page {
        path: format!("{VERSIONS}index.html"),
        template: "versions.html",
        title: "Versions".to_owned(),
        description: words.part("List description")?,
        figures: Vec::new(),
        view: view(&data),
    })
}

fn edition<'a>(inputs: &Inputs<'a>, config: &'a Config, manifest: &Manifest) -> Edition<'a> {
    Edition::of_manifest(manifest, inputs.sources, config.publisher())
}

/// Describes the columns of the file of all changes.
fn change_columns(catalog: &Catalog<'_>) -> Result<Table> {
    let caption = format!("{}: {}", EstimateChange::FILE, EstimateChange::ABOUT);
    columns(&catalog.texts, &caption, EstimateChange::COLUMNS)
}

fn link(manifest: &Manifest) -> Link {
    let path = format!("{}index.html", folder_of(&manifest.version));
    Link { name: manifest.version.to_string(), path }
}

/// Newest day of third-party sources, because a campaign of our own ends. Without third-party sources, the newest day
/// of all.
fn through(inputs: &Inputs<'_>, manifest: &Manifest) -> Date {
    let is_published =
        |slug: &str| inputs.sources.iter().any(|source| source.name == slug && source.is_third_party());
    let days = manifest.sources.iter().filter(|source| is_published(&source.source));
    days.map(|source| source.newest_day).max().unwrap_or(manifest.newest_day)
}

fn versions(inputs: &Inputs<'_>, words: &Labelled, frozen: &[Frozen]) -> Result<Table> {
    let mut table = Table::captioned(words, "Versions")?;
    for Frozen { manifest, zip, .. } in frozen {
        let Link { name, path } = link(manifest);
        let total = |count: fn(&TableDiff) -> u64| {
            let tables = manifest.release_diff.as_ref().map(|diff| diff.tables.iter().map(count).sum());
            // The first version has no predecessor.
            tables.map_or_else(|| Cell::measured(None), Cell::count)
        };
        let tables = manifest.tables.iter().filter(|table| table.file != EstimateChange::FILE);
        table.rows.push(vec![
            Cell::text(name).to(path).head(),
            Cell::text(through(inputs, manifest).to_string()),
            Cell::count(tables.map(|table| table.rows).sum()),
            total(|table| table.changed),
            total(|table| table.added),
            total(|table| table.removed),
            Cell::count(zip.len() as u64),
        ]);
    }
    table.checked()
}

pub(super) fn version(
    inputs: &Inputs<'_>,
    config: &Config,
    catalog: &Catalog<'_>,
    frozen: &Frozen,
) -> Result<Page> {
    let Frozen { manifest, zip, changes, .. } = frozen;
    let edition = edition(inputs, config, manifest);
    let newest = inputs.versions.frozen.first().map(|newest| &newest.manifest);
    let folder = folder_of(&manifest.version);
    let words = catalog.texts.words("dataset/versions", manifest)?;
    let data = View {
        version: manifest.version.to_string(),
        first_day: manifest.first_day.to_string(),
        newest_day: manifest.newest_day.to_string(),
        through: through(inputs, manifest).to_string(),
        generator: manifest.generator.clone(),
        newest: newest.filter(|newest| newest.version != manifest.version).map(link),
        address: edition.address(),
        zip: frozen.zip_name(),
        zip_bytes: grouped(zip.len() as u64),
        zip_sha256: hex::encode(Sha256::digest(zip)),
        cite: edition.citation(),
        tables: tables(&words, frozen, &folder)?,
        descriptions: descriptions(&words, frozen, &folder)?,
        sources: sources(&words, manifest)?,
        methods: methods::links(inputs, &manifest.methods)?,
        change: manifest
            .release_diff
            .as_ref()
            .map(|diff| diff_view::view(inputs, catalog, diff, changes, Some(manifest)))
            .transpose()?,
        columns: change_columns(catalog)?,
        folder,
    };
    Ok(Page {
        path: format!("{}index.html", folder_of(&manifest.version)),
        template: "version.html",
        title: format!("Version {}", manifest.version),
        description: words.part("Version description")?,
        figures: Vec::new(),
        view: view(&data),
    })
}

fn tables(words: &Labelled, frozen: &Frozen, folder: &str) -> Result<Table> {
    let mut table = Table::captioned(words, "Tables")?;
    let about = |file: &str| {
        let known = TABLES.iter().find(|known| known.file == file);
        known
            .map(|known| known.about)
            .or_else(|| (file == EstimateChange::FILE).then_some(EstimateChange::ABOUT))
    };
    for of_version in &frozen.manifest.tables {
        let file = of_version.file.as_str();
        table.rows.push(vec![
            Cell::code(file).to(format!("{folder}{file}")).head(),
            Cell::text(about(file).unwrap_or_default()),
            Cell::count(of_version.rows),
            Cell::count(of_version.bytes),
            Cell::code(of_version.sha256.as_str()),
        ]);
    }
    table.checked()
}

fn descriptions(words: &Labelled, frozen: &Frozen, folder: &str) -> Result<Table> {
    let mut table = Table::captioned(words, "Descriptions")?;
    let (files, contents) = (words.list("Description files")?, words.list("Description contents")?);
    for (file, content) in files.iter().zip(contents) {
        if let Some(bytes) = frozen.files.get(file) {
            table.rows.push(vec![
                Cell::code(file.as_str()).to(format!("{folder}{file}")).head(),
                Cell::text(content),
                Cell::count(bytes.len() as u64),
                Cell::code(hex::encode(Sha256::digest(bytes))),
            ]);
        }
    }
    table.checked()
}

fn sources(words: &Labelled, manifest: &Manifest) -> Result<Table> {
    let mut table = Table::captioned(words, "Sources")?;
    for source in &manifest.sources {
        table.rows.push(vec![
            Cell::text(source.source.as_str()).head(),
            Cell::text(source.first_day.to_string()),
            Cell::text(source.newest_day.to_string()),
            Cell::count(source.accepted_samples),
            Cell::count(source.raw_files),
        ]);
    }
    table.checked()
}
