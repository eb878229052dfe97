//! The receipt of an object whose invocations were counted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{ReadError, ReadStats};

/// Proof that an object was counted: once, and as a whole. As JSON, it is the detail of a row of value counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Path of the object.
    pub path: String,
    /// Length of the object as it is stored, in bytes; none if unknown.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub size: Option<u64>,
    /// Name of the format it was read as; empty if it was not read, or if an engine does not say.
    #[serde(default)]
    pub format: String,
    /// Bytes read, after decompression.
    #[serde(default)]
    pub bytes: u64,
    /// Records; the numbers up to `file_errors` are those of [`ReadStats`].
    #[serde(default)]
    pub records: u64,
    /// Records that became an invocation.
    pub invocations: u64,
    /// Cold starts among them.
    #[serde(default)]
    pub cold_starts: u64,
    /// First invocations of environments that were initialized ahead.
    #[serde(default)]
    pub initialized_ahead: u64,
    /// Records of invocations that were read before.
    #[serde(default)]
    pub repeated: u64,
    /// Records left out with an error.
    #[serde(default)]
    pub refused: u64,
    /// Other records of the platform.
    #[serde(default)]
    pub platform: u64,
    /// Everything else.
    #[serde(default)]
    pub other: u64,
    /// Errors of the object as a whole.
    #[serde(default)]
    pub file_errors: u64,
    /// Invocations whose function the object does not name.
    #[serde(default)]
    pub unnamed: u64,
    /// Errors, of records and of the object.
    #[serde(default)]
    pub n_errors: u64,
    /// Errors by the name of their kind.
    #[serde(default)]
    pub refused_by_fault: BTreeMap<String, u64>,
    /// The first errors.
    #[serde(default)]
    pub errors: Vec<ReadError>,
    /// Sum of hashes over its invocations, whatever their order: objects with the same sum hold the same invocations.
    /// None if an invocation has no request id.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fingerprint: Option<String>,
    /// The reason for which the object was refused as a whole; it has no counts then.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub refused_as: Option<String>,
}

impl Receipt {
    /// Returns the receipt of an object that was read.
    pub fn of(stats: ReadStats) -> Receipt {
        Receipt {
            path: stats.file,
            format: stats.format.into_owned(),
            bytes: stats.bytes,
            records: stats.records,
            invocations: stats.invocations,
            cold_starts: stats.cold_starts,
            initialized_ahead: stats.initialized_ahead,
            repeated: stats.repeated,
            refused: stats.refused,
            platform: stats.platform,
            other: stats.other,
            file_errors: stats.file_errors,
            ..Receipt::default()
        }
    }

    /// Returns the counts of its records; none if it was not read.
    pub fn stats(&self) -> Option<ReadStats> {
        let stats = ReadStats {
            file: self.path.clone(),
            format: self.format.clone().into(),
            bytes: self.bytes,
            records: self.records,
            invocations: self.invocations,
            cold_starts: self.cold_starts,
            initialized_ahead: self.initialized_ahead,
            repeated: self.repeated,
            refused: self.refused,
            platform: self.platform,
            other: self.other,
            file_errors: self.file_errors,
        };
        self.refused_as.is_none().then_some(stats)
    }
}
