//! Numbers in words: `{{ p50 rust-al2023 }}` in `content/*.md` becomes the cell that it names.
//!
//! | Shortcode | Becomes |
//! |---|---|
//! | `{{ p50 RUNTIME }}`, `p90`, `p95`, `p99`, `p999` | the percentile: 15.9 ms |
//! | `{{ interval p50 RUNTIME }}` | its 95 % interval: 15.7 to 16.2 ms |
//! | `{{ place p50 RUNTIME }}` | its place: 1–2 of 40 |
//! | `{{ ratio p50 A B }}` | A over B with its interval: 3.15 (3.10 to 3.18); with `bad-days=dropped` without the days that were bad for either |
//! | `{{ rule CLAIM p50 B }}` | what its interval must be: below 0.8 |
//! | `{{ superiority A B }}` | how often A is faster: 98.7 % |
//! | `{{ verdict CLAIM }}` | what the data say of a claim: supported in part |
//! | `{{ holds CLAIM p50 B }}` | in how many sets of choices its test against B holds: 330 of 360; with `package=` or `arch=` of those only |
//! | `{{ samples }}`, `{{ window }}`, `{{ first-day }}` | of the first source |
//! | `{{ deployed RUNTIME }}` | the size of what is deployed of a function of ours: 2.5 MB |
//! | `{{ correlation METRIC }}` | how well medians of ours put runtimes in the order of AWS: 0.943 (0.829 to 1) |
//!
//! On a line by themselves stand charts and tables, each with its numbers below it:
//!
//! | Shortcode | Becomes |
//! |---|---|
//! | `{{ chart ranking A B … }}` | these runtimes beside each other |
//! | `{{ chart packages A B … }}` | these runtimes in every package and architecture |
//! | `{{ chart history A B … }}` | their medians month by month |
//! | `{{ table coverage }}` | what intervals achieve in simulation |
//! | `{{ chart ours NAME }}`, `{{ table ours NAME }}` | what we measured ourselves: see [`crate::ours`] |
//!
//! The first five take `package=image` and `arch=arm64`, and the percentiles and intervals `memory=128`;
//! what is not named is as in the default view. With functions of ours, whose names begin with `local-`, they take
//! `source=`, `workload=` and `metric=` too, and mean our newest source with warm files. What has no data is said to have none, with a warning; what
//! does not exist is an error with file and line.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use anyhow::{Context, Result, bail, ensure};
use charts::{format_value, number::format_number};
use schema::{
    Arch, BadDays, Choice, ComparisonRow, Estimate, Metric, MultiverseRow, Package, Percentile, QuantileType,
    RobustnessRow, Series, Statistic,
};
use serde::{Deserialize, de::value::StrDeserializer};

use crate::{
    Inputs,
    context::{
        addresses::{address_of_pair, address_of_series},
        catalog::{Catalog, main_source},
        config::View,
        figure::Block,
        formats::{grouped, places, sure},
    },
    figures::{campaigns, coverage, dot_plots, history},
};

#[cfg(test)]
mod fire;

/// Calendar days of the window that is published.
const PUBLISHED_DAYS: u32 = 30;

/// Where receipts of pairs are.
const PAIRS: &str = "receipts/pairs/";

/// How names of functions of ours begin.
const OURS: &str = "local-";

/// What stands where there are no data.
const NO_DATA: &str = "(no data)";

/// Text with its shortcodes replaced, and what had no data.
#[derive(Default)]
pub(crate) struct Expanded {
    /// Stretches of text, one more than blocks.
    pub(crate) texts: Vec<String>,
    /// What stands between them.
    pub(crate) blocks: Vec<Block>,
    pub(crate) warnings: Vec<String>,
    /// Addresses of the receipts of the pairs that it is about.
    pub(crate) pairs: BTreeSet<String>,
}

