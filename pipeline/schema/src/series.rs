//! What is compared: a series is one configuration of one runtime, measured over days.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Metric, Unit};

/// How the function comes to where it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Package {
    /// A zip archive, unpacked by the platform.
    Zip,
    /// A container image.
    Image,
    /// Files of the machine that measures, which it has in memory.
    CacheWarm,
    /// Files of the machine that measures, which it has to read from its disk.
    DiskCold,
}

impl Package {
    /// The name in CSV columns and URLs.
    pub const fn name(self) -> &'static str {
        match self {
            Package::Zip => "zip",
            Package::Image => "image",
            Package::CacheWarm => "cache-warm",
            Package::DiskCold => "disk-cold",
        }
    }

    /// Whether it was measured on a machine of our own, without a platform.
    pub const fn is_local(self) -> bool {
        matches!(self, Package::CacheWarm | Package::DiskCold)
    }

    /// The word for a series without a memory size: all are pooled, or there was no limit.
    pub const fn without_memory(self) -> &'static str {
        if self.is_local() { UNCAPPED } else { POOLED }
    }
}

impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The instruction set the function runs on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Arch {
    /// 64-bit Intel and AMD.
    #[default]
    #[serde(rename = "x86_64")]
    X86_64,
    /// 64-bit Arm (Graviton on AWS).
    Arm64,
}

impl Arch {
    /// The name in CSV columns and URLs.
    pub const fn name(self) -> &'static str {
        match self {
            Arch::X86_64 => "x86_64",
            Arch::Arm64 => "arm64",
        }
    }
}

impl fmt::Display for Arch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
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

/// A series as every table names it: the key, the upstream name and the unit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Series {
    /// Slug of the source, as in `data/sources/<source>/`.
    pub source: String,
    /// Slug of the runtime, as in `data/runtimes.toml`.
    pub runtime: String,
    /// Newest name that the source gave the runtime.
    pub source_runtime: String,
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
    /// Unit of every value of the row.
    pub unit: Unit,
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

impl Series {
    /// What makes it a series, without the upstream name.
    pub fn key(&self) -> SeriesKey {
        SeriesKey {
            source: self.source.clone(),
            runtime: self.runtime.clone(),
            package: self.package,
            memory_mb: self.memory_mb,
            arch: self.arch,
            workload: self.workload.clone(),
            metric: self.metric,
        }
    }

    /// Names `key` with the upstream name `source_runtime`.
    pub fn new(key: &SeriesKey, source_runtime: &str) -> Series {
        Series {
            source: key.source.clone(),
            runtime: key.runtime.clone(),
            source_runtime: source_runtime.to_owned(),
            package: key.package,
            memory_mb: key.memory_mb,
            arch: key.arch,
            workload: key.workload.clone(),
            metric: key.metric,
            unit: key.metric.unit(),
        }
    }
}

/// A memory size in words.
pub fn memory_words(memory_mb: Option<u32>) -> String {
    memory_mb.map_or_else(|| "all memory sizes".to_owned(), |memory_mb| format!("{memory_mb} MB"))
}
