//! The same configuration as several collectors measure it, month by month.

use anyhow::Result;
use charts::ranking;
use schema::{CollectorRow, Ends, Percentile};
use serde_json::json;

use super::survey::{Survey, unit_words};
use crate::context::{
    figure::{Figure, Words, figure},
    formats::with_interval,
    hue,
    table::{Cell, Table},
};

/// Draws the median of each source, month and memory size, the reference first.
pub(super) fn chart(survey: &Survey<'_, '_>, slug: &str) -> Result<Option<Figure>> {
    let mut rows: Vec<&CollectorRow> = survey.inputs.tables.collectors.iter().collect();
    let is_other = |row: &CollectorRow| row.series.conditions.source != row.reference;
    rows.sort_by_key(|row| {
        (row.month, is_other(row), row.series.conditions.source.clone(), row.series.memory)
    });
    let Some(first) = rows.first() else { return Ok(None) };
    let medians = |is_of_others: bool| {
        let of = rows.iter().filter(move |row| is_other(row) == is_of_others).map(|row| row.p50.value);
        let (low, high) = (of.clone().min_by(f64::total_cmp), of.max_by(f64::total_cmp));
        json!({ "low": low, "high": high })
    };
    let ratios = || rows.iter().filter_map(|row| row.ratio);
    let view = json!({
        "runtime": survey.catalog.name_of(&first.series.runtime),
        "region": first.series.conditions.region,
        "reference": first.reference,
        "ours": medians(false),
        "theirs": medians(true),
        "least": ratios().min_by(f64::total_cmp),
        "most": ratios().max_by(f64::total_cmp),
    });
    let words = survey.words("collectors", &view)?;
    let label = |row: &CollectorRow| {
        let series = &row.series;
        let month = row.month.first_day().strftime("%b");
        format!("{month} · {} · {}", series.conditions.source, series.memory.words())
    };
    let labels: Vec<String> = rows.iter().map(|row| label(row)).collect();
    let cells = |row: &&CollectorRow| {
        let ratio = row.ratio.map(|value| {
            let found = schema::Estimate { value, lower: row.ratio_lower, upper: row.ratio_upper };
            let value = Some(found.value.to_string());
            Cell { value, ends: found.ends(), ..Cell::text(with_interval(found)) }
        });
        vec![
            Cell::text(row.month.to_string()).head(),
            Cell::text(row.series.conditions.source.clone()),
            Cell::text(row.series.conditions.load.to_string()),
            Cell::text(row.series.memory.words()),
            Cell::number(row.p50.value),
            Cell::ends(row.p50.ends()),
            ratio.unwrap_or_default(),
            Cell::count(row.n),
            Cell::text(if row.clusters == 1 {
                format!("1 {}", row.cluster_unit)
            } else {
                format!("{} {}", row.clusters, unit_words(row.cluster_unit))
            }),
        ]
    };
    let table = Table::worded(&words)?.with(rows.iter().map(cells))?;
    let dots: Vec<ranking::Row<'_>> = rows
        .iter()
        .zip(&labels)
        .map(|(row, label)| ranking::Row {
            label,
            series_idx: hue::other(usize::from(is_other(row))),
            p50: row.p50.value,
            tail: None,
            p50_ends: row.p50.ends(),
            tail_ends: None::<Ends>,
        })
        .collect();
    let unit = first.series.unit;
    let drawn = figure(&survey.catalog.texts, Words::of(&words, slug, Percentile::P50)?, table, |frame| {
        ranking::draw(frame, &dots, unit)
    })?;
    Ok(Some(drawn))
}
