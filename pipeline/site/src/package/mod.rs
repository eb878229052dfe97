//! The tables as a research-data package: descriptions, citations and checksums accompany them in `data/`.

mod citation;
mod dataset;
mod descriptor;
mod frozen;
mod words;

use anyhow::Result;
use schema::{Date, Manifest, Source, Version};
use sha2::{Digest, Sha256};

use crate::{Download, Files, Inputs, context::config::Config};

pub(crate) use dataset::json_ld;
pub use frozen::{Freezing, freeze};

/// Folder of the package in a site.
pub(crate) const FOLDER: &str = "data/";
/// Folder of the frozen versions in a site.
pub const VERSIONS: &str = "v/";
/// Zip of the whole package, part of a release.
pub(crate) const ZIP: &str = "coldmark-data.zip";
/// Licence of the tables.
const LICENCE: (&str, &str, &str) = (
    "CC-BY-4.0",
    "Creative Commons Attribution 4.0 International",
    "https://creativecommons.org/licenses/by/4.0/",
);
const KEYWORDS: [&str; 6] =
    ["serverless", "cold start", "AWS Lambda", "benchmark", "latency percentiles", "programming languages"];

/// The tables as they are now or in a frozen version, with the facts that name them.
pub(crate) struct Edition<'a> {
    config: &'a Config,
    downloads: &'a [Download],
    sources: Vec<&'a Source>,
    /// First and newest day of all samples.
    first_day: Date,
    newest_day: Date,
    /// Newest day and a hash of the tables, or the name of the frozen version.
    version: String,
    /// Their folder in a site.
    folder: String,
    /// True if they never change.
    is_frozen: bool,
}

impl<'a> Edition<'a> {
    /// Describes the current tables; none without data.
    pub(crate) fn of(inputs: &Inputs<'a>, config: &'a Config) -> Option<Edition<'a>> {
        let rows = &inputs.summaries.sources;
        let first_day = rows.iter().map(|row| row.first_day).min()?;
        let newest_day = rows.iter().map(|row| row.newest_day).max()?;
        let is_of_rows = |source: &&Source| rows.iter().any(|row| row.source == source.name);
        let mut hash = Sha256::new();
        inputs.downloads.iter().for_each(|download| hash.update(&download.sha256));
        // Another method makes other tables of the same days, and so another version.
        let which = hex::encode(hash.finalize());
        let [year, month, day] =
            [i32::from(newest_day.year()), newest_day.month().into(), newest_day.day().into()];
        Some(Edition {
            config,
            downloads: inputs.downloads,
            sources: inputs.sources.iter().filter(is_of_rows).collect(),
            first_day,
            newest_day,
            version: format!("{year}.{month}.{day}+{}", &which[..8]),
            folder: FOLDER.to_owned(),
            is_frozen: false,
        })
    }

    /// Describes the tables of `inputs` under the name of a version; none without data.
    fn frozen(inputs: &Inputs<'a>, config: &'a Config, version: &Version) -> Option<Edition<'a>> {
        Some(Edition {
            version: version.to_string(),
            folder: folder_of(version),
            is_frozen: true,
            ..Edition::of(inputs, config)?
        })
    }

    /// Describes a version that was frozen earlier, to name it.
    pub(crate) fn of_manifest(inputs: &Inputs<'a>, config: &'a Config, manifest: &Manifest) -> Edition<'a> {
        let is_of_version =
            |source: &&Source| manifest.sources.iter().any(|known| known.source == source.name);
        Edition {
            config,
            downloads: &[],
            sources: inputs.sources.iter().filter(is_of_version).collect(),
            first_day: manifest.first_day,
            newest_day: manifest.newest_day,
            version: manifest.version.to_string(),
            folder: folder_of(&manifest.version),
            is_frozen: true,
        }
    }

    /// True if the tables are also offered as Parquet and as one zip.
    pub(crate) fn is_release(&self) -> bool {
        self.downloads.iter().any(|download| download.parquet.is_some())
    }

    fn title(&self) -> String {
        format!("{}: {}, the tables", self.config.title, self.config.tagline)
    }

    fn description(&self) -> String {
        format!(
            "Cold starts, warm invocations, memory and sizes of serverless functions by runtime, from {} to {}: \
             percentiles with 95 % intervals, comparisons of all pairs, months, changes, claims, and what was refused \
             and why. Every number of the site is a cell of these tables.",
            self.first_day, self.newest_day
        )
    }

    /// Absolute address of their folder.
    pub(crate) fn address(&self) -> String {
        format!("{}{}", self.config.base_url, self.folder)
    }
}

/// Folder of a frozen version in a site.
pub(crate) fn folder_of(version: &Version) -> String {
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
    pub(crate) fn of(inputs: &Inputs<'_>, config: &Config, files: &Files) -> Option<Package> {
        let edition = Edition::of(inputs, config).filter(Edition::is_release)?;
        let day = edition.newest_day;
        let number = |part: i8| u8::try_from(part).ok();
        Some(Package {
            zip: format!("{FOLDER}{ZIP}"),
            folder: ZIP.trim_end_matches(".zip").to_owned(),
            files: files.keys().cloned().collect(),
            newest_day: (u16::try_from(day.year()).ok()?, number(day.month())?, number(day.day())?),
        })
    }
}

/// Makes every file of the package by path below the site: the tables and their descriptions. Without data, makes the
/// tables alone.
pub(crate) fn files(inputs: &Inputs<'_>, config: &Config) -> Result<Files> {
    let mut files = Files::new();
    for download in inputs.downloads {
        files.insert(download.shape.file.to_owned(), download.bytes.clone());
        if let Some(parquet) = &download.parquet {
            files.insert(parquet_file(download), parquet.clone());
        }
    }
    if let Some(edition) = Edition::of(inputs, config) {
        describe(&edition, &mut files)?;
    }
    Ok(files.into_iter().map(|(file, bytes)| (format!("{FOLDER}{file}"), bytes)).collect())
}

/// Adds the descriptions of `files` to them, and the checksums of all.
fn describe(edition: &Edition<'_>, files: &mut Files) -> Result<()> {
    files.insert("datapackage.json".to_owned(), descriptor::json(edition)?);
    files.insert("CITATION.cff".to_owned(), citation::cff(edition).into_bytes());
    files.insert("README.md".to_owned(), words::readme(edition).into_bytes());
    let sums = files.iter().map(|(file, bytes)| format!("{}  {file}\n", hex::encode(Sha256::digest(bytes))));
    files.insert("SHA256SUMS".to_owned(), sums.collect::<String>().into_bytes());
    Ok(())
}

/// Name of a table as Parquet.
pub(crate) fn parquet_file(download: &Download) -> String {
    format!("{}.parquet", download.shape.name())
}

/// Citations of the tables, for the data page.
pub(crate) use citation::{bibtex, long, short};
