//! The data behind each call of a function in a document.

use anyhow::{Result, ensure};
use charts::{
    format_value,
    number::{format_briefly, format_number},
};
use schema::{
    BadDays, Choice, ComparisonRow, Conditions, Estimate, Memory, Metric, MultiverseRow, Packaging,
    PageCache, Percentile, Provider, QuantileType, RobustnessRow, Series, Statistic,
};

use super::call::{Call, ChartKind};
use crate::{
    Inputs,
    context::{
        addresses::{address_of_pair, address_of_series},
        catalog::{Catalog, main_source},
        config::View,
        figure::Block,
        formats::{ends, grouped, in_percent, period, rank_range, with_interval},
        texts::Texts,
        verdict,
    },
    example_report,
    figures::{
        campaigns::{self, Campaign},
        clusters, coverage, dot_plots, history,
        platforms::{self, Survey},
    },
};

/// Calendar days of the published window.
const PUBLISHED_DAYS: u32 = 30;

/// A number or a word from the data.
pub(super) struct Fact {
    pub(super) text: String,
    /// Address of its rows, from the root of the site.
    pub(super) href: String,
}

/// A call, with gaps filled from the default view.
pub(super) struct Lookup<'a> {
    call: &'a Call,
    view: &'a View,
    /// The conditions of the series, in any source.
    conditions: Conditions,
    memory: Memory,
    metric: Metric,
    /// Slug of the source; none if the package has only one.
    source: Option<&'a str>,
}

