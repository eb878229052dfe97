//! Our medians compared with those of AWS.

use anyhow::Result;
use charts::{
    number::format_number,
    scatter::{self, Axes, Spot},
};
use schema::{AgreementRow, Memory, Metric, Percentile, Unit};

use super::view::Ours;
use crate::{
    context::{
        catalog::Ranked,
        figure::{Figure, Words, figure},
        table::{Cell, Table},
    },
    figures::ranked::{interval_cell, receipt},
};

/// One of our functions and its counterpart on AWS.
struct Pair<'c, 'a> {
    ours: Ranked<'c, 'a>,
    theirs: Ranked<'c, 'a>,
}

fn pairs<'c, 'a>(ours: &Ours<'c, 'a>) -> Vec<Pair<'c, 'a>> {
    let pair = |runtime| {
        let own = ours.find(runtime, ours.asked.workload, Metric::InitMs, Memory::Uncapped)?;
        let counterpart = ours.inputs.registry.by_slug(runtime.slug)?.counterpart.as_ref()?;
        let theirs = ours.catalog.ranked(ours.catalog.by_slug(counterpart)?)?;
        Some(Pair { ours: own, theirs })
    };
    let mut found: Vec<Pair<'c, 'a>> = ours.functions().filter_map(pair).collect();
    found.sort_by(|a, b| a.theirs.row.distribution.p50.total_cmp(&b.theirs.row.distribution.p50));
    found
}

/// Draws our init durations against those on AWS.
pub(super) fn chart(ours: &Ours<'_, '_>, slug: &str) -> Result<Option<Figure>> {
    let pairs = pairs(ours);
    let Some(Pair { ours: own, theirs }) = pairs.first() else { return Ok(None) };
    let mut table = Table::new(
        "Init durations of the runtimes that both have, median in ms",
        &["Function here", "#here", "#95 % interval", "Runtime on AWS", "#on AWS", "#95 % interval"],
    );
    for Pair { ours: own, theirs } in &pairs {
        table.rows.push(vec![
            Cell::text(own.runtime.name).head(),
            Ours::cell(Some(own), Percentile::P50),
            interval_cell(own),
            Cell::text(theirs.runtime.name).to(theirs.runtime.path()),
            Cell::percentile(&theirs.row.distribution, Percentile::P50).receipt(&receipt(theirs)),
            interval_cell(theirs),
        ]);
    }
    let ends = |found: &Ranked<'_, '_>| found.median.and_then(|median| median.lower.zip(median.upper));
    let spots: Vec<Spot<'_>> = pairs
        .iter()
        .map(|pair| Spot {
            label: pair.theirs.runtime.name,
            series_idx: ours.catalog.hue(pair.theirs.runtime.language),
            x: pair.ours.row.distribution.p50,
            y: pair.theirs.row.distribution.p50,
            x_ends: ends(&pair.ours),
            y_ends: ends(&pair.theirs),
        })
        .collect();
    let row = rows(ours).into_iter().find(|row| row.metric == Metric::InitMs);
    let words = Words {
        slug: slug.to_owned(),
        title: "Init durations here and on AWS".to_owned(),
        finding: row.map_or_else(String::new, |row| {
            format!(
                "{} runtimes, here and on AWS: rank correlation {} of at most 1. {}",
                row.runtimes,
                format_number(row.rank_correlation),
                dissent(&pairs).unwrap_or_default()
            )
        }),
        source: format!(
            "Broken line: where both machines have the same ratios. Sources: {}, {}, without limit; {}, {}, {}, all \
             memory sizes",
            own.row.series.conditions.source,
            own.row.series.conditions.packaging,
            theirs.row.series.conditions.source,
            theirs.row.series.conditions.packaging,
            theirs.row.series.conditions.arch
        ),
        tail: Percentile::P50,
    };
    let axes = Axes { x: "init here", y: "init duration on AWS" };
    figure(words, table, |frame| scatter::draw(frame, &spots, axes, Unit::Ms)).map(Some)
}

/// Returns the rows with the package and the architecture of the default view.
fn rows<'c>(ours: &Ours<'c, '_>) -> Vec<&'c AgreementRow> {
    let view = ours.catalog.view;
    let all = ours.inputs.summaries.agreement.iter();
    all.filter(|row| {
        (row.conditions.source.as_str(), row.conditions.page_cache)
            == (ours.asked.source, ours.asked.page_cache)
            && (row.reference_packaging, row.conditions.arch) == (view.packaging, view.arch)
    })
    .collect()
}

/// Shows the agreement of each metric of our sources, for zip archives and for container images.
pub(super) fn table(ours: &Ours<'_, '_>) -> Table {
    let mut table = Table::new(
        "Rank correlation of medians here with init durations on AWS, and the slope of their logarithms",
        &[
            "Here",
            "Metric",
            "Packaging on AWS",
            "#rank correlation",
            "#95 % interval",
            "#by chance",
            "#slope",
            "#95 % interval",
        ],
    );
    for row in &ours.inputs.summaries.agreement {
        table.rows.push(vec![
            Cell::text(row.conditions.source.as_str()).head(),
            Cell::text(row.metric.title()),
            Cell::text(row.reference_packaging.name()),
            Cell::number(row.rank_correlation),
            Cell::interval(row.lower, row.upper),
            Cell::number(row.chance),
            Cell::number(row.slope),
            Cell::interval(row.slope_lower, row.slope_upper),
        ]);
    }
    table
}

/// Names the runtime with the largest difference between its ranks here and on AWS; none if all agree.
fn dissent(pairs: &[Pair<'_, '_>]) -> Option<String> {
    // The pairs are in order of their medians on AWS.
    let place_here = |pair: &Pair<'_, '_>| {
        let own = pair.ours.row.distribution.p50;
        1 + pairs.iter().filter(|other| other.ours.row.distribution.p50 < own).count()
    };
    let apart = |(idx, pair): &(usize, &Pair<'_, '_>)| place_here(pair).abs_diff(idx + 1);
    let (idx, pair) = pairs.iter().enumerate().max_by_key(apart)?;
    if apart(&(idx, pair)) == 0 {
        return None;
    }
    let (name, here, n) = (pair.theirs.runtime.name, place_here(pair), pairs.len());
    Some(format!("Furthest apart is {name}: place {here} of {n} here, {} there.", idx + 1))
}
