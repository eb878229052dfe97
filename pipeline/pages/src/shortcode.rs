//! Numbers in words: `{{ p50 rust-al2023 }}` in `content/*.md` becomes the cell that it names.
//!
//! | Shortcode | Becomes |
//! |---|---|
//! | `{{ p50 RUNTIME }}`, `p90`, `p95`, `p99` | the percentile: 15.9 ms |
//! | `{{ interval p50 RUNTIME }}` | its 95 % interval: 15.7 to 16.2 ms |
//! | `{{ place p50 RUNTIME }}` | its place: 1–2 of 40 |
//! | `{{ ratio p50 A B }}` | A over B with its interval: 3.15 (3.10 to 3.18) |
//! | `{{ superiority A B }}` | how often A is faster: 98.7 % |
//! | `{{ verdict CLAIM }}` | what the data say of a claim: supported in part |
//! | `{{ samples }}`, `{{ window }}`, `{{ first-day }}` | of the first source |
//!
//! All but the last four take `package=image` and `arch=arm64`, and the percentiles and intervals `memory=128`;
//! what is not named is as in the default view. What has no data is said to have none, with a warning; what
//! does not exist is an error with file and line.

use std::{collections::BTreeMap, fmt::Write};

use anyhow::{Context, Result, bail, ensure};
use charts::{format_value, number::format_number};
use schema::{Arch, ComparisonRow, Estimate, Package, Percentile, Series, Statistic};
use serde::{Deserialize, de::value::StrDeserializer};

use crate::{Inputs, config::View, home, table::grouped};

/// What stands where there are no data.
const NO_DATA: &str = "(no data)";

/// Text with its shortcodes replaced, and what had no data.
pub(crate) struct Expanded {
    pub(crate) text: String,
    pub(crate) warnings: Vec<String>,
}

/// Replaces every shortcode of `text`, which begins at line `first_line` of `content/<file>`. `root` leads from
/// its page to the root of the site.
pub(crate) fn expand(
    inputs: &Inputs<'_>,
    view: &View,
    (file, first_line): (&str, usize),
    root: &str,
    text: &str,
) -> Result<Expanded> {
    let mut expanded = Expanded { text: String::with_capacity(text.len()), warnings: Vec::new() };
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        expanded.text.push_str(before);
        let line = first_line + text[..text.len() - after.len()].matches('\n').count();
        let place = || format!("content/{file}:{line}");
        let (code, after) =
            after.split_once("}}").with_context(|| format!("{}: `{{{{` has no `}}}}`", place()))?;
        let call = Call::parse(code, view).with_context(place)?;
        if let Some(Fact { text, href }) = call.value(inputs).with_context(place)? {
            let text = text.replace(' ', "\u{a0}");
            write!(expanded.text, "<a class=\"fact\" href=\"{root}{href}\">{text}</a>")?;
        } else {
            expanded.warnings.push(format!("{}: {{{{{code}}}}} has no data", place()));
            expanded.text.push_str(NO_DATA);
        }
        rest = after;
    }
    expanded.text.push_str(rest);
    Ok(expanded)
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
    view: &'a View,
}

