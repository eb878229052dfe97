//! `collectors.csv`.

use super::{Estimate, OF_SOURCE, SERIES_KEY, Series};
use crate::csv::declare::table;
use crate::{ClusterUnit, Month};

table! {
    /// Each series that several sources measure, month by month, and its ratio to the one of the reference source.
    pub struct CollectorRow in "collectors.csv" {
        key: [..SERIES_KEY, month],
        references: [OF_SOURCE],
        source: series.conditions.source,
        columns: {
            /// The series.
            pub series: Series => [Series::COLUMNS],
            /// Calendar month, UTC.
            pub month: Month,
            /// Number of samples.
            pub n: u64 => (unit("samples")),
            /// Number of clusters with samples.
            pub clusters: u32 => (unit("clusters")),
            /// Unit of a cluster: day, block or run.
            pub cluster_unit: ClusterUnit,
            /// Median of the month (Hyndman-Fan type 7).
            pub p50: Estimate => {value()},
            /// Slug of the source that the row is compared with.
            pub reference: String => (slug()),
            /// Median over that of the reference with the same memory size in the same month; empty for the reference
            /// itself, and where it lacks the size or the month.
            pub ratio: Option<f64> => (ratio()),
            /// Lower end of the 95% interval of the ratio.
            pub ratio_lower: Option<f64> => (ratio()),
            /// Upper end of the 95% interval of the ratio.
            pub ratio_upper: Option<f64> => (ratio()),
        },
    }
}
