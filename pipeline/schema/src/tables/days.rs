//! `days.csv`, a table of log reports.

use super::{Distribution, SERIES_KEY, Series, declare::table};
use crate::{Date, Percentile};

table! {
    /// Each metric of each function, day by day.
    pub struct DayRow in "days.csv" {
        key: [..SERIES_KEY, date],
        references: [],
        columns: {
            /// The series.
            pub series: Series => [Series::COLUMNS],
            /// The day, UTC.
            pub date: Date,
            /// The distribution of the day's samples.
            pub distribution: Distribution => [Distribution::COLUMNS],
            /// Deepest percentile that the number of samples supports; empty for none.
            pub ceiling: Option<Percentile>,
        },
    }
}
