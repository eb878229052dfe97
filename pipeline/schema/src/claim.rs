//! Claims that others make, and how data decide on them.

use std::fmt;

use serde::{Deserialize, Deserializer, de::Error};

use crate::{Arch, Choice, Metric, Package, tables::words};

/// `content/claims.toml`: every claim that the site takes up.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// In the order of the site.
    #[serde(default, rename = "claim")]
    pub claims: Vec<Claim>,
}

/// One claim.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Name in URLs and in words: lower case, digits and hyphens.
    pub id: String,
    /// The claim in one sentence.
    pub sentence: String,
    /// Who makes it.
    pub by: String,
    /// The verdict that the words of the site rely on.
    pub relies_on: ClaimVerdict,
    /// What decides; none where these data cannot.
    #[serde(default, rename = "test")]
    pub tests: Vec<ClaimTest>,
    /// Choices that are part of the claim, so that others are no test of it.
    #[serde(default)]
    pub fixed: Vec<Choice>,
    /// What would decide, where these data cannot or not wholly.
    #[serde(default)]
    pub needs: String,
}

/// One comparison that a claim stands or falls with.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimTest {
    /// Slug of the source.
    pub source: String,
    /// How both functions are packaged.
    pub package: Package,
    /// Instruction set.
    pub arch: Arch,
    /// What both functions do.
    pub workload: String,
    /// What is measured.
    pub metric: Metric,
    /// Slug of the runtime that the claim is about.
    pub a: String,
    /// Slug of the runtime that it is compared with.
    pub b: String,
    /// What is compared.
    pub statistic: Statistic,
    /// What the interval must be for the test to hold.
    pub rule: Rule,
}

words! {
    /// A statistic of a comparison.
    pub enum Statistic {
        /// Median of a over median of b.
        P50Ratio = "p50-ratio",
        /// 90th percentile of a over that of b.
        P90Ratio = "p90-ratio",
        /// 99th percentile of a over that of b.
        P99Ratio = "p99-ratio",
        /// Probability of superiority of a over b.
        Superiority = "superiority",
    }
}

impl Statistic {
    /// The words a reader sees.
    pub const fn title(self) -> &'static str {
        match self {
            Statistic::P50Ratio => "ratio of medians",
            Statistic::P90Ratio => "ratio of 90th percentiles",
            Statistic::P99Ratio => "ratio of 99th percentiles",
            Statistic::Superiority => "probability of superiority",
        }
    }
}

/// What an interval must be for a test to hold: wholly on one side of a bound. Written `below 0.8`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// The upper end of the interval is below the bound.
    Below(f64),
    /// The lower end of the interval is above the bound.
    Above(f64),
    /// The interval has the bound in it.
    Around(f64),
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rule::Below(bound) => write!(f, "below {bound}"),
            Rule::Above(bound) => write!(f, "above {bound}"),
            Rule::Around(bound) => write!(f, "around {bound}"),
        }
    }
}

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rule, D::Error> {
        let text = String::deserialize(deserializer)?;
        let rule = text.split_once(' ').and_then(|(side, bound)| {
            let bound = bound.parse().ok().filter(|bound: &f64| bound.is_finite())?;
            match side {
                "below" => Some(Rule::Below(bound)),
                "above" => Some(Rule::Above(bound)),
                "around" => Some(Rule::Around(bound)),
                _ => None,
            }
        });
        rule.ok_or_else(|| {
            D::Error::custom(format!("'{text}' is no rule; write `below 0.8`, `above 1` or `around 1`"))
        })
    }
}

words! {
    /// The verdict of the data on a claim.
    pub enum ClaimVerdict {
        /// Every test holds.
        Supported = "supported",
        /// Some tests hold.
        SupportedInPart = "supported-in-part",
        /// No test holds.
        NotSupported = "not-supported",
        /// There is no test.
        NotTestable = "not-testable",
    }
}

impl ClaimVerdict {
    /// The words a reader sees.
    pub const fn title(self) -> &'static str {
        match self {
            ClaimVerdict::Supported => "supported",
            ClaimVerdict::SupportedInPart => "supported in part",
            ClaimVerdict::NotSupported => "not supported",
            ClaimVerdict::NotTestable => "not testable with these data",
        }
    }
}
