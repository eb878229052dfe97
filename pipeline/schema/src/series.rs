//! A series: one configuration of one runtime, measured over time.

use std::fmt;

use crate::{Metric, tables::words};

words! {
    /// The packaging of a function, or the page cache state of a test machine.
    pub enum Package {
        /// A zip archive, unpacked by the platform.
        Zip = "zip",
        /// A container image.
        Image = "image",
        /// Files on a test machine, already in its page cache.
        CacheWarm = "cache-warm",
        /// Files on a test machine, read from its disk.
        DiskCold = "disk-cold",
    }
}

impl Package {
    /// True for measurements on a test machine, without a platform.
    pub const fn is_local(self) -> bool {
        matches!(self, Package::CacheWarm | Package::DiskCold)
    }

    /// The word for a series without a memory size: all sizes are pooled, or memory was not limited.
    pub const fn without_memory(self) -> &'static str {
        if self.is_local() { UNCAPPED } else { POOLED }
    }
}

words! {
    /// The instruction set the function runs on.
    #[derive(Default)]
    pub enum Arch {
        /// 64-bit Intel and AMD.
        #[default]
        X86_64 = "x86_64",
        /// 64-bit Arm (Graviton on AWS).
        Arm64 = "arm64",
    }
}

/// The key of a series. It leaves the upstream name out: a runtime that was renamed upstream is still the same
/// runtime.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeriesKey {
    /// Slug of the source, as in `data/sources/<source>/`.
    pub source: String,
    /// Slug of the runtime, as in `data/runtimes.toml`.
    pub runtime: String,
    /// Packaging of the function.
    pub package: Package,
    /// Memory of the function, in megabytes; none if all memory sizes are pooled, or if a test machine set no limit.
    pub memory_mb: Option<u32>,
    /// Instruction set.
    pub arch: Arch,
    /// Name of the program that the function runs.
    pub workload: String,
    /// Measured metric.
    pub metric: Metric,
}

/// Formats the address of the series, which names it on the command line and in receipts.
impl fmt::Display for SeriesKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let none = || self.package.without_memory().to_owned();
        let memory = self.memory_mb.map_or_else(none, |memory_mb| memory_mb.to_string());
        let SeriesKey { source, runtime, package, arch, workload, metric, .. } = self;
        write!(f, "{source}/{runtime}/{package}/{arch}/{memory}/{workload}/{}", metric.name())
    }
}

/// Placeholder for the memory size in the address of a pooled series.
pub const POOLED: &str = "pooled";

/// Placeholder for the memory size if there was no limit. Series of test machines are not pooled, because the CPU
/// share changes their durations.
pub const UNCAPPED: &str = "uncapped";

impl SeriesKey {
    /// Returns the series that pools all memory sizes of this one, or the series itself on test machines.
    #[must_use]
    pub fn pooled(&self) -> SeriesKey {
        let memory_mb = self.memory_mb.filter(|_| self.package.is_local());
        SeriesKey { memory_mb, ..self.clone() }
    }
}

/// Formats a memory size as text.
pub fn memory_words(memory_mb: Option<u32>) -> String {
    memory_mb.map_or_else(|| "all memory sizes".to_owned(), |memory_mb| format!("{memory_mb} MB"))
}
