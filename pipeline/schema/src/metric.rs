//! What is measured, and in which unit.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What one value measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Init Duration: from the start of the runtime process until the handler can take its first event.
    InitMs,
    /// Restore Duration: bringing back a SnapStart snapshot. Never ranked beside [`Metric::InitMs`].
    RestoreMs,
    /// Duration of the handler in the cold invocation, a mean over one record's cold starts.
    HandlerMs,
    /// Most memory used by the sandbox, a mean over one record's cold starts.
    MemoryUsedMb,
    /// From the first event to the end of its answer.
    FirstResponseMs,
    /// From the start of the process to the end of its first answer.
    ColdTotalMs,
    /// From an event to the end of its answer, in the second to tenth invocation of a process.
    EarlyMs,
    /// From an event to the end of its answer, from the eleventh invocation of a process on.
    WarmMs,
    /// Duration that the platform reports of a cold invocation, without its init or restore.
    ColdDurationMs,
    /// Duration that the platform reports of a warm invocation.
    WarmDurationMs,
    /// Processor time of all threads until the end of init.
    InitCpuMs,
    /// Processor time of all threads from the end of init, by invocation: a mean over those of a process.
    CallCpuMs,
    /// Most memory that a process ever held.
    PeakRssMb,
}

impl Metric {
    /// The name in CSV columns and URLs.
    pub const fn name(self) -> &'static str {
        match self {
            Metric::InitMs => "init_ms",
            Metric::RestoreMs => "restore_ms",
            Metric::HandlerMs => "handler_ms",
            Metric::MemoryUsedMb => "memory_used_mb",
            Metric::FirstResponseMs => "first_response_ms",
            Metric::ColdTotalMs => "cold_total_ms",
            Metric::EarlyMs => "early_ms",
            Metric::WarmMs => "warm_ms",
            Metric::ColdDurationMs => "cold_duration_ms",
            Metric::WarmDurationMs => "warm_duration_ms",
            Metric::InitCpuMs => "init_cpu_ms",
            Metric::CallCpuMs => "call_cpu_ms",
            Metric::PeakRssMb => "peak_rss_mb",
        }
    }

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

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The unit a value is given in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Unit {
    /// Milliseconds.
    #[serde(rename = "ms")]
    Ms,
    /// Megabytes, as AWS reports them.
    #[serde(rename = "MB")]
    Mb,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unit::Ms => "ms",
            Unit::Mb => "MB",
        })
    }
}
