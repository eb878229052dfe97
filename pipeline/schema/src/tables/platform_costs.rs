//! `platform_costs.csv`.

use super::{OF_SERIES, OF_SOURCE, SERIES_KEY, Series};
use crate::Date;
use crate::csv::declare::table;

table! {
    /// The list price of a million calls at the median of a series, billed as each platform bills, without free quotas.
    pub struct PlatformCostRow in "platform_costs.csv" {
        key: [..SERIES_KEY],
        references: [OF_SOURCE, OF_SERIES],
        source: series.conditions.source,
        columns: {
            /// The series.
            pub series: Series => [Series::COLUMNS],
            /// Median of the series.
            pub p50: f64 => (value()),
            /// Duration that the platform bills for a call at the median: rounded up, and no less than its minimum.
            pub billed_ms: f64 => (unit("ms").min(0.0)),
            /// List price of a million such calls.
            pub million_calls_usd: f64 => (unit("USD").min(0.0)),
            /// The price at the lower end of the interval of the median; empty where the end is open.
            pub million_calls_usd_lower: Option<f64> => (unit("USD").min(0.0)),
            /// The price at the upper end of the interval of the median; empty where the end is open.
            pub million_calls_usd_upper: Option<f64> => (unit("USD").min(0.0)),
            /// Calls that a dollar buys.
            pub calls_per_usd: f64 => (unit("calls").min(0.0)),
            /// First day from which the price is known to apply, or the day on which it was read.
            pub priced: Date,
        },
    }
}
