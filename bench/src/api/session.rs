//! What happens between a function and the Runtime API, with the time of each step.

use std::{
    io,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::{Connection, Eager, Request, accepted, refusal, reply};
use crate::clock::{epoch_ms, now_ns};

/// What a function is asked, prepared before it starts.
pub(crate) struct Plan {
    /// Bodies of the events, in order.
    events: Vec<Event>,
    /// Between a response and the next event.
    gap: Duration,
    /// How long an invocation may take.
    timeout: Duration,
}

struct Event {
    id: String,
    /// The whole reply to `next`; its deadline is put in when it is sent.
    reply: Vec<u8>,
    deadline_at: usize,
}

/// What stands for a deadline until it is known: as many digits as milliseconds have until the year 2286.
const DEADLINE: &str = "0000000000000";

impl Plan {
    pub(crate) fn new(bodies: &[Vec<u8>], gap: Duration, timeout: Duration) -> Plan {
        let event = |(idx, body): (usize, &Vec<u8>)| {
            let id = format!("00000000-0000-4000-8000-{idx:012x}");
            let headers = format!(
                "Lambda-Runtime-Aws-Request-Id: {id}\r\nLambda-Runtime-Deadline-Ms: {DEADLINE}\r\n\
                 Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:000000000000:function:bench\r\n\
                 Lambda-Runtime-Trace-Id: Root=1-00000000-{idx:024x};Parent=0000000000000000;Sampled=0\r\n"
            );
            let reply = reply("200 OK", "application/json", &headers, body);
            let place = reply.windows(DEADLINE.len()).position(|window| window == DEADLINE.as_bytes());
            Event { id, reply, deadline_at: place.unwrap_or_default() }
        };
        Plan { events: bodies.iter().enumerate().map(event).collect(), gap, timeout }
    }
}

/// How a process or an invocation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Status {
    /// As it should.
    Ok,
    /// The answer is another than the model's.
    Mismatch,
    /// The function said that it failed, or was not understood.
    Error,
    /// It said so before its first event.
    InitError,
    /// It ended before its first event.
    InitCrash,
    /// It did not ask for an event in time.
    InitTimeout,
    /// It ended while it had an event.
    Crash,
    /// It did not answer in time.
    Timeout,
    /// Its answer was for another event.
    WrongId,
    /// Its answer was longer than AWS takes.
    Oversize,
}

/// One event and its answer. Times are of the machine's monotonic clock.
#[derive(Clone, Debug, Default)]
pub(crate) struct Invocation {
    pub(crate) sent_ns: u64,
    pub(crate) head_ns: u64,
    pub(crate) body_ns: u64,
    pub(crate) end_ns: u64,
    /// When the function asked for the next event; 0 where it has not.
    pub(crate) next_ns: u64,
    pub(crate) body: Vec<u8>,
}

/// Why a process was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) status: Status,
    pub(crate) detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Not asked for an event yet.
    Init,
    /// Has the event of this number.
    Serving(usize),
    /// Has answered it.
    Answered(usize),
    /// Nothing more is wanted of it.
    Over,
}

struct State {
    phase: Phase,
    connect_ns: u64,
    ready_ns: u64,
    /// How long it took to set the share of the processor when it was ready.
    throttle_ns: u64,
    invocations: Vec<Invocation>,
    failure: Option<Failure>,
    connections: u32,
    user_agents: Vec<String>,
    /// Whether everything has been looked at that may be.
    is_closed: bool,
}

/// What is done when the function asks for its first event, before it gets it.
type OnReady = Box<dyn Fn() + Send + Sync>;

/// One function behind the Runtime API, from its start to its end.
pub(crate) struct Session {
    plan: Plan,
    on_ready: OnReady,
    state: Mutex<State>,
    changed: Condvar,
}

/// What was seen of a session when it was over.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) connect_ns: u64,
    pub(crate) ready_ns: u64,
    pub(crate) throttle_ns: u64,
    pub(crate) invocations: Vec<Invocation>,
    pub(crate) failure: Option<Failure>,
    pub(crate) connections: u32,
    pub(crate) user_agents: Vec<String>,
}

