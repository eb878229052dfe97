//! `batches.csv`.

use super::{OF_SOURCE, SERIES_KEY, Series, Window};
use crate::csv::declare::table;

table! {
    /// Values that the source gives as one mean per record, over the last 30 calendar days; not samples.
    pub struct BatchRow in "batches.csv" {
        key: [..SERIES_KEY],
        references: [OF_SOURCE],
        source: series.conditions.source,
        columns: {
            /// The series.
            pub series: Series => [Series::COLUMNS],
            /// The days that it covers.
            pub window: Window => [Window::COLUMNS],
            /// Number of batch means, one per record.
            pub n_batches: u64 => (unit("batch means")),
            /// Smallest batch mean.
            pub min: f64 => (value()),
            /// Median of the batch means (Hyndman-Fan type 7).
            pub p50: f64 => (value()),
            /// Largest batch mean.
            pub max: f64 => (value()),
        },
    }
}
