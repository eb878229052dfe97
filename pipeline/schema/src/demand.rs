//! What somebody asks of a function, what it costs, and which runtimes answer.

use serde::{Deserialize, Serialize};

use crate::{Arch, Date, Package};

/// `data/prices.toml`: what a platform charges on demand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// The platform.
    pub platform: String,
    /// The region that the prices are of.
    pub region: String,
    /// From when they have held without a change that we know of.
    pub since: Date,
    /// Where they can be read.
    pub sources: Vec<String>,
    /// For a million invocations, in US dollars.
    pub million_invocations_usd: f64,
    /// For gigabyte-seconds, by instruction set.
    #[serde(rename = "duration")]
    pub durations: Vec<DurationPrice>,
}

/// What a gigabyte-second costs on one instruction set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DurationPrice {
    /// The instruction set.
    pub arch: Arch,
    /// From the first gigabyte-second of a month on; those that follow are charged by the next tier.
    pub tiers: Vec<Tier>,
}

/// One tier of a price.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Gigabyte-seconds of a month that are charged by it at most; none for all that are left.
    pub gb_seconds: Option<f64>,
    /// For each of them, in US dollars.
    pub usd: f64,
}

/// What somebody asks of a function: a share of all invocations answered in time, at how much use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    /// Name in tables and addresses: lower case, digits and hyphens.
    pub id: String,
    /// What it is about, in a few words.
    pub title: String,
    /// What to take note of in its answer; may be empty.
    #[serde(default)]
    pub note: String,
    /// Invocations of a month.
    pub invocations: u64,
    /// Share of them that start cold, above 0 to 1.
    pub cold_share: f64,
    /// Share of all invocations that must be answered in time, 0 to 1.
    pub target: f64,
    /// In time means within so long.
    pub threshold_ms: f64,
    /// What a warm invocation takes.
    pub handler_ms: f64,
    /// Memory of the function; none for each size that is measured.
    #[serde(default)]
    pub memory_mb: Option<u32>,
    /// Languages of the runtimes, as the registry names them; none for any.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Instruction set; none for any.
    #[serde(default)]
    pub arch: Option<Arch>,
    /// How it is packaged; none for any way.
    #[serde(default)]
    pub package: Option<Package>,
}

/// `content/which.toml`: what the worked examples ask for.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demands {
    /// In the order of the page.
    #[serde(default, rename = "example")]
    pub examples: Vec<Demand>,
}
