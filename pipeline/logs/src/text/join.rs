//! What several lines say of one invocation, put together.
//!
//! An invocation is told by its `REPORT`. What comes before it is kept until then: by request id what is said of the
//! invocation, by log stream what is said of the environment, since each environment has a stream of its own. Where
//! the streams are not named, all lines are of one. Of both only the newest few thousand are kept: a log that is
//! sorted by time has few invocations at once.

use schema::{Initialization, Invocation, InvocationStatus};

use super::{platform, prefix::Prefix, report};
use crate::{Fault, FaultKind, recent::Recent, sink::Sink};

/// What is known of an environment before it has answered.
#[derive(Clone, Debug, Default)]
pub(super) struct Environment {
    pub(super) runtime_version: Option<String>,
    pub(super) function: Option<String>,
    pub(super) version: Option<String>,
    pub(super) initialization: Option<Initialization>,
    /// An init that failed since the last report: how, and after how long.
    pub(super) failed_init: Option<(InvocationStatus, Option<f64>)>,
}

/// Lines of any number of functions on their way to be invocations.
#[derive(Default)]
pub(crate) struct Join {
    /// What is known of invocations that have no report yet.
    started: Recent<Invocation>,
    environments: Recent<Environment>,
    /// A report that may go on with the next line, and the record in which it began.
    open: Option<(u64, Invocation)>,
}

impl Join {
    /// Whether the next line may go on with the last.
    pub(crate) const fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Reads a line that goes on with a report; false where it does not.
    pub(crate) fn more(&mut self, line: &[u8], sink: &mut Sink<'_>) -> bool {
        let Some((record, invocation)) = &mut self.open else { return false };
        if !report::is_more(line) {
            return false;
        }
        let line = std::str::from_utf8(line).map_err(|_| Fault::broken_record("The line is not UTF-8"));
        if let Err(fault) = line.and_then(|line| report::fields(invocation, line)) {
            sink.refuse(*record, fault);
            self.open = None;
        }
        sink.platform();
        true
    }

    /// Hands out the report that may have gone on.
    pub(crate) fn finish(&mut self, sink: &mut Sink<'_>) {
        if let Some((record, invocation)) = self.open.take() {
            sink.invocation(record, invocation);
        }
    }

    /// Reads a line of the platform. Call [`Join::finish`] before.
    pub(crate) fn message(&mut self, record: u64, prefix: &Prefix<'_>, message: &[u8], sink: &mut Sink<'_>) {
        let read = std::str::from_utf8(message)
            .map_err(|_| Fault::broken_record("The line is not UTF-8"))
            .and_then(|message| self.read(prefix, message));
        match read {
            Ok(Line::Report(invocation)) => self.open = Some((record, *invocation)),
            Ok(Line::Platform) => sink.platform(),
            Ok(Line::Other) => sink.other(1),
            Err(fault) => sink.refuse(record, fault),
        }
    }

    /// Reads a message with all its lines.
    pub(crate) fn whole(&mut self, record: u64, prefix: &Prefix<'_>, message: &str, sink: &mut Sink<'_>) {
        let found = self.read(prefix, message.split('\n').next().unwrap_or_default());
        match found {
            Ok(Line::Report(mut invocation)) => {
                let mut lines = message.split('\n').skip(1).filter(|line| report::is_more(line.as_bytes()));
                let more = lines.try_for_each(|line| report::fields(&mut invocation, line));
                sink.record(record, more.map(|()| *invocation));
            }
            Ok(Line::Platform) => sink.platform(),
            Ok(Line::Other) => sink.other(1),
            Err(fault) => sink.refuse(record, fault),
        }
    }

