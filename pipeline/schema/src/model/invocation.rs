//! One invocation of a function, as read from logs and result files.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Arch, Packaging, csv::words};

/// One invocation. Its fields are the columns of the CSV that Coldmark reads and writes, and the keys of its NDJSON.
/// A value that a file lacks stays missing and never becomes zero.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invocation {
    /// Identifier that the platform gives the invocation: on AWS a UUID.
    pub request_id: Option<String>,
    /// Time at which the platform logged the invocation, in UTC: on AWS, just after it ended.
    pub at: Option<Timestamp>,
    /// Name of the function.
    pub function: Option<String>,
    /// Version of the function, such as `$LATEST` or `12`.
    pub version: Option<String>,
    /// Name of the runtime, such as `python3.12`, or the text of a label.
    pub runtime: Option<String>,
    /// Version of the runtime as the platform wrote it, such as `python:3.12.v36`.
    pub runtime_version: Option<String>,
    /// Instruction set.
    pub arch: Option<Arch>,
    /// Packaging of the function.
    pub packaging: Option<Packaging>,
    /// Name of the program that the function runs.
    pub workload: Option<String>,
    /// Memory of the function, in megabytes of 2^20 bytes, as the platform counts them.
    pub memory_mb: Option<u32>,
    /// Time from the start of the environment to the end of init, in milliseconds. If init failed before the
    /// invocation (see `init_status`), the time until the platform gave it up.
    pub init_ms: Option<f64>,
    /// Time to restore the environment from a snapshot, in milliseconds.
    pub restore_ms: Option<f64>,
    /// Status of the init just before the invocation, if it failed: the time of a failed init is not a normal init
    /// duration.
    pub init_status: Option<InvocationStatus>,
    /// Time in the handler and the runtime around it, in milliseconds.
    pub duration_ms: Option<f64>,
    /// Billed time, in milliseconds.
    pub billed_ms: Option<f64>,
    /// Billed time of the restore, in milliseconds.
    pub billed_restore_ms: Option<f64>,
    /// Most memory that the environment has used so far, in megabytes of 2^20 bytes.
    pub max_memory_used_mb: Option<u32>,
    /// Status of the invocation. Plain text logs name failures only, so none means that the platform saw no failure.
    pub status: Option<InvocationStatus>,
    /// Name that the platform gives the failure, such as `Runtime.ExitError`.
    pub error_type: Option<String>,
    /// Reason for which the environment was created.
    pub initialization: Option<Initialization>,
    /// Time from sending the event to the first byte of the response, in milliseconds.
    pub response_latency_ms: Option<f64>,
    /// Time from the first byte of the response to its last, in milliseconds.
    pub response_duration_ms: Option<f64>,
    /// Time from the last byte of the response to the request for the next event, in milliseconds.
    pub runtime_overhead_ms: Option<f64>,
    /// Time that the runtime spent on the event, without extensions, in milliseconds.
    pub runtime_done_ms: Option<f64>,
    /// Length of the response, in bytes.
    pub produced_bytes: Option<u64>,
    /// Time that extensions took after the runtime was done, in milliseconds.
    pub extension_overhead_ms: Option<f64>,
    /// Time between request and response at the caller, in milliseconds.
    pub client_ms: Option<f64>,
}

impl Invocation {
    /// The columns, in the order of the file.
    pub const COLUMNS: [&str; 27] = [
        "request_id",
        "at",
        "function",
        "version",
        "runtime",
        "runtime_version",
        "arch",
        "packaging",
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

    /// Returns true if the invocation waited for a new environment, initialized or restored for it.
    pub const fn is_cold(&self) -> bool {
        (self.init_ms.is_some() || self.restore_ms.is_some()) && !self.is_initialized_ahead()
    }

    /// Returns true if the environment was initialized long before the invocation, which therefore did not wait. Only
    /// the first invocation of such an environment has an `init_ms`.
    pub const fn is_initialized_ahead(&self) -> bool {
        matches!(self.initialization, Some(Initialization::ProvisionedConcurrency | Initialization::Ahead))
    }

    /// Returns true for the name of a function of Lambda@Edge in the log group of another region: `us-east-1.redirect`.
    pub fn is_edge_function(function: &str) -> bool {
        function.split_once('.').is_some_and(|(region, name)| {
            let parts: Vec<&str> = region.split('-').collect();
            let is_number = |part: &&str| part.len() == 1 && part.as_bytes()[0].is_ascii_digit();
            !name.is_empty()
                && (3..=4).contains(&parts.len())
                && parts[0].len() == 2
                && parts.last().is_some_and(is_number)
        })
    }

    /// Returns true for a measurement at the caller alone, without a duration from the platform.
    pub const fn is_round_trip_only(&self) -> bool {
        self.client_ms.is_some() && self.duration_ms.is_none()
    }

    /// Returns true if the platform reports a failure.
    pub const fn is_failure(&self) -> bool {
        !matches!(self.status, None | Some(InvocationStatus::Ok))
    }
}

words! {
    /// The status of an invocation, an init or a restore at its end.
    pub enum InvocationStatus {
        /// Success: the function responded.
        Ok = "ok",
        /// Error that the function or its runtime reported.
        Error = "error",
        /// Failure: the runtime or its environment ended.
        Failure = "failure",
        /// Timeout.
        Timeout = "timeout",
        /// Status that Coldmark does not know.
        Other = "other",
    }
}

/// The reason for which an environment was created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Initialization {
    /// An invocation that found no free environment.
    OnDemand,
    /// Provisioned concurrency: a number of environments ordered in advance.
    ProvisionedConcurrency,
    /// The platform's foresight: init ended more than ten seconds before the first invocation. Plain text logs do not
    /// separate it from provisioned concurrency.
    Ahead,
    /// A snapshot of an initialized environment.
    SnapStart,
    /// An instance in the account of the function's owner, managed by Lambda.
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
    for (initialization, is_cold) in [
        (Initialization::OnDemand, true),
        (Initialization::SnapStart, true),
        (Initialization::Ahead, false),
        (Initialization::ProvisionedConcurrency, false),
    ] {
        let initialization = Some(initialization);
        let first = Invocation { init_ms: Some(1.0), initialization, ..Invocation::default() };
        assert_eq!(first.is_cold(), is_cold, "{initialization:?}");
    }
}
