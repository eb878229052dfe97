//! `intervals.csv`.

use super::{OF_SERIES, OF_SOURCE, Series, Window, declare::table};
use crate::Percentile;

table! {
    /// Each percentile of each series, with its interval.
    pub struct IntervalRow<S = Series> in "intervals.csv" {
        key: [source, runtime, package, memory_mb, arch, workload, metric, percentile],
        references: [OF_SOURCE, OF_SERIES],
        source: series.source,
        columns: {
            /// The series.
            pub series: S => [Series::COLUMNS],
            /// The days that it covers.
            pub window: Window => [Window::COLUMNS],
            /// Percentile: p50, p90, p95, p99 or p999.
            pub percentile: Percentile,
            /// Number of samples.
            pub n: u64 => (unit("samples")),
            /// Number of distinct days with samples; of blocks, where a test machine measured.
            pub days: u32 => (unit("days")),
            /// Number of samples that are missing for the percentile to be supported; 0 where it is.
            pub short_by: u64 => (unit("samples")),
            /// The percentile of the samples (Hyndman-Fan type 7).
            pub estimate: f64 => (value()),
            /// Lower end of the 95 % interval from resampling days; empty where not supported.
            pub lower: Option<f64> => (value()),
            /// Upper end of the 95 % interval from resampling days.
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
