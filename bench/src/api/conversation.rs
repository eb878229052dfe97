//! Conversation between one function and the Runtime API, with the time of each step.

use std::{
    io,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::{BusyPollStream, Connection, Request, accepted, refusal, reply};
use crate::clock::{epoch_ms, now_ns};

/// Events to send, serialised before the function starts.
pub(crate) struct EventQueue {
    /// Events in order.
    events: Vec<Event>,
    /// Pause between a response and the next event.
    gap: Duration,
    /// Longest time of an invocation.
    timeout: Duration,
}

struct Event {
    id: String,
    /// Complete reply to `next`. The deadline is filled in when it is sent.
    reply: Vec<u8>,
    deadline_at: usize,
}

/// Placeholder of a deadline, with as many digits as milliseconds since the epoch have until the year 2286.
const DEADLINE: &str = "0000000000000";

impl EventQueue {
    pub(crate) fn new(bodies: &[Vec<u8>], gap: Duration, timeout: Duration) -> EventQueue {
        let event = |(idx, body): (usize, &Vec<u8>)| {
            let id = format!("00000000-0000-4000-8000-{idx:012x}");
            let headers = format!(
                "Lambda-Runtime-Aws-Request-Id: {id}\r\nLambda-Runtime-Deadline-Ms: {DEADLINE}\r\n\
                 Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:000000000000:function:bench\r\n\
                 Lambda-Runtime-Trace-Id: Root=1-00000000-{idx:024x};Parent=0000000000000000;Sampled=0\r\n"
            );
            let reply = reply("200 OK", "application/json", &headers, body);
            let deadline_at = reply.windows(DEADLINE.len()).position(|window| window == DEADLINE.as_bytes());
            Event { id, reply, deadline_at: deadline_at.unwrap_or_default() }
        };
        EventQueue { events: bodies.iter().enumerate().map(event).collect(), gap, timeout }
    }
}

/// Outcome of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Status {
    /// All responses are right.
    Ok,
    /// A response differs from the model's.
    Mismatch,
    /// The function reported an error or sent a malformed request.
    Error,
    /// The function reported an error during init.
    InitError,
    /// The process exited during init.
    InitCrash,
    /// Init exceeded its timeout.
    InitTimeout,
    /// The process exited during an invocation.
    Crash,
    /// An invocation exceeded its timeout.
    Timeout,
    /// The response names another event.
    WrongId,
    /// The response is larger than AWS accepts.
    Oversize,
}

/// One event and its response. Times are readings of the machine's monotonic clock.
#[derive(Clone, Debug, Default)]
pub(crate) struct Invocation {
    pub(crate) sent_ns: u64,
    pub(crate) head_ns: u64,
    pub(crate) body_ns: u64,
    pub(crate) end_ns: u64,
    /// Next request for an event; 0 before it.
    pub(crate) next_ns: u64,
    pub(crate) body: Vec<u8>,
}

/// Reason to give up a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) status: Status,
    pub(crate) detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// No event requested yet.
    Init,
    /// Processing this event.
    Invoked(usize),
    /// Responded to this event.
    Responded(usize),
    /// All events done, or given up.
    Over,
}

struct State {
    phase: Phase,
    observed: Observations,
    /// True once the function is no longer needed.
    is_closed: bool,
}

/// Callback between the end of init and the first event.
type OnReady = Box<dyn Fn() + Send + Sync>;

/// Conversation with one function, from its start to its end.
pub(crate) struct Conversation {
    queue: EventQueue,
    on_ready: OnReady,
    state: Mutex<State>,
    changed: Condvar,
}

/// Everything observed in a conversation. Times are readings of the machine's monotonic clock; 0 if not reached.
#[derive(Debug, Default)]
pub(crate) struct Observations {
    pub(crate) connect_ns: u64,
    pub(crate) ready_ns: u64,
    /// Time taken to set the CPU share at the end of init.
    pub(crate) set_share_ns: u64,
    pub(crate) invocations: Vec<Invocation>,
    pub(crate) failure: Option<Failure>,
    pub(crate) connections: u32,
    pub(crate) user_agents: Vec<String>,
}

