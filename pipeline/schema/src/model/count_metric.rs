//! The metrics of value counts.

use crate::{Metric, csv::words};

words! {
    /// A quantity that value counts hold. The unit stands in its name. In order of the names, as files are sorted.
    pub enum CountMetric {
        /// Microseconds billed for init and restore: [`CountMetric::BilledUs`] beyond the duration, rounded up to whole
        /// milliseconds. A sum.
        BilledInitUs = "billed_init_us",
        /// Microseconds billed, of invocations with a memory size. A sum.
        BilledUs = "billed_us",
        /// Round trip at the caller.
        ClientUs = "client_us",
        /// Duration of a cold invocation, without its init or restore.
        ColdDurationUs = "cold_duration_us",
        /// Start of the init or restore of a cold start, since 1970, in whole milliseconds.
        ColdStartBeganAtUs = "cold_start_began_at_us",
        /// End of the invocation of a cold start, since 1970, in whole milliseconds.
        ColdStartEndedAtUs = "cold_start_ended_at_us",
        /// Invocations that waited for an environment. A sum.
        ColdStarts = "cold_starts",
        /// Init or restore of a cold start and the duration after it, together.
        ColdTotalUs = "cold_total_us",
        /// Records that tell a runtime, packaging or workload. A sum for each such [`Configuration`](crate::Configuration).
        Configuration = "configuration",
        /// Time that extensions take after the runtime is done.
        ExtensionOverheadUs = "extension_overhead_us",
        /// Failed invocations and inits. A sum for each kind of failure.
        Failures = "failures",
        /// Time of the first invocation, since 1970.
        FirstAtUs = "first_at_us",
        /// Time of the first failure of a kind, since 1970.
        FirstFailureAtUs = "first_failure_at_us",
        /// Init duration.
        InitUs = "init_us",
        /// First invocations of environments that were initialized ahead. A sum.
        InitializedAhead = "initialized_ahead",
        /// Invocations. A sum.
        Invocations = "invocations",
        /// Time of the last invocation, since 1970.
        LastAtUs = "last_at_us",
        /// Time of the last failure of a kind, since 1970.
        LastFailureAtUs = "last_failure_at_us",
        /// Most memory that the environment has used so far.
        MaxMemoryUsedMb = "max_memory_used_mb",
        /// Failures after which the environment had used all of its memory. A sum for each kind of failure.
        MemoryExhausted = "memory_exhausted",
        /// An object that was counted, with its [`Receipt`](crate::Receipt).
        Object = "object",
        /// Size of a response.
        ProducedBytes = "produced_bytes",
        /// Time from the first byte of the response to its last.
        ResponseDurationUs = "response_duration_us",
        /// Time from sending the event to the first byte of the response.
        ResponseLatencyUs = "response_latency_us",
        /// Restore duration.
        RestoreUs = "restore_us",
        /// Invocations whose environment was restored. A sum.
        Restores = "restores",
        /// Round trips that only a caller measured. They are no further invocations. A sum.
        RoundTrips = "round_trips",
        /// Time from the last byte of the response until the runtime asks for the next event.
        RuntimeOverheadUs = "runtime_overhead_us",
        /// Duration of a warm invocation.
        WarmDurationUs = "warm_duration_us",
    }
}

/// The meaning of `value` and `n` in a row of value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountKind {
    /// `value` was seen `n` times.
    Value,
    /// `value` is 1, and `n` is the sum.
    Sum,
    /// `value` is the smallest of all, and `n` is 1.
    First,
    /// `value` is the largest of all, and `n` is 1.
    Last,
    /// `value` is the number of invocations in an object, and `n` is 1.
    Receipt,
}

impl CountMetric {
    /// Metrics with samples, in the order of their tables, each with the metric of those samples.
    pub const SAMPLES: [(CountMetric, Metric); 11] = [
        (CountMetric::InitUs, Metric::InitMs),
        (CountMetric::RestoreUs, Metric::RestoreMs),
        (CountMetric::ColdTotalUs, Metric::ColdTotalMs),
        (CountMetric::ColdDurationUs, Metric::ColdDurationMs),
        (CountMetric::WarmDurationUs, Metric::WarmDurationMs),
        (CountMetric::ResponseLatencyUs, Metric::ResponseLatencyMs),
        (CountMetric::ResponseDurationUs, Metric::ResponseDurationMs),
        (CountMetric::RuntimeOverheadUs, Metric::RuntimeOverheadMs),
        (CountMetric::ExtensionOverheadUs, Metric::ExtensionOverheadMs),
        (CountMetric::ProducedBytes, Metric::ProducedBytes),
        (CountMetric::ClientUs, Metric::ClientMs),
    ];

    /// Returns the meaning of its rows.
    pub const fn kind(self) -> CountKind {
        match self {
            CountMetric::BilledInitUs
            | CountMetric::BilledUs
            | CountMetric::ColdStarts
            | CountMetric::Configuration
            | CountMetric::Failures
            | CountMetric::InitializedAhead
            | CountMetric::Invocations
            | CountMetric::MemoryExhausted
            | CountMetric::Restores
            | CountMetric::RoundTrips => CountKind::Sum,
            CountMetric::FirstAtUs | CountMetric::FirstFailureAtUs => CountKind::First,
            CountMetric::LastAtUs | CountMetric::LastFailureAtUs => CountKind::Last,
            CountMetric::Object => CountKind::Receipt,
            _ => CountKind::Value,
        }
    }

    /// True if its rows have a detail: the kind of failure, the configuration, or the receipt.
    pub const fn has_detail(self) -> bool {
        matches!(
            self,
            CountMetric::Configuration
                | CountMetric::Failures
                | CountMetric::FirstFailureAtUs
                | CountMetric::LastFailureAtUs
                | CountMetric::MemoryExhausted
                | CountMetric::Object
        )
    }
}

#[test]
fn metrics_are_in_order_of_their_names() {
    assert!(CountMetric::VALUES.is_sorted_by(|a, b| a.name() < b.name()));
    assert!(CountMetric::SAMPLES.iter().all(|(metric, _)| metric.kind() == CountKind::Value));
}
