//! Advice that a log report gives.

use serde::Serialize;

use crate::{Metric, Percentile};

/// Advice from the figures of a function.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Advice {
    /// Cold starts are so rare that something else makes the tail.
    ColdStartsAreRare {
        /// Cold starts divided by invocations.
        cold_share: f64,
    },
    /// Most of the slowest invocations are cold starts.
    ColdStartsMakeTheTail {
        /// Cold starts divided by invocations.
        cold_share: f64,
        /// Median of the init or restore duration, in milliseconds.
        before_ms: f64,
        /// True if environments are initialized ahead, as provisioned concurrency does.
        is_provisioned: bool,
        /// True if environments are restored from snapshots.
        is_restored: bool,
    },
    /// Environments were initialized long before their first invocation, which did not wait.
    InitializedAhead {
        /// Number of such environments.
        inits: u64,
    },
    /// Init and restore make up a large part of the cost.
    InitIsPaidFor {
        /// Share of the cost that init and restore make up.
        share: f64,
        /// Cost of init and restore, in US dollars.
        usd: f64,
    },
    /// The function uses much less memory than it has.
    MemoryIsSpare {
        /// Memory of the function, in megabytes.
        memory_mb: u32,
        /// Most memory used, in megabytes.
        used_mb: u32,
    },
    /// The function uses nearly all of its memory.
    MemoryIsTight {
        /// Memory of the function, in megabytes.
        memory_mb: u32,
        /// Most memory used, in megabytes.
        used_mb: u32,
    },
    /// Some invocations fail.
    InvocationsFail {
        /// Number of failed invocations.
        failures: u64,
        /// Number of all invocations.
        invocations: u64,
    },
    /// The slowest warm invocations take many times as long as the median one.
    WarmTailIsLong {
        /// Deepest percentile that the samples support.
        percentile: Percentile,
        /// Value of that percentile, in milliseconds.
        tail_ms: f64,
        /// Median, in milliseconds.
        p50_ms: f64,
        /// Value of that percentile over the median.
        times: f64,
    },
    /// Cold starts are too few to estimate their tail.
    MoreColdStartsNeeded {
        /// Number of cold starts.
        cold_starts: u64,
        /// Number of cold starts that the 99th percentile needs.
        needed: u64,
    },
    /// One phase takes a large part of the duration, which is billed.
    PhaseIsLong {
        /// The phase: response duration, runtime overhead or extension overhead.
        phase: Metric,
        /// Mean of the phase divided by the mean duration.
        share: f64,
        /// Mean of the phase, in milliseconds.
        mean_ms: f64,
    },
    /// A response came close to the largest that Lambda buffers.
    ResponsesAreLarge {
        /// Size of the largest response, in bytes.
        max_bytes: u64,
        /// Size above which Lambda fails the invocation unless the response is streamed, in bytes.
        limit_bytes: u64,
    },
}
