//! What cannot be read, by name, with where it stands and what to do.

use std::{fmt, io};

use crate::{MAX_DOCUMENT_BYTES, MAX_RECORD_BYTES};

/// A class of things that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FaultKind {
    /// The content is of no format that is known.
    UnknownFormat,
    /// There is nothing in the file.
    EmptyFile,
    /// The file is no text.
    BinaryFile,
    /// The file ends too early, or cannot be unpacked.
    BrokenFile,
    /// The file holds figures computed of invocations, and no invocations.
    FiguresOnly,
    /// The document is not what its format says.
    BrokenDocument,
    /// The document is longer than the limit.
    LongDocument,
    /// The record is longer than the limit.
    LongRecord,
    /// The record is not what the format says.
    BrokenRecord,
    /// The record has not what an invocation needs.
    MissingValue,
    /// A value cannot be what it is said to be.
    BadValue,
    /// A whole report stands behind something that no known tool writes.
    UnknownPrefix,
}

impl FaultKind {
    /// Every kind.
    pub const ALL: [FaultKind; 12] = [
        FaultKind::UnknownFormat,
        FaultKind::EmptyFile,
        FaultKind::BinaryFile,
        FaultKind::BrokenFile,
        FaultKind::FiguresOnly,
        FaultKind::BrokenDocument,
        FaultKind::LongDocument,
        FaultKind::LongRecord,
        FaultKind::BrokenRecord,
        FaultKind::MissingValue,
        FaultKind::BadValue,
        FaultKind::UnknownPrefix,
    ];

    /// The name in tables and messages.
    pub const fn name(self) -> &'static str {
        self.text().0
    }

    /// What to do about it.
    pub const fn advice(self) -> &'static str {
        self.text().1
    }

    const fn text(self) -> (&'static str, &'static str) {
        match self {
            FaultKind::UnknownFormat => (
                "unknown-format",
                "name the format with --format, or see the list of formats for how to export what can be read",
            ),
            FaultKind::EmptyFile => ("empty-file", "look whether the export found any events"),
            FaultKind::BinaryFile => {
                ("binary-file", "give text as UTF-8, plain or packed with gzip or Zstandard")
            }
            FaultKind::BrokenFile => {
                ("broken-file", "export or copy the file again; what stands before is read")
            }
            FaultKind::FiguresOnly => {
                ("figures-only", "give the log of the function instead: its REPORT lines are the samples")
            }
            FaultKind::BrokenDocument => {
                ("broken-document", "export it again, or name another format with --format")
            }
            FaultKind::LongDocument => {
                ("long-document", "split the document, or write its records as NDJSON")
            }
            FaultKind::LongRecord => {
                ("long-record", "the record is left out; look for a quote that is not closed")
            }
            FaultKind::BrokenRecord => {
                ("broken-record", "the record is left out; export it again if it matters")
            }
            FaultKind::MissingValue => ("missing-value", "the record is left out; export the field with it"),
            FaultKind::BadValue => ("bad-value", "the record is left out; look at what wrote it"),
            FaultKind::UnknownPrefix => (
                "unknown-prefix",
                "the record is left out; if Lambda wrote it, cut off what stands before REPORT",
            ),
        }
    }
}

/// Letters of a file that a fault quotes at most: they may be anything, and are shown and kept.
const MAX_QUOTED: usize = 200;

/// What a file says, or a parser of it, no longer than is needed to find it.
pub(crate) fn shortened(text: impl fmt::Display) -> String {
    let text = text.to_string();
    match text.char_indices().nth(MAX_QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// What cannot be read, where it stands and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Fault {
    /// What kind of fault it is.
    pub kind: FaultKind,
    /// What the file was called.
    pub file: String,
    /// The record, from 1: the line of a text, else the event, row or result. None where it is the file.
    pub record: Option<u64>,
    /// The field of the record, as the file names it; empty where it is the record.
    pub field: String,
    /// What is wrong.
    pub reason: String,
    /// What to do.
    pub advice: &'static str,
}

impl Fault {
    /// A fault of a file without a name.
    pub(crate) fn new(kind: FaultKind, reason: impl Into<String>) -> Fault {
        Fault {
            kind,
            file: String::new(),
            record: None,
            field: String::new(),
            reason: reason.into(),
            advice: kind.advice(),
        }
    }

    /// A fault of the value of `field`.
    pub(crate) fn of_field(kind: FaultKind, field: &str, reason: impl Into<String>) -> Fault {
        Fault { field: shortened(field), ..Fault::new(kind, reason) }
    }

    pub(crate) fn broken_file(error: &io::Error) -> Fault {
        Fault::new(FaultKind::BrokenFile, format!("The file cannot be read to its end: {error}"))
    }

    pub(crate) fn broken_record(error: impl fmt::Display) -> Fault {
        Fault::new(FaultKind::BrokenRecord, shortened(error))
    }

    pub(crate) fn long_record() -> Fault {
        Fault::new(FaultKind::LongRecord, format!("It is longer than {} KiB", MAX_RECORD_BYTES >> 10))
    }

    pub(crate) fn unknown_prefix() -> Fault {
        let reason =
            "A report stands behind what no known tool writes, so that a function may have written it";
        Fault::new(FaultKind::UnknownPrefix, reason)
    }

    pub(crate) fn long_document() -> Fault {
        let reason = format!("The document is longer than {} MiB, unpacked", MAX_DOCUMENT_BYTES >> 20);
        Fault::new(FaultKind::LongDocument, reason)
    }

    pub(crate) fn of(self, file: &str) -> Fault {
        Fault { file: file.to_owned(), ..self }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "'{}'", self.file)?;
        if let Some(record) = self.record {
            write!(f, ", record {record}")?;
        }
        if !self.field.is_empty() {
            write!(f, ", {}", self.field)?;
        }
        write!(f, ": {}: {}; {}", self.kind.name(), self.reason, self.advice)
    }
}

#[test]
fn every_fault_has_its_own_name() {
    let names: std::collections::BTreeSet<_> = FaultKind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(names.len(), FaultKind::ALL.len());
}
