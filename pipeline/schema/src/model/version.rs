//! Frozen versions of the tables: their names and their manifests.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Date, ReleaseDiff};

/// The name of a frozen version, valid in URLs and in file names on any system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Version(String);

/// The reason that a text is not a version name, with advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidVersion(&'static str);

/// Longest name, in characters.
const LONGEST: usize = 32;

/// Names that Windows reserves for devices, with any extension.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
/// Names that Windows reserves when a digit follows.
const PORTS: [&str; 2] = ["com", "lpt"];

/// Name taken by the page of all versions, up to its first dot.
const TAKEN: &str = "index";

impl Version {
    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Version {
    type Err = InvalidVersion;

    fn from_str(text: &str) -> Result<Version, InvalidVersion> {
        let is_edge = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
        let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || ".-".contains(letter);
        if text.is_empty() || text.len() > LONGEST {
            return Err(InvalidVersion("a version has 1 to 32 letters, such as 2026-11 or v1.2"));
        }
        if !text.chars().all(is_allowed) {
            return Err(InvalidVersion("a version consists of letters (a to z), digits, dots and hyphens"));
        }
        if !is_edge(text.chars().next()) || !is_edge(text.chars().last()) || text.contains("..") {
            return Err(InvalidVersion(
                "a version begins and ends with a letter or a digit, and has no two dots in a row",
            ));
        }
        let first = text.split('.').next().unwrap_or_default().to_ascii_lowercase();
        let is_port = first.strip_suffix(|last: char| last.is_ascii_digit());
        if DEVICES.contains(&first.as_str()) || is_port.is_some_and(|port| PORTS.contains(&port)) {
            return Err(InvalidVersion("Windows reserves this name for a device; put something before it"));
        }
        if first == TAKEN {
            return Err(InvalidVersion("the page of all versions has this name; choose another"));
        }
        Ok(Version(text.to_owned()))
    }
}

impl TryFrom<String> for Version {
    type Error = InvalidVersion;

    fn try_from(text: String) -> Result<Version, InvalidVersion> {
        text.parse()
    }
}

impl From<Version> for String {
    fn from(version: Version) -> String {
        version.0
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for InvalidVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for InvalidVersion {}

/// `manifest.json` of a frozen version. Fields may be added, but never moved or renamed. Readers ignore unknown
/// fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Name of the version.
    pub version: Version,
    /// Title of the version.
    pub name: String,
    /// Number of the version, from 1.
    pub number: u32,
    /// Previous version; none for the first.
    pub previous: Option<Version>,
    /// First day of all samples, UTC.
    pub first_day: Date,
    /// Newest day of all samples, UTC: the date of the version.
    pub newest_day: Date,
    /// Program that wrote the files, with its version.
    pub generator: String,
    /// Names of the method changes in force, as in `content/methods.toml`, oldest first.
    pub methods: Vec<String>,
    /// Sources of the tables, by name.
    pub sources: Vec<ManifestSource>,
    /// Tables, in the order in which the site lists them.
    pub tables: Vec<ManifestTable>,
    /// Changes since the previous version; none for the first.
    pub release_diff: Option<ReleaseDiff>,
}

/// A source of a frozen version, and its state at that time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestSource {
    /// Slug of the source.
    pub source: String,
    /// First day with accepted samples, UTC.
    pub first_day: Date,
    /// Newest day with accepted samples, UTC.
    pub newest_day: Date,
    /// Samples that statistics use.
    pub accepted_samples: u64,
    /// Raw files with those samples.
    pub raw_files: u64,
    /// SHA-256 of the `sha256sum` output for those files, in the order of `files.csv`: `<sha256>  <file>`, each with
    /// a line end. It changes if any raw file changes.
    pub raw_sha256: String,
}

/// A table of a frozen version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestTable {
    /// File name.
    pub file: String,
    /// Rows, without the header.
    pub rows: u64,
    /// Length of the file, in bytes.
    pub bytes: u64,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

/// A change of method, as listed in `content/methods.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Method {
    /// Name in addresses and manifests: lower case, digits and hyphens.
    pub id: String,
    /// Day from which the change applies, UTC.
    pub date: Date,
    /// The change in a few words.
    pub title: String,
    /// The change and its reason.
    pub text: String,
    /// Tables whose existing rows may hold different numbers.
    #[serde(default)]
    pub changes: Vec<String>,
    /// Tables that gain rows or columns, while existing values stay the same.
    #[serde(default)]
    pub adds: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_versions_are_parts_of_addresses_and_files_anywhere() {
        for name in ["2026-11", "v1.2", "1", "a", "2026.11.25-rc.1", "console", "com", "com10", "comma"] {
            assert_eq!(name.parse::<Version>().map(String::from).as_deref(), Ok(name));
        }
        let longest = "a".repeat(32);
        assert!(longest.parse::<Version>().is_ok() && format!("{longest}a").parse::<Version>().is_err());
        let refused = [
            "",
            ".",
            "..",
            "-1",
            "1-",
            "v1.",
            ".v1",
            "1..2",
            "a/b",
            "a\\b",
            "a b",
            "ä",
            "a\n",
            "a\0",
            "%2e%2e",
            "con",
            "NUL",
            "Aux.1",
            "com1",
            "LPT9.x",
            "index",
            "index.html",
            "Index",
            "~",
            "a:b",
        ];
        for name in refused {
            assert!(name.parse::<Version>().is_err(), "{name}");
            let quoted = serde_json::to_string(name).unwrap_or_default();
            assert!(serde_json::from_str::<Version>(&quoted).is_err(), "{name}");
        }
    }

    #[test]
    fn bad_names_are_refused_with_a_reason() {
        let said = |name: &str| name.parse::<Version>().map_err(|error| error.to_string());
        assert!(said("a b").is_err_and(|said| said.contains("letters (a to z), digits, dots and hyphens")));
        assert!(said("nul").is_err_and(|said| said.contains("Windows")));
        assert!(said("index").is_err_and(|said| said.contains("choose another")));
    }
}
