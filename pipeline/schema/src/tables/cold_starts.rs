//! `cold_starts.csv` and `cold_start_hours.csv`, tables of log reports.

use jiff::Timestamp;

use crate::csv::declare::table;

table! {
    /// The concurrency of cold starts of each function: how many ran at once, and how many came in bursts.
    pub struct ColdStartRow in "cold_starts.csv" {
        key: [function],
        references: [],
        columns: {
            /// Name of the function.
            pub function: String,
            /// Cold starts with a time, which all other columns count; of more than 1,048,576 those that were read first.
            pub dated: u64 => (unit("cold starts")),
            /// Most cold starts at one moment. One lasts from the start of its init or restore to the end of its
            /// invocation.
            pub peak_concurrency: u64 => (unit("cold starts")),
            /// Time at which that many first ran at once, UTC.
            pub peak_at: Timestamp,
            /// Bursts: at least two cold starts that begin within ten seconds, and at least five times as many as ten
            /// seconds of that day hold on average. Bursts less than ten seconds apart are one.
            pub bursts: u64 => (unit("bursts")),
            /// Cold starts in bursts.
            pub in_bursts: u64 => (unit("cold starts")),
            /// Cold starts in bursts over all with a time, 0 to 1.
            pub burst_share: f64 => (fraction()),
            /// Cold starts in the largest burst; empty without one.
            pub largest_burst: Option<u64> => (unit("cold starts")),
            /// Time at which the largest burst began, UTC.
            pub largest_burst_at: Option<Timestamp>,
        },
    }
}

table! {
    /// The cold starts of each function by hour of the day in which they began, over all days.
    pub struct ColdStartHourRow in "cold_start_hours.csv" {
        key: [function, hour],
        references: [],
        columns: {
            /// Name of the function.
            pub function: String,
            /// Hour of the day, UTC, 0 to 23; hours without a cold start are left out.
            pub hour: u32 => (unit("h")),
            /// Cold starts.
            pub cold_starts: u64 => (unit("cold starts")),
            /// Cold starts in bursts.
            pub in_bursts: u64 => (unit("cold starts")),
        },
    }
}
