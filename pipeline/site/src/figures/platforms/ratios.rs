//! Each pair of platforms.

use anyhow::Result;
use schema::{Estimate, PlatformComparisonRow, SeriesRow, Tables, Verdict};
use serde_json::json;

use super::survey::{Survey, group};
use crate::context::{
    formats::with_interval,
    table::{Cell, Table},
};

/// Shows each pair of platforms, the slower one first, so that ratios are above 1.
pub(crate) fn table(survey: &Survey<'_, '_>) -> Result<Option<Table>> {
    let words =
        survey.words("ratios", &json!({ "source": survey.source, "title": survey.metric.title() }))?;
    let verdict = |verdict: Option<Verdict>| {
        words.part(match verdict {
            Some(Verdict::Faster | Verdict::Slower) => "Certain",
            Some(Verdict::NotDistinguishable) => "Tied",
            None => "Unknown",
        })
    };
    let is_it =
        |row: &&PlatformComparisonRow| row.conditions.source == survey.source && row.metric == survey.metric;
    let mut rows = Vec::new();
    for row in survey.inputs.tables.platform_comparisons.iter().filter(is_it) {
        let (a, b) = (row.conditions.provider, row.b_provider);
        let (slower, faster) = if row.p50_ratio.value < 1.0 { (b, a) } else { (a, b) };
        rows.push(vec![
            Cell::text(group(&row.conditions, row.memory)).head(),
            Cell::text(slower.title()),
            Cell::text(faster.title()),
            Cell::text(with_interval(row.p50_ratio.above_one())),
            Cell::text(verdict(row.verdict)?),
        ]);
    }
    Table::worded(&words)?.filled(rows)
}

/// Returns the median of `a` over that of `b`, if the tables compare them.
pub(super) fn ratio_of(tables: &Tables, a: &SeriesRow, b: &SeriesRow) -> Option<Estimate> {
    let is_of = |row: &&PlatformComparisonRow, a: &SeriesRow, b: &SeriesRow| {
        let (first, second) = (&a.series, &b.series);
        (&row.conditions, row.metric, row.memory) == (&first.conditions, first.metric, first.memory)
            && (row.b_provider, &row.b_region, &row.b)
                == (second.conditions.provider, &second.conditions.region, &second.runtime)
    };
    let rows = &tables.platform_comparisons;
    let straight = rows.iter().find(|row| is_of(row, a, b)).map(|row| row.p50_ratio);
    let turned = || rows.iter().find(|row| is_of(row, b, a)).map(|row| row.p50_ratio.turned(f64::recip));
    straight.or_else(turned)
}