/// Replaces every shortcode of `text`, which begins at line `first_line` of `content/<file>`. `root` leads from
/// its page to the root of the site.
pub(crate) fn expand(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    (file, first_line): (&str, usize),
    root: &str,
    text: &str,
) -> Result<Expanded> {
    let mut expanded = Expanded::default();
    let mut words = String::with_capacity(text.len());
    let mut slugs = BTreeSet::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        words.push_str(before);
        let line = first_line + text[..text.len() - after.len()].matches('\n').count();
        let place = || format!("content/{file}:{line}");
        let (code, after) =
            after.split_once("}}").with_context(|| format!("{}: `{{{{` has no `}}}}`", place()))?;
        let call = Call::parse(code, inputs, catalog.view).with_context(place)?;
        if matches!(call.name, "chart" | "table") {
            let slug = free(&call.slug(), &mut slugs);
            if let Some(block) = call.block(inputs, catalog, &slug).with_context(place)? {
                expanded.texts.push(std::mem::take(&mut words));
                if let Block::Table(table) = &block {
                    let links = table.rows.iter().flatten().filter_map(|cell| cell.href.clone());
                    expanded.pairs.extend(links.filter(|href| href.starts_with(PAIRS)));
                }
                expanded.blocks.push(block);
            } else {
                expanded.warnings.push(format!("{}: {{{{{code}}}}} has no data", place()));
                words.push_str(NO_DATA);
            }
        } else if let Some(Fact { text, href }) = call.value(inputs).with_context(place)? {
            let text = text.replace(' ', "\u{a0}");
            write!(words, "<a class=\"fact\" href=\"{root}{href}\">{text}</a>")?;
            if href.starts_with(PAIRS) {
                expanded.pairs.insert(href);
            }
        } else {
            expanded.warnings.push(format!("{}: {{{{{code}}}}} has no data", place()));
            words.push_str(NO_DATA);
        }
        rest = after;
    }
    words.push_str(rest);
    expanded.texts.push(words);
    Ok(expanded)
}

/// `slug`, or the first of `slug-2`, `slug-3`, … that is not among `taken`, and takes it.
fn free(slug: &str, taken: &mut BTreeSet<String>) -> String {
    let mut found = slug.to_owned();
    let mut number = 1;
    while !taken.insert(found.clone()) {
        number += 1;
        found = format!("{slug}-{number}");
    }
    found
}

/// A number or a word from the data.
struct Fact {
    text: String,
    /// Where its rows are shown, from the root of the site.
    href: String,
}

/// A shortcode taken apart.
struct Call<'a> {
    name: &'a str,
    words: Vec<&'a str>,
    package: Package,
    arch: Arch,
    memory_mb: Option<u32>,
    workload: &'a str,
    metric: Metric,
    /// Slug of the source; none where that of the package is the only one.
    source: Option<&'a str>,
    /// The options as they are written.
    options: BTreeMap<&'a str, &'a str>,
}