impl Session {
    pub(crate) fn new(plan: Plan, on_ready: OnReady) -> Session {
        let state = State {
            phase: Phase::Init,
            connect_ns: 0,
            ready_ns: 0,
            throttle_ns: 0,
            invocations: Vec::with_capacity(plan.events.len()),
            failure: None,
            connections: 0,
            user_agents: Vec::new(),
            is_closed: false,
        };
        Session { plan, on_ready, state: Mutex::new(state), changed: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_over(&self) -> bool {
        self.state().phase == Phase::Over
    }

    pub(super) fn connected(&self) {
        let mut state = self.state();
        state.connections += 1;
        if state.connect_ns == 0 {
            state.connect_ns = now_ns();
        }
    }

    pub(super) fn met(&self, user_agent: Option<&str>) {
        let Some(user_agent) = user_agent else { return };
        let mut state = self.state();
        if !state.user_agents.iter().any(|known| known == user_agent) {
            state.user_agents.push(user_agent.to_owned());
        }
    }

    /// Gives the process up for this reason, unless it was given up before or is done.
    pub(crate) fn fail(&self, status: Status, detail: &str) {
        let mut state = self.state();
        if state.failure.is_none() && state.phase != Phase::Over {
            state.failure = Some(Failure { status, detail: detail.to_owned() });
        }
        self.changed.notify_all();
    }

    /// The process ended by itself.
    pub(crate) fn ended(&self, how: &str) {
        let status = if self.state().phase == Phase::Init { Status::InitCrash } else { Status::Crash };
        self.fail(status, how);
    }

    /// Answers `next`. False where the connection is to be closed.
    pub(super) fn next(&self, request: &Request, connection: &mut Connection<Eager>) -> io::Result<bool> {
        let mut state = self.state();
        let idx = match state.phase {
            Phase::Init => {
                state.ready_ns = request.first_ns;
                drop(state);
                let before = now_ns();
                (self.on_ready)();
                state = self.state();
                state.throttle_ns = now_ns() - before;
                0
            }
            Phase::Answered(idx) => {
                state.invocations[idx].next_ns = request.first_ns;
                idx + 1
            }
            // Some clients ask on several connections at once; only one of them is served.
            Phase::Serving(_) => {
                drop(state);
                connection.reply(&refusal("403 Forbidden", "InvalidStateTransition", "it has an event"))?;
                return Ok(true);
            }
            Phase::Over => return Ok(false),
        };
        let Some(event) = self.plan.events.get(idx) else {
            state.phase = Phase::Over;
            self.changed.notify_all();
            // It waits, as on Lambda, so that what it has used can still be seen.
            while !state.is_closed {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            return Ok(false);
        };
        drop(state);
        let mut reply = event.reply.clone();
        if idx > 0 && !self.plan.gap.is_zero() {
            thread::sleep(self.plan.gap);
        }
        let deadline = format!("{:013}", epoch_ms() + self.plan.timeout.as_millis() as u64);
        reply[event.deadline_at..event.deadline_at + DEADLINE.len()].copy_from_slice(deadline.as_bytes());
        let mut state = self.state();
        state.phase = Phase::Serving(idx);
        state.invocations.push(Invocation { sent_ns: now_ns(), ..Invocation::default() });
        self.changed.notify_all();
        drop(state);
        connection.reply(&reply)?;
        Ok(true)
    }

    /// Takes an answer.
    pub(super) fn response(&self, id: &str, request: Request) -> Vec<u8> {
        let mut state = self.state();
        let Phase::Serving(idx) = state.phase else {
            return refusal("403 Forbidden", "InvalidStateTransition", "it has no event");
        };
        if self.plan.events[idx].id != id {
            drop(state);
            self.fail(Status::WrongId, &format!("it answered the event '{id}', which is not the one it has"));
            return refusal("400 Bad Request", "InvalidRequestID", "Invalid request ID");
        }
        let mode = request.header("lambda-runtime-function-response-mode");
        if mode.is_some_and(|mode| !mode.eq_ignore_ascii_case("streaming")) {
            drop(state);
            self.fail(Status::Error, "its response mode is not 'streaming'");
            return refusal("400 Bad Request", "InvalidFunctionResponseMode", "Invalid response mode");
        }
        let trailer = request.trailers.iter().find(|(name, _)| name == "lambda-runtime-function-error-type");
        if let Some((_, kind)) = trailer.filter(|(_, kind)| !kind.is_empty()) {
            let kind = kind.clone();
            drop(state);
            self.fail(Status::Error, &format!("its stream ended with the error {kind}"));
            return accepted();
        }
        if request.is_too_long {
            drop(state);
            self.fail(Status::Oversize, "its answer is longer than 6 MiB");
            return refusal(
                "413 Request Entity Too Large",
                "RequestEntityTooLarge",
                "Exceeded maximum allowed payload size",
            );
        }
        let invocation = &mut state.invocations[idx];
        invocation.head_ns = request.head_ns;
        invocation.body_ns = request.body_ns;
        invocation.end_ns = request.end_ns;
        invocation.body = request.body;
        state.phase = Phase::Answered(idx);
        self.changed.notify_all();
        accepted()
    }

    /// Takes an error in the place of an answer.
    pub(super) fn error(&self, id: &str, request: &Request) -> Vec<u8> {
        let phase = self.state().phase;
        if let Phase::Serving(idx) = phase
            && self.plan.events[idx].id != id
        {
            self.fail(Status::WrongId, &format!("it failed the event '{id}', which is not the one it has"));
            return refusal("400 Bad Request", "InvalidRequestID", "Invalid request ID");
        }
        self.fail(Status::Error, &said(request));
        accepted()
    }

    pub(super) fn init_error(&self, request: &Request) -> Vec<u8> {
        self.fail(Status::InitError, &said(request));
        accepted()
    }

    /// Waits until all events are answered and the next one is asked for, or the process is given up.
    pub(crate) fn wait(&self, init_timeout: Duration) {
        let started = now_ns();
        let mut state = self.state();
        loop {
            let (deadline, late) = match state.phase {
                _ if state.failure.is_some() => break,
                Phase::Over => break,
                Phase::Init => {
                    let text = format!("it asked for no event within {init_timeout:?}");
                    (started + init_timeout.as_nanos() as u64, Some((Status::InitTimeout, text)))
                }
                Phase::Serving(idx) => {
                    let text = format!("it did not answer within {:?}", self.plan.timeout);
                    let sent = state.invocations[idx].sent_ns;
                    (sent + self.plan.timeout.as_nanos() as u64, Some((Status::Timeout, text)))
                }
                // Whoever does not come back for more has done all the same.
                Phase::Answered(idx) => {
                    let grace = (self.plan.gap + Duration::from_secs(2)).as_nanos() as u64;
                    (state.invocations[idx].end_ns + grace, None)
                }
            };
            let now = now_ns();
            if now >= deadline {
                match late {
                    Some((status, detail)) => state.failure = Some(Failure { status, detail }),
                    None if self.is_last(state.phase) => {}
                    None => {
                        let detail = "it did not ask for the next event".to_owned();
                        state.failure = Some(Failure { status: Status::Timeout, detail });
                    }
                }
                break;
            }
            let left = Duration::from_nanos(deadline - now);
            (state, _) = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner);
        }
        state.phase = Phase::Over;
    }

    /// Lets go of the function, which has ended or will be.
    pub(crate) fn close(&self) {
        self.state().is_closed = true;
        self.changed.notify_all();
    }

    fn is_last(&self, phase: Phase) -> bool {
        matches!(phase, Phase::Answered(idx) if idx + 1 == self.plan.events.len())
    }

    /// What was seen, once it is over.
    pub(crate) fn seen(&self) -> Seen {
        let mut state = self.state();
        Seen {
            connect_ns: state.connect_ns,
            ready_ns: state.ready_ns,
            throttle_ns: state.throttle_ns,
            invocations: std::mem::take(&mut state.invocations),
            failure: state.failure.take(),
            connections: state.connections,
            user_agents: std::mem::take(&mut state.user_agents),
        }
    }
}

/// The message of an error, as far as it is one.
fn said(request: &Request) -> String {
    let body = String::from_utf8_lossy(&request.body);
    let message = serde_json::from_str::<serde_json::Value>(&body)
        .ok()
        .and_then(|value| Some(value.get("errorMessage")?.as_str()?.to_owned()));
    let kind = request.header("lambda-runtime-function-error-type").unwrap_or("error");
    let message: String = message.unwrap_or_else(|| body.into_owned()).chars().take(500).collect();
    format!("{kind}: {message}")
}
