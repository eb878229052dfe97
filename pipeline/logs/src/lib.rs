//! Parses Lambda logs and other tools' results into invocations.
//!
//! [`read`] decompresses its input, detects the [`Format`] from the content and hands out one [`Invocation`] after
//! another. Memory stays at a few records, except for documents that must be read whole, which have a limit. A broken
//! record becomes a [`ReadError`] and the rest is still read. [`ReadStats`] account for every record.
//!
//! This crate uses no network, reads no clock and writes no file.

mod bounded_map;
mod csv_rows;
mod detect;
mod dispatch;
mod document;
mod events;
mod folder;
mod format;
mod hyperfine;
mod input;
mod insights;
mod json_array_splitter;
mod limits;
mod native;
mod options;
mod power_tuning;
mod read_error;
mod record_splitter;
mod rutkowski;
mod sample_collector;
mod sebs;
mod sink;
mod startled;
mod text;
mod unpack;

use std::io::Read;

pub use folder::files;
pub use format::Format;
pub use limits::{MAX_DOCUMENT_BYTES, MAX_RECORD_BYTES};
pub use native::write_ndjson_line;
pub use options::{Labels, Options};
pub use sample_collector::{Configuration, SampleCollector, UNNAMED};
use schema::{Invocation, ReadError, ReadStats};
use sink::Sink;

/// Reads the log `input`, called `file` in messages. Hands every invocation and every error to `each`, in file order.
///
/// Gzip and Zstandard are decompressed on a second thread. An error with a record number concerns that record, which
/// is skipped. An error without one concerns the file, whose end may be missing.
///
/// # Errors
///
/// Fails if nothing can be read: the format is unknown, or it holds no invocations. `each` does not get this error.
pub fn read(
    file: &str,
    input: impl Read + Send,
    options: &Options,
    each: &mut dyn FnMut(Result<Invocation, ReadError>),
) -> Result<ReadStats, ReadError> {
    input::with_input(input, |mut input| {
        let mut sink = Sink::new(file, &options.labels, each);
        let format = match (options.format, input.head()) {
            (Some(format), Ok(_)) => format,
            (None, Ok(head)) => Format::detect(head).map_err(|error| error.in_file(file))?,
            (_, Err(error)) => return Err(read_error::broken_file(&error).in_file(file)),
        };
        format.read(&mut input, &mut sink)?;
        Ok(sink.into_stats(format, input.n_bytes()))
    })
}
