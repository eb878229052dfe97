//! `multiverse.csv`.

use super::{CONDITIONS_KEY, OF_CLAIM, OF_SOURCE, declare::table, words};
use crate::{Conditions, Memory, Metric, Statistic};

words! {
    /// A definition of sample quantiles by Hyndman and Fan.
    pub enum QuantileType {
        /// Definition 7, the one that Coldmark publishes; the default of R and `NumPy`.
        Type7 = "type-7",
        /// Definition 8, which its authors recommend.
        Type8 = "type-8",
        /// Definition 6: Minitab and SPSS.
        Type6 = "type-6",
    }
}

impl QuantileType {
    /// Every definition under which claims are tested, ascending from the median up.
    pub const ALL: [QuantileType; 3] = [QuantileType::Type7, QuantileType::Type8, QuantileType::Type6];

    /// Returns the position of the percentile among `n` sorted samples, from 0 to `n` − 1; `n` is not 0.
    pub fn position(self, n: u64, fraction: f64) -> f64 {
        let n = n as f64;
        let position = match self {
            QuantileType::Type6 => (n + 1.0) * fraction - 1.0,
            QuantileType::Type7 => (n - 1.0) * fraction,
            QuantileType::Type8 => (n + 1.0 / 3.0) * fraction - 2.0 / 3.0,
        };
        position.clamp(0.0, n - 1.0)
    }
}

words! {
    /// The treatment of days on which many more samples than usual are slow.
    pub enum BadDays {
        /// Bad days count, as in all published figures.
        Kept = "kept",
        /// Bad days are left out of both series.
        Dropped = "dropped",
    }
}

words! {
    /// A choice that another analyst might make differently.
    pub enum Choice {
        /// No single choice: the whole grid.
        All = "all" => "all of them",
        /// Packaging of the functions.
        Packaging = "packaging" => "packaging",
        /// Instruction set.
        Arch = "arch" => "architecture",
        /// One memory size, or all of them pooled.
        Memory = "memory" => "memory",
        /// Length of the window, in days.
        Window = "window" => "window",
        /// Definition of percentiles.
        Quantile = "quantile" => "quantile definition",
        /// Treatment of bad days.
        BadDays = "bad-days" => "bad days",
    }
    /// Returns the text shown to readers.
    title
}

table! {
    /// Each test of each claim under each set of defensible choices.
    pub struct MultiverseRow in "multiverse.csv" {
        key: [
            ..CONDITIONS_KEY, claim, a, b, statistic, rule, metric, memory, window_days, quantile, bad_days,
        ],
        references: [OF_SOURCE, OF_CLAIM],
        source: conditions.source,
        columns: {
            /// Name of the claim.
            pub claim: String => (slug()),
            /// Slug of the runtime that the claim is about.
            pub a: String => (slug()),
            /// Slug of the runtime that it is compared with.
            pub b: String => (slug()),
            /// Statistic of a to b: p50-ratio, p90-ratio, p99-ratio or superiority.
            pub statistic: Statistic,
            /// Condition on the interval under which the test holds.
            pub rule: String,
            /// The conditions that both runtimes share.
            pub conditions: Conditions => [Conditions::COLUMNS],
            /// Name of the metric, which ends in its unit.
            pub metric: Metric,
            /// Memory of both functions.
            pub memory: Memory => [Memory::COLUMNS],
            /// Calendar days up to the newest one.
            pub window_days: u32 => (unit("days")),
            /// Definition of percentiles by Hyndman and Fan: type-6, type-7 or type-8.
            pub quantile: QuantileType,
            /// Treatment of bad days: kept, or dropped from both.
            pub bad_days: BadDays,
            /// Number of samples of a.
            pub n_a: u64 => (unit("samples")),
            /// Number of samples of b.
            pub n_b: u64 => (unit("samples")),
            /// Estimate.
            pub value: f64 => (ratio()),
            /// Lower end of its 95 % interval; empty where the samples support none.
            pub lower: Option<f64> => (ratio()),
            /// Upper end of its 95 % interval.
            pub upper: Option<f64> => (ratio()),
            /// Result of the test: true or false; empty where there is no interval.
            pub holds: Option<bool>,
        },
    }
}
