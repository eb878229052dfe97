//! `calibration.csv`.

use crate::ClusterUnit;
use crate::csv::declare::{columns, table};
use crate::csv::words;

words! {
    /// A statistic whose intervals are simulated.
    pub enum SimulatedStatistic {
        /// The median.
        P50 = "p50" => "p50",
        /// The 90th percentile.
        P90 = "p90" => "p90",
        /// The 95th percentile.
        P95 = "p95" => "p95",
        /// The 99th percentile.
        P99 = "p99" => "p99",
        /// The ratio of two medians.
        P50Ratio = "p50-ratio" => "ratio of p50",
        /// The ratio of two 90th percentiles.
        P90Ratio = "p90-ratio" => "ratio of p90",
        /// The ratio of two 99th percentiles.
        P99Ratio = "p99-ratio" => "ratio of p99",
        /// The difference of two medians.
        P50Difference = "p50-difference" => "difference of p50",
        /// The difference of two 90th percentiles.
        P90Difference = "p90-difference" => "difference of p90",
        /// The difference of two 99th percentiles.
        P99Difference = "p99-difference" => "difference of p99",
        /// The probability of superiority.
        Superiority = "superiority" => "superiority",
        /// The band of the differences at all nine deciles.
        ShiftBand = "shift-band" => "shift band",
        /// The ranks of five runtimes, by their medians.
        RankSet = "rank-set" => "rank set",
    }
    /// Returns the text shown to readers.
    title
}

columns! {
    /// Sizes of simulated datasets, and how much their clusters differ.
    #[derive(Copy, Eq, PartialOrd, Ord)]
    pub struct Design {
        /// Unit of a cluster: day, block or run. Only days can resemble their neighbours, so only days are corrected for it.
        pub cluster_unit: ClusterUnit,
        /// Number of clusters.
        pub clusters: u32 => (unit("clusters")),
        /// Samples per cluster.
        pub samples_per_cluster: u32 => (unit("samples")),
        /// Fraction of the variance between clusters, in per cent.
        pub icc_percent: u32 => (unit("%").between(0.0, 100.0)),
        /// Probability of a bad day, on which two fifths of the samples are much slower, in per cent.
        pub bad_day_percent: u32 => (unit("%").between(0.0, 100.0)),
        /// Number of earlier windows.
        pub earlier_windows: u32 => (unit("windows")),
    }
}

table! {
    /// The coverage that a nominal 95% interval achieves in simulation.
    pub struct CalibrationRow in "calibration.csv" {
        key: [cluster_unit, clusters, samples_per_cluster, icc_percent, bad_day_percent, earlier_windows, statistic],
        references: [],
        columns: {
            /// The simulated datasets.
            pub design: Design => [Design::COLUMNS],
            /// Statistic: a percentile, or a comparison of two datasets of the design, which share half of each day's effect.
            pub statistic: SimulatedStatistic,
            /// Fraction of simulated datasets whose interval contains the true value.
            pub coverage: f64 => (fraction()),
            /// Fraction whose interval lies above the true value; empty for bands and rank sets, which miss on both sides.
            pub too_high: Option<f64> => (fraction()),
            /// Fraction whose interval lies below the true value.
            pub too_low: Option<f64> => (fraction()),
            /// Fraction whose interval has no upper end, and thus cannot lie below the true value.
            pub open: f64 => (fraction()),
            /// Number of simulated datasets.
            pub simulations: u32 => (unit("datasets")),
        },
    }
}

impl CalibrationRow {
    /// Coverage from which on a nominal 95% is called 95%; below, the site says what is achieved.
    pub const LEAST: f64 = 0.93;

    /// Coverage up to which an interval is as narrow as its confidence allows.
    pub const MOST: f64 = 0.97;
}
