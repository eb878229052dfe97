//! The comparison that the home page states first: two languages, as bars on one scale.

use std::ops::RangeInclusive;

use anyhow::{Context, Result};
use charts::number::format_briefly;
use schema::{ComparisonRow, Metric, Packaging, PageCache, SeriesRow, Statistic, Verdict};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    Inputs,
    context::{
        addresses::address_of_pair,
        catalog::{Catalog, main_source},
        formats::ends,
        texts::Labelled,
    },
};

/// A ratio that nobody would notice, with both ends of its interval: at most 5% from 1.
const UNNOTICED: RangeInclusive<f64> = 0.95..=1.05;

/// `content/head-to-head.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    a: String,
    b: String,
    #[serde(rename = "row")]
    rows: Vec<RowConfig>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowConfig {
    title: String,
    a: String,
    b: String,
    packaging: Option<Packaging>,
    metric: Option<Metric>,
    workload: Option<String>,
}

/// The comparison, for the template.
#[derive(Serialize)]
pub(crate) struct HeadToHead {
    pub(crate) headline: String,
    pub(crate) lead: String,
    scale: String,
    /// Length of the longest bar, at which the scale ends.
    longest: f64,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    title: String,
    place: String,
    is_local: bool,
    bars: [Bar; 2],
    /// Number of the faster one, from 1; none without one.
    winner: Option<u8>,
    verdict: String,
    note: String,
    /// Address of the comparison.
    href: String,
}

#[derive(Serialize)]
struct Bar {
    name: String,
    text: String,
    /// Length, in the unit of the scale.
    length: f64,
}

/// Numbers of a row, for its words.
#[derive(Clone, Serialize)]
struct Facts {
    a_value: String,
    b_value: String,
    /// Ratio of the medians, above 1.
    times: String,
    verdict: Verdict,
    is_same: bool,
    ends: String,
    is_local: bool,
    platform: &'static str,
    arch: &'static str,
}

/// Makes the comparison; none without its file or without data for its first row.
pub(crate) fn head_to_head(inputs: &Inputs<'_>, catalog: &Catalog<'_>) -> Result<Option<HeadToHead>> {
    let Some(bytes) = inputs.content.get("head-to-head.toml") else { return Ok(None) };
    let text = std::str::from_utf8(bytes).context("content/head-to-head.toml is not UTF-8")?;
    let config: Config = toml::from_str(text).context("Failed to parse content/head-to-head.toml")?;
    let found = |row| Some((row, compared(inputs, catalog, row)?));
    let found: Vec<_> = config.rows.iter().filter_map(found).collect();
    let [(_, lead), ..] = &found[..] else { return Ok(None) };
    let longest = found.iter().flat_map(|(_, it)| it.values).fold(0.0, f64::max);
    let row = |(row, compared): &(&RowConfig, Compared<'_>)| {
        let words = catalog.texts.words("figures/head-to-head-row", &compared.facts)?;
        let names = [&config.a, &config.b];
        let texts = [&compared.facts.a_value, &compared.facts.b_value];
        let bar = |idx: usize| Bar {
            name: names[idx].clone(),
            text: texts[idx].clone(),
            length: compared.values[idx],
        };
        Ok(Row {
            title: row.title.clone(),
            place: words.part("Place")?,
            is_local: compared.facts.is_local,
            bars: [bar(0), bar(1)],
            winner: compared.winner(),
            verdict: words.part("Verdict")?,
            note: words.part("Note")?,
            href: compared.href(&row.a),
        })
    };
    let image = found.iter().find(|(row, _)| row.packaging == Some(Packaging::Image));
    let view = json!({
        "a": config.a,
        "b": config.b,
        "lead": lead.facts,
        "image": image.map(|(_, it)| &it.facts),
    });
    let words: Labelled = catalog.texts.words("figures/head-to-head", &view)?;
    Ok(Some(HeadToHead {
        headline: words.part("Headline")?,
        lead: words.part("Lead")?,
        scale: words.part("Scale")?,
        longest,
        rows: found.iter().map(row).collect::<Result<_>>()?,
    }))
}

struct Compared<'a> {
    row: &'a ComparisonRow,
    values: [f64; 2],
    facts: Facts,
}

impl Compared<'_> {
    /// Returns the number of the faster one, from 1; none if nobody would notice, or if they are tied.
    fn winner(&self) -> Option<u8> {
        match self.facts.verdict {
            _ if self.facts.is_same => None,
            Verdict::Faster => Some(1),
            Verdict::Slower => Some(2),
            Verdict::NotDistinguishable => None,
        }
    }

    /// Address of the comparison, or of the measurements of our own functions, which have no pages of pairs.
    fn href(&self, a: &str) -> String {
        if self.facts.is_local { "measured/index.html".to_owned() } else { address_of_pair(self.row, a) }
    }
}

fn compared<'a>(inputs: &Inputs<'a>, catalog: &Catalog<'_>, config: &RowConfig) -> Option<Compared<'a>> {
    let (tables, view) = (inputs.tables, catalog.view);
    let is_local = catalog.by_slug(&config.a)?.is_local();
    let source = if is_local {
        main_source(tables, PageCache::Warm)
    } else {
        &view.series(tables)?.series.conditions.source
    };
    let workload = config.workload.as_ref().unwrap_or(&view.workload);
    let metric = config.metric.unwrap_or(view.metric);
    let is_it = |row: &&ComparisonRow| {
        let conditions = &row.conditions;
        row.is_of(&config.a, &config.b)
            && row.metric == metric
            && (conditions.source.as_str(), conditions.arch) == (source, view.arch)
            && conditions.workload == *workload
            && matches!(conditions.page_cache, PageCache::Unknown | PageCache::Warm)
            && config.packaging.is_none_or(|packaging| conditions.packaging == packaging)
    };
    let row = tables.comparisons.iter().find(is_it)?;
    let series = |slug: &str| {
        tables.series.iter().find(|found: &&SeriesRow| {
            let series = &found.series;
            series.runtime == slug
                && (series.metric, &series.conditions) == (metric, &row.conditions)
                && series.memory.mb().is_none()
        })
    };
    let (a, b) = (series(&config.a)?, series(&config.b)?);
    let value =
        |row: &SeriesRow| format!("{}\u{a0}{}", format_briefly(row.distribution.p50), row.series.unit);
    let ratio = row.estimate(Statistic::P50Ratio, &config.a);
    let is_faster = ratio.value < 1.0;
    let above_one = ratio.above_one();
    let interval = above_one.ends();
    let is_same = interval.is_some_and(|found| {
        [found.lower, found.upper].iter().all(|end| end.is_some_and(|end| UNNOTICED.contains(&end)))
    });
    let verdict = match (row.verdict, is_faster) {
        (None, _) => return None,
        (Some(Verdict::NotDistinguishable), _) => Verdict::NotDistinguishable,
        (_, true) => Verdict::Faster,
        (_, false) => Verdict::Slower,
    };
    let facts = Facts {
        a_value: value(a),
        b_value: value(b),
        times: format_briefly(above_one.value),
        verdict,
        is_same,
        ends: interval.map(ends).unwrap_or_default(),
        is_local,
        platform: row.conditions.provider.title(),
        arch: row.conditions.arch.title(),
    };
    Some(Compared { row, values: [a.distribution.p50, b.distribution.p50], facts })
}
