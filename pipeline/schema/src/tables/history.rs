//! `history.csv`.

use super::{Distribution, OF_SOURCE, SERIES_KEY, Series};
use crate::csv::declare::table;
use crate::{Month, Percentile};

table! {
    /// Each series, calendar month by calendar month.
    pub struct HistoryRow in "history.csv" {
        key: [..SERIES_KEY, month],
        references: [OF_SOURCE],
        source: series.conditions.source,
        columns: {
            /// The series.
            pub series: Series => [Series::COLUMNS],
            /// Calendar month, UTC.
            pub month: Month,
            /// The distribution of its samples.
            pub distribution: Distribution => [Distribution::COLUMNS],
            /// Deepest percentile that the number of samples supports; empty for none.
            pub ceiling: Option<Percentile>,
        },
    }
}
