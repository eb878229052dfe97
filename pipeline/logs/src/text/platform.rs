//! Events of the platform in the JSON log format and of the Telemetry API:
//! <https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html>.
//!
//! The parser reads `platform.report`, `platform.runtimeDone` (spans and length of the response), `platform.start`,
//! `platform.initStart`, `platform.restoreStart`, and `platform.initReport` and `platform.restoreReport` if they failed.
//! Other events are only counted. Functions on managed instances report `durationMs` only.

use std::borrow::Cow;

use schema::{Initialization, Invocation, ReadError, ReadErrorKind};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    lenient,
    pending::{ParsedLine, Pending, Style},
    prefix::{Prefix, time},
    report::status,
};
use crate::{document::Text, read_error};

#[derive(Deserialize)]
struct Event<'a, R> {
    #[serde(borrow)]
    time: Option<Text<'a>>,
    #[serde(borrow, rename = "type")]
    kind: Option<Text<'a>>,
    record: Option<R>,
}

impl<R> Event<'_, R> {
    /// Kind of an event of the platform; none if the function wrote the message.
    fn kind(&self) -> Option<&str> {
        self.kind.as_deref()?.strip_prefix("platform.")
    }
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
    #[serde(borrow)]
    function_arn: Option<Text<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metrics {
    duration_ms: Option<f64>,
    billed_duration_ms: Option<f64>,
    #[serde(rename = "memorySizeMB")]
    memory_size_mb: Option<f64>,
    #[serde(rename = "maxMemoryUsedMB")]
    max_memory_used_mb: Option<f64>,
    init_duration_ms: Option<f64>,
    restore_duration_ms: Option<f64>,
    billed_restore_duration_ms: Option<f64>,
    produced_bytes: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Span<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    duration_ms: Option<f64>,
}

/// Returns true if `message` is an event of the platform.
pub(crate) fn is_platform_event(message: &[u8]) -> bool {
    let message = message.trim_ascii_end();
    let message = message.strip_suffix(b"\"").unwrap_or(message);
    let event = serde_json::from_slice::<Event<'_, &RawValue>>(message);
    event.is_ok_and(|event| event.kind().is_some())
}

/// Parses an event. Any other JSON is output of the function.
pub(super) fn parse(
    pending: &mut Pending,
    prefix: &Prefix<'_>,
    message: &str,
) -> Result<ParsedLine, ReadError> {
    // Console CSV and `--output text` leave a quote or white space after the message.
    let message = message.trim_end().trim_end_matches('"');
    let Ok(mut event) = serde_json::from_str::<Event<'_, Record<'_>>>(message) else {
        return parse_leniently(pending, prefix, message);
    };
    let record = event.record.take();
    match event.kind() {
        None => Ok(ParsedLine::Other),
        Some(kind) if !is_read(kind) => Ok(skip(pending, kind)),
        Some(kind) => add(pending, prefix, event.time.as_deref(), kind, record.ok_or_else(missing_record)?),
    }
}

/// Parses an event whose record may have values of other types than documented: they cost their fields only.
fn parse_leniently(
    pending: &mut Pending,
    prefix: &Prefix<'_>,
    message: &str,
) -> Result<ParsedLine, ReadError> {
    let event: Event<'_, &RawValue> = serde_json::from_str(message).map_err(read_error::broken_record)?;
    match event.kind() {
        None => Ok(ParsedLine::Other),
        Some(kind) if !is_read(kind) => Ok(skip(pending, kind)),
        Some(kind) => {
            let record = event.record.ok_or_else(missing_record)?.get();
            let sound = match serde_json::from_str::<Record<'_>>(record) {
                Ok(_) => record.to_owned(),
                Err(error) => {
                    lenient::sound_record(record, &error).ok_or_else(|| read_error::broken_record(error))?
                }
            };
            let record = serde_json::from_str(&sound).map_err(read_error::broken_record)?;
            add(pending, prefix, event.time.as_deref(), kind, record)
        }
    }
}

/// Returns true for an event that adds to an invocation or its environment.
fn is_read(kind: &str) -> bool {
    matches!(
        kind,
        "report" | "runtimeDone" | "start" | "initStart" | "restoreStart" | "initReport" | "restoreReport"
    )
}

/// Notes an event that only Web Functions have:
/// <https://docs.aws.amazon.com/lambda/latest/dg/web-functions-logging-system-log-schema.html>.
fn skip(pending: &mut Pending, kind: &str) -> ParsedLine {
    pending.has_web_function |=
        matches!(kind, "invokeStart" | "invokeSummary" | "invokeReport" | "requestComplete");
    ParsedLine::Platform
}

fn missing_record() -> ReadError {
    read_error::in_field(ReadErrorKind::MissingValue, "record", "The event lacks the field")
}

