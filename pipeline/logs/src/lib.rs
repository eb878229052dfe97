//! What an owner of functions has in, invocations out: logs of AWS in all the shapes in which they can be had, and
//! result files of other benchmarks.
//!
//! [`read`] takes bytes from anywhere, unpacks them, finds the [`Format`] from what they say and hands out one
//! [`Invocation`] after another. It never needs more memory than a few records, except for documents that can only be
//! read whole, which have a limit. What cannot be read is a [`Fault`] with a name, and the rest goes on; the
//! [`Account`] says at the end what became of every record.
//!
//! Nothing here asks a network, reads a clock or writes a file.

mod account;
mod csv_rows;
mod cut;
mod detect;
mod document;
mod elements;
mod events;
mod fault;
mod folder;
mod format;
mod gather;
mod hyperfine;
mod input;
mod insights;
mod own;
mod power_tuning;
mod recent;
mod rutkowski;
mod sebs;
mod sink;
mod startled;
mod text;
mod unpack;

use std::io::Read;

pub use account::Account;
pub use fault::{Fault, FaultKind};
pub use folder::files;
pub use format::Format;
pub use gather::{Configuration, Gathered, UNNAMED};
use schema::{Arch, Invocation, Package};
use sink::Sink;

/// A line, event or row longer than this is no record: an event in CloudWatch has at most a megabyte.
pub const MAX_RECORD_BYTES: usize = 1 << 20;

/// A document that has to be read whole may not be longer than this, unpacked.
pub const MAX_DOCUMENT_BYTES: usize = 64 << 20;

/// How to read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The format; none where it is to be found from the content.
    pub format: Option<Format>,
    /// What the file may not say.
    pub labels: Labels,
}

/// What holds for every invocation of a file that does not say it itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// Name of the function.
    pub function: Option<String>,
    /// Name of the runtime. It goes before what a log says of the runtime's version, since that names the operating
    /// system only where the language is not AWS's.
    pub runtime: Option<String>,
    /// Instruction set.
    pub arch: Option<Arch>,
    /// How the function comes to where it runs.
    pub package: Option<Package>,
    /// What the function does.
    pub workload: Option<String>,
    /// Memory that the function is given, in megabytes.
    pub memory_mb: Option<u32>,
}

/// Reads `input`, called `file` in messages, and hands every invocation and every fault to `each` in the order of
/// the file.
///
/// Gzip and Zstandard are unpacked, on a thread of their own. A fault with a record's number is of that record, which
/// is left out; one without is of the file, whose end may be missing.
///
/// # Errors
///
/// Fails with a fault that is not handed to `each` where nothing can be read: where the format is unknown, or holds
/// no invocations.
pub fn read(
    file: &str,
    input: impl Read + Send,
    options: &Options,
    each: &mut dyn FnMut(Result<Invocation, Fault>),
) -> Result<Account, Fault> {
    input::with(input, |mut input| {
        let mut sink = Sink::new(file, &options.labels, each);
        let format = match (options.format, input.head()) {
            (Some(format), Ok(_)) => format,
            (None, Ok(head)) => Format::detect(head).map_err(|fault| fault.of(file))?,
            (_, Err(error)) => return Err(Fault::broken_file(&error).of(file)),
        };
        format.read(&mut input, &mut sink)?;
        Ok(sink.close(format, input.n_bytes()))
    })
}
