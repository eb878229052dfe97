//! Record of one process: a line of `block-<n>.ndjson.gz`.

use serde::{Deserialize, Serialize};

use crate::{
    api::Status,
    conditions::Conditions,
    profile::{PageCache, Profile},
    sandbox::{CpuShare, ResourceUsage},
    workload::{Size, Workload},
};

/// One process from start to end, with all its invocations. Times are nanoseconds since its start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Block of the campaign, from 1; 0 outside a campaign.
    pub(crate) block: u32,
    /// Session of the campaign, from 1; 0 outside a campaign. `machine-<session>.json` describes its machine.
    pub(crate) session: u32,
    /// Position within the block, from 0.
    pub(crate) position: u32,
    /// Attempt, from 1: rejected starts are retried.
    pub(crate) attempt: u32,
    /// Day in UTC.
    pub(crate) date: String,
    /// Name of the function.
    pub(crate) function: String,
    pub(crate) workload: Workload,
    pub(crate) profile: Profile,
    pub(crate) page_cache: PageCache,
    /// Amount of work per event.
    pub(crate) size: Size,
    /// Seed of the events.
    pub(crate) seed: u64,
    /// CPU share after init; none if uncapped.
    pub(crate) cpu_share: Option<CpuShare>,
    /// True if the function ran in a control group of its own.
    pub(crate) in_cgroup: bool,
    /// CPUs it could run on.
    pub(crate) cpus: Vec<usize>,
    /// Pause between a response and the next event, in microseconds.
    pub(crate) gap_us: u64,
    pub(crate) conditions: Conditions,
    /// Noise that led to rejection, by limits fixed beforehand; none if accepted.
    pub(crate) rejected: Option<String>,
    pub(crate) status: Status,
    /// Description of the failure.
    pub(crate) detail: String,
    /// First connection.
    pub(crate) connect_ns: Option<u64>,
    /// First byte of the first request for an event: the end of init.
    pub(crate) ready_ns: Option<u64>,
    /// Time taken to set the CPU share.
    pub(crate) set_share_ns: u64,
    pub(crate) connections: u32,
    pub(crate) user_agents: Vec<String>,
    /// Resource usage at the end of init.
    pub(crate) usage_ready: ResourceUsage,
    /// Resource usage at the end.
    pub(crate) usage_end: ResourceUsage,
    /// Throttled periods, and throttled time in nanoseconds; none without a control group.
    pub(crate) throttled: Option<(u64, u64)>,
    pub(crate) invocations: Invocations,
}

/// Times of the invocations, one list per clock reading: entry k belongs to invocation k.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "names of fields in files end in their unit")]
pub(crate) struct Invocations {
    /// Just before the event was sent.
    pub(crate) sent_ns: Vec<u64>,
    /// Head of the response.
    pub(crate) head_ns: Vec<u64>,
    /// First bytes of the response body.
    pub(crate) body_ns: Vec<u64>,
    /// End of the response.
    pub(crate) end_ns: Vec<u64>,
    /// Next request for an event; 0 if there was none.
    pub(crate) next_ns: Vec<u64>,
}

impl Record {
    /// Returns the time from start to the end of init, in milliseconds.
    pub(crate) fn init_ms(&self) -> Option<f64> {
        self.ready_ns.map(ns_to_ms)
    }

    /// Returns the time from start to the end of the first response, in milliseconds.
    pub(crate) fn cold_total_ms(&self) -> Option<f64> {
        self.invocations.end_ns.first().copied().map(ns_to_ms)
    }

    /// Returns the time from the first event to the end of its response, in milliseconds.
    pub(crate) fn first_response_ms(&self) -> Option<f64> {
        self.latencies_ms().first().copied()
    }

    /// Returns the time from each event to the end of its response, in milliseconds.
    pub(crate) fn latencies_ms(&self) -> Vec<f64> {
        let pairs = self.invocations.sent_ns.iter().zip(&self.invocations.end_ns);
        pairs.map(|(sent, end)| ns_to_ms(end.saturating_sub(*sent))).collect()
    }

    /// Returns the time from each response to the next event, in milliseconds: the function's way back and the
    /// harness.
    pub(crate) fn turnarounds_ms(&self) -> Vec<f64> {
        let pairs = self.invocations.sent_ns.iter().skip(1).zip(&self.invocations.end_ns);
        pairs.map(|(sent, end)| ns_to_ms(sent.saturating_sub(*end))).collect()
    }
}

/// Converts nanoseconds to milliseconds.
pub(crate) fn ns_to_ms(ns: u64) -> f64 {
    ns as f64 / 1e6
}