impl Conversation {
    pub(crate) fn new(queue: EventQueue, on_ready: OnReady) -> Conversation {
        let state = State { phase: Phase::Init, observed: Observations::default(), is_closed: false };
        Conversation { queue, on_ready, state: Mutex::new(state), changed: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_over(&self) -> bool {
        self.state().phase == Phase::Over
    }

    pub(super) fn count_connection(&self) {
        let mut state = self.state();
        state.observed.connections += 1;
        if state.observed.connect_ns == 0 {
            state.observed.connect_ns = now_ns();
        }
    }

    pub(super) fn add_user_agent(&self, user_agent: Option<&str>) {
        let Some(user_agent) = user_agent else { return };
        let mut state = self.state();
        if !state.observed.user_agents.iter().any(|known| known == user_agent) {
            state.observed.user_agents.push(user_agent.to_owned());
        }
    }

    /// Gives up the process, unless it is done or has been given up.
    pub(crate) fn fail(&self, status: Status, detail: &str) {
        let mut state = self.state();
        if state.observed.failure.is_none() && state.phase != Phase::Over {
            state.observed.failure = Some(Failure { status, detail: detail.to_owned() });
        }
        self.changed.notify_all();
    }

    /// Reports that the process exited by itself, with a description of its exit status.
    pub(crate) fn process_exited(&self, exit_status: &str) {
        let status = if self.state().phase == Phase::Init { Status::InitCrash } else { Status::Crash };
        self.fail(status, exit_status);
    }

    /// Replies to `next`. Returns false to close the connection.
    pub(super) fn next(
        &self,
        request: &Request,
        connection: &mut Connection<BusyPollStream>,
    ) -> io::Result<bool> {
        let mut state = self.state();
        let idx = match state.phase {
            Phase::Init => {
                state.observed.ready_ns = request.first_ns;
                drop(state);
                let before = now_ns();
                (self.on_ready)();
                state = self.state();
                state.observed.set_share_ns = now_ns() - before;
                0
            }
            Phase::Responded(idx) => {
                state.observed.invocations[idx].next_ns = request.first_ns;
                idx + 1
            }
            // Some clients ask on several connections at once. Serve one.
            Phase::Invoked(_) => {
                drop(state);
                connection.reply(&refusal(
                    "403 Forbidden",
                    "InvalidStateTransition",
                    "an invocation is in progress",
                ))?;
                return Ok(true);
            }
            Phase::Over => return Ok(false),
        };
        let Some(event) = self.queue.events.get(idx) else {
            state.phase = Phase::Over;
            self.changed.notify_all();
            // The function waits here, as on Lambda, so its resource usage can still be read.
            while !state.is_closed {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            return Ok(false);
        };
        drop(state);
        let mut reply = event.reply.clone();
        if idx > 0 && !self.queue.gap.is_zero() {
            thread::sleep(self.queue.gap);
        }
        let deadline = format!("{:013}", epoch_ms() + self.queue.timeout.as_millis() as u64);
        reply[event.deadline_at..event.deadline_at + DEADLINE.len()].copy_from_slice(deadline.as_bytes());
        let mut state = self.state();
        state.phase = Phase::Invoked(idx);
        state.observed.invocations.push(Invocation { sent_ns: now_ns(), ..Invocation::default() });
        self.changed.notify_all();
        drop(state);
        connection.reply(&reply)?;
        Ok(true)
    }

    /// Accepts a response.
    pub(super) fn response(&self, id: &str, request: Request) -> Vec<u8> {
        let mut state = self.state();
        let Phase::Invoked(idx) = state.phase else {
            return refusal("403 Forbidden", "InvalidStateTransition", "no invocation is in progress");
        };
        if self.queue.events[idx].id != id {
            drop(state);
            self.fail(
                Status::WrongId,
                &format!("it responded to the event '{id}', which is not the current one"),
            );
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
            self.fail(Status::Oversize, "its response is longer than 6 MiB");
            return refusal(
                "413 Request Entity Too Large",
                "RequestEntityTooLarge",
                "Exceeded maximum allowed payload size",
            );
        }
        let invocation = &mut state.observed.invocations[idx];
        invocation.head_ns = request.head_ns;
        invocation.body_ns = request.body_ns;
        invocation.end_ns = request.end_ns;
        invocation.body = request.body;
        state.phase = Phase::Responded(idx);
        self.changed.notify_all();
        accepted()
    }

    /// Accepts an error instead of a response.
    pub(super) fn error(&self, id: &str, request: &Request) -> Vec<u8> {
        let phase = self.state().phase;
        if let Phase::Invoked(idx) = phase
            && self.queue.events[idx].id != id
        {
            self.fail(
                Status::WrongId,
                &format!("it reported an error for the event '{id}', which is not the current one"),
            );
            return refusal("400 Bad Request", "InvalidRequestID", "Invalid request ID");
        }
        self.fail(Status::Error, &error_message(request));
        accepted()
    }

    /// Accepts an error during init.
    pub(super) fn init_error(&self, request: &Request) -> Vec<u8> {
        self.fail(Status::InitError, &error_message(request));
        accepted()
    }

    /// Waits until all events are done and the next one is requested, or the process is given up.
    pub(crate) fn wait(&self, init_timeout: Duration) {
        let started = now_ns();
        let mut state = self.state();
        loop {
            let (deadline, failure) = match state.phase {
                _ if state.observed.failure.is_some() => break,
                Phase::Over => break,
                Phase::Init => {
                    let text = format!("it requested no event within {init_timeout:?}");
                    (started + init_timeout.as_nanos() as u64, Some((Status::InitTimeout, text)))
                }
                Phase::Invoked(idx) => {
                    let text = format!("it did not respond within {:?}", self.queue.timeout);
                    let sent = state.observed.invocations[idx].sent_ns;
                    (sent + self.queue.timeout.as_nanos() as u64, Some((Status::Timeout, text)))
                }
                // A function that exits after its last response has still done its work.
                Phase::Responded(idx) => {
                    let grace = (self.queue.gap + Duration::from_secs(2)).as_nanos() as u64;
                    (state.observed.invocations[idx].end_ns + grace, None)
                }
            };
            let now = now_ns();
            if now >= deadline {
                match failure {
                    Some((status, detail)) => state.observed.failure = Some(Failure { status, detail }),
                    None if self.is_last(state.phase) => {}
                    None => {
                        let detail = "it did not request the next event".to_owned();
                        state.observed.failure = Some(Failure { status: Status::Timeout, detail });
                    }
                }
                break;
            }
            let left = Duration::from_nanos(deadline - now);
            (state, _) = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner);
        }
        state.phase = Phase::Over;
    }

    /// Releases the function, which waits for an event that never comes.
    pub(crate) fn close(&self) {
        self.state().is_closed = true;
        self.changed.notify_all();
    }

    fn is_last(&self, phase: Phase) -> bool {
        matches!(phase, Phase::Responded(idx) if idx + 1 == self.queue.events.len())
    }

    /// Returns the observations, once the conversation is over.
    pub(crate) fn take_observations(&self) -> Observations {
        std::mem::take(&mut self.state().observed)
    }
}

/// Returns type and message of an error report.
fn error_message(request: &Request) -> String {
    let body = String::from_utf8_lossy(&request.body);
    let message = serde_json::from_str::<serde_json::Value>(&body)
        .ok()
        .and_then(|value| Some(value.get("errorMessage")?.as_str()?.to_owned()));
    let kind = request.header("lambda-runtime-function-error-type").unwrap_or("error");
    let message: String = message.unwrap_or_else(|| body.into_owned()).chars().take(500).collect();
    format!("{kind}: {message}")
}
