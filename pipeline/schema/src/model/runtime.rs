//! The registry of runtimes.

use serde::{Deserialize, Serialize};

/// `data/runtimes.toml`: every runtime that has its own name on the site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// Runtimes in the order of the file.
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
    /// Version of the language or its runtime; empty if upstream builds with the newest one.
    #[serde(default)]
    pub version: String,
    /// Operating system of the execution environment.
    pub os: String,
    /// True if cold starts restore a SnapStart snapshot instead of running init.
    #[serde(default)]
    pub snapstart: bool,
    /// True if a source still measures the runtime.
    pub measured: bool,
    /// Names that sources have used for the runtime, newest first.
    pub aliases: Vec<String>,
    /// Slug of the nearest runtime on AWS, for functions of this project's own campaigns.
    #[serde(default)]
    pub counterpart: Option<String>,
}
