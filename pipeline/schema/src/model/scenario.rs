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
    /// Share of invocations that start cold, above 0 and at most 1.
    pub cold_share: f64,
    /// Share of all invocations that must meet the latency target, 0 to 1.
    pub target: f64,
    /// Latency target, in milliseconds.
    pub threshold_ms: f64,
    /// Duration of a warm invocation, in milliseconds.
    pub handler_ms: f64,
    /// Memory of the function, in megabytes; none for every measured size.
    #[serde(default)]
    pub memory_mb: Option<u32>,
    /// Languages of the runtimes, as the registry names them; none for any.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Instruction set; none for any.
    #[serde(default)]
    pub arch: Option<Arch>,
    /// Packaging of the function; none for any.
    #[serde(default)]
    pub packaging: Option<Packaging>,
}

/// `content/scenarios.toml`: the scenarios of the worked examples.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenarios {
    /// Scenarios in the order of the page.
    #[serde(default, rename = "scenario")]
    pub scenarios: Vec<Scenario>,
}
