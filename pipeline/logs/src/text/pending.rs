//! State of invocations that have no report yet.
//!
//! A `REPORT` completes an invocation. Earlier lines add to it: by request id if they describe the invocation, by log
//! stream if they describe its environment, as each environment has a stream of its own. Lines without a stream share
//! one. Only the newest few thousand of both are kept: a log that is sorted by time has few invocations open at once.

use schema::{Initialization, Invocation, InvocationStatus};

use super::prefix::Prefix;
use crate::bounded_map::BoundedMap;

/// Result of parsing a line.
pub(super) enum ParsedLine {
    /// The report of an invocation.
    Report(Box<Invocation>),
    /// Another line of the platform.
    Platform,
    /// Output of the function.
    Other,
}

/// Values of an environment that apply to all its invocations.
#[derive(Clone, Debug, Default)]
pub(super) struct Environment {
    pub(super) runtime_version: Option<String>,
    pub(super) function: Option<String>,
    pub(super) version: Option<String>,
    pub(super) initialization: Option<Initialization>,
    /// Failed init since the last report: its status and its time in milliseconds.
    failed_init: Option<(InvocationStatus, Option<f64>)>,
}

/// Values from lines whose invocation has no report yet.
#[derive(Default)]
pub(super) struct Pending {
    invocations: BoundedMap<Invocation>,
    environments: BoundedMap<Environment>,
}

impl Pending {
    /// The values of invocation `request_id` so far.
    pub(super) fn invocation(&mut self, request_id: &str) -> &mut Invocation {
        self.invocations.entry(request_id)
    }

    /// Sets the values of invocation `request_id`.
    pub(super) fn set_invocation(&mut self, request_id: &str, invocation: Invocation) {
        self.invocations.insert(request_id, invocation);
    }

    /// Removes and returns the values of invocation `request_id`.
    pub(super) fn take_invocation(&mut self, request_id: &str) -> Invocation {
        self.invocations.remove(request_id).unwrap_or_default()
    }

    /// The environment that wrote a line with `prefix`.
    pub(super) fn environment(&mut self, prefix: &Prefix<'_>) -> &mut Environment {
        self.environments.entry(prefix.stream)
    }

    /// Records a failed init for the invocation that had to wait for it. Ignores an init that succeeded.
    pub(super) fn add_init(
        &mut self,
        prefix: &Prefix<'_>,
        status: Option<InvocationStatus>,
        init_ms: Option<f64>,
    ) {
        if let Some(status) = status.filter(|status| *status != InvocationStatus::Ok) {
            let failed_init = &mut self.environment(prefix).failed_init;
            let earlier_ms = failed_init.and_then(|(_, init_ms)| init_ms);
            *failed_init = Some((status, earlier_ms.or(init_ms)));
        }
    }

    /// Completes an invocation from its report, its environment and the prefix of the line.
    pub(super) fn complete(&mut self, prefix: &Prefix<'_>, mut invocation: Invocation) -> ParsedLine {
        if let Some(environment) = self.environments.get_mut(prefix.stream) {
            invocation.runtime_version =
                invocation.runtime_version.or_else(|| environment.runtime_version.clone());
            invocation.function = invocation.function.or_else(|| environment.function.clone());
            invocation.version = invocation.version.or_else(|| environment.version.clone());
            invocation.initialization = invocation.initialization.or(environment.initialization);
            if let Some((status, init_ms)) = environment.failed_init.take() {
                invocation.init_status = Some(status);
                invocation.init_ms = invocation.init_ms.or(init_ms);
            }
        }
        invocation.at = prefix.at.or(invocation.at);
        invocation.version = invocation.version.or_else(|| prefix.version().map(str::to_owned));
        invocation.function = invocation.function.or_else(|| prefix.function().map(str::to_owned));
        ParsedLine::Report(Box::new(invocation))
    }
}
