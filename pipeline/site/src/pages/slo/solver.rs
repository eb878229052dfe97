//! Input of the solver: prices, first calls, and the confidence distributions of init durations.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use schema::{Arch, Metric, PUBLISHED_QUANTILES, Packaging, Prices, Series, TrackedStatistic};
use serde::Serialize;

use crate::{
    Inputs,
    context::{catalog::Catalog, formats::short, hue},
};

/// Path from the root of the site.
const PATH: &str = "slo/solver.json";

#[derive(Serialize)]
struct Solver<'a> {
    prices: &'a Prices,
    quantiles: [f64; PUBLISHED_QUANTILES.len()],
    /// Statistics with a confidence distribution, in the order of [`Configuration::quantiles`].
    statistics: Vec<String>,
    configurations: Vec<Configuration<'a>>,
    /// Memory at which a function has one full vCPU, in megabytes.
    full_vcpu_mb: u32,
    /// Runtimes that are no longer measured, for addresses that name them.
    former: Vec<Former<'a>>,
}

#[derive(Serialize)]
struct Former<'a> {
    runtime: &'a str,
    name: &'a str,
    path: String,
}

#[derive(Serialize)]
struct Configuration<'a> {
    runtime: &'a str,
    name: &'a str,
    language: &'a str,
    /// True unless it is deprecated or experimental.
    is_usual: bool,
    /// Colour and marker of the language in charts.
    hue: usize,
    /// Page of the runtime, from the root of the site.
    path: String,
    packaging: Packaging,
    arch: Arch,
    /// Duration of the first call in milliseconds, by memory size in megabytes.
    first_call_ms: BTreeMap<u32, f64>,
    /// Value of each statistic in the samples, in milliseconds.
    estimates: Vec<Option<f64>>,
    /// Values of each statistic at each level; none where samples do not support it, or no sample is as certain.
    quantiles: Vec<Option<[Option<f64>; PUBLISHED_QUANTILES.len()]>>,
}

/// Makes the file; returns its path and content, or none without prices.
pub(crate) fn file(inputs: &Inputs<'_>, catalog: &Catalog<'_>) -> Result<Option<(String, Vec<u8>)>> {
    let Some(prices) = inputs.prices else { return Ok(None) };
    let solver = Solver {
        prices,
        quantiles: PUBLISHED_QUANTILES,
        statistics: TrackedStatistic::ALL.map(String::from).into(),
        configurations: configurations(inputs, catalog),
        full_vcpu_mb: schema::FULL_VCPU_MB,
        former: former(catalog),
    };
    let bytes = serde_json::to_vec(&solver).context("Failed to write what the solver reads")?;
    Ok(Some((PATH.to_owned(), bytes)))
}

fn former<'a>(catalog: &Catalog<'a>) -> Vec<Former<'a>> {
    let former = catalog.runtimes.iter().filter(|it| it.is_measured == Some(false));
    former.map(|it| Former { runtime: it.slug, name: it.name, path: it.path() }).collect()
}

fn configurations<'a>(inputs: &Inputs<'a>, catalog: &Catalog<'a>) -> Vec<Configuration<'a>> {
    let rows = &inputs.tables.confidence_distributions;
    let same = rows.chunk_by(|a, b| a.series == b.series);
    let of_init = same.filter(|rows| rows[0].series.metric == Metric::InitMs);
    let configuration = |rows: &'a [schema::ConfidenceDistributionRow]| {
        let series = &rows[0].series;
        let runtime = catalog.by_slug(&series.runtime)?;
        let find = |wanted: &TrackedStatistic| rows.iter().find(|row| row.statistic == *wanted);
        Some(Configuration {
            runtime: &series.runtime,
            name: runtime.name,
            language: runtime.language,
            is_usual: runtime.is_usual,
            hue: hue::of_language(runtime.language),
            path: runtime.path(),
            packaging: series.conditions.packaging,
            arch: series.conditions.arch,
            first_call_ms: first_calls(inputs, series),
            estimates: TrackedStatistic::ALL
                .iter()
                .map(|it| find(it).map(|row| short(row.estimate)))
                .collect(),
            quantiles: TrackedStatistic::ALL
                .iter()
                .map(|it| find(it).map(|row| row.quantiles.map(|quantile| quantile.map(short))))
                .collect(),
        })
    };
    of_init.filter_map(configuration).collect()
}

fn first_calls(inputs: &Inputs<'_>, series: &Series) -> BTreeMap<u32, f64> {
    let is_it = |found: &Series| {
        found.metric == Metric::HandlerMs
            && (&found.conditions, &found.runtime) == (&series.conditions, &series.runtime)
    };
    let rows = inputs.tables.batches.iter().filter(|row| is_it(&row.series));
    rows.filter_map(|row| Some((row.series.memory.mb()?, row.p50))).collect()
}
