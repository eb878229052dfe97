//! Options for reading a log.

use schema::{Arch, Packaging};

use crate::format::Format;

/// Options for reading a log.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Format of the log; none to detect it from the content.
    pub format: Option<Format>,
    /// Values for fields that the log leaves out.
    pub labels: Labels,
}

/// Values for every invocation of a log that leaves them out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// Name of the function.
    pub function: Option<String>,
    /// Name of the runtime. It overrides the version in a log: for custom runtimes, a log names the operating system
    /// only.
    pub runtime: Option<String>,
    /// Instruction set.
    pub arch: Option<Arch>,
    /// Packaging type of the function.
    pub packaging: Option<Packaging>,
    /// Name of the workload.
    pub workload: Option<String>,
    /// Memory size in megabytes.
    pub memory_mb: Option<u32>,
}
