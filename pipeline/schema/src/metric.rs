//! Metrics and their units.

use crate::tables::words;

words! {
    /// A measured quantity.
    pub enum Metric {
        /// Init Duration: from the start of the runtime process until the handler can take its first event.
        InitMs = "init_ms",
        /// Restore Duration: bringing back a SnapStart snapshot. Never ranked beside [`Metric::InitMs`].
        RestoreMs = "restore_ms",
        /// Duration of the handler in the cold invocation, a mean over one record's cold starts.
        HandlerMs = "handler_ms",
        /// Most memory used by the sandbox, a mean over one record's cold starts.
        MemoryUsedMb = "memory_used_mb",
        /// From the first event to the end of its answer.
        FirstResponseMs = "first_response_ms",
        /// From the start of the process to the end of its first answer.
        ColdTotalMs = "cold_total_ms",
        /// From an event to the end of its answer, in the second to tenth invocation of a process.
        EarlyMs = "early_ms",
        /// From an event to the end of its answer, from the eleventh invocation of a process on.
        WarmMs = "warm_ms",
        /// Duration that the platform reports of a cold invocation, without its init or restore.
        ColdDurationMs = "cold_duration_ms",
        /// Duration that the platform reports of a warm invocation.
        WarmDurationMs = "warm_duration_ms",
        /// Processor time of all threads until the end of init.
        InitCpuMs = "init_cpu_ms",
        /// Processor time of all threads from the end of init, by invocation: a mean over those of a process.
        CallCpuMs = "call_cpu_ms",
        /// Most memory that a process ever held.
        PeakRssMb = "peak_rss_mb",
    }
}

impl Metric {
    /// The words a reader sees.
    pub const fn title(self) -> &'static str {
        match self {
            Metric::InitMs => "init duration",
            Metric::RestoreMs => "restore duration",
            Metric::HandlerMs => "handler duration of the cold invocation",
            Metric::MemoryUsedMb => "memory used",
            Metric::FirstResponseMs => "first response",
            Metric::ColdTotalMs => "cold total",
            Metric::EarlyMs => "early invocation",
            Metric::WarmMs => "warm invocation",
            Metric::ColdDurationMs => "duration of a cold invocation",
            Metric::WarmDurationMs => "duration of a warm invocation",
            Metric::InitCpuMs => "processor time of init",
            Metric::CallCpuMs => "processor time of an invocation",
            Metric::PeakRssMb => "peak memory",
        }
    }

    /// The unit of every value of this metric.
    pub const fn unit(self) -> Unit {
        match self {
            Metric::MemoryUsedMb | Metric::PeakRssMb => Unit::Mb,
            Metric::InitMs
            | Metric::RestoreMs
            | Metric::HandlerMs
            | Metric::FirstResponseMs
            | Metric::ColdTotalMs
            | Metric::EarlyMs
            | Metric::WarmMs
            | Metric::ColdDurationMs
            | Metric::WarmDurationMs
            | Metric::InitCpuMs
            | Metric::CallCpuMs => Unit::Ms,
        }
    }
}

words! {
    /// The unit of a value.
    pub enum Unit {
        /// Milliseconds.
        Ms = "ms",
        /// Megabytes, as AWS reports them.
        Mb = "MB",
    }
}
