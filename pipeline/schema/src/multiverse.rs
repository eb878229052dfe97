//! The defensible choices that a finding should not hang on.

use serde::{Deserialize, Serialize};

use crate::{Arch, Metric, Package, Statistic};

/// How a percentile is read off samples that do not fall on it: definitions of Hyndman and Fan, "Sample Quantiles
/// in Statistical Packages", The American Statistician 50 (1996), 361–365.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuantileType {
    /// Definition 7, the one that Coldmark publishes: R and `NumPy` unless told otherwise.
    #[serde(rename = "type-7")]
    Type7,
    /// Definition 8, which its authors recommend.
    #[serde(rename = "type-8")]
    Type8,
    /// Definition 6: Minitab and SPSS.
    #[serde(rename = "type-6")]
    Type6,
}

impl QuantileType {
    /// Every definition that findings are tried with, ascending from the median up.
    pub const ALL: [QuantileType; 3] = [QuantileType::Type7, QuantileType::Type8, QuantileType::Type6];

    /// The name in CSV columns.
    pub const fn name(self) -> &'static str {
        match self {
            QuantileType::Type6 => "type-6",
            QuantileType::Type7 => "type-7",
            QuantileType::Type8 => "type-8",
        }
    }

    /// Where the percentile lies among `n` samples in order, from 0 to `n` − 1; `n` is not 0.
    pub fn place(self, n: u64, fraction: f64) -> f64 {
        let n = n as f64;
        let place = match self {
            QuantileType::Type6 => (n + 1.0) * fraction - 1.0,
            QuantileType::Type7 => (n - 1.0) * fraction,
            QuantileType::Type8 => (n + 1.0 / 3.0) * fraction - 2.0 / 3.0,
        };
        place.clamp(0.0, n - 1.0)
    }
}

/// What is done with days on which many more samples than usual are slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BadDays {
    /// They count, as in all published figures.
    Kept,
    /// They are left out of both series.
    Dropped,
}

impl BadDays {
    /// The name in CSV columns.
    pub const fn name(self) -> &'static str {
        match self {
            BadDays::Kept => "kept",
            BadDays::Dropped => "dropped",
        }
    }
}

/// A choice that somebody else might make in another way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// None in particular: all of the grid.
    All,
    /// How functions are packaged.
    Package,
    /// Instruction set.
    Arch,
    /// One memory size, or all of them pooled.
    Memory,
    /// How many days back.
    Window,
    /// Definition of percentiles.
    Quantile,
    /// What is done with bad days.
    BadDays,
}

impl Choice {
    /// The words a reader sees.
    pub const fn title(self) -> &'static str {
        match self {
            Choice::All => "all of them",
            Choice::Package => "package",
            Choice::Arch => "architecture",
            Choice::Memory => "memory",
            Choice::Window => "window",
            Choice::Quantile => "quantile definition",
            Choice::BadDays => "bad days",
        }
    }
}

/// A row of `multiverse.csv`: the test of a claim under one set of choices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MultiverseRow {
    /// Name of the claim.
    pub claim: String,
    /// Slug of the source.
    pub source: String,
    /// Slug of the runtime that the claim is about.
    pub a: String,
    /// Slug of the runtime that it is compared with.
    pub b: String,
    /// What is compared.
    pub statistic: Statistic,
    /// What the interval must be, in words.
    pub rule: String,
    /// What both functions do.
    pub workload: String,
    /// What is measured.
    pub metric: Metric,
    /// How both functions are packaged.
    pub package: Package,
    /// Instruction set.
    pub arch: Arch,
    /// Memory of both, in megabytes; none where all memory sizes are pooled.
    pub memory_mb: Option<u32>,
    /// Calendar days up to the newest one.
    pub window_days: u32,
    /// Definition of percentiles.
    pub quantile: QuantileType,
    /// What is done with bad days.
    pub bad_days: BadDays,
    /// Samples of a.
    pub n_a: u64,
    /// Samples of b.
    pub n_b: u64,
    /// What was found.
    pub value: f64,
    /// Lower end of its 95 % interval; none where the samples support none.
    pub lower: Option<f64>,
    /// Upper end of it.
    pub upper: Option<f64>,
    /// Whether the rule holds; none where there is no interval.
    pub holds: Option<bool>,
}

/// A row of `robustness.csv`: in how many of the choices a test holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RobustnessRow {
    /// Name of the claim.
    pub claim: String,
    /// Slug of the source.
    pub source: String,
    /// Slug of the runtime that the claim is about.
    pub a: String,
    /// Slug of the runtime that it is compared with.
    pub b: String,
    /// What is compared.
    pub statistic: Statistic,
    /// What the interval must be, in words.
    pub rule: String,
    /// The choice that is held fixed.
    pub choice: Choice,
    /// At what; empty where none is held fixed.
    pub value: String,
    /// Sets of choices in which the test holds.
    pub holds: u32,
    /// Sets of choices in which the samples support an interval.
    pub of: u32,
    /// Sets of choices in which they do not.
    pub unsupported: u32,
    /// The end of all intervals that is least favourable to the rule; none without an interval or a side.
    pub worst: Option<f64>,
}
