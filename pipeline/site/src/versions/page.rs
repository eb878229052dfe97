//! The list of versions, and the page of one.

use anyhow::Result;
use schema::{Column, Columns as _, Date, Manifest, MovedRow, TABLES, Table as _, TableSince};
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
    },
    figures::dataset::{Cite, columns},
    methods,
    package::{Edition, VERSIONS, folder_of},
};

use super::{
    Frozen,
    since::{self, Change},
    zip_name,
};

#[derive(Serialize)]
struct List {
    versions: Option<Table>,
    cite: Option<Cite>,
    newest: Option<Link>,
    change: Option<Change>,
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
    cite: Cite,
    tables: Table,
    others: Table,
    sources: Table,
    methods: Vec<Link>,
    change: Option<Change>,
    columns: Table,
}

const MOVED: &[Column] = MovedRow::COLUMNS;

pub(super) fn list(inputs: &Inputs<'_>, config: &Config, catalog: &Catalog<'_>) -> Result<Page> {
    let frozen = &inputs.versions.frozen;
    let newest = frozen.first().map(|newest| &newest.manifest);
    let changed = inputs.versions.changed.as_ref();
    let data = List {
        versions: (!frozen.is_empty()).then(|| versions(inputs, frozen)),
        cite: newest.map(|manifest| Cite::of(&Edition::of_manifest(inputs, config, manifest))),
        newest: newest.map(link),
        change: changed
            .map(|changed| {
                since::change(inputs, catalog, &changed.since, &changed.rows, since::Rows::Current)
            })
            .transpose()?,
        columns: columns(&catalog.texts, &format!("{}: {}", MovedRow::FILE, MovedRow::ABOUT), MOVED)?,
    };
    Ok(Page {
        path: format!("{VERSIONS}index.html"),
        template: "versions.html",
        title: "Versions".to_owned(),
        description: "Tables that never change, each under a name to cite, and which published numbers have moved since."
            .to_owned(),
        figures: Vec::new(),
        view: view(&data),
    })
}

fn link(manifest: &Manifest) -> Link {
    let path = format!("{}index.html", folder_of(&manifest.version));
    Link { name: manifest.version.to_string(), path }
}

/// Newest day of third-party sources, because a campaign of our own ends. Without third-party sources, the newest day
/// of all.
fn through(inputs: &Inputs<'_>, manifest: &Manifest) -> Date {
    let is_published =
        |slug: &str| inputs.sources.iter().any(|source| source.name == slug && source.layout.is_some());
    let days = manifest.sources.iter().filter(|source| is_published(&source.source));
    days.map(|source| source.newest_day).max().unwrap_or(manifest.newest_day)
}

fn versions(inputs: &Inputs<'_>, frozen: &[Frozen]) -> Table {
    let labels =
        ["Version", "Data through", "#Rows", "#Numbers moved", "#Appeared", "#Gone", "#Bytes, as one file"];
    let mut table = Table::new("Frozen versions, newest first", &labels);
    for Frozen { manifest, zip, .. } in frozen {
        let Link { name, path } = link(manifest);
        let total = |count: fn(&TableSince) -> u64| {
            let tables = manifest.since.as_ref().map(|since| since.tables.iter().map(count).sum());
            // The first version has no predecessor.
            tables.map_or_else(|| Cell::measured(None), Cell::count)
        };
        let tables = manifest.tables.iter().filter(|table| table.file != MovedRow::FILE);
        table.rows.push(vec![
            Cell::text(name).to(path).head(),
            Cell::text(through(inputs, manifest).to_string()),
            Cell::count(tables.map(|table| table.rows).sum()),
            total(|table| table.moved),
            total(|table| table.appeared),
            total(|table| table.gone),
            Cell::count(zip.len() as u64),
        ]);
    }
    table
}

