//! The same pair on several machines. A finding that differs by machine is no property of a language.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use schema::Metric;
use serde_json::json;

use super::campaign::{self, Campaign};
use crate::context::{addresses::address_of_pair, figure::Block, formats::with_interval, table::Cell};

/// Functions to compare with Go.
const FLAVOURS: [&str; 2] = ["local-rust", "local-rust-mt"];
const GO: &str = "local-go";
const METRICS: [Metric; 3] = [Metric::InitMs, Metric::FirstResponseMs, Metric::WarmMs];

/// Shows the medians of both flavours of Rust over those of Go, by metric and workload, a column per campaign.
pub(super) fn table(campaign: &Campaign<'_, '_>) -> Result<Option<Block>> {
    let (mut sources, mut ratios) = (BTreeSet::new(), BTreeMap::new());
    for row in &campaign.inputs.tables.comparisons {
        let flavour = FLAVOURS.iter().position(|flavour| row.is_of(flavour, GO));
        let found = METRICS.iter().position(|metric| *metric == row.metric).zip(flavour);
        let Some((metric, flavour)) = found.filter(|_| row.conditions.page_cache == campaign.page_cache)
        else {
            continue;
        };
        sources.insert(&*row.conditions.source);
        let row_ratios: &mut BTreeMap<&str, Cell> =
            ratios.entry((metric, &*row.conditions.workload, flavour)).or_default();
        let ratio = row.from(FLAVOURS[flavour]).p50_ratio;
        if ratio.lower.and(ratio.upper).is_some() {
            let receipt = address_of_pair(row, FLAVOURS[flavour]);
            row_ratios.insert(&*row.conditions.source, Cell::text(with_interval(ratio)).receipt(&receipt));
        }
    }
    let rows = ratios.into_iter().map(|((metric, workload, flavour), found)| {
        let name = campaign.catalog.name_of(FLAVOURS[flavour]);
        let head = [Cell::text(METRICS[metric].title()).head(), Cell::text(workload), Cell::text(name)];
        let ratio = |source| found.get(source).cloned().unwrap_or_else(|| Cell::measured(None));
        head.into_iter().chain(sources.iter().map(ratio)).collect()
    });
    campaign::table(&campaign.words("by-machine", &json!({ "sources": sources }))?, rows)
}
