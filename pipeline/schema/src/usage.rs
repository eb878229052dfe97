//! What an owner's own invocations come to: how functions were used, day by day, and what to do next.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Arch, Date, Distribution, Percentile, Series};

/// A row of `use.csv`: how a function was used, and what that cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UseRow {
    /// Name of the function.
    pub function: String,
    /// Its version; none where the row is of several.
    pub version: Option<String>,
    /// Memory that it was given, in megabytes; none where the row is of several sizes, and where the log does not say.
    pub memory_mb: Option<u32>,
    /// Instruction set that the price is of.
    pub arch: Arch,
    /// When the first invocation was written down.
    pub first_at: Option<Timestamp>,
    /// When the last one was.
    pub last_at: Option<Timestamp>,
    /// Days with invocations, UTC; 0 where the log has no times.
    pub days: u32,
    /// Invocations.
    pub invocations: u64,
    /// Invocations that waited for an environment, initialized or restored.
    pub cold_starts: u64,
    /// Those among them whose environment was restored from a snapshot.
    pub restores: u64,
    /// Invocations that the platform says did not end well.
    pub failures: u64,
    /// Cold starts over invocations.
    pub cold_share: f64,
    /// Lower end of its 95 % interval.
    pub cold_share_lower: Option<f64>,
    /// Upper end of it.
    pub cold_share_upper: Option<f64>,
    /// Most memory that an environment used, in megabytes.
    pub max_memory_used_mb: Option<u32>,
    /// Gigabyte-seconds that were billed; none where the log does not say what was.
    pub billed_gb_s: Option<f64>,
    /// Of those, what was billed beyond the durations of cold invocations: their init and restore.
    pub init_gb_s: Option<f64>,
    /// What the invocations cost, in US dollars: requests and gigabyte-seconds at the first tier, without what is free.
    pub usd: Option<f64>,
    /// Of that, what init and restore cost.
    pub init_usd: Option<f64>,
}

/// A row of `days.csv`: one measure of one function on one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayRow {
    /// What was measured.
    pub series: Series,
    /// The day, UTC.
    pub date: Date,
    /// How the samples of the day spread.
    pub distribution: Distribution,
    /// Deepest percentile that they support; none for none.
    pub ceiling: Option<Percentile>,
}

/// What the figures of a function suggest.
#[derive(Clone, Debug, PartialEq)]
pub enum Advice {
    /// So few invocations start cold that the tail is made elsewhere.
    ColdStartsAreRare {
        /// Cold starts over invocations.
        cold_share: f64,
    },
    /// Cold starts are what most of the slowest invocations are.
    ColdStartsMakeTheTail {
        /// Cold starts over invocations.
        cold_share: f64,
        /// Median of the init or restore duration.
        before_ms: f64,
    },
    /// Init and restore are a large part of what is paid.
    InitIsPaidFor {
        /// Their share of the cost.
        share: f64,
        /// What they cost, in US dollars.
        usd: f64,
    },
    /// Much less memory is used than is given.
    MemoryIsSpare {
        /// Memory given, in megabytes.
        memory_mb: u32,
        /// Most that was used.
        used_mb: u32,
    },
    /// Nearly all memory is used.
    MemoryIsTight {
        /// Memory given, in megabytes.
        memory_mb: u32,
        /// Most that was used.
        used_mb: u32,
    },
    /// Invocations fail.
    InvocationsFail {
        /// How many.
        failures: u64,
        /// Of how many.
        invocations: u64,
    },
    /// The slowest warm invocations take many times as long as the usual one.
    WarmTailIsLong {
        /// Deepest percentile that the samples support.
        percentile: Percentile,
        /// Its value.
        tail_ms: f64,
        /// The median.
        p50_ms: f64,
    },
    /// There are too few cold starts for their tail.
    MoreColdStartsNeeded {
        /// How many there are.
        cold_starts: u64,
        /// How many the 99th percentile needs.
        needed: u64,
    },
}
