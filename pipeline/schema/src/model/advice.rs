//! Advice that a log report gives.

use serde::Serialize;

use crate::{Date, Failure, Metric, Percentile, Timestamp};

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
        /// Number of failures after which the environment had used all of its memory.
        memory_exhausted: u64,
        /// The most frequent kind.
        most: Option<FrequentFailure>,
    },
    /// Some inits or restores fail.
    InitsFail {
        /// Number of failed inits and restores.
        failures: u64,
        /// The most frequent kind.
        most: Option<FrequentFailure>,
    },
    /// Most cold starts come in bursts.
    ColdStartsComeInBursts {
        /// Share of cold starts that come in bursts.
        burst_share: f64,
        /// Number of bursts.
        bursts: u64,
        /// Cold starts in the largest burst.
        largest: u64,
        /// Time at which the largest burst began.
        largest_at: Timestamp,
        /// Most cold starts at one moment.
        peak_concurrency: u64,
        /// Hour of the day, UTC, in which most cold starts of bursts begin; none if they spread over the day.
        hour: Option<u32>,
        /// True if environments are initialized ahead, as provisioned concurrency does.
        is_provisioned: bool,
    },
    /// Nearly all cold starts come alone.
    ColdStartsComeAlone {
        /// Share of cold starts that come in no burst.
        alone_share: f64,
        /// Most cold starts at one moment.
        peak_concurrency: u64,
        /// True if environments are initialized ahead, as provisioned concurrency does.
        is_provisioned: bool,
    },
    /// The function ran at several memory sizes.
    MemorySizesCompare(SizeComparison),
    /// The function ran at several memory sizes, and its version changed with them.
    MemorySizesDifferInVersion {
        /// The memory sizes, in megabytes.
        memory_mb: Vec<u32>,
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
        /// Number of cold starts whose init or restore duration is known.
        cold_starts: u64,
        /// Number of samples that the 99th percentile lacks.
        short_by: u64,
        /// True for effective samples: there would be enough if no two were alike.
        is_effective: bool,
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

/// The most frequent kind of failure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FrequentFailure {
    /// The kind.
    pub failure: Failure,
    /// Number of such failures.
    pub failures: u64,
    /// The day with more than half of them, UTC, and their number; none if there is no such day, or the log covers one.
    pub worst_day: Option<(Date, u64)>,
}

/// Two memory sizes at which the same version of a function ran.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SizeComparison {
    /// The size with the shorter median of warm invocations, in megabytes.
    pub fast_mb: u32,
    /// The other size, in megabytes.
    pub slow_mb: u32,
    /// The longer median over the shorter one.
    pub times: f64,
    /// The verdict on both medians.
    pub difference: SizeDifference,
    /// True if the fast size is cheaper, or both cost the same.
    pub is_fast_cheaper: bool,
    /// Cost of a million invocations at the fast size, in US dollars.
    pub fast_million_usd: f64,
    /// Cost of a million invocations at the slow size, in US dollars.
    pub slow_million_usd: f64,
    /// True if one size ran after the other, so that the load may have changed with it.
    pub is_in_turn: bool,
    /// Most memory used at the smaller size, if that is nearly all of it, in megabytes.
    pub tight_used_mb: Option<u32>,
}

/// The difference between the medians of two memory sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SizeDifference {
    /// Their 95% intervals do not overlap, and a caller would notice it.
    Clear,
    /// Their 95% intervals do not overlap, but a caller would not notice it.
    Small,
    /// Their 95% intervals overlap.
    Tied,
}
