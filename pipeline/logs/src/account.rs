//! What became of a file.

use crate::Format;

/// What became of every record of a file: each is an invocation, refused, told of an invocation, or was something
/// else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// The format that was read.
    pub format: Format,
    /// Bytes read, unpacked.
    pub bytes: u64,
    /// Records: lines of text, events, rows or results, as the format has them.
    pub records: u64,
    /// Records that became an invocation.
    pub invocations: u64,
    /// Invocations among them that had to wait for a new environment.
    pub cold_starts: u64,
    /// Records left out with a fault.
    pub refused: u64,
    /// Records of the platform that are no invocation, but may tell something of one.
    pub platform: u64,
    /// Records that are something else, such as what a function wrote to its log.
    pub other: u64,
    /// Faults of the file as a whole.
    pub file_faults: u64,
}

impl Account {
    pub(crate) const fn new() -> Account {
        Account {
            format: Format::Text,
            bytes: 0,
            records: 0,
            invocations: 0,
            cold_starts: 0,
            refused: 0,
            platform: 0,
            other: 0,
            file_faults: 0,
        }
    }

    /// Whether every record is accounted for. It always is; this is for those who want to see it.
    pub const fn is_whole(&self) -> bool {
        self.records == self.invocations + self.refused + self.platform + self.other
    }

    /// Whether anything was left out.
    pub const fn has_faults(&self) -> bool {
        self.refused + self.file_faults > 0
    }
}
