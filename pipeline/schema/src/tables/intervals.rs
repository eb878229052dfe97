//! `intervals.csv`.

use super::{Ends, OF_SERIES, OF_SOURCE, SERIES_KEY, Series, Window};
use crate::csv::declare::table;
use crate::{ClusterUnit, Percentile};

table! {
    /// Each percentile of each series, with its interval.
    pub struct IntervalRow<S = Series> in "intervals.csv" {
        key: [..SERIES_KEY, percentile],
        references: [OF_SOURCE, OF_SERIES],
        source: series.conditions.source,
        columns: {
            /// The series.
            pub series: S => [Series::COLUMNS],
            /// The days that it covers.
            pub window: Window => [Window::COLUMNS],
            /// Percentile: p50, p90, p95, p99 or p999.
            pub percentile: Percentile,
            /// Number of samples.
            pub n: u64 => (unit("samples")),
            /// Number of clusters with samples.
            pub clusters: u32 => (unit("clusters")),
            /// Unit of a cluster: day, block or file.
            pub cluster_unit: ClusterUnit,
            /// Number of samples that are missing for the percentile to be supported; 0 where it is.
            pub short_by: u64 => (unit("samples")),
            /// The percentile of the samples (Hyndman-Fan type 7).
            pub estimate: f64 => (value().interval("lower", "upper")),
            /// Lower end of the 95 % interval from resampling clusters; empty where not supported.
            pub lower: Option<f64> => (value()),
            /// Upper end of the 95 % interval from resampling clusters.
            pub upper: Option<f64> => (value()),
            /// Coverage that such an interval achieves in simulation, nominally 0.95.
            pub coverage: Option<f64> => (fraction()),
            /// Lower end of the 95 % order-statistic interval, which takes samples as independent.
            pub order_lower: Option<f64> => (value()),
            /// Upper end of the 95 % order-statistic interval.
            pub order_upper: Option<f64> => (value()),
            /// Confidence that the order-statistic interval achieves if samples are independent.
            pub order_confidence: Option<f64> => (fraction()),
            /// Replicates of the bootstrap.
            pub replicates: u32 => (unit("replicates")),
            /// Seed of the bootstrap, in hexadecimal.
            pub seed: String => (hex(16)),
        },
    }
}

impl<S> IntervalRow<S> {
    /// Returns the ends of the interval; none without an interval.
    pub fn ends(&self) -> Option<Ends> {
        Ends::of(self.lower, self.upper)
    }
}
