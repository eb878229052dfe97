//! `calibration.csv`.

use crate::Percentile;
use crate::csv::declare::table;

table! {
    /// The coverage that a nominal 95 % interval achieves in simulation.
    pub struct CalibrationRow in "calibration.csv" {
        key: [clusters, samples_per_cluster, icc_percent, percentile],
        references: [],
        columns: {
            /// Number of clusters.
            pub clusters: u32 => (unit("clusters")),
            /// Samples per cluster.
            pub samples_per_cluster: u32 => (unit("samples")),
            /// Fraction of the variance between clusters, in per cent.
            pub icc_percent: u32 => (unit("%").between(0.0, 100.0)),
            /// Percentile: p50, p90, p95, p99 or p999.
            pub percentile: Percentile,
            /// Fraction of simulated datasets whose interval contains the true value.
            pub coverage: f64 => (fraction()),
            /// Number of simulated datasets.
            pub simulations: u32 => (unit("datasets")),
            /// Replicates of the bootstrap of each dataset.
            pub replicates: u32 => (unit("replicates")),
        },
    }
}

impl CalibrationRow {
    /// Clusters, samples per cluster, and percentages of the variance between clusters in the coverage study. They range from few
    /// clusters to many, and from alike to different.
    pub const STUDY: ([u32; 3], [u32; 2], [u32; 3]) = ([5, 15, 30], [10, 40], [0, 20, 50]);

    /// True for rows of the coverage study.
    pub fn is_study(&self) -> bool {
        let (clusters, samples_per_cluster, shares) = CalibrationRow::STUDY;
        clusters.contains(&self.clusters)
            && samples_per_cluster.contains(&self.samples_per_cluster)
            && shares.contains(&self.icc_percent)
    }
}
