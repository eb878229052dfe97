//! Where runs come from.

use serde::{Deserialize, Serialize};

/// `data/sources/<name>/source.toml`: a dataset, and where its files are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Slug: the folder's name.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// What it measures, in a sentence or two.
    pub description: String,
    /// Page about it.
    pub homepage: String,
    /// SPDX identifier of its licence.
    pub licence: String,
    /// How to cite it.
    pub citation: String,
    /// Name of the adapter that reads its files.
    pub adapter: String,
    /// Where its files are upstream; none of runs of our own.
    #[serde(default)]
    pub layout: Option<Layout>,
    /// Folder below `data/runs/` that holds its files, of runs of our own.
    #[serde(default)]
    pub runs: Option<String>,
    /// Whether its files were imported from somebody's own logs.
    #[serde(default)]
    pub imported: bool,
}

impl Source {
    /// The ending of its files, without the dot.
    pub fn extension(&self) -> &str {
        self.layout.as_ref().map_or("gz", |layout| &layout.extension)
    }
}

/// Where a source's files are upstream: a folder of a GitHub repository.
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
    /// Only files below this folder are taken.
    pub folder: String,
    /// Only files with this ending are taken, without the dot.
    pub extension: String,
    /// Largest body that is accepted, in bytes.
    pub max_file_bytes: u64,
}
