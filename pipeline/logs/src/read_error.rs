//! Constructors for the errors that several readers share.

use std::{fmt, io};

use schema::{ReadError, ReadErrorKind};

use crate::{MAX_DOCUMENT_BYTES, MAX_RECORD_BYTES};

/// Longest quote from a file in an error: a log may hold secrets, and 200 letters are enough to find the place.
const MAX_QUOTED_LETTERS: usize = 200;

/// Cuts text from a file, or from a parser that quotes it, to a length that is safe to show.
pub(crate) fn shortened(text: impl fmt::Display) -> String {
    let text = text.to_string();
    match text.char_indices().nth(MAX_QUOTED_LETTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// An error in the value of `field`.
pub(crate) fn in_field(kind: ReadErrorKind, field: &str, reason: impl Into<String>) -> ReadError {
    ReadError { field: shortened(field), ..ReadError::new(kind, reason) }
}

pub(crate) fn broken_file(error: &io::Error) -> ReadError {
    ReadError::new(ReadErrorKind::BrokenFile, format!("The file cannot be read to its end: {error}"))
}

pub(crate) fn unclosed_document() -> ReadError {
    ReadError::new(ReadErrorKind::BrokenFile, "The document ends before it is closed")
}

pub(crate) fn broken_record(error: impl fmt::Display) -> ReadError {
    ReadError::new(ReadErrorKind::BrokenRecord, shortened(error))
}

pub(crate) fn long_record() -> ReadError {
    ReadError::new(ReadErrorKind::LongRecord, format!("It is longer than {} KiB", MAX_RECORD_BYTES >> 10))
}

pub(crate) fn long_document() -> ReadError {
    let reason = format!("The document is longer than {} MiB, decompressed", MAX_DOCUMENT_BYTES >> 20);
    ReadError::new(ReadErrorKind::LongDocument, reason)
}

pub(crate) fn unknown_prefix() -> ReadError {
    let reason = "No known tool writes the text before this report, so a function may have written it";
    ReadError::new(ReadErrorKind::UnknownPrefix, reason)
}
