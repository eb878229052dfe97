//! The prices of a platform.

use serde::{Deserialize, Serialize};

use crate::{Arch, Date};

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
