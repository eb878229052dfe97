//! What is written down of one process: a line of `runs.ndjson.gz`.

use serde::{Deserialize, Serialize};

use crate::{
    api::Status,
    conditions::Conditions,
    profile::{Cache, Profile},
    sandbox::{Share, Usage},
    workload::{Size, Workload},
};

/// One process, from its start to its end, with all its invocations. Times are nanoseconds since it was started.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Block of the campaign, from 1; 0 outside of one.
    pub(crate) block: u32,
    /// Sitting in which it was measured, from 1; 0 outside of a campaign. `machine-<sitting>.json` is of it.
    pub(crate) sitting: u32,
    /// Position in the order of the block, from 0.
    pub(crate) order: u32,
    /// Attempt, from 1: what is rejected is tried again.
    pub(crate) attempt: u32,
    /// Day, UTC.
    pub(crate) date: String,
    /// Name of the function.
    pub(crate) function: String,
    pub(crate) workload: Workload,
    pub(crate) profile: Profile,
    pub(crate) cache: Cache,
    /// What the events asked for.
    pub(crate) size: Size,
    /// Seed of the events.
    pub(crate) seed: u64,
    /// Share of the processor after the start; none without limit.
    pub(crate) share: Option<Share>,
    /// Whether the function was in a control group of its own.
    pub(crate) is_grouped: bool,
    /// Processors that it could use.
    pub(crate) cpus: Vec<usize>,
    /// Pause between a response and the next event, in microseconds.
    pub(crate) gap_us: u64,
    pub(crate) conditions: Conditions,
    /// Why the record is not believed, by a rule that stood before; none where it is.
    pub(crate) rejected: Option<String>,
    pub(crate) status: Status,
    /// What went wrong.
    pub(crate) detail: String,
    /// First connection.
    pub(crate) connect_ns: Option<u64>,
    /// First byte of the first request for an event: the end of init.
    pub(crate) ready_ns: Option<u64>,
    /// How long it took to set the share.
    pub(crate) throttle_ns: u64,
    pub(crate) connections: u32,
    pub(crate) user_agents: Vec<String>,
    /// What it had used at the end of init.
    pub(crate) usage_ready: Usage,
    /// What it had used at the end.
    pub(crate) usage_end: Usage,
    /// Periods in which it was stopped, and for how long, in nanoseconds; none without a group.
    pub(crate) throttled: Option<(u64, u64)>,
    pub(crate) invocations: Invocations,
}

/// The invocations, a list for each time: entry k is of invocation k.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "names of fields in files end in their unit")]
pub(crate) struct Invocations {
    /// Just before the event was sent.
    pub(crate) sent_ns: Vec<u64>,
    /// Head of the answer.
    pub(crate) head_ns: Vec<u64>,
    /// First bytes of its body.
    pub(crate) body_ns: Vec<u64>,
    /// End of it.
    pub(crate) end_ns: Vec<u64>,
    /// The next request for an event; 0 where there was none.
    pub(crate) next_ns: Vec<u64>,
}

impl Record {
    /// From start to the end of init, in milliseconds.
    pub(crate) fn init_ms(&self) -> Option<f64> {
        self.ready_ns.map(milliseconds)
    }

    /// From start to the end of the first answer, in milliseconds.
    pub(crate) fn cold_total_ms(&self) -> Option<f64> {
        self.invocations.end_ns.first().copied().map(milliseconds)
    }

    /// From the first event to the end of its answer, in milliseconds.
    pub(crate) fn first_response_ms(&self) -> Option<f64> {
        self.latencies_ms().first().copied()
    }

    /// From each event to the end of its answer, in milliseconds.
    pub(crate) fn latencies_ms(&self) -> Vec<f64> {
        let pairs = self.invocations.sent_ns.iter().zip(&self.invocations.end_ns);
        pairs.map(|(sent, end)| milliseconds(end.saturating_sub(*sent))).collect()
    }
}

/// Nanoseconds as milliseconds.
pub(crate) fn milliseconds(ns: u64) -> f64 {
    ns as f64 / 1e6
}
