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
            /// Unit of a cluster: day, block or run.
            pub cluster_unit: ClusterUnit,
            /// Number of samples that are missing for the percentile to be supported; 0 where it is. With a design effect,
            /// effective samples are counted: the number of samples divided by it.
            pub short_by: u64 => (unit("samples")),
            /// The percentile of the samples (Hyndman-Fan type 7).
            pub estimate: f64 => (value().interval("lower", "upper")),
            /// Lower end of the 95% interval; empty where the percentile is not supported, or no sample is
            /// certain to lie below it.
            pub lower: Option<f64> => (value()),
            /// Upper end of the 95% interval; empty where the percentile is not supported, or no sample is
            /// certain to lie above it.
            pub upper: Option<f64> => (value()),
            /// Coverage that such an interval achieves in simulation, nominally 0.95.
            pub coverage: Option<f64> => (fraction()),
            /// Rank of the lower end among the samples, from 1.
            pub lower_rank: Option<f64> => (unit("samples")),
            /// Rank of the upper end among the samples, from 1.
            pub upper_rank: Option<f64> => (unit("samples")),
            /// Factor by which clusters that differ increase the variance of the percentile.
            pub design_effect: Option<f64> => (ratio()),
            /// Design effect estimated from the residuals of clusters.
            pub own_design_effect: Option<f64> => (ratio()),
            /// Factor for the few clusters from which it is estimated.
            pub small_sample_factor: Option<f64> => (ratio()),
            /// Design effect implied by the intraclass correlation of all samples.
            pub modelled_design_effect: Option<f64> => (ratio()),
            /// Upper limit of the own design effect, which the modelled one does not exceed.
            pub design_effect_limit: Option<f64> => (ratio()),
            /// Factor for days that resemble their neighbours.
            pub serial_factor: Option<f64> => (ratio()),
            /// Number of earlier windows that helped to estimate the design effect.
            pub earlier_windows: u32 => (unit("windows")),
        },
    }
}

impl<S> IntervalRow<S> {
    /// Returns the ends of the interval; none without an interval.
    pub fn ends(&self) -> Option<Ends> {
        Ends::of(self.lower, self.upper)
    }
}
