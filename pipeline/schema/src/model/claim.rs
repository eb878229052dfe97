//! Claims that others make, and the tests that decide them.

use std::fmt;

use serde::{Deserialize, Deserializer, de::Error};

use crate::{Arch, Choice, Conditions, Load, Metric, Packaging, PageCache, Provider, csv::words};

/// `content/claims.toml`: every claim that the site examines.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// Claims in the order of the site.
    #[serde(default, rename = "claim")]
    pub claims: Vec<Claim>,
}

/// One claim.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Name in URLs and tables: lower case, digits and hyphens.
    pub id: String,
    /// The claim in one sentence.
    pub sentence: String,
    /// Author of the claim.
    pub by: String,
    /// The verdict that the text of the site relies on.
    pub relies_on: ClaimVerdict,
    /// Tests that decide the claim; empty if these data cannot.
    #[serde(default, rename = "test")]
    pub tests: Vec<ClaimTest>,
    /// Choices that are part of the claim: changing them would test another claim.
    #[serde(default)]
    pub fixed: Vec<Choice>,
    /// Data that would decide the claim, if these data cannot or only in part.
    #[serde(default)]
    pub needs: String,
}

/// One comparison that decides a claim, alone or with others.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "ClaimTestFields")]
pub struct ClaimTest {
    /// The conditions that both runtimes share. If they are on different platforms, those of the first.
    pub conditions: Conditions,
    /// Metric that is compared.
    pub metric: Metric,
    /// Memory of both functions, in megabytes; none for all sizes pooled, or without a limit.
    pub memory_mb: Option<u32>,
    /// Slug of the runtime that the claim is about.
    pub a: String,
    /// Slug of the runtime that it is compared with.
    pub b: String,
    /// Statistic that is compared.
    pub statistic: Statistic,
    /// Condition on the interval under which the test is passed.
    pub rule: Rule,
}

/// A test as `content/claims.toml` writes it: the conditions are fields of the test.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClaimTestFields {
    source: String,
    provider: Provider,
    region: String,
    packaging: Packaging,
    #[serde(default)]
    page_cache: PageCache,
    arch: Arch,
    load: Load,
    workload: String,
    metric: Metric,
    #[serde(default)]
    memory_mb: Option<u32>,
    a: String,
    b: String,
    statistic: Statistic,
    rule: Rule,
}

impl From<ClaimTestFields> for ClaimTest {
    fn from(fields: ClaimTestFields) -> ClaimTest {
        let ClaimTestFields { source, provider, region, packaging, page_cache, arch, load, workload, .. } =
            fields;
        let conditions = Conditions { source, provider, region, packaging, page_cache, arch, load, workload };
        let ClaimTestFields { metric, memory_mb, a, b, statistic, rule, .. } = fields;
        ClaimTest { conditions, metric, memory_mb, a, b, statistic, rule }
    }
}

words! {
    /// A statistic of a comparison.
    pub enum Statistic {
        /// Median of a over median of b.
        P50Ratio = "p50-ratio" => "ratio of medians",
        /// 90th percentile of a over 90th percentile of b.
        P90Ratio = "p90-ratio" => "ratio of 90th percentiles",
        /// 99th percentile of a over 99th percentile of b.
        P99Ratio = "p99-ratio" => "ratio of 99th percentiles",
        /// Probability of superiority of a over b.
        Superiority = "superiority" => "probability of superiority",
    }
    /// Returns the text shown to readers.
    title
}

/// A condition on an interval, relative to a bound. Written `below 0.8`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// The upper end of the interval is below the bound.
    Below(f64),
    /// The lower end of the interval is above the bound.
    Above(f64),
    /// The interval contains the bound.
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
            D::Error::custom(format!("'{text}' is not a rule; write `below 0.8`, `above 1` or `around 1`"))
        })
    }
}

words! {
    /// The result of one test of a claim.
    pub enum TestResult {
        /// The whole interval meets the condition.
        Passed = "passed",
        /// The whole interval misses the condition.
        Failed = "failed",
        /// The interval contains the bound.
        Open = "open",
    }
}

words! {
    /// The verdict of the data on a claim.
    #[derive(Default)]
    pub enum ClaimVerdict {
        /// Every test is passed.
        Supported = "supported" => "supported",
        /// Some tests are passed, others are not.
        Mixed = "mixed" => "mixed",
        /// Every test is failed.
        Refuted = "refuted" => "refuted",
        /// No test is passed, and at least one is open.
        Inconclusive = "inconclusive" => "inconclusive",
        /// The claim has no test.
        #[default]
        NotTestable = "not-testable" => "not testable with these data",
    }
    /// Returns the text shown to readers.
    title
}