impl<'a> Lookup<'a> {
    pub(super) fn of(call: &'a Call, inputs: &Inputs<'a>, view: &'a View) -> Lookup<'a> {
        let args = &call.args;
        let is_named = |runtime: &String| [&args.runtime, &args.a, &args.b].contains(&runtime);
        let series = inputs.tables.series.iter().map(|row| &row.series);
        let is_local = series.filter(|series| is_named(&series.runtime)).any(|it| it.conditions.is_local());
        let is_of_campaign = is_local
            || ["deployed_size", "rank_correlation", "campaign_chart", "campaign_table"].contains(&call.name);
        let mut conditions = view.conditions("");
        let mut memory = view.memory();
        if is_of_campaign {
            conditions.page_cache = PageCache::Warm;
            (conditions.provider, conditions.region) = (Provider::Local, Conditions::NO_REGION.to_owned());
            (conditions.packaging, memory) = (Packaging::Files, Memory::Uncapped);
        }
        conditions.packaging = args.packaging.unwrap_or(conditions.packaging);
        conditions.arch = args.arch.unwrap_or(conditions.arch);
        conditions.workload = args.workload.clone().unwrap_or(conditions.workload);
        conditions.page_cache = args.page_cache.unwrap_or(conditions.page_cache);
        let main_source = || {
            let is_shown = conditions.page_cache != PageCache::Unknown;
            is_shown.then(|| main_source(inputs.tables, conditions.page_cache))
        };
        let source = args.source.as_deref().or_else(main_source);
        Lookup {
            call,
            view,
            memory: args.memory_mb.map_or(memory, Memory::Mb),
            metric: args.metric.unwrap_or(view.metric),
            source,
            conditions,
        }
    }

    /// Looks up the number or the word; none without data.
    pub(super) fn value(&self, inputs: &Inputs<'_>, texts: &Texts) -> Result<Option<Fact>> {
        let args = &self.call.args;
        let percentile = args.percentile.unwrap_or(Percentile::P50);
        Ok(match self.call.name {
            "p50" => self.percentile(inputs, Percentile::P50, &args.runtime),
            "p90" => self.percentile(inputs, Percentile::P90, &args.runtime),
            "p95" => self.percentile(inputs, Percentile::P95, &args.runtime),
            "p99" => self.percentile(inputs, Percentile::P99, &args.runtime),
            "p999" => self.percentile(inputs, Percentile::P999, &args.runtime),
            "interval" => self.interval(inputs, percentile, &args.runtime),
            "rank" => self.rank(inputs, percentile, &args.runtime),
            "ratio" if args.bad_days.is_some() => self.without_bad_days(inputs, ratio_of(percentile)),
            "ratio" => self.ratio(inputs, ratio_of(percentile)),
            "about" => self.about(inputs, percentile, &args.runtime),
            "times" => self.times(inputs, ratio_of(percentile))?,
            "superiority" => self.superiority(inputs),
            "verdict" => of_claim(inputs, texts, &args.claim)?,
            "rule" => rule(inputs, &args.claim, ratio_of(percentile), &args.b),
            "holds" => self.holds(inputs, ratio_of(percentile)),
            "deployed_size" => self.deployed(inputs, &args.runtime),
            "rank_correlation" => self.correlation(inputs),
            _ => self.of_source(inputs),
        })
    }

    /// Makes the chart or the table; none without data.
    pub(super) fn block(
        &self,
        inputs: &Inputs<'_>,
        catalog: &Catalog<'_>,
        slug: &str,
    ) -> Result<Option<Block>> {
        let args = &self.call.args;
        let campaign = Campaign {
            inputs,
            catalog,
            source: self.source.unwrap_or_default(),
            page_cache: self.conditions.page_cache,
            workload: &self.conditions.workload,
        };
        let survey = Survey {
            inputs,
            catalog,
            source: args.source.as_deref().unwrap_or_default(),
            metric: self.metric,
            memory_mb: args.memory_mb,
        };
        if let Some(chart) = args.platform_chart {
            return platforms::chart(&survey, chart, slug);
        }
        if let Some(table) = args.platform_table {
            return platforms::table(&survey, table);
        }
        if let Some(chart) = args.chart {
            return campaigns::chart(&campaign, chart, slug);
        }
        if let Some(table) = args.table {
            return campaigns::table(&campaign, table);
        }
        let Some(kind) = args.kind else {
            return Ok(match self.call.name {
                "example_chart" => {
                    example_report::chart(inputs, &catalog.texts, self.metric, slug)?.map(Block::Figure)
                }
                "clusters_chart" => Some(Block::Figure(clusters::chart(catalog, slug)?)),
                "coverage_chart" => coverage::chart(catalog, inputs, slug)?.map(Block::Figure),
                "coverage_table" => coverage::percentiles(inputs, &catalog.texts)?.map(Block::Table),
                _ => coverage::comparisons(inputs, &catalog.texts)?.map(Block::Table),
            });
        };
        let runtimes: Vec<_> = args.runtimes.iter().filter_map(|slug| catalog.by_slug(slug)).collect();
        let figure = match kind {
            ChartKind::Ranking => {
                let ranked: Vec<_> =
                    runtimes.into_iter().filter_map(|runtime| catalog.ranked(runtime)).collect();
                dot_plots::ranking(catalog, slug, &ranked, dot_plots::Marks::Bars)?
            }
            ChartKind::Packages => dot_plots::packages(catalog, slug.into(), &runtimes)?,
            ChartKind::History => history::beside(catalog, slug.into(), runtimes)?,
        };
        Ok(figure.map(Block::Figure))
    }

    fn percentile(&self, inputs: &Inputs<'_>, percentile: Percentile, runtime: &str) -> Option<Fact> {
        let row = inputs.tables.series.iter().find(|row| self.is_series(&row.series, runtime))?;
        let text = format_value(row.supported(percentile)?, row.series.unit);
        Some(Fact { text, href: address_of_series(&row.series.key()) })
    }

    /// Returns a percentile in two digits, for sentences that state their finding first.
    fn about(&self, inputs: &Inputs<'_>, percentile: Percentile, runtime: &str) -> Option<Fact> {
        let row = inputs.tables.series.iter().find(|row| self.is_series(&row.series, runtime))?;
        let text = format!("{}\u{202f}{}", format_briefly(row.supported(percentile)?), row.series.unit);
        Some(Fact { text, href: address_of_series(&row.series.key()) })
    }

    fn interval(&self, inputs: &Inputs<'_>, percentile: Percentile, runtime: &str) -> Option<Fact> {
        let mut rows = inputs.tables.intervals.iter();
        let row = rows.find(|row| row.percentile == percentile && self.is_series(&row.series, runtime))?;
        let text = format!("{}\u{202f}{}", ends(row.ends()?), row.series.unit);
        Some(Fact { text, href: address_of_series(&row.series.key()) })
    }

    fn rank(&self, inputs: &Inputs<'_>, percentile: Percentile, runtime: &str) -> Option<Fact> {
        let series = inputs.tables.series.iter().find(|row| self.is_series(&row.series, runtime))?;
        let row = inputs.tables.ranks.iter().find(|row| {
            (row.percentile, row.metric, row.runtime.as_str()) == (percentile, self.metric, runtime)
                && self.is_under(&row.conditions)
        })?;
        let href = address_of_series(&series.series.key());
        Some(Fact { text: format!("{} of {}", rank_range(row), row.of), href })
    }

    fn ratio(&self, inputs: &Inputs<'_>, statistic: Statistic) -> Option<Fact> {
        let row = self.comparison(inputs)?;
        let found = row.estimate(statistic, &self.call.args.a);
        found.ends()?;
        Some(Fact { text: with_interval(found), href: address_of_pair(row, &self.call.args.a) })
    }

    /// Returns how many times as long `a` takes as `b`, in two digits. A sentence that has it is wrong if `b` takes
    /// longer, so that is an error.
    fn times(&self, inputs: &Inputs<'_>, statistic: Statistic) -> Result<Option<Fact>> {
        let Some(row) = self.comparison(inputs) else { return Ok(None) };
        let (a, b) = (&self.call.args.a, &self.call.args.b);
        let found = row.estimate(statistic, a);
        if found.ends().is_none() {
            return Ok(None);
        }
        let ratio = found.value;
        ensure!(
            ratio >= 1.0,
            "'{a}' no longer takes as long as '{b}': rewrite the sentence with {}",
            self.call.code
        );
        Ok(Some(Fact { text: format_briefly(ratio), href: address_of_pair(row, a) }))
    }

    fn superiority(&self, inputs: &Inputs<'_>) -> Option<Fact> {
        let row = self.comparison(inputs)?;
        let share = row.estimate(Statistic::Superiority, &self.call.args.a).value;
        let text = in_percent(share);
        Some(Fact { text, href: address_of_pair(row, &self.call.args.a) })
    }

    /// Returns a ratio over the published window, without days that were bad for either runtime. This is one of the
    /// sets of choices under which claims are tested.
    fn without_bad_days(&self, inputs: &Inputs<'_>, statistic: Statistic) -> Option<Fact> {
        let (a, b) = (self.call.args.a.as_str(), self.call.args.b.as_str());
        let is_it = |row: &&MultiverseRow| {
            (row.a.as_str(), row.b.as_str(), row.statistic) == (a, b, statistic)
                && (row.memory, row.metric) == (self.memory, self.metric)
                && self.is_under(&row.conditions)
                && (row.window_days, row.quantile, row.bad_days)
                    == (PUBLISHED_DAYS, QuantileType::Type7, BadDays::Dropped)
        };
        let row = inputs.tables.multiverse.iter().find(is_it)?;
        let found = Estimate { value: row.value, lower: row.lower, upper: row.upper };
        found.ends()?;
        Some(Fact { text: with_interval(found), href: format!("claims/index.html#{}", row.claim) })
    }

    /// Counts the sets of choices in which the test of a claim holds.
    fn holds(&self, inputs: &Inputs<'_>, statistic: Statistic) -> Option<Fact> {
        let args = &self.call.args;
        let (choice, value) = match (args.packaging, args.arch) {
            (Some(packaging), _) => (Choice::Packaging, packaging.name()),
            (None, Some(arch)) => (Choice::Arch, arch.name()),
            (None, None) => (Choice::All, ""),
        };
        let is_it = |row: &&RobustnessRow| {
            (&row.claim, &row.b, row.statistic) == (&args.claim, &args.b, statistic)
                && (row.choice, row.value.as_str()) == (choice, value)
        };
        let row = inputs.tables.robustness.iter().find(is_it)?;
        let text = format!("{} of {}", row.holds, row.of);
        Some(Fact { text, href: format!("claims/index.html#{}", args.claim) })
    }

    fn of_source(&self, inputs: &Inputs<'_>) -> Option<Fact> {
        let series = self.view.series(inputs.tables)?;
        let source =
            inputs.tables.sources.iter().find(|row| row.source == series.series.conditions.source)?;
        let text = match self.call.name {
            "samples" => grouped(source.accepted_samples),
            "first_day" => source.first_day.to_string(),
            _ => period(series.window.window_start, series.window.window_end),
        };
        Some(Fact { text, href: "data/index.html".to_owned() })
    }

    fn is_series(&self, series: &Series, runtime: &str) -> bool {
        (series.memory, series.metric, series.runtime.as_str()) == (self.memory, self.metric, runtime)
            && self.is_under(&series.conditions)
    }

    /// True if these are the requested conditions.
    fn is_under(&self, conditions: &Conditions) -> bool {
        let source = conditions.source.clone();
        self.is_source(&source) && *conditions == Conditions { source, ..self.conditions.clone() }
    }

    fn is_source(&self, source: &str) -> bool {
        self.source.is_none_or(|wanted| wanted == source)
    }

    /// Returns the size of a function's artifact in a campaign.
    fn deployed(&self, inputs: &Inputs<'_>, runtime: &str) -> Option<Fact> {
        let is_it = |row: &&schema::ArtifactRow| {
            (row.runtime.as_str(), row.workload.as_str()) == (runtime, self.conditions.workload.as_str())
                && self.is_source(&row.source)
        };
        let row = inputs.tables.artifacts.iter().find(is_it)?;
        let text = format!("{} MB", format_number(row.artifact_mb()));
        Some(Fact { text, href: "measured/index.html".to_owned() })
    }

    /// Returns the rank correlation of a campaign's metric with init durations on AWS, in the default view.
    fn correlation(&self, inputs: &Inputs<'_>) -> Option<Fact> {
        let is_it = |row: &&schema::AgreementRow| {
            (row.metric, row.reference_packaging) == (self.metric, Packaging::Zip)
                && self.is_under(&row.conditions)
        };
        let row = inputs.tables.agreement.iter().find(is_it)?;
        let found = Estimate { value: row.rank_correlation, lower: row.lower, upper: row.upper };
        Some(Fact { text: with_interval(found), href: "local-aws/index.html".to_owned() })
    }

    fn comparison<'i>(&self, inputs: &Inputs<'i>) -> Option<&'i ComparisonRow> {
        inputs.tables.comparisons.iter().find(|row| {
            row.metric == self.metric
                && self.is_under(&row.conditions)
                && row.is_of(&self.call.args.a, &self.call.args.b)
        })
    }
}