impl<'a> Call<'a> {
    fn parse(code: &'a str, inputs: &Inputs<'a>, view: &'a View) -> Result<Call<'a>> {
        let (options, words): (Vec<&str>, Vec<&str>) =
            code.split_whitespace().partition(|word| word.contains('='));
        let (name, words) = words.split_first().context("`{{ }}` names nothing")?;
        let written: BTreeMap<&str, &str> =
            options.iter().filter_map(|option| option.split_once('=')).collect();
        let mut options = written.clone();
        let is_ours = words.iter().any(|word| word.starts_with(OURS) || *word == "ours")
            || matches!(*name, "deployed" | "correlation");
        let usual = if is_ours { Package::CacheWarm } else { view.package };
        let package = options.remove("package").map_or(Ok(usual), word)?;
        let source =
            options.remove("source").or_else(|| is_ours.then(|| main_source(inputs.summaries, package)));
        let call = Call {
            name,
            words: words.to_vec(),
            package,
            workload: options.remove("workload").unwrap_or(&view.workload),
            metric: options.remove("metric").map_or(Ok(view.metric), word)?,
            source,
            arch: options.remove("arch").map_or(Ok(view.arch), word)?,
            memory_mb: match options.remove("memory") {
                Some(text) => {
                    Some(text.parse().with_context(|| format!("memory={text} is no number of MB"))?)
                }
                None => view.memory_mb,
            },
            options: written,
        };
        if let Some(choice) = options.remove("bad-days") {
            ensure!(choice == BadDays::Dropped.name(), "bad-days={choice} must be bad-days=dropped");
        }
        if let Some((option, _)) = options.first_key_value() {
            bail!(
                "`{{{{{code}}}}}` has an option `{option}`; there are package, arch, memory, source, workload, metric and \
                 bad-days"
            );
        }
        Ok(call)
    }

    fn value(&self, inputs: &Inputs<'_>) -> Result<Option<Fact>> {
        match (self.name, &self.words[..]) {
            ("p50" | "p90" | "p95" | "p99" | "p999", [runtime]) => {
                self.percentile(inputs, word(self.name)?, runtime)
            }
            ("interval", [percentile, runtime]) => self.interval(inputs, word(percentile)?, runtime),
            ("place", [percentile, runtime]) => self.place(inputs, word(percentile)?, runtime),
            ("ratio", [percentile, a, b]) => self.ratio(inputs, word(percentile)?, a, b),
            ("superiority", [a, b]) => self.superiority(inputs, a, b),
            ("verdict", [claim]) => verdict(inputs, claim),
            ("rule", [claim, percentile, b]) => rule(inputs, claim, statistic(word(percentile)?)?, b),
            ("holds", [claim, percentile, b]) => self.holds(inputs, claim, statistic(word(percentile)?)?, b),
            ("deployed", [runtime]) => self.deployed(inputs, runtime),
            ("correlation", [metric]) => Ok(self.correlation(inputs, word(metric)?)),
            ("samples" | "window" | "first-day", []) => Ok(self.of_source(inputs)),
            (name, words) => bail!(
                "`{name}` with {} word(s) is no shortcode; see pipeline/pages/src/shortcode.rs for those there are",
                words.len()
            ),
        }
    }

    /// What a chart is called on its page, and as a file: after what it shows, so that another before it changes
    /// nothing.
    fn slug(&self) -> String {
        let kind = self.words.iter().find(|word| **word != "ours").unwrap_or(&self.name);
        let options = ["workload", "package"].into_iter().filter_map(|option| self.options.get(option));
        [self.name, kind].into_iter().chain(options.copied()).collect::<Vec<_>>().join("-")
    }

    /// What stands on a line by itself.
    fn block(&self, inputs: &Inputs<'_>, catalog: &Catalog<'_>, slug: &str) -> Result<Option<Block>> {
        let chosen = |slugs: &[&str]| {
            let known = slugs.iter().map(|slug| known(inputs, slug).map(|()| catalog.by_slug(slug)));
            Ok::<_, anyhow::Error>(
                known.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect::<Vec<_>>(),
            )
        };
        match (self.name, &self.words[..]) {
            ("chart", ["ranking", runtimes @ ..]) => {
                let ranked: Vec<_> =
                    chosen(runtimes)?.into_iter().filter_map(|runtime| catalog.ranked(runtime)).collect();
                Ok(dot_plots::ranking(catalog, slug, &ranked)?.map(Block::Figure))
            }
            ("chart", ["packages", runtimes @ ..]) => {
                Ok(dot_plots::packages(catalog, slug, &chosen(runtimes)?)?.map(Block::Figure))
            }
            ("chart", ["history", runtimes @ ..]) => {
                Ok(history::beside(catalog, slug, chosen(runtimes)?)?.map(Block::Figure))
            }
            ("chart", ["ours", name]) => campaigns::chart(inputs, catalog, name, slug, &self.asked()),
            ("table", ["ours", name]) => campaigns::table(inputs, catalog, name, &self.asked()),
            ("table", ["coverage"]) => Ok(coverage::table(inputs).map(Block::Table)),
            (name, words) => bail!(
                "`{name} {}` is no shortcode; see pipeline/pages/src/shortcode.rs for those there are",
                words.join(" ")
            ),
        }
    }

    fn percentile(&self, inputs: &Inputs<'_>, percentile: Percentile, runtime: &str) -> Result<Option<Fact>> {
        known(inputs, runtime)?;
        let mut rows = inputs.summaries.series.iter();
        let row = rows.find(|row| self.is_series(&row.series, runtime));
        Ok(row.and_then(|row| {
            let value = row.supported(percentile)?;
            Some(Fact {
                text: format_value(value, row.series.unit),
                href: address_of_series(&row.series.key()),
            })
        }))
    }

    fn interval(&self, inputs: &Inputs<'_>, percentile: Percentile, runtime: &str) -> Result<Option<Fact>> {
        known(inputs, runtime)?;
        let mut rows = inputs.summaries.intervals.iter();
        let row = rows.find(|row| row.percentile == percentile && self.is_series(&row.series, runtime));
        Ok(row.and_then(|row| {
            let (lower, upper) = (format_number(row.lower?), format_value(row.upper?, row.series.unit));
            let href = address_of_series(&row.series.key());
            Some(Fact { text: format!("{lower} to {upper}"), href })
        }))
    }

    fn place(&self, inputs: &Inputs<'_>, percentile: Percentile, runtime: &str) -> Result<Option<Fact>> {
        known(inputs, runtime)?;
        let series = inputs.summaries.series.iter().find(|row| self.is_series(&row.series, runtime));
        let Some(series) = series else { return Ok(None) };
        let href = address_of_series(&series.series.key());
        let mut rows = inputs.summaries.ranks.iter();
        let row = rows.find(|row| {
            (row.percentile, row.package, row.arch, row.metric)
                == (percentile, self.package, self.arch, self.metric)
                && (row.runtime.as_str(), row.workload.as_str()) == (runtime, self.workload)
                && self.is_source(&row.source)
        });
        Ok(row.map(|row| Fact { text: format!("{} of {}", places(row), row.of), href }))
    }

    fn ratio(&self, inputs: &Inputs<'_>, percentile: Percentile, a: &str, b: &str) -> Result<Option<Fact>> {
        let statistic = statistic(percentile)?;
        if self.options.contains_key("bad-days") {
            return self.without_bad_days(inputs, statistic, a, b);
        }
        let row = self.comparison(inputs, a, b)?;
        Ok(row.and_then(|row| {
            let found = row.estimate(statistic, a);
            found.lower.zip(found.upper)?;
            Some(Fact { text: sure(found), href: address_of_pair(row, a) })
        }))
    }

    fn superiority(&self, inputs: &Inputs<'_>, a: &str, b: &str) -> Result<Option<Fact>> {
        let row = self.comparison(inputs, a, b)?;
        Ok(row.map(|row| {
            let share = row.estimate(Statistic::Superiority, a).value;
            Fact { text: format!("{} %", format_number(share * 100.0)), href: address_of_pair(row, a) }
        }))
    }

    /// A ratio over the published window without the days that were bad for either, which is one of the sets of
    /// choices under which claims are tried.
    fn without_bad_days(
        &self,
        inputs: &Inputs<'_>,
        statistic: Statistic,
        a: &str,
        b: &str,
    ) -> Result<Option<Fact>> {
        known(inputs, a)?;
        known(inputs, b)?;
        let is_it = |row: &&MultiverseRow| {
            (row.a.as_str(), row.b.as_str(), row.statistic) == (a, b, statistic)
                && (row.package, row.arch, row.memory_mb, row.metric)
                    == (self.package, self.arch, self.memory_mb, self.metric)
                && (row.window_days, row.quantile, row.bad_days)
                    == (PUBLISHED_DAYS, QuantileType::Type7, BadDays::Dropped)
        };
        let row = inputs.summaries.multiverse.iter().find(is_it);
        Ok(row.and_then(|row| {
            let [value, lower, upper] = [row.value, row.lower?, row.upper?].map(format_number);
            let href = format!("claims/index.html#{}", row.claim);
            Some(Fact { text: format!("{value} ({lower} to {upper})"), href })
        }))
    }

    /// In how many sets of choices the test of a claim against `b` holds.
    fn holds(&self, inputs: &Inputs<'_>, claim: &str, statistic: Statistic, b: &str) -> Result<Option<Fact>> {
        known(inputs, b)?;
        known_claim(inputs, claim)?;
        let (choice, value) = match self.options.first_key_value() {
            None => (Choice::All, ""),
            Some((&"package", value)) if self.options.len() == 1 => (Choice::Package, *value),
            Some((&"arch", value)) if self.options.len() == 1 => (Choice::Arch, *value),
            Some(_) => bail!("`holds` takes package or arch"),
        };
        let is_it = |row: &&RobustnessRow| {
            (row.claim.as_str(), row.b.as_str(), row.statistic) == (claim, b, statistic)
                && (row.choice, row.value.as_str()) == (choice, value)
        };
        let row = inputs.summaries.robustness.iter().find(is_it);
        let href = format!("claims/index.html#{claim}");
        Ok(row.map(|row| Fact { text: format!("{} of {}", row.holds, row.of), href }))
    }

    fn of_source(&self, inputs: &Inputs<'_>) -> Option<Fact> {
        let source = inputs.summaries.sources.first()?;
        let window = inputs.summaries.series.first().map(|row| row.window);
        let text = match self.name {
            "samples" => grouped(source.accepted_samples),
            "first-day" => source.first_day.to_string(),
            _ => window.map(|window| format!("{} to {}", window.window_start, window.window_end))?,
        };
        Some(Fact { text, href: "data/index.html".to_owned() })
    }

    fn is_series(&self, series: &Series, runtime: &str) -> bool {
        (series.package, series.arch, series.memory_mb, series.metric)
            == (self.package, self.arch, self.memory_mb, self.metric)
            && (series.runtime.as_str(), series.workload.as_str()) == (runtime, self.workload)
            && self.is_source(&series.source)
    }

    fn is_source(&self, source: &str) -> bool {
        self.source.is_none_or(|wanted| wanted == source)
    }

    /// What a chart or a table of ours is to be about.
    fn asked(&self) -> campaigns::Asked<'_> {
        campaigns::Asked {
            source: self.source.unwrap_or_default(),
            package: self.package,
            workload: self.workload,
        }
    }

