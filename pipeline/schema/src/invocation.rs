//! One invocation of a function, as logs and result files of others tell of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Arch, Package};

/// One invocation. The fields are the columns of the invocations that Coldmark reads and writes as CSV, and the keys
/// of those in NDJSON. What a file does not say is none, never zero.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invocation {
    /// What the platform calls the invocation: on AWS a UUID.
    pub request_id: Option<String>,
    /// When the platform wrote it down, in UTC: on AWS, just after the invocation.
    pub at: Option<Timestamp>,
    /// Name of the function.
    pub function: Option<String>,
    /// Version of the function, such as `$LATEST` or `12`.
    pub version: Option<String>,
    /// Name of the runtime, such as `python3.12` or what a label says.
    pub runtime: Option<String>,
    /// Version of the runtime as the platform wrote it, such as `python:3.12.v36`.
    pub runtime_version: Option<String>,
    /// Instruction set.
    pub arch: Option<Arch>,
    /// How the function comes to where it runs.
    pub package: Option<Package>,
    /// What the function does.
    pub workload: Option<String>,
    /// Memory that the function is given, in megabytes of 2^20 bytes, as the platform counts them.
    pub memory_mb: Option<u32>,
    /// Time from the start of the environment to the end of init, in milliseconds. Of an init that failed before
    /// the invocation, see `init_status`, the time until it was given up.
    pub init_ms: Option<f64>,
    /// Time in which the environment was restored from a snapshot, in milliseconds.
    pub restore_ms: Option<f64>,
    /// How the init just before the invocation ended, where it did not end well: the time of such an init is not one
    /// that a function needs.
    pub init_status: Option<InvocationStatus>,
    /// Time in the handler and the runtime around it, in milliseconds.
    pub duration_ms: Option<f64>,
    /// Time that is paid for, in milliseconds.
    pub billed_ms: Option<f64>,
    /// Time of the restore that is paid for, in milliseconds.
    pub billed_restore_ms: Option<f64>,
    /// Most memory that the environment has used so far, in megabytes of 2^20 bytes.
    pub max_memory_used_mb: Option<u32>,
    /// How it ended. Plain text logs name failures only, so that none is no failure that the platform saw.
    pub status: Option<InvocationStatus>,
    /// What the platform calls the failure, such as `Runtime.ExitError`.
    pub error_type: Option<String>,
    /// What made the environment.
    pub initialization: Option<Initialization>,
    /// Time from the event's being sent to the first byte of the response, in milliseconds.
    pub response_latency_ms: Option<f64>,
    /// Time from the first byte of the response to its last, in milliseconds.
    pub response_duration_ms: Option<f64>,
    /// Time from the last byte of the response to when the runtime asked for the next event, in milliseconds.
    pub runtime_overhead_ms: Option<f64>,
    /// Time that the runtime had the event, without extensions, in milliseconds.
    pub runtime_done_ms: Option<f64>,
    /// Length of the response, in bytes.
    pub produced_bytes: Option<u64>,
    /// Time that extensions took after the runtime was done, in milliseconds.
    pub extension_overhead_ms: Option<f64>,
    /// Time between request and response at whoever called the function, in milliseconds.
    pub client_ms: Option<f64>,
}

impl Invocation {
    /// The columns, in the order in which they are written.
    pub const COLUMNS: [&str; 27] = [
        "request_id",
        "at",
        "function",
        "version",
        "runtime",
        "runtime_version",
        "arch",
        "package",
        "workload",
        "memory_mb",
        "init_ms",
        "restore_ms",
        "init_status",
        "duration_ms",
        "billed_ms",
        "billed_restore_ms",
        "max_memory_used_mb",
        "status",
        "error_type",
        "initialization",
        "response_latency_ms",
        "response_duration_ms",
        "runtime_overhead_ms",
        "runtime_done_ms",
        "produced_bytes",
        "extension_overhead_ms",
        "client_ms",
    ];

    /// Whether the invocation had to wait for a new environment: one that was initialized or restored for it.
    pub const fn is_cold(&self) -> bool {
        self.init_ms.is_some() || self.restore_ms.is_some()
    }

    /// Whether the platform says that the invocation did not end well.
    pub const fn is_failure(&self) -> bool {
        !matches!(self.status, None | Some(InvocationStatus::Ok))
    }
}

/// How an invocation, an init or a restore ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InvocationStatus {
    /// With a response.
    Ok,
    /// With an error that the function or its runtime reported.
    Error,
    /// With an end of the runtime or its environment.
    Failure,
    /// With its time's running out.
    Timeout,
    /// With a word that Coldmark does not know.
    Other,
}

/// What made an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Initialization {
    /// An invocation that no environment was free for.
    OnDemand,
    /// A number of environments that was ordered beforehand.
    ProvisionedConcurrency,
    /// A snapshot of an environment that had been initialized.
    SnapStart,
    /// A machine of the function's owner that Lambda manages.
    ManagedInstances,
}

#[test]
fn columns_are_those_that_are_written() {
    let text = serde_json::to_string(&Invocation::default()).unwrap_or_default();
    let places: Vec<_> = Invocation::COLUMNS.iter().map(|name| text.find(&format!("\"{name}\":"))).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{text}");
    assert_eq!(text.matches(':').count(), Invocation::COLUMNS.len());
}

#[test]
fn a_start_is_cold_with_an_init_or_a_restore() {
    let of = |init_ms, restore_ms| Invocation { init_ms, restore_ms, ..Invocation::default() }.is_cold();
    assert!(of(Some(1.0), None) && of(None, Some(1.0)) && !of(None, None));
}
