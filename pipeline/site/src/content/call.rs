//! Functions that documents call, and the arguments of each.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, anyhow, ensure};
use schema::{Arch, BadDays, Metric, Packaging, PageCache, Percentile};
use serde::Deserialize;
use tera::Kwargs;

use crate::figures::{
    campaigns::{CampaignChart, CampaignTable},
    platforms::{PlatformChart, PlatformTable},
};

/// Arguments that choose a series.
const SERIES: &[&str] = &["packaging", "page_cache", "arch", "memory_mb", "source", "workload", "metric"];

/// Every function with its required and its optional arguments.
pub(super) const FUNCTIONS: [(&str, &[&str], &[&str]); 29] = [
    ("p50", &["runtime"], SERIES),
    ("p90", &["runtime"], SERIES),
    ("p95", &["runtime"], SERIES),
    ("p99", &["runtime"], SERIES),
    ("p999", &["runtime"], SERIES),
    ("interval", &["runtime", "percentile"], SERIES),
    ("rank", &["runtime", "percentile"], SERIES),
    ("ratio", &["a", "b", "percentile"], &["packaging", "arch", "source", "workload", "metric", "bad_days"]),
    (
        "about",
        &["runtime"],
        &["percentile", "packaging", "page_cache", "arch", "source", "workload", "metric"],
    ),
    ("times", &["a", "b", "percentile"], &["packaging", "arch", "source", "workload", "metric"]),
    ("superiority", &["a", "b"], &["packaging", "arch", "source", "workload", "metric"]),
    ("verdict", &["claim"], &[]),
    ("rule", &["claim", "b", "percentile"], &[]),
    ("holds", &["claim", "b", "percentile"], &["packaging", "arch"]),
    ("samples", &[], &[]),
    ("window", &[], &[]),
    ("first_day", &[], &[]),
    ("deployed_size", &["runtime"], &["source", "workload"]),
    ("rank_correlation", &["metric"], &["page_cache", "arch", "source"]),
    ("chart", &["kind", "runtimes"], &[]),
    ("clusters_chart", &[], &[]),
    ("coverage_chart", &[], &[]),
    ("coverage_table", &[], &[]),
    ("comparison_coverage_table", &[], &[]),
    ("campaign_chart", &["chart"], &["page_cache", "source", "workload"]),
    ("campaign_table", &["table"], &["page_cache", "source", "workload"]),
    ("example_chart", &["metric"], &[]),
    ("platform_chart", &["platform_chart"], &["source", "metric", "memory_mb"]),
    ("platform_table", &["platform_table"], &["source", "metric", "memory_mb"]),
];

/// Charts that documents show for runtimes of their choice.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ChartKind {
    Ranking,
    Packages,
    History,
}

/// The arguments of any function.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Args {
    pub(super) runtime: String,
    pub(super) runtimes: Vec<String>,
    pub(super) a: String,
    pub(super) b: String,
    pub(super) claim: String,
    pub(super) percentile: Option<Percentile>,
    pub(super) kind: Option<ChartKind>,
    pub(super) chart: Option<CampaignChart>,
    pub(super) table: Option<CampaignTable>,
    pub(super) platform_chart: Option<PlatformChart>,
    pub(super) platform_table: Option<PlatformTable>,
    pub(super) bad_days: Option<BadDays>,
    pub(super) packaging: Option<Packaging>,
    pub(super) page_cache: Option<PageCache>,
    pub(super) arch: Option<Arch>,
    pub(super) memory_mb: Option<u32>,
    pub(super) source: Option<String>,
    pub(super) workload: Option<String>,
    pub(super) metric: Option<Metric>,
}

/// A call of a function in a document.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) name: &'static str,
    pub(super) args: Args,
    /// The call, for messages.
    pub(super) code: String,
}

/// Names that arguments may have.
pub(super) struct Names {
    pub(super) runtimes: BTreeSet<String>,
    pub(super) claims: BTreeSet<String>,
}

impl Call {
    /// Checks every argument that can be checked without data.
    pub(super) fn of(
        name: &'static str,
        (needs, takes): (&[&str], &[&str]),
        kwargs: &Kwargs,
        names: &Names,
    ) -> Result<Call> {
        let written: Vec<(&str, String)> = kwargs
            .iter()
            .map(|(key, value)| Ok((key.as_str().context("an argument has no name")?, value.to_string())))
            .collect::<Result<_>>()?;
        for (key, _) in &written {
            let known = [needs, takes].concat();
            let has = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            ensure!(known.contains(key), "`{name}` has no argument `{key}`; its arguments: {has}");
        }
        let missing = needs.iter().find(|key| written.iter().all(|(written, _)| written != *key));
        ensure!(missing.is_none(), "`{name}` needs the argument `{}`", missing.unwrap_or(&""));
        let args: Args = kwargs.deserialize().map_err(|error| {
            let said = error.to_string();
            anyhow!("{}", said.strip_prefix("deserialization failed: ").unwrap_or(&said))
        })?;
        let runtimes = [&args.runtime, &args.a, &args.b].into_iter().chain(&args.runtimes);
        for slug in runtimes.filter(|slug| !slug.is_empty()) {
            ensure!(names.runtimes.contains(slug), "data/runtimes.toml has no runtime '{slug}'");
        }
        let claim = &args.claim;
        ensure!(
            claim.is_empty() || names.claims.contains(claim),
            "content/claims.toml has no claim '{claim}'"
        );
        let is_of_claim_or_pair = ["ratio", "times", "rule", "holds"].contains(&name);
        let has_ratio = !matches!(args.percentile, Some(Percentile::P95 | Percentile::P999));
        ensure!(!is_of_claim_or_pair || has_ratio, "there are ratios of p50, p90 and p99");
        ensure!(args.bad_days != Some(BadDays::Kept), "bad_days=kept must be bad_days=dropped");
        let is_narrow = name == "holds" && args.packaging.is_some() && args.arch.is_some();
        ensure!(!is_narrow, "`holds` takes packaging or arch, not both");
        let written: Vec<String> = written.iter().map(|(key, value)| format!("{key}={value}")).collect();
        Ok(Call { name, args, code: format!("{name}({})", written.join(", ")) })
    }

    /// Name of a chart on its page and as a file; none for a number. It describes the content, so a chart inserted
    /// before it changes nothing.
    pub(super) fn slug(&self) -> Option<String> {
        let shown = match self.name {
            "chart" => self.args.kind.map(|kind| format!("{kind:?}").to_lowercase()),
            "campaign_chart" => self.args.chart.map(|chart| chart.name().to_owned()),
            "platform_chart" => {
                let name = self.args.platform_chart.map(|chart| chart.name().to_owned());
                let metric = self.args.metric.map(|metric| metric.name().replace('_', "-"));
                return Some(
                    ["chart".to_owned()].into_iter().chain(name).chain(metric).collect::<Vec<_>>().join("-"),
                );
            }
            "clusters_chart" => Some("clusters".to_owned()),
            "example_chart" => self.args.metric.map(|metric| metric.name().replace('_', "-")),
            "coverage_chart" => Some("coverage".to_owned()),
            "campaign_table" | "platform_table" | "coverage_table" | "comparison_coverage_table" => {
                return Some("table".to_owned());
            }
            _ => return None,
        };
        let package = self.args.packaging.map(|package| package.name().to_owned());
        let options = self.args.workload.clone().into_iter().chain(package);
        Some(["chart".to_owned()].into_iter().chain(shown).chain(options).collect::<Vec<_>>().join("-"))
    }
}