impl<'a> Call<'a> {
    fn parse(code: &'a str, view: &'a View) -> Result<Call<'a>> {
        let (options, words): (Vec<&str>, Vec<&str>) =
            code.split_whitespace().partition(|word| word.contains('='));
        let (name, words) = words.split_first().context("`{{ }}` names nothing")?;
        let mut options: BTreeMap<&str, &str> =
            options.iter().filter_map(|option| option.split_once('=')).collect();
        let call = Call {
            name,
            words: words.to_vec(),
            package: options.remove("package").map_or(Ok(view.package), word)?,
            arch: options.remove("arch").map_or(Ok(view.arch), word)?,
            memory_mb: match options.remove("memory") {
                Some(text) => {
                    Some(text.parse().with_context(|| format!("memory={text} is no number of MB"))?)
                }
                None => view.memory_mb,
            },
            view,
        };
        if let Some((option, _)) = options.first_key_value() {
            bail!("`{{{{{code}}}}}` has an option `{option}`; there are package, arch and memory");
        }
        Ok(call)
    }

    fn value(&self, inputs: &Inputs<'_>) -> Result<Option<Fact>> {
        match (self.name, &self.words[..]) {
            ("p50" | "p90" | "p95" | "p99", [runtime]) => self.percentile(inputs, word(self.name)?, runtime),
            ("interval", [percentile, runtime]) => self.interval(inputs, word(percentile)?, runtime),
            ("place", [percentile, runtime]) => self.place(inputs, word(percentile)?, runtime),
            ("ratio", [percentile, a, b]) => self.ratio(inputs, word(percentile)?, a, b),
            ("superiority", [a, b]) => self.superiority(inputs, a, b),
            ("verdict", [claim]) => verdict(inputs, claim),
            ("samples" | "window" | "first-day", []) => Ok(self.of_source(inputs)),
            (name, words) => bail!(
                "`{name}` with {} word(s) is no shortcode; see pipeline/pages/src/shortcode.rs for those there are",
                words.len()
            ),
        }
    }

    fn percentile(&self, inputs: &Inputs<'_>, percentile: Percentile, runtime: &str) -> Result<Option<Fact>> {
        let href = runtime_page(inputs, runtime)?;
        let mut rows = inputs.summaries.series.iter();
        let row = rows.find(|row| self.is_series(&row.series, runtime));
        let value =
            row.and_then(|row| Some(format_value(row.distribution.supported(percentile)?, row.series.unit)));
        Ok(value.map(|text| Fact { text, href }))
    }

    fn interval(&self, inputs: &Inputs<'_>, percentile: Percentile, runtime: &str) -> Result<Option<Fact>> {
        let href = runtime_page(inputs, runtime)?;
        let mut rows = inputs.summaries.intervals.iter();
        let row = rows.find(|row| row.percentile == percentile && self.is_series(&row.series, runtime));
        let ends = row.and_then(|row| Some((row.lower?, row.upper?, row.series.unit)));
        let text = ends
            .map(|(lower, upper, unit)| format!("{} to {}", format_number(lower), format_value(upper, unit)));
        Ok(text.map(|text| Fact { text, href }))
    }

    fn place(&self, inputs: &Inputs<'_>, percentile: Percentile, runtime: &str) -> Result<Option<Fact>> {
        let href = runtime_page(inputs, runtime)?;
        let mut rows = inputs.summaries.ranks.iter();
        let row = rows.find(|row| {
            (row.percentile, row.package, row.arch, row.metric)
                == (percentile, self.package, self.arch, self.view.metric)
                && (row.runtime.as_str(), &row.workload) == (runtime, &self.view.workload)
        });
        Ok(row.map(|row| Fact { text: format!("{} of {}", home::places(row), row.of), href }))
    }

    fn ratio(&self, inputs: &Inputs<'_>, percentile: Percentile, a: &str, b: &str) -> Result<Option<Fact>> {
        let href = runtime_page(inputs, a)?;
        let row = self.comparison(inputs, a, b)?;
        let statistic = match percentile {
            Percentile::P50 => Statistic::P50Ratio,
            Percentile::P90 => Statistic::P90Ratio,
            Percentile::P99 => Statistic::P99Ratio,
            Percentile::P95 => bail!("there are ratios of p50, p90 and p99"),
        };
        let found = row.and_then(|row| ends(row.estimate(statistic, a)));
        let number = |value: f64| format_number(value);
        let text = found.map(|(value, lower, upper)| {
            format!("{} ({} to {})", number(value), number(lower), number(upper))
        });
        Ok(text.map(|text| Fact { text, href }))
    }

    fn superiority(&self, inputs: &Inputs<'_>, a: &str, b: &str) -> Result<Option<Fact>> {
        let href = runtime_page(inputs, a)?;
        let row = self.comparison(inputs, a, b)?;
        let share = row.map(|row| row.estimate(Statistic::Superiority, a).value);
        Ok(share.map(|share| Fact { text: format!("{} %", format_number(share * 100.0)), href }))
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
            == (self.package, self.arch, self.memory_mb, self.view.metric)
            && (series.runtime.as_str(), &series.workload) == (runtime, &self.view.workload)
    }

    fn comparison<'i>(&self, inputs: &Inputs<'i>, a: &str, b: &str) -> Result<Option<&'i ComparisonRow>> {
        runtime_page(inputs, b)?;
        let mut rows = inputs.summaries.comparisons.iter();
        Ok(rows.find(|row| {
            (row.package, row.arch, row.metric) == (self.package, self.arch, self.view.metric)
                && row.workload == self.view.workload
                && row.is_of(a, b)
        }))
    }
}

/// The verdict on a claim.
fn verdict(inputs: &Inputs<'_>, claim: &str) -> Result<Option<Fact>> {
    let is_known = inputs.claims.claims.iter().any(|known| known.id == claim);
    ensure!(is_known, "content/claims.toml has no claim '{claim}'");
    let row = inputs.summaries.claims.iter().find(|row| row.claim == claim);
    let verdict = row.and_then(|row| row.verdict);
    Ok(verdict
        .map(|verdict| Fact { text: verdict.title().to_owned(), href: format!("claims/index.html#{claim}") }))
}

/// The address of a runtime's page; an error where there is no such runtime.
fn runtime_page(inputs: &Inputs<'_>, slug: &str) -> Result<String> {
    ensure!(inputs.registry.by_slug(slug).is_some(), "data/runtimes.toml has no runtime '{slug}'");
    Ok(format!("runtimes/{slug}/index.html"))
}

fn ends(found: Estimate) -> Option<(f64, f64, f64)> {
    Some((found.value, found.lower?, found.upper?))
}

/// A word as the schema spells it.
fn word<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T> {
    let spelled = T::deserialize(StrDeserializer::<serde::de::value::Error>::new(text));
    spelled.with_context(|| format!("'{text}' is not one of the words that may stand here"))
}
