//! What somebody asks of a function, what it costs, and which runtimes answer.

use serde::{Deserialize, Serialize};

use crate::{Arch, Date, Package, Series, Window};

/// Levels of a resampled statistic that are published: shares of its replicates at or below the value.
pub const LEVELS: [f64; 11] = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99];

/// What is followed through the replicates of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Followed {
    /// The arithmetic mean.
    Mean,
    /// The percentile with so many samples in a hundred below it.
    Percentile(u8),
}

impl Followed {
    /// The mean, the deciles and what lies deeper, ascending.
    pub const ALL: [Followed; 12] = [
        Followed::Mean,
        Followed::Percentile(10),
        Followed::Percentile(20),
        Followed::Percentile(30),
        Followed::Percentile(40),
        Followed::Percentile(50),
        Followed::Percentile(60),
        Followed::Percentile(70),
        Followed::Percentile(80),
        Followed::Percentile(90),
        Followed::Percentile(95),
        Followed::Percentile(99),
    ];

    /// The shallowest percentile that is at least as deep as `share`; none where all are shallower. What is
    /// rounded is not taken for deeper.
    pub fn at_least(share: f64) -> Option<Followed> {
        let is_deep = |found: &Followed| match found {
            Followed::Mean => false,
            Followed::Percentile(percent) => f64::from(*percent) / 100.0 >= share - 1e-9,
        };
        Followed::ALL.into_iter().find(is_deep)
    }
}

impl From<Followed> for String {
    fn from(followed: Followed) -> String {
        match followed {
            Followed::Mean => "mean".to_owned(),
            Followed::Percentile(percent) => format!("p{percent}"),
        }
    }
}

impl TryFrom<String> for Followed {
    type Error = String;

    fn try_from(name: String) -> Result<Followed, String> {
        let found = Followed::ALL.into_iter().find(|followed| String::from(*followed) == name);
        found.ok_or_else(|| format!("'{name}' is neither 'mean' nor a percentile that is followed"))
    }
}

/// A row of `replicates.csv`: how one statistic of one series spreads over its replicates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReplicateRow {
    /// What was measured, all memory sizes pooled.
    pub series: Series,
    /// When.
    pub window: Window,
    /// What was followed.
    pub statistic: Followed,
    /// Its value in the samples themselves.
    pub estimate: f64,
    /// Its value at each of [`LEVELS`] of the replicates; definition 7 of Hyndman and Fan.
    pub levels: [f64; LEVELS.len()],
    /// Replicates of the resampling.
    pub replicates: u32,
    /// Seed of the resampling, in hexadecimal.
    pub seed: String,
}

impl ReplicateRow {
    /// The ends of the 95 % interval, by the percentile method.
    pub fn ends(&self) -> (f64, f64) {
        (self.levels[1], self.levels[LEVELS.len() - 2])
    }
}

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

/// A row of `answers.csv`: what one configuration has to say to one worked example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnswerRow {
    /// Name of the example.
    pub example: String,
    /// Slug of the source.
    pub source: String,
    /// Slug of the runtime.
    pub runtime: String,
    /// How the function is packaged.
    pub package: Package,
    /// Instruction set.
    pub arch: Arch,
    /// Memory of the function.
    pub memory_mb: u32,
    /// Which percentile of the init duration decides; none where cold starts are too rare to, or so many must be
    /// in time that samples do not support it.
    pub decides: Option<Followed>,
    /// Probability that the target is met, by the replicates; none where that is not known.
    pub probability: Option<f64>,
    /// What a cold invocation takes at the percentile that decides, or else at the median.
    pub cold_ms: Option<f64>,
    /// Lower end of its 95 % interval.
    pub cold_ms_lower: Option<f64>,
    /// Upper end of it.
    pub cold_ms_upper: Option<f64>,
    /// Of that, what the first call takes longer than others.
    pub first_call_ms: Option<f64>,
    /// What a month costs, in US dollars.
    pub month_usd: Option<f64>,
    /// Lower end of its 95 % interval.
    pub month_usd_lower: Option<f64>,
    /// Upper end of it.
    pub month_usd_upper: Option<f64>,
    /// Of that, what init durations cost.
    pub init_usd: Option<f64>,
    /// Whether nothing is both cheaper and quicker.
    pub is_pareto: bool,
}

#[test]
fn every_statistic_reads_back_by_its_name() {
    for followed in Followed::ALL {
        assert_eq!(Followed::try_from(String::from(followed)), Ok(followed));
    }
    assert!(Followed::try_from("p45".to_owned()).is_err());
}

#[test]
fn the_interval_is_between_the_levels_that_leave_a_fortieth_on_either_side() {
    assert_eq!((LEVELS[1], LEVELS[LEVELS.len() - 2]), (0.025, 0.975));
}

#[test]
fn a_share_is_covered_by_the_next_deeper_percentile() {
    let check = |share: f64, expected: Option<u8>| {
        assert_eq!(Followed::at_least(share), expected.map(Followed::Percentile), "{share}");
    };
    check(0.001, Some(10));
    check(0.1, Some(10));
    check((0.99 - 0.98) / 0.02, Some(50));
    check(0.501, Some(60));
    check(0.9, Some(90));
    check(0.91, Some(95));
    check(0.99, Some(99));
    check(0.995, None);
}
