//! The tables under one version, with the facts that name and cite them.

use anyhow::Result;
use schema::{Date, Manifest, Source, Tables, Version};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    Download, Files, citation, descriptor,
    period::{Covered, Days, Period},
};

/// Folder of the package in a site.
pub const FOLDER: &str = "data/";
/// Folder of the frozen versions in a site.
pub const VERSIONS: &str = "v/";
/// Zip of the whole package, part of a release.
pub const ZIP: &str = "coldmark-data.zip";
pub(crate) const KEYWORDS: [&str; 6] =
    ["serverless", "cold start", "AWS Lambda", "benchmark", "latency percentiles", "programming languages"];

/// A licence.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Licence {
    /// SPDX identifier.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// Address of its text.
    pub(crate) path: &'static str,
}

/// Licence of the tables.
pub(crate) const LICENCE: Licence = Licence {
    name: "CC-BY-4.0",
    title: "Creative Commons Attribution 4.0 International",
    path: "https://creativecommons.org/licenses/by/4.0/",
};

/// The publisher of the tables.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Publisher<'a> {
    /// Name of the site.
    pub title: &'a str,
    /// Short description of the site.
    pub tagline: &'a str,
    /// Published address, with a slash at the end.
    pub base_url: &'a str,
    /// Title of the tables.
    pub tables_title: &'a str,
    /// Contents of the tables, in a sentence or two. `{period}` stands for the days that they cover.
    pub tables_description: &'a str,
}

/// The current tables, and the sources that they rest on.
#[derive(Clone, Copy, Debug)]
pub struct CurrentTables<'a> {
    /// The rows.
    pub tables: &'a Tables,
    /// The same tables as files.
    pub downloads: &'a [Download],
    /// Every registered source.
    pub sources: &'a [Source],
}

/// The tables as they are now or in a frozen version, with the facts that name them.
#[derive(Debug)]
pub struct Edition<'a> {
    pub(crate) publisher: Publisher<'a>,
    pub(crate) downloads: &'a [Download],
    pub(crate) sources: Vec<&'a Source>,
    /// First and newest day of all samples.
    pub(crate) first_day: Date,
    pub(crate) newest_day: Date,
    /// Days to cite: those of the main source, and apart from them those of our own campaigns.
    pub(crate) period: Period,
    /// Newest day and a hash of the tables, or the name of the frozen version.
    pub(crate) version: String,
    /// Their folder in a site.
    folder: String,
    /// True if they never change.
    pub(crate) is_frozen: bool,
}

impl<'a> Edition<'a> {
    /// Describes the current tables; none without data.
    pub fn of(tables: &CurrentTables<'a>, publisher: Publisher<'a>) -> Option<Edition<'a>> {
        let rows = &tables.tables.sources;
        let first_day = rows.iter().map(|row| row.first_day).min()?;
        let newest_day = rows.iter().map(|row| row.newest_day).max()?;
        let is_of_rows = |source: &&Source| rows.iter().any(|row| row.source == source.name);
        let mut hash = Sha256::new();
        tables.downloads.iter().for_each(|download| hash.update(&download.sha256));
        let sources: Vec<&Source> = tables.sources.iter().filter(is_of_rows).collect();
        let covered = rows.iter().map(|row| Covered {
            source: &row.source,
            days: Days { first: row.first_day, newest: row.newest_day },
            accepted_samples: row.accepted_samples,
        });
        let period = Period::of(&covered.collect::<Vec<_>>(), &sources)?;
        // Another method makes other tables of the same days, and so another version.
        let digits = hex::encode(hash.finalize());
        let [year, month, day] =
            [i32::from(newest_day.year()), newest_day.month().into(), newest_day.day().into()];
        Some(Edition {
            publisher,
            downloads: tables.downloads,
            sources,
            first_day,
            newest_day,
            period,
            version: format!("{year}.{month}.{day}+{}", &digits[..8]),
            folder: FOLDER.to_owned(),
            is_frozen: false,
        })
    }

    /// Describes the same tables under the name of a version.
    pub(crate) fn frozen(self, version: &Version) -> Edition<'a> {
        Edition { version: version.to_string(), folder: folder_of(version), is_frozen: true, ..self }
    }

    /// Describes a version that was frozen earlier, to name it. `sources` are all registered sources.
    pub fn of_manifest(manifest: &Manifest, sources: &'a [Source], publisher: Publisher<'a>) -> Edition<'a> {
        let is_of_version =
            |source: &&Source| manifest.sources.iter().any(|known| known.source == source.name);
        let sources: Vec<&Source> = sources.iter().filter(is_of_version).collect();
        let all = Days { first: manifest.first_day, newest: manifest.newest_day };
        let covered = manifest.sources.iter().map(|row| Covered {
            source: &row.source,
            days: Days { first: row.first_day, newest: row.newest_day },
            accepted_samples: row.accepted_samples,
        });
        let period = Period::of(&covered.collect::<Vec<_>>(), &sources).unwrap_or_else(|| Period::whole(all));
        Edition {
            publisher,
            downloads: &[],
            sources,
            first_day: manifest.first_day,
            newest_day: manifest.newest_day,
            period,
            version: manifest.version.to_string(),
            folder: folder_of(&manifest.version),
            is_frozen: true,
        }
    }

    /// Returns true if the tables are also offered as Parquet and as one zip.
    pub fn is_release(&self) -> bool {
        self.downloads.iter().any(|download| download.parquet.is_some())
    }

    /// Third-party sources. Our own runs are cited with the tables.
    pub(crate) fn third_party_sources(&self) -> impl Iterator<Item = &'a Source> {
        self.sources.iter().copied().filter(|source| source.is_third_party())
    }

    pub(crate) fn description(&self) -> String {
        self.publisher.tables_description.replace("{period}", &self.period.to_string())
    }

    /// Returns the absolute address of their folder.
    pub fn address(&self) -> String {
        format!("{}{}", self.publisher.base_url, self.folder)
    }

    /// Returns the citations.
    pub fn citation(&self) -> citation::Citation {
        citation::Citation::of(self)
    }

    /// Adds the descriptions of `files` to them, and the checksums of all.
    pub(crate) fn describe(&self, files: &mut Files, render: RenderReadme<'_>) -> Result<()> {
        files.insert("datapackage.json".to_owned(), descriptor::json(self)?);
        files.insert("CITATION.cff".to_owned(), citation::cff(self).into_bytes());
        files.insert("README.md".to_owned(), render(&Readme::of(self))?.into_bytes());
        let sums =
            files.iter().map(|(file, bytes)| format!("{}  {file}\n", hex::encode(Sha256::digest(bytes))));
        files.insert("SHA256SUMS".to_owned(), sums.collect::<String>().into_bytes());
        Ok(())
    }
}

