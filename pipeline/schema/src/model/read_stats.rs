//! Counts of the records in one log.

use std::borrow::Cow;

use serde::Serialize;

/// Counts every record of a log once: as an invocation, as repeated, as refused, as the
/// platform's, or as other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReadStats {
    /// Name of the log in messages.
    pub file: String,
    /// Name of the format it was read as.
    pub format: Cow<'static, str>,
    /// Bytes read, after decompression.
    pub bytes: u64,
    /// Records: lines of text, events, rows or results, depending on the format.
    pub records: u64,
    /// Records that became an invocation.
    pub invocations: u64,
    /// Invocations among them that waited for a new environment.
    pub cold_starts: u64,
    /// Invocations among them whose environment was initialized long before: they have an init but did not wait for it.
    pub initialized_ahead: u64,
    /// Records of invocations that were read before.
    pub repeated: u64,
    /// Records left out with an error.
    pub refused: u64,
    /// Records of the platform that add to an invocation or are ignored.
    pub platform: u64,
    /// Everything else, such as output of the function.
    pub other: u64,
    /// Errors of the file as a whole.
    pub file_errors: u64,
}

impl ReadStats {
    /// Returns the records that are neither new invocations nor refused.
    pub const fn ignored(&self) -> u64 {
        self.platform + self.other + self.repeated
    }

    /// Returns true if the counts add up to all records. They always do; tests check it.
    pub const fn is_complete(&self) -> bool {
        let read = self.invocations + self.repeated + self.refused;
        self.records == read + self.platform + self.other
    }
}
