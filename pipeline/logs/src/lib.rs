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
mod json_value_splitter;
mod limits;
mod native;
mod options;
mod power_tuning;
mod read_error;
mod record_splitter;
mod refusals;
mod rutkowski;
mod sebs;
mod seen;
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
pub use refusals::no_invocations;
use schema::{Invocation, ReadError, ReadStats};
use seen::Seen;
use sink::Sink;
use text::Joiner;

/// Reads the logs of one call: what belongs together is joined over all of them, and every invocation counts once.
#[derive(Default)]
pub struct Reader {
    joiner: Joiner,
    seen: Seen,
}

impl Reader {
    /// Reads the log `input`, called `file` in messages. Hands every invocation and every error to `each`, the messages
    /// of an environment in order of time, everything else in file order.
    ///
    /// Gzip and Zstandard are decompressed on a second thread. An error with a record number concerns that record, which
    /// is skipped. An error without one concerns the file, whose end may be missing.
    ///
    /// # Errors
    ///
    /// Fails if nothing can be read: the format is unknown, or it holds no invocations. `each` does not get this error.
    pub fn read(
        &mut self,
        file: &str,
        input: impl Read + Send,
        options: &Options,
        each: &mut dyn FnMut(Result<Invocation, ReadError>),
    ) -> Result<ReadStats, ReadError> {
        input::with_input(input, |mut input| {
            let mut sink = Sink::new(file, &options.labels, &mut self.seen, each);
            let format = match (options.format, input.head()) {
                (Some(format), Ok(_)) => format,
                (None, Ok(head)) => Format::detect(head).map_err(|error| error.in_file(file))?,
                (_, Err(error)) => return Err(read_error::broken_file(&error).in_file(file)),
            };
            let read = format.read(&mut input, &mut self.joiner, &mut sink);
            self.joiner.finish(&mut sink);
            read?;
            sink.add_caveats(format);
            Ok(sink.into_stats(format, input.n_bytes()))
        })
    }
}

/// Reads one log with a [`Reader`] of its own.
///
/// # Errors
///
/// Fails as [`Reader::read`] does.
pub fn read(
    file: &str,
    input: impl Read + Send,
    options: &Options,
    each: &mut dyn FnMut(Result<Invocation, ReadError>),
) -> Result<ReadStats, ReadError> {
    Reader::default().read(file, input, options, each)
}
