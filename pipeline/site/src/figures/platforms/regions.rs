//! The medians of single regions, platform by platform.

use std::collections::BTreeMap;

use anyhow::Result;
use charts::strips;
use schema::{Conditions, Percentile, Provider, SeriesRow};
use serde_json::json;

use super::survey::Survey;
use crate::context::{
    addresses::address_of_series,
    figure::{Figure, Words, figure},
    table::{Cell, Table},
};

/// Draws a mark for each region of each platform, at one memory size.
pub(super) fn chart(survey: &Survey<'_, '_>, slug: &str) -> Result<Option<Figure>> {
    let is_it = |row: &&SeriesRow| {
        let series = &row.series;
        (series.conditions.source.as_str(), series.metric, series.memory.mb())
            == (survey.source, survey.metric, survey.memory_mb)
            && series.conditions.region != Conditions::ALL_REGIONS
    };
    let mut by_platform: BTreeMap<Provider, Vec<&SeriesRow>> = BTreeMap::new();
    for row in survey.inputs.tables.series.iter().filter(is_it) {
        by_platform.entry(row.series.conditions.provider).or_default().push(row);
    }
    for rows in by_platform.values_mut() {
        rows.sort_by(|a, b| a.distribution.p50.total_cmp(&b.distribution.p50));
    }
    let Some(first) = by_platform.values().flatten().next() else { return Ok(None) };
    let named =
        |row: &SeriesRow| json!({"region": row.series.conditions.region, "p50": row.distribution.p50});
    let platform = |(provider, rows): (&Provider, &Vec<&SeriesRow>)| {
        json!({
            "name": provider.title(),
            "fastest": named(rows[0]),
            "slowest": named(rows[rows.len() - 1]),
        })
    };
    let highest = |rows: &[&SeriesRow]| rows.last().map_or(0.0, |row| row.distribution.p50);
    let slowest = by_platform.iter().max_by(|(_, a), (_, b)| highest(a).total_cmp(&highest(b)));
    let view = json!({
        "title": survey.metric.title(),
        "source": survey.source,
        "memory": first.series.memory.words(),
        "load": first.series.conditions.load,
        "window": first.window,
        "slowest": slowest.map(platform),
    });
    let words = survey.words("regions", &view)?;
    let cells = |row: &&SeriesRow| {
        let conditions = &row.series.conditions;
        let receipt = address_of_series(&row.series.key());
        vec![
            Cell::text(conditions.provider.title()).head(),
            Cell::code(conditions.region.clone()),
            Cell::number(row.distribution.p50).receipt(&receipt),
            survey.catalog.percentile(row, Percentile::P99).receipt(&receipt),
            Cell::count(row.distribution.n),
        ]
    };
    let table = Table::worded(&words)?.with(by_platform.values().flatten().map(cells))?;
    let strips: Vec<strips::Strip<'_>> = by_platform
        .iter()
        .map(|(provider, rows)| strips::Strip {
            label: provider.title(),
            values: rows.iter().map(|row| row.distribution.p50).collect(),
        })
        .collect();
    let strips = strips::Strips { rows: &strips, x_name: &words.part("Axis")?, target: None };
    let drawn = figure(&survey.catalog.texts, Words::of(&words, slug, Percentile::P50)?, table, |frame| {
        strips::draw(frame, &strips)
    })?;
    Ok(Some(drawn))
}
