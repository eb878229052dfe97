//! Results of startled, `<group>/<memory>mb/<function>.json`: <https://crates.io/crates/startled>.
//!
//! Cold and warm starts become invocations with the platform's values. Client measurements become invocations of their
//! own with `client_ms` only, because the file does not link them to starts. Times are in milliseconds, memory is in
//! megabytes. Startled writes 0 for a value that the platform did not report, so a duration or billed time of 0 is
//! missing. Times of day without a zone are UTC. Environment variables are ignored, as they may hold secrets.

use schema::{Arch, Invocation, ReadError};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{document, input::Input, sink::Sink, text};

#[derive(Deserialize)]
struct Report<'a> {
    config: Config,
    #[serde(borrow, default)]
    cold_starts: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    warm_starts: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    client_measurements: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Config {
    function_name: Option<String>,
    memory_size: Option<u32>,
    runtime: Option<String>,
    architecture: Option<String>,
}

#[derive(Deserialize)]
struct Start {
    timestamp: Option<String>,
    init_duration: Option<f64>,
    duration: Option<f64>,
    extension_overhead: Option<f64>,
    billed_duration: Option<f64>,
    max_memory_used: Option<u32>,
    memory_size: Option<u32>,
    response_latency_ms: Option<f64>,
    response_duration_ms: Option<f64>,
    runtime_overhead_ms: Option<f64>,
    produced_bytes: Option<u64>,
    runtime_done_metrics_duration_ms: Option<f64>,
    client_duration: Option<f64>,
}

/// Reads a report.
pub(crate) fn read(input: &mut Input, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let bytes = document::read_whole(input, sink)?;
    let report: Report<'_> = document::parse(&bytes, sink)?;
    let arch = match report.config.architecture.as_deref() {
        Some("arm64") => Some(Arch::Arm64),
        Some("x86_64") => Some(Arch::X86_64),
        _ => None,
    };
    let starts = report.cold_starts.iter().chain(&report.warm_starts).chain(&report.client_measurements);
    for (record, start) in (1..).zip(starts) {
        sink.record(
            record,
            document::parse_record(start.get()).map(|start| invocation(&report.config, arch, &start)),
        );
    }
    Ok(())
}

fn invocation(config: &Config, arch: Option<Arch>, start: &Start) -> Invocation {
    let nonzero = |value: Option<f64>| value.filter(|value| *value != 0.0);
    let is_from_platform = nonzero(start.duration).is_some();
    Invocation {
        at: start.timestamp.as_deref().and_then(text::time),
        function: config.function_name.clone(),
        runtime: config.runtime.clone(),
        arch,
        memory_mb: start.memory_size.filter(|size| *size > 0).or(config.memory_size),
        init_ms: start.init_duration,
        duration_ms: nonzero(start.duration),
        billed_ms: nonzero(start.billed_duration),
        max_memory_used_mb: start.max_memory_used.filter(|used| *used > 0),
        response_latency_ms: start.response_latency_ms,
        response_duration_ms: start.response_duration_ms,
        runtime_overhead_ms: start.runtime_overhead_ms,
        runtime_done_ms: start.runtime_done_metrics_duration_ms,
        produced_bytes: start.produced_bytes,
        extension_overhead_ms: start.extension_overhead.filter(|_| is_from_platform),
        client_ms: start.client_duration,
        ..Invocation::default()
    }
}
