//! A series: one configuration of one runtime, measured over days.

use std::fmt;

use crate::{Metric, tables::words};

words! {
    /// How the function reaches the machine that runs it.
    pub enum Package {
        /// A zip archive, unpacked by the platform.
        Zip = "zip",
        /// A container image.
        Image = "image",
        /// Files of a test machine that are in its page cache.
        CacheWarm = "cache-warm",
        /// Files of a test machine that it reads from its disk.
        DiskCold = "disk-cold",
    }
}

impl Package {
    /// True for measurements on a test machine, without a platform.
    pub const fn is_local(self) -> bool {
        matches!(self, Package::CacheWarm | Package::DiskCold)
    }

    /// The word for a series without a memory size: all are pooled, or there was no limit.
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

/// What makes two samples belong to the same series. The upstream name is left out: a runtime that
/// was renamed upstream is still the same runtime.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeriesKey {
    /// Slug of the source, as in `data/sources/<source>/`.
    pub source: String,
    /// Slug of the runtime, as in `data/runtimes.toml`.
    pub runtime: String,
    /// How the function comes to where it runs.
    pub package: Package,
    /// Memory the function is given, in megabytes; none where all memory sizes are pooled, and none where a machine
    /// of our own gave it without limit.
    pub memory_mb: Option<u32>,
    /// Instruction set.
    pub arch: Arch,
    /// What the function does.
    pub workload: String,
    /// What is measured.
    pub metric: Metric,
}

/// The address of the series: what names it on the command line and in receipts.
impl fmt::Display for SeriesKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let none = || self.package.without_memory().to_owned();
        let memory = self.memory_mb.map_or_else(none, |memory_mb| memory_mb.to_string());
        let SeriesKey { source, runtime, package, arch, workload, metric, .. } = self;
        write!(f, "{source}/{runtime}/{package}/{arch}/{memory}/{workload}/{}", metric.name())
    }
}

/// What stands in an address for a memory size where all are pooled.
pub const POOLED: &str = "pooled";

/// The same where there was no limit: functions of our own are not pooled, since a share of the processor changes
/// what they take.
pub const UNCAPPED: &str = "uncapped";

impl SeriesKey {
    /// The series that pools this one with those of all other memory sizes: itself where they are not pooled.
    #[must_use]
    pub fn pooled(&self) -> SeriesKey {
        let memory_mb = self.memory_mb.filter(|_| self.package.is_local());
        SeriesKey { memory_mb, ..self.clone() }
    }
}

/// A memory size in words.
pub fn memory_words(memory_mb: Option<u32>) -> String {
    memory_mb.map_or_else(|| "all memory sizes".to_owned(), |memory_mb| format!("{memory_mb} MB"))
}