/// Adds the record of an event of this kind.
fn add(
    pending: &mut Pending,
    prefix: &Prefix<'_>,
    at: Option<&str>,
    kind: &str,
    record: Record<'_>,
) -> Result<ParsedLine, ReadError> {
    let at = at.and_then(time);
    let function = record.function_arn.as_deref().and_then(function_of_arn);
    match kind {
        "report" => {
            let mut open = pending.take_invocation(prefix, require_id(record.request_id.as_deref())?);
            let invocation = &mut open.invocation;
            add_report(invocation, &record);
            invocation.function = function.map(str::to_owned).or(invocation.function.take());
            if invocation.duration_ms.is_none() {
                let reason = "The event lacks the field";
                return Err(read_error::in_field(ReadErrorKind::MissingValue, "durationMs", reason));
            }
            invocation.at = at;
            return Ok(pending.complete(prefix, Style::Json, open));
        }
        "runtimeDone" => {
            let open = pending.invocation(prefix, require_id(record.request_id.as_deref())?);
            add_runtime_done(&mut open.invocation, &record);
        }
        "start" => {
            let open = pending.invocation(prefix, require_id(record.request_id.as_deref())?);
            open.started_at = at.or(prefix.at);
            open.invocation.version = record.version;
            open.invocation.function = function.map(str::to_owned);
        }
        "initStart" | "restoreStart" => {
            let name = record.function_name.as_deref().or(function);
            let started_at = at.or(prefix.at);
            let environment = pending.start_environment(prefix, started_at, name);
            environment.function = name.map(str::to_owned);
            environment.init_started_at = started_at.filter(|_| kind == "initStart");
            environment.runtime_version = record.runtime_version;
            environment.version = record.function_version;
            environment.initialization = record.initialization_type.as_deref().and_then(initialization);
        }
        _ => {
            let initialization = record.initialization_type.as_deref().and_then(initialization);
            let ended_at = at.or(prefix.at).filter(|_| kind == "initReport");
            let ms = record.metrics.duration_ms.filter(|ms| (0.0..1e12).contains(ms));
            let started_at = ended_at
                .zip(ms)
                .and_then(|(at, ms)| at.checked_sub(jiff::SignedDuration::from_millis(ms as i64)).ok());
            pending.add_init_end(prefix, initialization, started_at);
            // The time of an init within an invocation is already part of its report.
            let is_separate = record.phase.as_deref() != Some("invoke");
            let init_ms = record.metrics.duration_ms.filter(|_| is_separate && kind == "initReport");
            let prefix = Prefix { at: at.or(prefix.at), ..*prefix };
            pending.add_init(&prefix, Style::Json, record.status.as_deref().map(status), init_ms);
        }
    }
    Ok(ParsedLine::Platform)
}

fn require_id(request_id: Option<&str>) -> Result<&str, ReadError> {
    let missing =
        || read_error::in_field(ReadErrorKind::MissingValue, "requestId", "The event lacks the field");
    request_id.filter(|request_id| !request_id.is_empty()).ok_or_else(missing)
}

fn add_report(invocation: &mut Invocation, record: &Record<'_>) {
    let metrics = &record.metrics;
    invocation.request_id = record.request_id.as_deref().map(str::to_owned);
    invocation.duration_ms = metrics.duration_ms;
    invocation.billed_ms = metrics.billed_duration_ms;
    invocation.memory_mb = whole(metrics.memory_size_mb);
    invocation.max_memory_used_mb = whole(metrics.max_memory_used_mb.map(f64::ceil));
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
    invocation.produced_bytes = whole(record.metrics.produced_bytes).map(u64::from);
    invocation.response_latency_ms = span(record, "responseLatency");
    invocation.response_duration_ms = span(record, "responseDuration");
    invocation.runtime_overhead_ms = span(record, "runtimeOverhead");
}

/// A whole number; none if it has a fraction or is out of range. Some tools write `512.0`.
fn whole(number: Option<f64>) -> Option<u32> {
    let is_whole = |number: &f64| number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(number);
    number.filter(is_whole).map(|number| number as u32)
}

/// The name in `arn:aws:lambda:eu-west-1:123456789012:function:shop:live`.
pub(super) fn function_of_arn(arn: &str) -> Option<&str> {
    let (_, name) = arn.split_once(":function:")?;
    name.split(':').next().filter(|name| !name.is_empty())
}

/// Sums the spans called `name`, in milliseconds: each extension has one of its own.
fn span(record: &Record<'_>, name: &str) -> Option<f64> {
    let times = record.spans.iter().filter(|span| span.name == name).filter_map(|span| span.duration_ms);
    times.reduce(|sum, time| sum + time)
}

fn initialization(word: &str) -> Option<Initialization> {
    match word {
        "on-demand" => Some(Initialization::OnDemand),
        "provisioned-concurrency" => Some(Initialization::ProvisionedConcurrency),
        "snap-start" => Some(Initialization::SnapStart),
        "lambda-managed-instances" => Some(Initialization::ManagedInstances),
        _ => None,
    }
}