    /// The size of what is deployed of a function of ours.
    fn deployed(&self, inputs: &Inputs<'_>, runtime: &str) -> Result<Option<Fact>> {
        known(inputs, runtime)?;
        let is_it = |row: &&schema::ArtifactRow| {
            (row.runtime.as_str(), row.workload.as_str()) == (runtime, self.workload)
                && self.is_source(&row.source)
        };
        let row = inputs.summaries.artifacts.iter().find(is_it);
        Ok(row.map(|row| Fact {
            text: format!("{} MB", format_number(row.artifact_bytes as f64 / 1e6)),
            href: "measured/index.html".to_owned(),
        }))
    }

    /// The rank correlation of a metric of ours with init durations on AWS, as in the default view there.
    fn correlation(&self, inputs: &Inputs<'_>, metric: Metric) -> Option<Fact> {
        let is_it = |row: &&schema::AgreementRow| {
            (row.package, row.metric, row.arch, row.reference_package)
                == (self.package, metric, self.arch, Package::Zip)
                && self.is_source(&row.source)
        };
        let row = inputs.summaries.agreement.iter().find(is_it);
        row.map(|row| {
            let found = Estimate { value: row.rank_correlation, lower: row.lower, upper: row.upper };
            Fact { text: sure(found), href: "local-aws/index.html".to_owned() }
        })
    }

