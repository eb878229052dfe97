//! Sources of runs.

use serde::{Deserialize, Serialize};

use crate::{Conditions, Provider};

/// `data/sources/<name>/source.toml`: a dataset, and the location of its files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Slug: the folder's name.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// Description of the measurements, in a sentence or two.
    pub description: String,
    /// Home page.
    pub homepage: String,
    /// SPDX identifier of the licence.
    pub licence: String,
    /// Citation.
    pub citation: String,
    /// Name of the adapter that reads the files.
    pub adapter: String,
    /// Operator of the platform that ran the functions.
    #[serde(default)]
    pub provider: Provider,
    /// Region of the platform; unknown if the source names none, or several.
    #[serde(default = "unknown_region")]
    pub region: String,
    /// Location of the files upstream; none for this project's own campaigns.
    #[serde(default)]
    pub layout: Option<Layout>,
    /// Folder below `data/runs/` that holds the files of a campaign; none for other sources.
    #[serde(default)]
    pub runs: Option<String>,
    /// True if the files were imported from a user's own logs.
    #[serde(default)]
    pub imported: bool,
}

impl Source {
    /// Returns the extension of the files, without the dot.
    pub fn extension(&self) -> &str {
        self.layout.as_ref().map_or("gz", |layout| &layout.extension)
    }
}

fn unknown_region() -> String {
    Conditions::UNKNOWN_REGION.to_owned()
}

/// The location of a source's files upstream: a folder of a GitHub repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Host of the trees API.
    pub api: String,
    /// Host of raw file bodies.
    pub raw: String,
    /// `owner/name`.
    pub repository: String,
    /// Branch to follow.
    pub branch: String,
    /// Folder of the source; files outside it are skipped.
    pub folder: String,
    /// Extension of the source's files, without the dot; others are skipped.
    pub extension: String,
    /// Largest accepted body, in bytes.
    pub max_file_bytes: u64,
}
