//! Worked examples: demands on a function, and the prices that decide its cost.

use serde::{Deserialize, Serialize};

use crate::{Arch, Date, Packaging};

/// `data/prices.toml`: the on-demand prices of a platform.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// The platform.
    pub platform: String,
    /// The region to which the prices apply.
    pub region: String,
    /// First day from which these prices are known to apply unchanged.
    pub since: Date,
    /// URLs of the published prices.
    pub sources: Vec<String>,
    /// Price of a million invocations, in US dollars.
    pub million_invocations_usd: f64,
    /// Prices of gigabyte-seconds, by instruction set.
    #[serde(rename = "duration")]
    pub durations: Vec<DurationPrice>,
}

/// The price of a gigabyte-second on one instruction set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DurationPrice {
    /// The instruction set.
    pub arch: Arch,
    /// Tiers, from the first gigabyte-second of a month; usage beyond a tier is charged at the next one.
    pub tiers: Vec<Tier>,
}

/// One tier of a price.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Most gigabyte-seconds of a month that the tier charges; none for all the rest.
    pub gb_seconds: Option<f64>,
    /// Price of a gigabyte-second, in US dollars.
    pub usd: f64,
}

/// A demand on a function: its usage, and the share of invocations that must meet a latency target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    /// Name in tables and addresses: lower case, digits and hyphens.
    pub id: String,
    /// Title, in a few words.
    pub title: String,
    /// Note on the answer; may be empty.
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

/// `content/which.toml`: the demands of the worked examples.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demands {
    /// Examples in the order of the page.
    #[serde(default, rename = "example")]
    pub examples: Vec<Demand>,
}
