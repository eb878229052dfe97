//! Errors in logs: each names its file, record and field, gives the reason and says what to do.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

use crate::csv::words;

words! {
    /// Kinds of errors that reading a log can report.
    pub enum ReadErrorKind {
        /// No known format fits the content.
        UnknownFormat = "unknown-format" =>
            "name the format with --format, or see the list of formats for how to export a readable one",
        /// The file is empty.
        EmptyFile = "empty-file" => "check that the export found any events",
        /// The file is not text.
        BinaryFile = "binary-file" => "provide UTF-8 text, plain or compressed with gzip or Zstandard",
        /// The file ends too early, or decompression fails.
        BrokenFile = "broken-file" => "export or copy the file again; everything before the damage was read",
        /// The file has statistics of invocations, but no invocations.
        FiguresOnly = "figures-only" =>
            "provide the log of the function instead: its REPORT lines are the samples",
        /// The document does not follow its format.
        BrokenDocument = "broken-document" => "export it again, or name another format with --format",
        /// The document exceeds the size limit.
        LongDocument = "long-document" => "split the document, or write its records as NDJSON",
        /// The record exceeds the size limit.
        LongRecord = "long-record" => "the record was skipped; look for an unclosed quote",
        /// The record does not follow its format.
        BrokenRecord = "broken-record" => "the record was skipped; export it again if you need it",
        /// The record lacks a value that every invocation needs.
        MissingValue = "missing-value" => "the record was skipped; include the field in the export",
        /// The value is not possible for its field.
        BadValue = "bad-value" => "the record was skipped; check the tool that wrote it",
        /// A complete report follows text that no known tool writes.
        UnknownPrefix = "unknown-prefix" =>
            "the record was skipped; if Lambda wrote it, remove the text before REPORT",
        /// It is unknown which invocations waited for an init.
        UnknownStart = "unknown-start" =>
            "add @initDuration to the fields of the query and export it again: without it, no call is known to be warm",
        /// The log has no invocation.
        NoInvocations = "no-invocations" => "export the lines that begin with REPORT, or the events platform.report",
        /// The records were read, but they mean something else than usual.
        Caveat = "caveat" => "the records were read; mind the reason when you use the numbers",
    }
    /// Advice on how to fix it.
    advice
}

/// An error in a log: the kind, the location and the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadError {
    /// Kind of the error.
    pub kind: ReadErrorKind,
    /// Name of the log.
    pub file: String,
    /// Number of the record, from 1: the line of a text, else the event, row or result. None if the error concerns
    /// the whole file.
    pub record: Option<u64>,
    /// Field of the record, as the file names it; empty if the error concerns the whole record.
    pub field: String,
    /// Reason, in words.
    pub reason: String,
    /// Advice on how to fix it, from the kind.
    pub advice: Cow<'static, str>,
}

impl ReadError {
    /// An error without a location yet.
    pub fn new(kind: ReadErrorKind, reason: impl Into<String>) -> ReadError {
        ReadError {
            kind,
            file: String::new(),
            record: None,
            field: String::new(),
            reason: reason.into(),
            advice: kind.advice().into(),
        }
    }

    /// Sets the file.
    #[must_use]
    pub fn in_file(self, file: &str) -> ReadError {
        ReadError { file: file.to_owned(), ..self }
    }
}

impl fmt::Display for ReadError {
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

impl std::error::Error for ReadError {}

#[test]
fn every_kind_has_a_name_of_its_own() {
    let names: std::collections::BTreeSet<_> = ReadErrorKind::VALUES.iter().map(|kind| kind.name()).collect();
    assert_eq!(names.len(), ReadErrorKind::VALUES.len());
}
