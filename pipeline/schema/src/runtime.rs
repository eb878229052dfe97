//! The runtimes that Coldmark knows by name.

use serde::{Deserialize, Serialize};

/// `data/runtimes.toml`: every runtime that has a name of its own on the site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// In the order in which they are listed.
    #[serde(default, rename = "runtime")]
    pub runtimes: Vec<Runtime>,
}

impl Registry {
    /// The runtime that upstream calls `source_runtime`.
    pub fn by_alias(&self, source_runtime: &str) -> Option<&Runtime> {
        self.runtimes.iter().find(|runtime| runtime.aliases.iter().any(|alias| alias == source_runtime))
    }

    /// The runtime with this slug.
    pub fn by_slug(&self, slug: &str) -> Option<&Runtime> {
        self.runtimes.iter().find(|runtime| runtime.slug == slug)
    }
}

/// One runtime: a language at a version on an operating system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Runtime {
    /// Name in URLs and CSV files: lower case, digits and hyphens.
    pub slug: String,
    /// Name for people.
    pub name: String,
    /// Programming language.
    pub language: String,
    /// Version of the language or its runtime; empty where upstream builds with whatever is newest.
    #[serde(default)]
    pub version: String,
    /// Operating system of the execution environment.
    pub os: String,
    /// Whether starts restore a SnapStart snapshot instead of initialising.
    #[serde(default)]
    pub snapstart: bool,
    /// Whether a source still measures it.
    pub measured: bool,
    /// Names that sources have used for it, newest first.
    pub aliases: Vec<String>,
    /// Slug of the runtime on AWS that is nearest to it, of functions that we measure ourselves.
    #[serde(default)]
    pub counterpart: Option<String>,
}
