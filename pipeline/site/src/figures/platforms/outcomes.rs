//! Failures, and prices.

use anyhow::Result;
use schema::{CloudPrice, Observer, OutcomeRow, PlatformCostRow};
use serde_json::json;

use super::survey::{Survey, group, whole_platforms};
use crate::context::{
    formats::usd,
    table::{Cell, Table},
};

/// Shows requests that failed or stayed without an answer, platform by platform.
pub(super) fn table(survey: &Survey<'_, '_>) -> Result<Option<Table>> {
    let words = survey.words("outcomes", &json!({ "source": survey.source }))?;
    let of_source = |row: &&OutcomeRow| row.conditions.source == survey.source;
    let rows: Vec<&OutcomeRow> = survey.inputs.tables.outcomes.iter().filter(of_source).collect();
    let count = |count: Option<u64>| count.map_or_else(|| Cell::text(""), Cell::count);
    let mut cells = Vec::new();
    let says_something = |row: &&OutcomeRow| row.failed.or(row.timed_out).or(row.unanswered).is_some();
    for row in whole_platforms(rows, |row| &row.conditions).into_iter().filter(says_something) {
        let observer = words.part(if row.observer == Observer::Caller { "Caller" } else { "Platform" })?;
        cells.push(vec![
            Cell::text(row.conditions.provider.title()).head(),
            Cell::text(group(&row.conditions, row.memory)),
            Cell::text(observer),
            count(row.planned),
            Cell::count(row.recorded),
            count(row.failed),
            count(row.timed_out),
            count(row.unanswered),
        ]);
    }
    Table::worded(&words)?.filled(cells)
}

/// Shows the price of a million calls at the median, platform by platform.
pub(super) fn costs(survey: &Survey<'_, '_>) -> Result<Option<Table>> {
    let words = survey.words("costs", &json!({ "source": survey.source, "title": survey.metric.title() }))?;
    let is_it = |row: &&PlatformCostRow| {
        row.series.conditions.source == survey.source && row.series.metric == survey.metric
    };
    let mut rows: Vec<&PlatformCostRow> = survey.inputs.tables.platform_costs.iter().filter(is_it).collect();
    rows.sort_by(|a, b| {
        a.series.memory.cmp(&b.series.memory).then(a.million_calls_usd.total_cmp(&b.million_calls_usd))
    });
    let cells = |row: &PlatformCostRow| {
        let ends = row.million_calls_usd_lower.zip(row.million_calls_usd_upper);
        let ends = ends.map(|(lower, upper)| format!("{} to {}", usd(lower), usd(upper)));
        vec![
            Cell::text(row.series.memory.words()).head(),
            Cell::text(row.series.conditions.provider.title()),
            Cell::number(row.p50),
            Cell::number(row.billed_ms),
            Cell::text(usd(row.million_calls_usd)),
            Cell::text(ends.unwrap_or_default()),
            Cell::number(row.calls_per_usd),
        ]
    };
    Table::worded(&words)?.filled(rows.into_iter().map(cells))
}

/// Shows the list prices behind the costs, with their pages.
pub(super) fn prices(survey: &Survey<'_, '_>) -> Result<Option<Table>> {
    let words = survey.words("prices", &json!({}))?;
    let cells = |price: &CloudPrice| {
        let page = price.sources.first().cloned().unwrap_or_default();
        let cpu = price.million_cpu_seconds_usd().map_or_else(|| Cell::text(""), Cell::price);
        vec![
            Cell::text(price.product.clone()).head(),
            Cell::text(price.region.clone()),
            Cell::price(price.million_invocations_usd),
            Cell::price(price.million_gb_seconds_usd()),
            cpu,
            Cell::number(price.rounding_ms),
            Cell::number(price.minimum_ms),
            Cell { upstream: Some(page), ..Cell::text(price.since.to_string()) },
            Cell::text(price.doubt.clone()),
        ]
    };
    let clouds = survey.inputs.prices.map(|prices| prices.clouds.as_slice()).unwrap_or_default();
    Table::worded(&words)?.filled(clouds.iter().map(cells))
}
