//! Record of one process: a line of a block.

use schema::{Date, Memory, Metric, PageCache};
use serde::Deserialize;

use super::rules::Rule;
use crate::names;

/// Invocations before the warm ones: the first is cold, and in the next few a runtime still compiles and allocates.
const EARLY: usize = 10;

/// Memory with which Lambda gives one whole CPU:
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html>.
const WHOLE_MB: u32 = 1769;

/// Fields of a record that the tables use. Times are nanoseconds since the start of the process.
#[derive(Debug, Deserialize)]
pub(super) struct Process {
    pub(super) date: Date,
    pub(super) function: String,
    pub(super) workload: String,
    pub(super) profile: Profile,
    pub(super) page_cache: PageCache,
    in_cgroup: bool,
    rejected: Option<String>,
    status: String,
    detail: String,
    ready_ns: Option<u64>,
    usage_ready: ResourceUsage,
    usage_end: ResourceUsage,
    invocations: Invocations,
}

/// CPU share of the process, as the memory that buys it on Lambda.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Profile(pub(super) Memory);

impl TryFrom<String> for Profile {
    type Error = String;

    fn try_from(text: String) -> Result<Profile, String> {
        if text == Memory::Uncapped.to_string() {
            return Ok(Profile(Memory::Uncapped));
        }
        text.parse()
            .map(|memory_mb| Profile(Memory::Mb(memory_mb)))
            .map_err(|_| format!("'{text}' is not a profile"))
    }
}

impl Profile {
    fn is_uncapped(&self) -> bool {
        self.0.mb().is_none()
    }

    /// Returns true with less than one CPU, when the kernel throttles the process.
    pub(super) fn is_throttled(&self) -> bool {
        self.0.mb().is_some_and(|memory_mb| memory_mb < WHOLE_MB)
    }
}

#[derive(Debug, Deserialize)]
struct ResourceUsage {
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

impl Process {
    /// Returns the rule that quarantines the process, and the detail.
    pub(super) fn refusal(&self) -> Option<(Rule, String)> {
        if let Some(reason) = &self.rejected {
            let is_baseline = reason.contains("baseline");
            let rule = if is_baseline { Rule::RejectedBaseline } else { Rule::RejectedPressure };
            return Some((rule, reason.clone()));
        }
        if !names::is_slug(&self.workload) {
            return Some((Rule::BrokenRecord, "its workload is not a plain name".to_owned()));
        }
        if self.status != "ok" {
            return Some((Rule::Failed, format!("{}: {}", self.status, self.detail)));
        }
        if !self.profile.is_uncapped() && !self.in_cgroup {
            return Some((Rule::NoShare, "no control group, so it ran uncapped".to_owned()));
        }
        let (sent, end) = (&self.invocations.sent_ns, &self.invocations.end_ns);
        let is_complete = self.ready_ns.is_some() && !sent.is_empty() && sent.len() == end.len();
        let is_ordered = sent.iter().zip(end).all(|(sent, end)| sent <= end);
        (!is_complete || !is_ordered)
            .then(|| (Rule::BrokenRecord, "its times are incomplete or out of order".to_owned()))
    }

    /// Returns true if init read the disk although the page cache was warm.
    pub(super) fn has_read_disk(&self) -> bool {
        self.page_cache == PageCache::Warm && self.usage_ready.major_faults > 0
    }

    /// Returns the samples of each metric: of the start only if throttled, and of resource usage only if uncapped.
    pub(super) fn samples(&self) -> Vec<(Metric, Vec<f64>)> {
        let latencies = self.latencies_ms();
        let (Some(ready), Some(first), Some(end)) =
            (self.ready_ns, latencies.first(), self.invocations.end_ns.first())
        else {
            return Vec::new();
        };
        let mut samples = vec![
            (Metric::InitMs, vec![ns_to_ms(ready)]),
            (Metric::FirstResponseMs, vec![*first]),
            (Metric::ColdTotalMs, vec![ns_to_ms(*end)]),
        ];
        if self.profile.is_throttled() {
            return samples;
        }
        let early = &latencies[1..latencies.len().min(EARLY)];
        let warm = latencies.get(EARLY..).unwrap_or_default();
        let by_metric = [(Metric::EarlyMs, early), (Metric::WarmMs, warm)].into_iter();
        samples
            .extend(by_metric.filter(|(_, all)| !all.is_empty()).map(|(metric, all)| (metric, all.to_vec())));
        if !self.profile.is_uncapped() {
            return samples;
        }
        let calls_cpu_ns = self.usage_end.cpu_ns.saturating_sub(self.usage_ready.cpu_ns);
        samples.extend([
            (Metric::InitCpuMs, vec![ns_to_ms(self.usage_ready.cpu_ns)]),
            (Metric::CallCpuMs, vec![ns_to_ms(calls_cpu_ns) / latencies.len() as f64]),
            // AWS counts 1024 kilobytes as one megabyte.
            (Metric::PeakRssMb, vec![self.usage_end.peak_rss_kb as f64 / 1024.0]),
        ]);
        samples
    }

    /// Returns the number of invocations after the first that throttling makes unusable.
    pub(super) fn throttled_invocations(&self) -> u64 {
        if !self.profile.is_throttled() {
            return 0;
        }
        self.invocations.end_ns.len().saturating_sub(1) as u64
    }

    /// Returns the time from each event to the end of its response.
    fn latencies_ms(&self) -> Vec<f64> {
        let pairs = self.invocations.sent_ns.iter().zip(&self.invocations.end_ns);
        pairs.map(|(sent, end)| ns_to_ms(end.saturating_sub(*sent))).collect()
    }
}

fn ns_to_ms(ns: u64) -> f64 {
    ns as f64 / 1e6
}
