//! What was not taken as it came, by which rule and why.

use serde::{Deserialize, Serialize};

use crate::Date;

/// What a rule does with the data it meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Taken as it is; the rule says why it may look odd.
    Accept,
    /// Taken, and counted under the rule's name.
    Flag,
    /// Taken under another name.
    Alias,
    /// Kept out of every statistic and listed.
    Quarantine,
}

/// A file, record or value that no statistic uses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Quarantined {
    /// Slug of the source.
    pub source: String,
    /// Path of the file below the source's raw folder.
    pub file: String,
    /// Day that the file's name says; none where it says none.
    pub date: Option<Date>,
    /// Upstream name of the runtime; empty where the whole file is concerned.
    pub source_runtime: String,
    /// Name of the rule that refused it.
    pub rule: String,
    /// Samples kept out; 0 where the samples could not be counted or there were none.
    pub samples: u64,
    /// The record's position and what exactly was wrong.
    pub detail: String,
}

/// What one rule met in a whole source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RuleCount {
    /// Slug of the source.
    pub source: String,
    /// Name of the rule.
    pub rule: String,
    /// What the rule does.
    pub outcome: Outcome,
    /// Files in which the rule met something.
    pub files: u64,
    /// Records that the rule met.
    pub records: u64,
    /// Samples that the rule met.
    pub samples: u64,
    /// Why the rule is as it is.
    pub reason: String,
}
