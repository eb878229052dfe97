//! Cold starts: init and first response.

use anyhow::{Result, bail};
use charts::bars;
use schema::{IntervalRow, Metric, Percentile, Unit};
use serde_json::json;

use super::{
    campaign::{Campaign, of},
    columns::{Column::Samples, cells, p50, p50_interval},
};
use crate::{
    context::{
        figure::{Figure, Words, figure},
        hue,
        table::Table,
    },
    figures::{
        order::{Compared, Order},
        subject::Subject,
    },
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
    let compared = ranked.iter().map(|entry| Compared {
        name: entry.runtime.name,
        median: entry.row.distribution.p50,
        ends: entry.median.and_then(IntervalRow::ends),
        tail: None,
    });
    let compared: Vec<Compared<'_>> = compared.collect();
    let order = Order::of(&compared, Percentile::P50);
    let view = json!({ "subject": Subject::of(lowest.row), "order": order });
    let words = campaign.words("cold", &view)?;
    let table =
        Table::worded(&words)?.with(ranked.iter().map(|entry| cells(campaign, entry.runtime, &columns)))?;
    let bars = ranked.iter().filter_map(|entry| {
        let median = |series| Some(campaign.find(entry.runtime, series)?.row.distribution.p50);
        Some(bars::Row {
            label: entry.runtime.name,
            series_idx: hue::of_language(entry.runtime.language),
            parts: [median(init)?, median(first)?],
            whole: entry.row.distribution.p50,
            ends: None,
        })
    });
    let bars: Vec<_> = bars.collect();
    let labels = words.list("Parts")?;
    let [first, second] = &labels[..] else {
        bail!("templates/words/figures/campaigns/cold.txt must name two parts")
    };
    figure(&campaign.catalog.texts, Words::of(&words, slug, Percentile::P50)?, table, |frame| {
        bars::draw(frame, &bars, Some([first, second]), Unit::Ms)
    })
    .map(Some)
}
