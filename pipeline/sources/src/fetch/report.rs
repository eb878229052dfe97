//! Report of a fetch.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Sink;
use crate::names;

/// Outcome of a fetch, which accounts for every file of the source.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Name of the source.
    pub source: String,
    /// Number of new files.
    pub new: usize,
    /// Number of changed files.
    pub changed: usize,
    /// Number of unchanged files.
    pub unchanged: usize,
    /// Files that could not be fetched, by path.
    pub failed: Vec<Failure>,
    /// Local files that upstream no longer has, by path. They are kept.
    pub gone: Vec<String>,
    /// Size of the new and changed files in bytes.
    pub bytes: u64,
}

/// SHA-256 of the files of a frozen source, by path.
pub type Known = BTreeMap<String, String>;

/// A file that could not be fetched.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Failure {
    /// Path within the source.
    pub file: String,
    /// Reason in words.
    pub reason: String,
}

impl Report {
    pub(super) fn new(source: &str) -> Report {
        Report { source: source.to_owned(), ..Report::default() }
    }

    /// Hands a body to `sink` and counts it, as a failure if the sink fails, or if its SHA-256 is not the `known` one.
    pub(super) fn keep(&mut self, sink: &dyn Sink, known: &Known, file: &str, body: &[u8], is_here: bool) {
        if let Some(expected) = known.get(file)
            && hex::encode(Sha256::digest(body)) != *expected
        {
            let reason = "differs from its SHA-256 in data/summaries/files.csv, though the source is frozen";
            return self.fail(file, reason.to_owned());
        }
        if let Err(error) = sink.keep(file, body) {
            return self.fail(file, format!("{error:#}"));
        }
        self.bytes += body.len() as u64;
        if is_here {
            self.changed += 1;
        } else {
            self.new += 1;
        }
    }

    pub(super) fn fail(&mut self, file: &str, reason: String) {
        self.failed.push(Failure { file: names::escaped(file), reason });
    }

    /// Sorts the failures, because responses arrive in any order.
    pub(super) fn finish(&mut self) {
        self.failed.sort();
    }
}
