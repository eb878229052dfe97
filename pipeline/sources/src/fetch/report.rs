//! What a fetch came to.

use serde::Serialize;

use super::Sink;
use crate::names;

/// Every file of the source, accounted for.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The source's name.
    pub source: String,
    /// Files that were not here before.
    pub new: usize,
    /// Files that were here, but different.
    pub changed: usize,
    /// Files that were here as they are upstream.
    pub unchanged: usize,
    /// Files that could not be had, by path.
    pub failed: Vec<Failure>,
    /// Files that are here and no longer upstream, by path. They stay.
    pub gone: Vec<String>,
    /// Bytes of the new and changed files.
    pub bytes: u64,
}

/// A file that could not be had.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Failure {
    /// Path in the source.
    pub file: String,
    /// Why, in words.
    pub reason: String,
}

impl Report {
    pub(super) fn new(source: &str) -> Report {
        Report {
            source: source.to_owned(),
            new: 0,
            changed: 0,
            unchanged: 0,
            failed: Vec::new(),
            gone: Vec::new(),
            bytes: 0,
        }
    }

    /// Hands a body over and counts it; where it cannot be kept, that is a failure.
    pub(super) fn keep(&mut self, sink: &dyn Sink, file: &str, body: &[u8], is_here: bool) {
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
        self.failed.push(Failure { file: names::shown(file), reason });
    }

    /// Answers arrive in any order; the report has one.
    pub(super) fn finish(&mut self) {
        self.failed.sort();
    }
}
