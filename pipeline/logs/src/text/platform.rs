//! Events of the platform in the JSON log format and of the Telemetry API:
//! <https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html>.
//!
//! Read are `platform.report`, `platform.runtimeDone` (spans, length of the response), `platform.start`,
//! `platform.initStart`, `platform.restoreStart`, `platform.initReport` and `platform.restoreReport` (one that
//! failed). Other events are counted. Functions on managed instances write `durationMs` only.

use std::borrow::Cow;

use schema::{Initialization, Invocation};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    join::{Join, Line},
    prefix::{Prefix, time},
    report::status,
};
use crate::{Fault, FaultKind, document::Text};

#[derive(Deserialize)]
struct Event<'a> {
    #[serde(borrow)]
    time: Option<Text<'a>>,
    #[serde(borrow, rename = "type")]
    kind: Option<Text<'a>>,
    #[serde(borrow)]
    record: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    #[serde(borrow)]
    request_id: Option<Text<'a>>,
    version: Option<String>,
    #[serde(borrow)]
    status: Option<Text<'a>>,
    error_type: Option<String>,
    #[serde(default)]
    metrics: Metrics,
    #[serde(borrow, default)]
    spans: Vec<Span<'a>>,
    #[serde(borrow)]
    initialization_type: Option<Text<'a>>,
    #[serde(borrow)]
    phase: Option<Text<'a>>,
    runtime_version: Option<String>,
    function_name: Option<String>,
    function_version: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metrics {
    duration_ms: Option<f64>,
    billed_duration_ms: Option<f64>,
    #[serde(rename = "memorySizeMB")]
    memory_size_mb: Option<u32>,
    #[serde(rename = "maxMemoryUsedMB")]
    max_memory_used_mb: Option<u32>,
    init_duration_ms: Option<f64>,
    restore_duration_ms: Option<f64>,
    billed_restore_duration_ms: Option<f64>,
    produced_bytes: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Span<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    duration_ms: Option<f64>,
}

/// Reads an event. What is no event of the platform, a function has written.
pub(super) fn read(join: &mut Join, prefix: &Prefix<'_>, message: &str) -> Result<Line, Fault> {
    // Console CSV and `--output text` leave something after the message.
    let message = message.trim_end().trim_end_matches('"');
    let event: Event<'_> = serde_json::from_str(message).map_err(Fault::broken_record)?;
    let Some(kind) = event.kind.as_deref().and_then(|kind| kind.strip_prefix("platform.")) else {
        return Ok(Line::Other);
    };
    if !matches!(
        kind,
        "report" | "runtimeDone" | "start" | "initStart" | "restoreStart" | "initReport" | "restoreReport"
    ) {
        return Ok(Line::Platform);
    }
    let Some(record) = event.record else {
        return Err(Fault::of_field(FaultKind::MissingValue, "record", "The event does not have it"));
    };
    let record: Record<'_> = serde_json::from_str(record.get()).map_err(Fault::broken_record)?;
    match kind {
        "report" => {
            let mut invocation = join.take_started(required(record.request_id.as_deref())?);
            add_report(&mut invocation, &record);
            if invocation.duration_ms.is_none() {
                let reason = "The event does not have it";
                return Err(Fault::of_field(FaultKind::MissingValue, "durationMs", reason));
            }
            invocation.at = event.time.as_deref().and_then(time);
            return Ok(join.report(prefix, invocation));
        }
        "runtimeDone" => {
            let invocation = join.started(required(record.request_id.as_deref())?);
            add_runtime_done(invocation, &record);
        }
        "start" => {
            let invocation = join.started(required(record.request_id.as_deref())?);
            invocation.version = record.version;
        }
        "initStart" | "restoreStart" => {
            let environment = join.environment(prefix);
            environment.runtime_version = record.runtime_version;
            environment.function = record.function_name;
            environment.version = record.function_version;
            environment.initialization = record.initialization_type.as_deref().and_then(initialization);
        }
        _ => {
            let is_own = record.phase.as_deref() != Some("invoke");
            let init_ms = record.metrics.duration_ms.filter(|_| is_own && kind == "initReport");
            join.init(prefix, record.status.as_deref().map(status), init_ms);
        }
    }
    Ok(Line::Platform)
}

fn required(request_id: Option<&str>) -> Result<&str, Fault> {
    let missing = || Fault::of_field(FaultKind::MissingValue, "requestId", "The event does not have it");
    request_id.filter(|request_id| !request_id.is_empty()).ok_or_else(missing)
}

fn add_report(invocation: &mut Invocation, record: &Record<'_>) {
    let metrics = &record.metrics;
    invocation.request_id = record.request_id.as_deref().map(str::to_owned);
    invocation.duration_ms = metrics.duration_ms;
    invocation.billed_ms = metrics.billed_duration_ms;
    invocation.memory_mb = metrics.memory_size_mb;
    invocation.max_memory_used_mb = metrics.max_memory_used_mb;
    invocation.init_ms = metrics.init_duration_ms;
    invocation.restore_ms = metrics.restore_duration_ms;
    invocation.billed_restore_ms = metrics.billed_restore_duration_ms;
    invocation.status = record.status.as_deref().map(status).or(invocation.status);
    invocation.error_type = record.error_type.clone().or(invocation.error_type.take());
    invocation.extension_overhead_ms = span(record, "extensionOverhead").or(invocation.extension_overhead_ms);
}

fn add_runtime_done(invocation: &mut Invocation, record: &Record<'_>) {
    invocation.status = record.status.as_deref().map(status);
    invocation.error_type.clone_from(&record.error_type);
    invocation.runtime_done_ms = record.metrics.duration_ms;
    invocation.produced_bytes = record.metrics.produced_bytes;
    invocation.response_latency_ms = span(record, "responseLatency");
    invocation.response_duration_ms = span(record, "responseDuration");
    invocation.runtime_overhead_ms = span(record, "runtimeOverhead");
}

/// The time of all spans called `name`, in milliseconds; several extensions have one each.
fn span(record: &Record<'_>, name: &str) -> Option<f64> {
    let times = record.spans.iter().filter(|span| span.name == name).filter_map(|span| span.duration_ms);
    times.reduce(|sum, time| sum + time)
}

pub(crate) fn initialization(word: &str) -> Option<Initialization> {
    match word {
        "on-demand" => Some(Initialization::OnDemand),
        "provisioned-concurrency" => Some(Initialization::ProvisionedConcurrency),
        "snap-start" => Some(Initialization::SnapStart),
        "lambda-managed-instances" => Some(Initialization::ManagedInstances),
        _ => None,
    }
}