    fn read(&mut self, prefix: &Prefix<'_>, message: &str) -> Result<Line, Fault> {
        if message.starts_with('{') {
            return platform::read(self, prefix, message);
        }
        let (word, rest) = message.split_once(' ').unwrap_or((message, ""));
        match word {
            "REPORT" => {
                let (request_id, rest) = identified(rest)?;
                let mut invocation = self.started.remove(request_id).unwrap_or_default();
                invocation.request_id = Some(request_id.to_owned());
                report::fields(&mut invocation, rest)?;
                for (field, is_missing) in [
                    ("Duration", invocation.duration_ms.is_none()),
                    ("Billed Duration", invocation.billed_ms.is_none()),
                    ("Memory Size", invocation.memory_mb.is_none()),
                ] {
                    if is_missing {
                        let reason = "The line does not say it, and may be cut off";
                        return Err(Fault::of_field(FaultKind::MissingValue, field, reason));
                    }
                }
                Ok(self.report(prefix, invocation))
            }
            "START" => {
                let (request_id, rest) = identified(rest)?;
                if let Some(version) = rest.trim().strip_prefix("Version: ") {
                    let version = Some(version.trim_end_matches('"').trim().to_owned());
                    self.started.insert(request_id, Invocation { version, ..Invocation::default() });
                }
                Ok(Line::Platform)
            }
            "INIT_START" | "RESTORE_START" => {
                let version = rest.strip_prefix("Runtime Version: ").unwrap_or_default();
                let version = version.split(['\t', ' ', '"']).next().filter(|version| !version.is_empty());
                self.environments.entry(prefix.stream).runtime_version = version.map(str::to_owned);
                Ok(Line::Platform)
            }
            "INIT_REPORT" | "RESTORE_REPORT" => {
                let mut init = Invocation::default();
                report::fields(&mut init, rest)?;
                // The Phase tells an init of its own from one in an invocation, whose time the report has.
                let is_own = !rest.contains("Phase: invoke");
                self.init(prefix, init.status, init.init_ms.filter(|_| is_own));
                Ok(Line::Platform)
            }
            _ => Ok(Line::Platform),
        }
    }

    /// Adds what is known of the environment to a report.
    pub(super) fn report(&mut self, prefix: &Prefix<'_>, mut invocation: Invocation) -> Line {
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
        Line::Report(Box::new(invocation))
    }

    /// What is known of invocation `request_id` so far.
    pub(super) fn started(&mut self, request_id: &str) -> &mut Invocation {
        self.started.entry(request_id)
    }

    /// Takes what is known of invocation `request_id`.
    pub(super) fn take_started(&mut self, request_id: &str) -> Invocation {
        self.started.remove(request_id).unwrap_or_default()
    }

    pub(super) fn environment(&mut self, prefix: &Prefix<'_>) -> &mut Environment {
        self.environments.entry(prefix.stream)
    }

    /// Remembers an init that did not end well, for the invocation that had to wait for it.
    pub(super) fn init(
        &mut self,
        prefix: &Prefix<'_>,
        status: Option<InvocationStatus>,
        init_ms: Option<f64>,
    ) {
        if let Some(status) = status.filter(|status| *status != InvocationStatus::Ok) {
            let failed = &mut self.environment(prefix).failed_init;
            let before = failed.and_then(|(_, init_ms)| init_ms);
            *failed = Some((status, before.or(init_ms)));
        }
    }
}

/// What a line is.
pub(super) enum Line {
    /// The report of an invocation.
    Report(Box<Invocation>),
    /// Something else of the platform.
    Platform,
    /// What a function wrote.
    Other,
}

/// Splits `RequestId: <id>` from what follows.
fn identified(text: &str) -> Result<(&str, &str), Fault> {
    let rest = text.strip_prefix("RequestId: ").unwrap_or(text);
    let (request_id, rest) =
        rest.split_at(memchr::memchr3(b' ', b'\t', b'"', rest.as_bytes()).unwrap_or(rest.len()));
    if request_id.is_empty() {
        return Err(Fault::of_field(FaultKind::MissingValue, "RequestId", "The line does not say it"));
    }
    Ok((request_id, rest))
}
