//! A benchmark that changed: the same pages before and since its fixes.

use anyhow::Result;
use schema::{Provider, SeriesRow};
use serde_json::json;

use super::{
    plot::{self, Dot},
    survey::{Survey, operator},
};
use crate::context::figure::Figure;

/// Slug of the source with the runs before the fixes, less that of the source with the runs since.
const BEFORE: &str = "-before";

/// Draws each page that both have, before and since the fixes.
pub(super) fn chart(survey: &Survey<'_, '_>, slug: &str) -> Result<Option<Figure>> {
    let since = survey.platforms(survey.metric);
    let source = format!("{}{BEFORE}", survey.source);
    let before = Survey { source: &source, ..*survey }.platforms(survey.metric);
    let place = |row: &SeriesRow| (row.series.conditions.workload.clone(), row.series.conditions.provider);
    let mut pairs: Vec<(&SeriesRow, &SeriesRow)> = since
        .iter()
        .filter_map(|row| Some((*before.iter().find(|other| place(other) == place(row))?, *row)))
        .collect();
    pairs.sort_by_key(|(_, row)| place(row));
    let Some((old, new)) = pairs.first() else { return Ok(None) };
    let pair = |(old, new): &(&SeriesRow, &SeriesRow)| {
        json!({
            "page": new.series.conditions.workload,
            "name": new.series.conditions.provider.title(),
            "before": old.distribution.p50,
            "since": new.distribution.p50,
        })
    };
    // The fixes were for pages on Cloudflare.
    let fixed = pairs.iter().filter(|(old, _)| old.series.conditions.provider == Provider::Cloudflare);
    let slowest = fixed.max_by(|(a, _), (b, _)| a.distribution.p50.total_cmp(&b.distribution.p50));
    let view = json!({
        "slowest": pair(slowest.unwrap_or(&pairs[0])),
        "old": old.window,
        "new": new.window,
        "sources": [&source, survey.source],
    });
    let words = survey.words("fixes", &view)?;
    let (before, since) = (words.part("Before")?, words.part("Since")?);
    let dots: Vec<Dot<'_>> =
        pairs.iter().flat_map(|(old, new)| [dot(old, &before), dot(new, &since)]).collect();
    plot::draw(survey, slug, &words, &dots)
}

fn dot<'a>(row: &'a SeriesRow, word: &str) -> Dot<'a> {
    let conditions = &row.series.conditions;
    let label = format!("{} · {} · {word}", conditions.workload, operator(conditions.provider));
    Dot { label, hue: plot::hue(conditions.provider), row }
}