/// Returns the verdict on a claim, with the number of tests passed if it has tests.
fn of_claim(inputs: &Inputs<'_>, texts: &Texts, claim: &str) -> Result<Option<Fact>> {
    let rows: Vec<_> = inputs.tables.claims.iter().filter(|row| row.claim == claim).collect();
    let text = match verdict::words(texts, &rows)? {
        Some(words) => Some(words.part("Short")?),
        None => rows.first().and_then(|row| row.verdict).map(|verdict| verdict.title().to_owned()),
    };
    Ok(text.map(|text| Fact { text, href: format!("claims/index.html#{claim}") }))
}

/// Returns the bound that a claim sets for its comparison with `b`.
fn rule(inputs: &Inputs<'_>, claim: &str, statistic: Statistic, b: &str) -> Option<Fact> {
    let is_it = |row: &&schema::ClaimRow| {
        (row.claim.as_str(), row.b.as_str(), row.statistic) == (claim, b, Some(statistic))
    };
    let row = inputs.tables.claims.iter().find(is_it)?;
    Some(Fact { text: row.rule.clone(), href: format!("claims/index.html#{claim}") })
}

/// Returns the ratio that compares a percentile. Functions reject the other percentiles.
const fn ratio_of(percentile: Percentile) -> Statistic {
    match percentile {
        Percentile::P50 => Statistic::P50Ratio,
        Percentile::P90 | Percentile::P95 => Statistic::P90Ratio,
        Percentile::P99 | Percentile::P999 => Statistic::P99Ratio,
    }
}
