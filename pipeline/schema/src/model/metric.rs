//! Metrics and their units.

use crate::csv::words;

words! {
    /// A measured quantity.
    pub enum Metric {
        /// Init Duration: from the start of the runtime process until the handler can take its first event.
        InitMs = "init_ms" => "init duration",
        /// Restore Duration: the time to restore a SnapStart snapshot. Never ranked together with [`Metric::InitMs`].
        RestoreMs = "restore_ms" => "restore duration",
        /// Duration of the handler in the cold invocation, a mean over one record's cold starts.
        HandlerMs = "handler_ms" => "handler duration of the first call",
        /// Most memory used by the sandbox, a mean over one record's cold starts.
        MemoryUsedMb = "memory_used_mb" => "memory used",
        /// Time from the first event to the end of its response.
        FirstResponseMs = "first_response_ms" => "first call",
        /// Time from the start of the process to the end of its first response.
        ColdTotalMs = "cold_total_ms" => "init and first call",
        /// Time from an event to the end of its response, in the second to tenth invocation of a process.
        EarlyMs = "early_ms" => "early invocation",
        /// Time from an event to the end of its response, from the eleventh invocation of a process on.
        WarmMs = "warm_ms" => "warm invocation",
        /// Duration that the platform reports for a cold invocation, without its init or restore.
        ColdDurationMs = "cold_duration_ms" => "duration of a cold invocation, without init",
        /// Duration that the platform reports for a warm invocation.
        WarmDurationMs = "warm_duration_ms" => "duration of a warm invocation",
        /// Duration that the platform reports for an invocation, cold or warm, without its init.
        DurationMs = "duration_ms" => "duration of an invocation",
        /// The handler's own measurement of its work, from the first to the last step of its computation. It leaves out
        /// the platform, the network and the handler's parsing of the request.
        WorkMs = "work_ms" => "work of the handler",
        /// Alibaba's cold start latency: the download of the code and the init of the runtime.
        ColdLatencyMs = "cold_latency_ms" => "cold start latency",
        /// The part of [`Metric::ColdLatencyMs`] in which the platform downloads and unpacks the code.
        PrepareCodeMs = "prepare_code_ms" => "download of the code",
        /// The part of [`Metric::ColdLatencyMs`] in which the runtime starts.
        RuntimeInitMs = "runtime_init_ms" => "init of the runtime",
        /// Round trip of a request, from the caller's side: network, platform, handler and response.
        ClientMs = "client_ms" => "round trip",
        /// CPU time of all threads until the end of init.
        InitCpuMs = "init_cpu_ms" => "CPU time of init",
        /// CPU time of all threads per invocation after init: the mean over the invocations of a process.
        CallCpuMs = "call_cpu_ms" => "CPU time of an invocation",
        /// Peak memory of a process.
        PeakRssMb = "peak_rss_mb" => "peak memory",
        /// Time from sending the event to the runtime until the first byte of its response.
        ResponseLatencyMs = "response_latency_ms" => "response latency",
        /// Time from the first byte of the response to its last.
        ResponseDurationMs = "response_duration_ms" => "response duration",
        /// Time from the last byte of the response until the runtime asks for the next event.
        RuntimeOverheadMs = "runtime_overhead_ms" => "runtime overhead",
        /// Time that extensions take after the runtime is done.
        ExtensionOverheadMs = "extension_overhead_ms" => "extension overhead",
        /// Size of the response.
        ProducedBytes = "produced_bytes" => "response size",
    }
    /// Returns the text shown to readers.
    title
}

impl Metric {
    /// The unit of every value of this metric.
    pub const fn unit(self) -> Unit {
        match self {
            Metric::MemoryUsedMb | Metric::PeakRssMb => Unit::Mb,
            Metric::ProducedBytes => Unit::Bytes,
            Metric::InitMs
            | Metric::RestoreMs
            | Metric::HandlerMs
            | Metric::FirstResponseMs
            | Metric::ColdTotalMs
            | Metric::EarlyMs
            | Metric::WarmMs
            | Metric::ColdDurationMs
            | Metric::WarmDurationMs
            | Metric::DurationMs
            | Metric::WorkMs
            | Metric::ColdLatencyMs
            | Metric::PrepareCodeMs
            | Metric::RuntimeInitMs
            | Metric::ClientMs
            | Metric::InitCpuMs
            | Metric::CallCpuMs
            | Metric::ResponseLatencyMs
            | Metric::ResponseDurationMs
            | Metric::RuntimeOverheadMs
            | Metric::ExtensionOverheadMs => Unit::Ms,
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
        /// Bytes.
        Bytes = "bytes",
    }
}
