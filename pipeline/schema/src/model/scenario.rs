//! Scenarios of service level objectives (SLO).

use serde::{Deserialize, Serialize};

use crate::{Arch, Packaging};

/// A scenario: the usage of a function, and the share of invocations that must meet a latency target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Name in tables and addresses: lower case, digits and hyphens.
    pub id: String,
    /// Title, in a few words.
    pub title: String,
    /// Note on the results; may be empty.
    #[serde(default)]
    pub note: String,
    /// Invocations per month.
    pub invocations: u64,
    /// Share of invocations that start cold, 0 to 1.
    pub cold_share: f64,
    /// Share of all invocations that must meet the latency target, 0 to 1.
    pub target: f64,
    /// Latency target, in milliseconds.
    pub threshold_ms: f64,
    /// Duration of a warm invocation, in milliseconds, with `handler_memory_mb` of memory.
    pub handler_ms: f64,
    /// Memory at which `handler_ms` was measured, in megabytes; none for the size that is evaluated.
    #[serde(default)]
    pub handler_memory_mb: Option<u32>,
    /// Change of the handler's duration with memory.
    #[serde(default)]
    pub handler_scaling: HandlerScaling,
    /// Memory of the function, in megabytes; none for every measured size.
    #[serde(default)]
    pub memory_mb: Option<u32>,
    /// Languages of the runtimes, as the registry names them; none for any.
    #[serde(default)]
    pub languages: Vec<String>,
    /// True if deprecated and experimental runtimes are candidates as well.
    #[serde(default)]
    pub any_support: bool,
    /// Instruction set; none for any.
    #[serde(default)]
    pub arch: Option<Arch>,
    /// Packaging of the function; none for any.
    #[serde(default)]
    pub packaging: Option<Packaging>,
}

impl Scenario {
    /// Returns the duration of a warm invocation at a memory size, in milliseconds.
    pub fn handler_ms_at(&self, memory_mb: u32) -> f64 {
        let measured_mb = self.handler_memory_mb.unwrap_or(memory_mb);
        match self.handler_scaling {
            HandlerScaling::Same => self.handler_ms,
            HandlerScaling::Cpu => self.handler_ms * cpu_share(measured_mb) / cpu_share(memory_mb),
        }
    }
}

/// Change of a handler's duration with memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HandlerScaling {
    /// The handler computes on one thread: half of the CPU share doubles its duration.
    #[default]
    Cpu,
    /// The handler waits for other services: it takes as long at every size.
    Same,
}

/// Memory at which a function has one full vCPU, in megabytes, by the documentation of AWS:
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html>.
pub const FULL_VCPU_MB: u32 = 1769;

/// Share of one vCPU at a memory size: proportional up to [`FULL_VCPU_MB`], and 1 above, where more vCPUs do not
/// speed up one thread.
fn cpu_share(memory_mb: u32) -> f64 {
    f64::from(memory_mb.min(FULL_VCPU_MB)) / f64::from(FULL_VCPU_MB)
}

/// `content/scenarios.toml`: the scenarios of the worked examples.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenarios {
    /// Scenarios in the order of the page.
    #[serde(default, rename = "scenario")]
    pub scenarios: Vec<Scenario>,
}