/// Contents of the README of an edition, for its template.
#[derive(Debug, Serialize)]
pub struct Readme<'a> {
    title: String,
    description: String,
    version: &'a str,
    /// Days that it covers, in words.
    period: String,
    publisher: Publisher<'a>,
    citation: citation::Citation,
    licence: Licence,
    sources: &'a [&'a Source],
    tables: Vec<ReadmeTable>,
    zip: &'static str,
    is_frozen: bool,
    is_release: bool,
}

#[derive(Debug, Serialize)]
struct ReadmeTable {
    file: &'static str,
    rows: u64,
    about: &'static str,
}

/// Renders a README.
pub type RenderReadme<'r> = &'r dyn Fn(&Readme<'_>) -> Result<String>;

impl<'a> Readme<'a> {
    fn of(edition: &'a Edition<'_>) -> Readme<'a> {
        let table = |download: &Download| {
            let shape = &download.shape;
            ReadmeTable { file: shape.file, rows: download.rows, about: shape.about }
        };
        Readme {
            title: edition.publisher.tables_title.to_owned(),
            description: edition.description(),
            version: &edition.version,
            period: edition.period.to_string(),
            publisher: edition.publisher,
            citation: edition.citation(),
            licence: LICENCE,
            sources: &edition.sources,
            tables: edition.downloads.iter().map(table).collect(),
            zip: ZIP,
            is_frozen: edition.is_frozen,
            is_release: edition.is_release(),
        }
    }
}

/// Returns the folder of a frozen version in a site.
pub fn folder_of(version: &Version) -> String {
    format!("{VERSIONS}{version}/")
}

/// All tables and their descriptions, to be zipped.
#[derive(Clone, Debug)]
pub struct Package {
    /// Path of the zip below the site.
    pub zip: String,
    /// Name of the folder in the zip.
    pub folder: String,
    /// Paths of its files.
    pub files: Vec<String>,
    /// Year, month and day of the newest data.
    pub newest_day: (u16, u8, u8),
}

impl Package {
    /// Lists the contents of the zip for a site with `files` of the package; none if no release is built.
    pub fn of(edition: &Edition<'_>, files: &Files) -> Option<Package> {
        let day = edition.newest_day;
        let number = |part: i8| u8::try_from(part).ok();
        edition.is_release().then_some(Package {
            zip: format!("{FOLDER}{ZIP}"),
            folder: ZIP.trim_end_matches(".zip").to_owned(),
            files: files.keys().cloned().collect(),
            newest_day: (u16::try_from(day.year()).ok()?, number(day.month())?, number(day.day())?),
        })
    }
}

/// Makes every file of the package by path below the site: the tables and their descriptions. Without data, makes the
/// tables alone.
///
/// Fails if the README cannot be rendered.
pub fn package_files(
    downloads: &[Download],
    edition: Option<&Edition<'_>>,
    render: RenderReadme<'_>,
) -> Result<Files> {
    let mut files = Files::new();
    for download in downloads {
        files.insert(download.shape.file.to_owned(), download.bytes.clone());
        if let Some(parquet) = &download.parquet {
            files.insert(download.parquet_file(), parquet.clone());
        }
    }
    if let Some(edition) = edition {
        edition.describe(&mut files, render)?;
    }
    Ok(files.into_iter().map(|(file, bytes)| (format!("{FOLDER}{file}"), bytes)).collect())
}
