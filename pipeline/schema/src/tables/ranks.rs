//! `ranks.csv`.

use super::{CONDITIONS_KEY, OF_SOURCE, Window};
use crate::csv::declare::table;
use crate::{Conditions, Metric, Percentile};

table! {
    /// The ranks that each runtime may have, all memory sizes pooled.
    pub struct RankRow in "ranks.csv" {
        key: [..CONDITIONS_KEY, metric, percentile, runtime],
        references: [OF_SOURCE],
        source: conditions.source,
        columns: {
            /// The conditions that both runtimes share.
            pub conditions: Conditions => [Conditions::COLUMNS],
            /// Name of the metric, which ends in its unit.
            pub metric: Metric,
            /// The days that it covers.
            pub window: Window => [Window::COLUMNS],
            /// Percentile by which runtimes are ranked.
            pub percentile: Percentile,
            /// Slug of the runtime.
            pub runtime: String,
            /// Its percentile.
            pub estimate: f64 => (value()),
            /// Best rank; all ranks of a ranking hold together with 95% confidence.
            pub rank_lower: u32 => (unit("ranks").min(1.0)),
            /// Worst rank.
            pub rank_upper: u32 => (unit("ranks").min(1.0)),
            /// Number of runtimes ranked.
            pub of: u32 => (unit("runtimes")),
            /// Tier, from 1; runtimes whose ranks do not overlap never share one.
            pub tier: u32 => (unit("tiers").min(1.0)),
        },
    }
}
