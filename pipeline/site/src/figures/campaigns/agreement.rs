//! Our medians compared with those of AWS.

use anyhow::Result;
use charts::scatter::{self, Guide, Mark, Scatter};
use schema::{AgreementRow, IntervalRow, Metric, Percentile, Unit};
use serde_json::json;

use super::{
    campaign::{self, Campaign, of},
    columns::{cells, p50, p50_interval},
};
use crate::{
    context::{
        catalog::Ranked,
        figure::{Block, Figure, Words, figure},
        hue,
        table::{Cell, Table},
    },
    figures::{
        ranked::{interval_cell, receipt},
        subject::Subject,
    },
};

/// Pairs each of our functions with its counterpart on AWS, lowest median on AWS first.
fn pairs<'c, 'a>(campaign: &Campaign<'c, 'a>) -> Vec<[Ranked<'c, 'a>; 2]> {
    let pair = |runtime| {
        let here = campaign.find(runtime, of(Metric::InitMs))?;
        let counterpart = campaign.inputs.registry.by_slug(runtime.slug)?.counterpart.as_ref()?;
        let there = campaign.catalog.ranked(campaign.catalog.by_slug(counterpart)?)?;
        Some([here, there])
    };
    let mut found: Vec<[Ranked<'c, 'a>; 2]> = campaign.functions().filter_map(pair).collect();
    found.sort_by(|[_, a], [_, b]| a.row.distribution.p50.total_cmp(&b.row.distribution.p50));
    found
}

/// Draws our init durations against those on AWS.
pub(super) fn chart(campaign: &Campaign<'_, '_>, slug: &str) -> Result<Option<Figure>> {
    let (catalog, pairs) = (campaign.catalog, pairs(campaign));
    let Some([here, there]) = pairs.first() else { return Ok(None) };
    let agreement = agreement(campaign);
    let furthest = agreement.and_then(|row| row.furthest.as_deref());
    let view = json!({
        "here": Subject::of(here.row),
        "there": Subject::of(there.row),
        "agreement": agreement,
        "furthest": furthest.map(|slug| catalog.name_of(slug)),
    });
    let words = campaign.words("agreement-chart", &view)?;
    let columns = [p50(of(Metric::InitMs)), p50_interval(of(Metric::InitMs))];
    let row = |[here, there]: &[Ranked<'_, '_>; 2]| {
        let of_aws = [
            Cell::text(there.runtime.name).to(there.runtime.path()),
            catalog.percentile(there.row, Percentile::P50).receipt(&receipt(there)),
            interval_cell(there),
        ];
        cells(campaign, here.runtime, &columns).into_iter().chain(of_aws).collect()
    };
    let table = Table::worded(&words)?.with(pairs.iter().map(row))?;
    let ends = |found: &Ranked<'_, '_>| found.median.and_then(IntervalRow::ends);
    let spots = pairs.iter().map(|[here, there]| Mark {
        label: Some(there.runtime.name),
        series_idx: hue::of_language(there.runtime.language),
        x: here.row.distribution.p50,
        y: there.row.distribution.p50,
        x_ends: ends(here),
        y_ends: ends(there),
        is_pale: false,
    });
    let spots: Vec<Mark<'_>> = spots.collect();
    let name = |label| Ok::<_, anyhow::Error>(format!("{}, {}", words.part(label)?, Unit::Ms));
    let (x_name, y_name) = (name("Horizontal axis")?, name("Vertical axis")?);
    let chart = Scatter { marks: &spots, x_name: &x_name, y_name: &y_name, guide: Guide::SameRatio };
    figure(&catalog.texts, Words::of(&words, slug, Percentile::P50)?, table, |frame| {
        scatter::draw(frame, &chart)
    })
    .map(Some)
}

/// Finds the agreement of init durations with the packaging and the architecture of the default view.
fn agreement<'c>(campaign: &Campaign<'c, '_>) -> Option<&'c AgreementRow> {
    let view = campaign.catalog.view;
    campaign.inputs.tables.agreement.iter().find(|row| {
        let conditions = &row.conditions;
        row.metric == Metric::InitMs
            && (conditions.source.as_str(), conditions.page_cache, conditions.workload.as_str())
                == (campaign.source, campaign.page_cache, campaign.workload)
            && (row.reference_packaging, conditions.arch) == (view.packaging, view.arch)
    })
}

/// Shows the agreement of each metric of our sources, for zip archives and for container images.
pub(super) fn table(campaign: &Campaign<'_, '_>) -> Result<Option<Block>> {
    let row = |row: &AgreementRow| {
        vec![
            Cell::text(row.conditions.source.as_str()).head(),
            Cell::text(row.metric.title()),
            Cell::text(row.reference_packaging.name()),
            Cell::number(row.rank_correlation),
            Cell::interval(row.lower, row.upper),
            Cell::number(row.chance),
            Cell::number(row.slope),
            Cell::interval(row.slope_lower, row.slope_upper),
        ]
    };
    let words = campaign.words("agreement", &json!({}))?;
    campaign::table(&words, campaign.inputs.tables.agreement.iter().map(row))
}
