//! Sources of runs.

use serde::{Deserialize, Serialize};

use crate::{ClusterUnit, Conditions, Load, Pooled, Provider};

/// `data/sources/<name>/source.toml`: a dataset, and the location of its files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Authors of a third-party source, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// Name of the adapter that reads the files.
    pub adapter: String,
    /// Operator of the platform that ran the functions; unknown if the files name it, or several.
    #[serde(default)]
    pub provider: Provider,
    /// Region of the platform; unknown if the files name it, or several.
    #[serde(default = "unknown_region")]
    pub region: String,
    /// Load under which the functions ran, where the files do not say.
    #[serde(default)]
    pub load: Option<Load>,
    /// Unit that groups samples into clusters. Campaigns of this project have blocks instead.
    #[serde(default)]
    pub cluster_unit: ClusterUnit,
    /// The series that are also published together.
    #[serde(default)]
    pub pooled: Pooled,
    /// Days without new data after which a source that is alive counts as silent: more than its longest usual pause.
    #[serde(default)]
    pub silent_after_days: Option<u32>,
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
    /// Adapter of sources that consist of value counts.
    pub const VALUE_COUNTS: &'static str = "value-counts";

    /// Returns the patterns of its files, relative to the folder of its raw files.
    pub fn files(&self) -> Vec<String> {
        let pattern = if self.adapter == Source::VALUE_COUNTS { "**/*.parquet" } else { "**/*.gz" };
        self.layout.as_ref().map_or_else(|| vec![pattern.to_owned()], |layout| layout.files.clone())
    }

    /// Returns the name of the folder of its raw files, below the folder of the source.
    pub fn folder(&self) -> &'static str {
        if self.adapter == Source::VALUE_COUNTS { "counts" } else { "raw" }
    }

    /// Returns true if others publish its raw files, and we fetch them.
    pub fn is_third_party(&self) -> bool {
        self.layout.is_some()
    }

    /// Returns true if the source gains new files upstream. Campaigns, imports and frozen sources do not.
    pub fn is_alive(&self) -> bool {
        self.layout.as_ref().is_some_and(|layout| !layout.is_frozen())
    }
}

fn unknown_region() -> String {
    Conditions::UNKNOWN_REGION.to_owned()
}

/// The location of a source's files upstream: files of a GitHub repository.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Host of the trees API.
    pub api: String,
    /// Host of raw file bodies.
    pub raw: String,
    /// `owner/name`.
    pub repository: String,
    /// Branch to follow; none for a frozen source.
    #[serde(default)]
    pub branch: Option<String>,
    /// Commit of a frozen source, which is fetched once and verified ever after.
    #[serde(default)]
    pub commit: Option<String>,
    /// Host of archives of whole repositories. With it, a frozen source is one request.
    #[serde(default)]
    pub archives: Option<String>,
    /// Patterns of the source's files, such as `data/**/*.json`; others are skipped.
    pub files: Vec<String>,
    /// Largest accepted body, in bytes: of a file, or of the archive.
    pub max_file_bytes: u64,
}

impl Layout {
    /// Returns the branch or the commit.
    pub fn revision(&self) -> &str {
        self.commit.as_deref().or(self.branch.as_deref()).unwrap_or("HEAD")
    }

    /// Returns true if the files never change upstream.
    pub fn is_frozen(&self) -> bool {
        self.commit.is_some()
    }
}

/// `data/sources/known.toml`: sources whose data are not here, and the reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownSources {
    /// Sources in the order of the page.
    #[serde(default, rename = "source")]
    pub sources: Vec<KnownSource>,
}

/// A source that is known but not fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownSource {
    /// Name for people.
    pub title: String,
    /// Home page.
    pub homepage: String,
    /// Description of what it measures, in a sentence or two.
    pub measures: String,
    /// Reason why its data are not here.
    pub why_not: String,
}
