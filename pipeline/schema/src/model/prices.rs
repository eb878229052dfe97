//! The prices of a platform.

use serde::{Deserialize, Serialize};

use crate::{Arch, Date, Provider};

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
    /// Prices of every cloud whose functions are measured, for the comparison of clouds.
    #[serde(default, rename = "cloud")]
    pub clouds: Vec<CloudPrice>,
}

/// The on-demand list prices of one cloud, without free quotas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloudPrice {
    /// Operator of the cloud.
    pub provider: Provider,
    /// Name of the product.
    pub product: String,
    /// Region to which the prices apply, in words.
    pub region: String,
    /// First day from which the prices are known to apply, or the day on which they were read.
    pub since: Date,
    /// URLs of the prices.
    pub sources: Vec<String>,
    /// Doubt about the prices that readers must know; may be empty.
    #[serde(default)]
    pub doubt: String,
    /// Price of a million invocations, in US dollars.
    pub million_invocations_usd: f64,
    /// Price of a gigabyte-second of memory, in US dollars.
    pub gb_second_usd: f64,
    /// Price of the CPU of a function for a second, per unit of CPU, in US dollars; none if memory includes it.
    #[serde(default)]
    pub cpu_second_usd: Option<f64>,
    /// Megabytes that count as one gigabyte.
    pub mb_per_gb: f64,
    /// Step to which durations are rounded up, in milliseconds.
    pub rounding_ms: f64,
    /// Least duration that is billed, in milliseconds.
    #[serde(default)]
    pub minimum_ms: f64,
    /// CPU that each memory size has, in the unit of the price: gigahertz or virtual CPUs.
    #[serde(default, rename = "size")]
    pub sizes: Vec<CloudSize>,
}

impl CloudPrice {
    /// Returns the price of a million gigabyte-seconds of memory, in US dollars.
    pub fn million_gb_seconds_usd(&self) -> f64 {
        self.gb_second_usd * 1e6
    }

    /// Returns the price of a million seconds of a unit of CPU, in US dollars; none if memory includes it.
    pub fn million_cpu_seconds_usd(&self) -> Option<f64> {
        self.cpu_second_usd.map(|usd| usd * 1e6)
    }
}

/// The CPU of one memory size.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloudSize {
    /// Memory of the function, in megabytes.
    pub memory_mb: u32,
    /// CPU, in the unit of the price.
    pub cpu: f64,
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
