//! State of invocations that have no report yet.
//!
//! A `REPORT` completes an invocation. Earlier messages add to it: by log group and request id if they describe the
//! invocation, by log group and stream if they describe its environment, as each environment has a stream of its own.
//! Messages without a stream share one per function. Only the newest few thousand of both are kept: a log that is sorted
//! by time has few invocations open at once.

use jiff::{SignedDuration, Timestamp};
use schema::{Initialization, Invocation, InvocationStatus};

use super::prefix::Prefix;
use crate::{bounded_map::BoundedMap, sink::fill};

/// Milliseconds between an init and its first invocation from which on it did not wait. Datadog's extension uses the
/// same to recognize proactive initialization. An invocation that waits starts within milliseconds.
const AHEAD_MS: f64 = 10_000.0;

/// Time by which a start may be older than a report that was read before it: some tools cut times to seconds.
const LATE: SignedDuration = SignedDuration::from_secs(1);

/// Result of parsing a message.
pub(super) enum ParsedLine {
    /// The report of an invocation.
    Report(Box<Invocation>),
    /// Another message of the platform.
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
    /// Start of an init that no invocation has followed yet.
    pub(super) init_started_at: Option<Timestamp>,
    /// Earliest start that was read.
    first_started_at: Option<Timestamp>,
    /// Latest report that was read.
    reported_at: Option<Timestamp>,
    /// Failed init since the last report: its status and its time in milliseconds.
    failed_init: Option<(InvocationStatus, Option<f64>)>,
}

/// An invocation that has no report yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Open {
    pub(super) invocation: Invocation,
    pub(super) started_at: Option<Timestamp>,
}

/// The function of events that nothing else assigns to one.
#[derive(Clone, Debug, Default)]
enum OnlyFunction {
    #[default]
    Unnamed,
    Only(String),
    /// Several functions, so an event is of none in particular.
    Several,
}

/// Format of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Json,
}

/// Values from messages whose invocation has no report yet.
#[derive(Default)]
pub(super) struct Pending {
    invocations: BoundedMap<Open>,
    environments: BoundedMap<Environment>,
    /// The functions that events without a stream name, by log group.
    functions: BoundedMap<OnlyFunction>,
    /// Buffer for keys.
    key: String,
    /// True if an emulator wrote a report.
    pub(super) has_emulator: bool,
    /// True if a Web Function wrote an event.
    pub(super) has_web_function: bool,
    /// True if an environment started before reports of it that were read earlier.
    pub(super) has_late_start: bool,
}

impl Pending {
    /// The values of invocation `request_id` so far.
    pub(super) fn invocation(&mut self, prefix: &Prefix<'_>, request_id: &str) -> &mut Open {
        set_key(&mut self.key, prefix.group, request_id);
        self.invocations.entry(&self.key)
    }

    /// Removes and returns the values of invocation `request_id`.
    pub(super) fn take_invocation(&mut self, prefix: &Prefix<'_>, request_id: &str) -> Open {
        set_key(&mut self.key, prefix.group, request_id);
        self.invocations.remove(&self.key).unwrap_or_default()
    }

    /// The environment that started at `at`, from a message with `prefix`. Without a stream, only its function names it.
    pub(super) fn start_environment(
        &mut self,
        prefix: &Prefix<'_>,
        at: Option<Timestamp>,
        function: Option<&str>,
    ) -> &mut Environment {
        match function.filter(|_| prefix.stream.is_empty()) {
            Some(function) => {
                self.functions.entry(prefix.group).add(function);
                set_function_key(&mut self.key, prefix.group, function);
            }
            None => set_key(&mut self.key, prefix.group, prefix.stream),
        }
        let environment = self.environments.entry(&self.key);
        if let Some(at) = at.filter(|_| !prefix.stream.is_empty()) {
            self.has_late_start |= environment.starts_late(at);
        }
        environment
    }

    /// Records a failed init for the invocation that had to wait for it. Ignores an init that succeeded.
    pub(super) fn add_init(
        &mut self,
        prefix: &Prefix<'_>,
        style: Style,
        status: Option<InvocationStatus>,
        init_ms: Option<f64>,
    ) {
        if let Some(status) = status.filter(|status| *status != InvocationStatus::Ok) {
            let Some(environment) = self.known_environment(prefix, style, None) else { return };
            // If it is older than a report that was read before it, the next report did not wait for it.
            let is_late = prefix.at.is_some_and(|at| environment.reported_at > Some(at));
            if is_late && !prefix.stream.is_empty() {
                return;
            }
            let failed_init = &mut environment.failed_init;
            let earlier_ms = failed_init.and_then(|(_, init_ms)| init_ms);
            *failed_init = Some((status, earlier_ms.or(init_ms)));
        }
    }

