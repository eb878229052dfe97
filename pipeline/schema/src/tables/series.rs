//! `series.csv`.

use super::{Distribution, OF_SOURCE, SERIES_KEY, Series, Window};
use crate::Percentile;
use crate::csv::declare::table;

table! {
    /// Each series over the last 30 calendar days of its source.
    pub struct SeriesRow<S = Series> in "series.csv" {
        key: [..SERIES_KEY],
        references: [OF_SOURCE],
        source: series.conditions.source,
        columns: {
            /// The series.
            pub series: S => [Series::COLUMNS],
            /// The days that it covers.
            pub window: Window => [Window::COLUMNS],
            /// The distribution of its samples.
            pub distribution: Distribution => [Distribution::COLUMNS],
            /// Deepest percentile that the effective number of samples supports; empty for none.
            pub ceiling: Option<Percentile>,
            /// Intraclass correlation: fraction of the variance of normal scores that lies between clusters; empty with
            /// fewer than two clusters.
            pub icc: Option<f64> => (fraction()),
            /// Effective sample size: the number of independent samples that would be as informative.
            pub n_eff: Option<f64> => (unit("samples").min(0.0)),
            /// 99.9th percentile; empty where the samples do not support it.
            pub p999: Option<f64> => (value()),
        },
    }
}

impl<S> SeriesRow<S> {
    /// Returns one percentile if the effective samples support it.
    pub fn supported(&self, percentile: Percentile) -> Option<f64> {
        self.ceiling.filter(|deepest| percentile <= *deepest)?;
        match percentile {
            Percentile::P999 => self.p999,
            shallower => Some(self.distribution.percentile(shallower)),
        }
    }
}