pub(super) fn version(
    inputs: &Inputs<'_>,
    config: &Config,
    catalog: &Catalog<'_>,
    frozen: &Frozen,
) -> Result<Page> {
    let Frozen { manifest, zip, moved, .. } = frozen;
    let edition = Edition::of_manifest(inputs, config, manifest);
    let newest = inputs.versions.frozen.first().map(|newest| &newest.manifest);
    let folder = folder_of(&manifest.version);
    let data = View {
        version: manifest.version.to_string(),
        first_day: manifest.first_day.to_string(),
        newest_day: manifest.newest_day.to_string(),
        through: through(inputs, manifest).to_string(),
        generator: manifest.generator.clone(),
        newest: newest.filter(|newest| newest.version != manifest.version).map(link),
        address: edition.address(),
        zip: zip_name(manifest),
        zip_bytes: grouped(zip.len() as u64),
        zip_sha256: hex::encode(Sha256::digest(zip)),
        cite: Cite::of(&edition),
        tables: tables(frozen, &folder),
        others: others(frozen, &folder),
        sources: sources(manifest),
        methods: known_methods(inputs, manifest)?,
        change: manifest
            .since
            .as_ref()
            .map(|since| since::change(inputs, catalog, since, moved, since::Rows::Frozen(&folder)))
            .transpose()?,
        columns: columns(&catalog.texts, &format!("{}: {}", MovedRow::FILE, MovedRow::ABOUT), MOVED)?,
        folder,
    };
    Ok(Page {
        path: format!("{}index.html", folder_of(&manifest.version)),
        template: "version.html",
        title: format!("Version {}", manifest.version),
        description: format!(
            "The tables of version {}, with data from {} to {}: files that never change, how to cite them, and what \
             had changed.",
            manifest.version, manifest.first_day, manifest.newest_day
        ),
        figures: Vec::new(),
        view: view(&data),
    })
}

fn tables(frozen: &Frozen, folder: &str) -> Table {
    let mut table =
        Table::new("Tables of this version", &["File", "What a row is", "#Rows", "#Bytes", "SHA-256"]);
    let about = |file: &str| {
        let known = TABLES.iter().find(|known| known.file == file);
        known.map(|known| known.about).or_else(|| (file == MovedRow::FILE).then_some(MovedRow::ABOUT))
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
    table
}

/// Descriptions of the files that accompany the tables.
const OTHERS: [(&str, &str); 5] = [
    ("README.md", "How to cite and read them"),
    ("datapackage.json", "Type, unit, meaning and limits of each column, keys and references"),
    ("CITATION.cff", "How to cite them, for programs"),
    ("manifest.json", "What the version rests on, and what had changed"),
    ("SHA256SUMS", "For sha256sum --check SHA256SUMS"),
];

fn others(frozen: &Frozen, folder: &str) -> Table {
    let mut table = Table::new("What is said of them", &["File", "What it is", "#Bytes", "SHA-256"]);
    for (file, about) in OTHERS {
        if let Some(bytes) = frozen.files.get(file) {
            table.rows.push(vec![
                Cell::code(file).to(format!("{folder}{file}")).head(),
                Cell::text(about),
                Cell::count(bytes.len() as u64),
                Cell::code(hex::encode(Sha256::digest(bytes))),
            ]);
        }
    }
    table
}

fn sources(manifest: &Manifest) -> Table {
    let labels = ["Source", "First day", "Newest day", "#Samples", "#Raw files"];
    let mut table = Table::new("Sources of this version, and where they stood", &labels);
    for source in &manifest.sources {
        table.rows.push(vec![
            Cell::text(source.source.as_str()).head(),
            Cell::text(source.first_day.to_string()),
            Cell::text(source.newest_day.to_string()),
            Cell::count(source.accepted_samples),
            Cell::count(source.raw_files),
        ]);
    }
    table
}

/// Lists the methods in force, newest first. A method that is no longer listed has only its id.
fn known_methods(inputs: &Inputs<'_>, manifest: &Manifest) -> Result<Vec<Link>> {
    let listed = methods::methods(inputs.content)?;
    let of_id = |id: &String| {
        let known = listed.iter().find(|method| method.id == *id);
        let path = known.and_then(|_| methods::address(inputs, id)).unwrap_or_default();
        Link { name: known.map_or_else(|| id.clone(), |method| method.title.clone()), path }
    };
    Ok(manifest.methods.iter().rev().map(of_id).collect())
}
