//! `usage.csv`, a table of log reports.

use jiff::Timestamp;

use serde::Serialize;

use crate::Arch;
use crate::csv::declare::table;

table! {
    /// The usage of each function, in all and by version and memory.
    #[derive(Default)]
    pub struct FunctionUsage in "usage.csv" {
        key: [function, version, memory_mb, arch],
        references: [],
        columns: {
            /// Name of the function.
            pub function: String,
            /// Its version; empty where the row is of several.
            pub version: Option<String>,
            /// Memory of the function, in MB; empty where the row is of several sizes, or the log does not say.
            pub memory_mb: Option<u32> => (unit("MB")),
            /// Instruction set whose price applies.
            pub arch: Arch,
            /// Time at which the first invocation was logged, UTC.
            pub first_at: Option<Timestamp>,
            /// Time at which the last invocation was logged, UTC.
            pub last_at: Option<Timestamp>,
            /// Days with invocations, UTC; 0 where the log has no times.
            pub days: u32 => (unit("days")),
            /// Invocations.
            pub invocations: u64 => (unit("invocations")),
            /// Invocations that waited for an environment, initialized or restored.
            pub cold_starts: u64 => (unit("invocations")),
            /// Cold starts whose environment was restored from a snapshot.
            pub restores: u64 => (unit("invocations")),
            /// Environments that were initialized ahead, by provisioned concurrency or by foresight of the platform. Their
            /// first invocations did not wait, so they are not cold starts.
            pub initialized_ahead: u64 => (unit("environments")),
            /// Invocations that the platform reports as failed.
            pub failures: u64 => (unit("invocations")),
            /// Cold starts over invocations, 0 to 1.
            pub cold_share: f64 => (fraction()),
            /// Lower end of its 95% interval.
            pub cold_share_lower: Option<f64> => (fraction()),
            /// Upper end of its 95% interval.
            pub cold_share_upper: Option<f64> => (fraction()),
            /// Most memory that an environment used, in MB.
            pub max_memory_used_mb: Option<u32> => (unit("MB")),
            /// Gigabyte-seconds billed; empty where the log does not say.
            pub billed_gb_s: Option<f64> => (unit("GB s").min(0.0)),
            /// Gigabyte-seconds billed for init and restore.
            pub init_gb_s: Option<f64> => (unit("GB s").min(0.0)),
            /// Cost in US dollars: requests and duration at the first tier, free tier not deducted.
            pub usd: Option<f64> => (unit("USD").min(0.0)),
            /// Cost of init and restore, in US dollars.
            pub init_usd: Option<f64> => (unit("USD").min(0.0)),
            /// Cost of a million invocations, in US dollars.
            pub million_usd: Option<f64> => (unit("USD").min(0.0)),
        },
    }
}

/// The usage of all functions together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TotalUsage {
    /// Number of functions.
    pub functions: u64,
    /// Invocations.
    pub invocations: u64,
    /// Invocations that waited for an environment.
    pub cold_starts: u64,
    /// Cold starts over invocations, 0 to 1; none without invocations.
    pub cold_share: Option<f64>,
    /// Time at which the first invocation was logged, UTC.
    pub first_at: Option<Timestamp>,
    /// Time at which the last invocation was logged, UTC.
    pub last_at: Option<Timestamp>,
}
