//! Advice that a log report gives.

use crate::Percentile;

/// Advice from the figures of a function.
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