    /// Adds what the end of an init tells of its environment, whose start may be missing.
    pub(super) fn add_init_end(
        &mut self,
        prefix: &Prefix<'_>,
        initialization: Option<Initialization>,
        started_at: Option<Timestamp>,
    ) {
        if let Some(environment) = self.known_environment(prefix, Style::Json, None) {
            environment.initialization = environment.initialization.or(initialization);
            environment.init_started_at = environment.init_started_at.or(started_at);
        }
    }

    /// Forgets the environment of messages whose log group and stream are unknown.
    pub(super) fn forget_unknown(&mut self) {
        self.environments.remove("");
        if let Some(OnlyFunction::Only(function)) = self.functions.remove("") {
            set_function_key(&mut self.key, "", &function);
            self.environments.remove(&self.key);
        }
    }

    /// The environment of a message that does not start one; none if it may be any of several functions.
    fn known_environment(
        &mut self,
        prefix: &Prefix<'_>,
        style: Style,
        function: Option<&str>,
    ) -> Option<&mut Environment> {
        set_key(&mut self.key, prefix.group, prefix.stream);
        if prefix.stream.is_empty() && style == Style::Json {
            match (function, &*self.functions.entry(prefix.group)) {
                (Some(function), _) => set_function_key(&mut self.key, prefix.group, function),
                (None, OnlyFunction::Only(function)) => {
                    set_function_key(&mut self.key, prefix.group, function);
                }
                (None, OnlyFunction::Unnamed) => {}
                (None, OnlyFunction::Several) => return None,
            }
        }
        Some(self.environments.entry(&self.key))
    }

    /// Completes an invocation from its report, its environment and the prefix of the message.
    pub(super) fn complete(&mut self, prefix: &Prefix<'_>, style: Style, open: Open) -> ParsedLine {
        let Open { mut invocation, started_at } = open;
        invocation.at = prefix.at.or(invocation.at);
        let function = invocation.function.take();
        if let Some(environment) = self.known_environment(prefix, style, function.as_deref()) {
            environment.add_to(&mut invocation, started_at);
            environment.reported_at = environment.reported_at.max(invocation.at);
        }
        invocation.version = invocation.version.or_else(|| prefix.version().map(str::to_owned));
        let of_prefix = prefix.function().map(str::to_owned);
        invocation.function = of_prefix.or(function).or(invocation.function);
        ParsedLine::Report(Box::new(invocation))
    }
}

impl OnlyFunction {
    fn add(&mut self, function: &str) {
        match self {
            OnlyFunction::Unnamed => *self = OnlyFunction::Only(function.to_owned()),
            OnlyFunction::Only(only) if only != function => *self = OnlyFunction::Several,
            _ => {}
        }
    }
}

impl Environment {
    /// Adds a start, and returns true if it is older than all others and than a report that was read before it.
    fn starts_late(&mut self, at: Timestamp) -> bool {
        // A start that is read twice is not late.
        let is_first = self.first_started_at.is_none_or(|first| at < first);
        if is_first {
            self.first_started_at = Some(at);
        }
        is_first && self.reported_at.is_some_and(|reported_at| reported_at.duration_since(at) > LATE)
    }

    /// Adds its values to an invocation whose handler started at `started_at`.
    fn add_to(&mut self, invocation: &mut Invocation, started_at: Option<Timestamp>) {
        fill(&mut invocation.runtime_version, self.runtime_version.as_ref());
        fill(&mut invocation.function, self.function.as_ref());
        fill(&mut invocation.version, self.version.as_ref());
        fill(&mut invocation.initialization, self.initialization.as_ref());
        // An invocation with an init of its own did not wait for one that failed.
        if let Some((status, init_ms)) = self.failed_init.take_if(|_| invocation.init_ms.is_none()) {
            invocation.init_status = Some(status);
            invocation.init_ms = init_ms;
            return;
        }
        let Some(init_ms) = invocation.init_ms else { return };
        let init_started_at = self.init_started_at.take();
        let ended_at = invocation.at.zip(invocation.duration_ms);
        let started_at = started_at.map(as_ms).or(ended_at.map(|(at, duration_ms)| as_ms(at) - duration_ms));
        let is_provisioned = invocation.initialization == Some(Initialization::ProvisionedConcurrency);
        if let Some((init_started_at, started_at)) = init_started_at.zip(started_at)
            && started_at - as_ms(init_started_at) - init_ms > AHEAD_MS
            && !is_provisioned
        {
            invocation.initialization = Some(Initialization::Ahead);
        }
    }
}

fn as_ms(at: Timestamp) -> f64 {
    at.as_microsecond() as f64 / 1000.0
}

/// Sets the key of the environment of a function whose stream is unknown. No stream starts like it.
fn set_function_key(key: &mut String, group: &str, function: &str) {
    set_key(key, group, "function ");
    key.push_str(function);
}

/// Sets the key of `name` in a log group; a name alone if the group is unknown.
fn set_key(key: &mut String, group: &str, name: &str) {
    key.clear();
    key.push_str(group);
    if !group.is_empty() {
        key.push('\n');
    }
    key.push_str(name);
}