    fn comparison<'i>(&self, inputs: &Inputs<'i>, a: &str, b: &str) -> Result<Option<&'i ComparisonRow>> {
        known(inputs, a)?;
        known(inputs, b)?;
        let mut rows = inputs.summaries.comparisons.iter();
        Ok(rows.find(|row| {
            (row.package, row.arch, row.metric) == (self.package, self.arch, self.metric)
                && row.workload == self.workload
                && self.is_source(&row.source)
                && row.is_of(a, b)
        }))
    }
}

/// The verdict on a claim.
fn verdict(inputs: &Inputs<'_>, claim: &str) -> Result<Option<Fact>> {
    known_claim(inputs, claim)?;
    let row = inputs.summaries.claims.iter().find(|row| row.claim == claim);
    let verdict = row.and_then(|row| row.verdict);
    Ok(verdict
        .map(|verdict| Fact { text: verdict.title().to_owned(), href: format!("claims/index.html#{claim}") }))
}

/// What the interval of a test of a claim against `b` must be.
fn rule(inputs: &Inputs<'_>, claim: &str, statistic: Statistic, b: &str) -> Result<Option<Fact>> {
    known(inputs, b)?;
    known_claim(inputs, claim)?;
    let is_it = |row: &&schema::ClaimRow| {
        (row.claim.as_str(), row.b.as_str(), row.statistic) == (claim, b, Some(statistic))
    };
    let row = inputs.summaries.claims.iter().find(is_it);
    Ok(row.map(|row| Fact { text: row.rule.clone(), href: format!("claims/index.html#{claim}") }))
}

/// The ratio that compares a percentile.
fn statistic(percentile: Percentile) -> Result<Statistic> {
    Ok(match percentile {
        Percentile::P50 => Statistic::P50Ratio,
        Percentile::P90 => Statistic::P90Ratio,
        Percentile::P99 => Statistic::P99Ratio,
        Percentile::P95 | Percentile::P999 => bail!("there are ratios of p50, p90 and p99"),
    })
}

/// An error where there is no such claim.
fn known_claim(inputs: &Inputs<'_>, claim: &str) -> Result<()> {
    let is_known = inputs.claims.claims.iter().any(|known| known.id == claim);
    ensure!(is_known, "content/claims.toml has no claim '{claim}'");
    Ok(())
}

/// An error where there is no such runtime.
fn known(inputs: &Inputs<'_>, slug: &str) -> Result<()> {
    ensure!(inputs.registry.by_slug(slug).is_some(), "data/runtimes.toml has no runtime '{slug}'");
    Ok(())
}

/// A word as the schema spells it.
fn word<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T> {
    let spelled = T::deserialize(StrDeserializer::<serde::de::value::Error>::new(text));
    spelled.with_context(|| format!("'{text}' is not one of the words that may stand here"))
}
