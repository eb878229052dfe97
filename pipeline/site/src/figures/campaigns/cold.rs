//! Cold starts: init and first response.

use anyhow::{Result, bail};
use charts::stacked_bar;
use schema::{Metric, Percentile, Unit};
use serde_json::json;

use super::{
    campaign::{Campaign, of},
    columns::{Column::Samples, cells, p50, p50_interval},
};
use crate::{
    context::{
        figure::{Figure, Words, figure},
        table::Table,
    },
    figures::subject::{Extremes, Named, Subject},
};

/// Draws init and first response of each function, one after the other.
pub(super) fn chart(campaign: &Campaign<'_, '_>, slug: &str) -> Result<Option<Figure>> {
    let mut ranked = campaign.sorted(Metric::ColdTotalMs);
    ranked.retain(|entry| !campaign.is_control(entry.runtime));
    let [lowest, _, ..] = &ranked[..] else { return Ok(None) };
    let (init, first, total) = (of(Metric::InitMs), of(Metric::FirstResponseMs), of(Metric::ColdTotalMs));
    let medians = [init, first, total].map(|series| [p50(series), p50_interval(series)]);
    let more = [p50(of(Metric::InitCpuMs)), p50(of(Metric::PeakRssMb)), Samples(total)];
    let columns = [medians.as_flattened(), &more].concat();
    let totals =
        ranked.iter().map(|entry| Named { name: entry.runtime.name, value: entry.row.distribution.p50 });
    let view = json!({ "subject": Subject::of(lowest.row), "total": Extremes::of(totals) });
    let words = campaign.words("cold", &view)?;
    let table =
        Table::worded(&words)?.with(ranked.iter().map(|entry| cells(campaign, entry.runtime, &columns)))?;
    let bars = ranked.iter().filter_map(|entry| {
        let median = |series| Some(campaign.find(entry.runtime, series)?.row.distribution.p50);
        Some(stacked_bar::Row {
            label: entry.runtime.name,
            series_idx: campaign.catalog.hue(entry.runtime.language),
            first: median(init)?,
            second: median(first)?,
            whole: entry.row.distribution.p50,
        })
    });
    let bars: Vec<_> = bars.collect();
    let labels = words.list("Parts")?;
    let [first, second] = &labels[..] else {
        bail!("templates/words/figures/campaigns/cold.txt must name two parts")
    };
    figure(&campaign.catalog.texts, Words::of(&words, slug, Percentile::P50)?, table, |frame| {
        stacked_bar::draw(frame, &bars, [first, second], Unit::Ms)
    })
    .map(Some)
}
