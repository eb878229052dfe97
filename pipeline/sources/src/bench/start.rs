//! One process: a line of a block.

use schema::{Date, Metric, Package};
use serde::Deserialize;

use super::rules::Rule;
use crate::names;

/// Invocations of a process that are told from the later ones: the first is cold, and just after it much of what a
/// language does at first is still being done.
const EARLY: usize = 10;

/// Memory with which Lambda gives a whole processor:
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html>.
const WHOLE_MB: u32 = 1769;

/// What is used of a line. Times are nanoseconds since the start of the process.
#[derive(Debug, Deserialize)]
pub(super) struct Start {
    pub(super) date: Date,
    pub(super) function: String,
    pub(super) workload: String,
    pub(super) profile: Profile,
    pub(super) cache: Package,
    is_grouped: bool,
    rejected: Option<String>,
    status: String,
    detail: String,
    ready_ns: Option<u64>,
    usage_ready: Usage,
    usage_end: Usage,
    invocations: Invocations,
}

/// `uncapped`, or megabytes whose share of the processor the process had.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Profile(pub(super) Option<u32>);

impl TryFrom<String> for Profile {
    type Error = String;

    fn try_from(text: String) -> Result<Profile, String> {
        if text == schema::UNCAPPED {
            return Ok(Profile(None));
        }
        text.parse().map(|memory_mb| Profile(Some(memory_mb))).map_err(|_| format!("'{text}' is no profile"))
    }
}

impl Profile {
    const fn is_uncapped(&self) -> bool {
        self.0.is_none()
    }

    /// Whether it was stopped for part of the time: with less than a whole processor.
    pub(super) fn is_throttled(&self) -> bool {
        self.0.is_some_and(|memory_mb| memory_mb < WHOLE_MB)
    }
}

#[derive(Debug, Deserialize)]
struct Usage {
    cpu_ns: u64,
    peak_rss_kb: u64,
    #[serde(default)]
    major_faults: u64,
}

#[derive(Debug, Deserialize)]
struct Invocations {
    sent_ns: Vec<u64>,
    end_ns: Vec<u64>,
}

impl Start {
    /// Why it is no figure.
    pub(super) fn refusal(&self) -> Option<(Rule, String)> {
        if let Some(why) = &self.rejected {
            let is_floor = why.contains("floor");
            return Some((if is_floor { Rule::LoudFloor } else { Rule::Pressure }, why.clone()));
        }
        if !names::is_slug(&self.workload) {
            return Some((Rule::BrokenRecord, "its workload is no plain name".to_owned()));
        }
        if self.status != "ok" {
            return Some((Rule::Failed, format!("{}: {}", self.status, self.detail)));
        }
        if !self.profile.is_uncapped() && !self.is_grouped {
            return Some((Rule::NoShare, "no control group, so that it ran without limit".to_owned()));
        }
        let (sent, end) = (&self.invocations.sent_ns, &self.invocations.end_ns);
        let is_whole = self.ready_ns.is_some() && !sent.is_empty() && sent.len() == end.len();
        let is_ordered = sent.iter().zip(end).all(|(sent, end)| sent <= end);
        (!is_whole || !is_ordered)
            .then(|| (Rule::BrokenRecord, "its times are not whole, or not in order".to_owned()))
    }

    /// Whether it read from the disk what should have been in memory.
    pub(super) fn has_read_disk(&self) -> bool {
        self.cache == Package::CacheWarm && self.usage_ready.major_faults > 0
    }

    /// What it says of each metric. With less than a processor only its start; what it used only without
    /// limit.
    pub(super) fn samples(&self) -> Vec<(Metric, Vec<f64>)> {
        let latencies = self.latencies_ms();
        let (Some(ready), Some(first), Some(end)) =
            (self.ready_ns, latencies.first(), self.invocations.end_ns.first())
        else {
            return Vec::new();
        };
        let mut found = vec![
            (Metric::InitMs, vec![milliseconds(ready)]),
            (Metric::FirstResponseMs, vec![*first]),
            (Metric::ColdTotalMs, vec![milliseconds(*end)]),
        ];
        if self.profile.is_throttled() {
            return found;
        }
        let early = &latencies[1..latencies.len().min(EARLY)];
        let warm = latencies.get(EARLY..).unwrap_or_default();
        let later = [(Metric::EarlyMs, early), (Metric::WarmMs, warm)].into_iter();
        found.extend(later.filter(|(_, all)| !all.is_empty()).map(|(metric, all)| (metric, all.to_vec())));
        if !self.profile.is_uncapped() {
            return found;
        }
        let later = self.usage_end.cpu_ns.saturating_sub(self.usage_ready.cpu_ns);
        found.extend([
            (Metric::InitCpuMs, vec![milliseconds(self.usage_ready.cpu_ns)]),
            (Metric::CallCpuMs, vec![milliseconds(later) / latencies.len() as f64]),
            // As AWS counts: a megabyte is 1024 kilobytes.
            (Metric::PeakRssMb, vec![self.usage_end.peak_rss_kb as f64 / 1024.0]),
        ]);
        found
    }

    /// Number of invocations after the first that are no figures, since the process was stopped for part of them.
    pub(super) fn throttled_invocations(&self) -> u64 {
        if !self.profile.is_throttled() {
            return 0;
        }
        self.invocations.end_ns.len().saturating_sub(1) as u64
    }

    /// From each event to the end of its answer.
    fn latencies_ms(&self) -> Vec<f64> {
        let pairs = self.invocations.sent_ns.iter().zip(&self.invocations.end_ns);
        pairs.map(|(sent, end)| milliseconds(end.saturating_sub(*sent))).collect()
    }
}

fn milliseconds(ns: u64) -> f64 {
    ns as f64 / 1e6
}
