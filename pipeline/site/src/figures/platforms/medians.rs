//! One metric on each platform, by memory size or by page.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use schema::{Metric, Percentile, SeriesRow, Verdict};
use serde_json::{Value, json};

use super::{
    plot::{self, Dot},
    ratios::ratio_of,
    survey::{Survey, group, operator, unit_words},
};
use crate::{
    context::{
        addresses::address_of_series,
        figure::Figure,
        table::{Cell, Table},
    },
    figures::order::overlap,
};

/// Draws the medians of every platform, smallest memory size first, then lowest median first.
pub(super) fn chart(survey: &Survey<'_, '_>, slug: &str) -> Result<Option<Figure>> {
    let mut rows = survey.platforms(survey.metric);
    let place = |row: &SeriesRow| (row.series.memory.mb(), row.series.conditions.workload.clone());
    rows.sort_by(|a, b| {
        place(a).cmp(&place(b)).then_with(|| a.distribution.p50.total_cmp(&b.distribution.p50))
    });
    let Some(first) = rows.first() else { return Ok(None) };
    let is_alone = rows.iter().all(|row| row.series.conditions.provider == first.series.conditions.provider);
    let label = |row: &SeriesRow| {
        if is_alone {
            group_of(row)
        } else {
            format!("{} · {}", group_of(row), operator(row.series.conditions.provider))
        }
    };
    let dots: Vec<Dot<'_>> = rows
        .iter()
        .map(|row| Dot { label: label(row), hue: plot::hue(row.series.conditions.provider), row })
        .collect();
    let tail = plot::tail(&dots);
    let is_open = |row: &&SeriesRow| {
        let ends = survey.catalog.interval(&row.series, tail).and_then(schema::IntervalRow::ends);
        ends.is_some_and(|ends| ends.upper.is_none())
    };
    let groups = groups(survey, &rows);
    let certain = || groups.iter().filter(|group| group["is_certain"] == true);
    let leaders: BTreeSet<_> = certain().filter_map(|group| group["fastest"]["name"].as_str()).collect();
    let end = |row: &SeriesRow| json!({ "value": row.distribution.p50, "memory": row.series.memory.words() });
    let last = rows[rows.len() - 1];
    let median = |row: &SeriesRow| {
        let found = survey.catalog.interval(&row.series, Percentile::P50);
        (row.distribution.p50, found.and_then(schema::IntervalRow::ends))
    };
    let overlaps = overlap(median(first), median(last));
    let ends = json!({ "least": end(first), "most": end(last), "overlaps": overlaps });
    let view = json!({
        "metric": survey.metric.name(),
        "title": survey.metric.title(),
        "unit": first.series.unit,
        "source": survey.source,
        "load": first.series.conditions.load,
        "window": first.window,
        "regions": regions(&rows),
        "clusters": first.distribution.clusters,
        "cluster_unit": unit_words(first.distribution.cluster_unit),
        "provider": is_alone.then(|| first.series.conditions.provider.title()),
        "ends": ends,
        "leaders": leaders,
        "led": certain().map(|group| &group["name"]).collect::<Vec<_>>(),
        "certain": certain().count(),
        "groups": groups,
        "tail": tail.name(),
        "tail_title": tail.title(),
        "without_tail": rows.iter().filter(|row| row.ceiling < Some(tail)).count(),
        "has_open_end": rows.iter().any(is_open),
    });
    let words = survey.words(survey.metric.name(), &view)?;
    plot::draw(survey, slug, &words, &dots)
}

/// Returns the group of a series within its platform.
fn group_of(row: &SeriesRow) -> String {
    group(&row.series.conditions, row.series.memory)
}

/// Returns each platform with its region.
fn regions(rows: &[&SeriesRow]) -> Vec<Value> {
    let by_platform: BTreeMap<_, _> = rows
        .iter()
        .map(|row| (row.series.conditions.provider, row.series.conditions.region.as_str()))
        .collect();
    let region =
        |(provider, region): (schema::Provider, &str)| json!({"name": provider.title(), "region": region});
    by_platform.into_iter().map(region).collect()
}

/// Returns the platforms of each group, fastest first, with the ratio of the slowest to the fastest.
fn groups(survey: &Survey<'_, '_>, rows: &[&SeriesRow]) -> Vec<Value> {
    let platforms = |same: &[&SeriesRow]| {
        let (fastest, slowest) = (same[0], same[same.len() - 1]);
        let next = same.get(1).copied().unwrap_or(fastest);
        let named = |row: &SeriesRow| json!({"name": row.series.conditions.provider.title(), "p50": row.distribution.p50});
        let ratio = ratio_of(survey.inputs.tables, slowest, fastest);
        let to_next = ratio_of(survey.inputs.tables, next, fastest);
        json!({
            "name": group_of(fastest),
            "platforms": same.iter().map(|row| named(row)).collect::<Vec<_>>(),
            "fastest": named(fastest),
            "slowest": named(slowest),
            "times": ratio,
            // The fastest is surely faster than the next one.
            "is_certain": to_next.and_then(Verdict::of) == Some(Verdict::Slower),
        })
    };
    rows.chunk_by(|a, b| group_of(a) == group_of(b)).map(platforms).collect()
}

/// Shows Alibaba's cold start latency and its parts, by memory size.
pub(super) fn cold_start(survey: &Survey<'_, '_>) -> Result<Option<Table>> {
    let parts = [Metric::ColdLatencyMs, Metric::PrepareCodeMs, Metric::RuntimeInitMs];
    let found = parts.map(|metric| survey.platforms(metric));
    let words = survey.words("cold-start", &json!({ "source": survey.source }))?;
    let rows = found[0].iter().map(|whole| {
        let median = |rows: &Vec<&SeriesRow>| {
            let same = rows.iter().find(|row| row.series.memory == whole.series.memory);
            same.map_or_else(
                || Cell::measured(None),
                |row| Cell::number(row.distribution.p50).receipt(&address_of_series(&row.series.key())),
            )
        };
        let cells = found.iter().map(median);
        let counts = [Cell::count(whole.distribution.n), Cell::count(whole.distribution.clusters.into())];
        std::iter::once(Cell::text(group_of(whole)).head()).chain(cells).chain(counts).collect()
    });
    Table::worded(&words)?.filled(rows)
}
