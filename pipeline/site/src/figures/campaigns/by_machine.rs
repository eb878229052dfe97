//! The same pair on several machines. A finding that differs by machine is no property of a language.

use std::collections::BTreeSet;

use anyhow::Result;
use schema::{ComparisonRow, Metric};
use serde_json::json;

use super::campaign::{self, Campaign};
use crate::context::{addresses::address_of_pair, figure::Block, formats::with_interval, table::Cell};

/// Functions to compare with Go.
const FLAVOURS: [&str; 2] = ["local-rust", "local-rust-mt"];
const GO: &str = "local-go";
const METRICS: [Metric; 3] = [Metric::InitMs, Metric::FirstResponseMs, Metric::WarmMs];

/// Shows the medians of both flavours of Rust over those of Go, by metric and workload, a column per campaign.
pub(super) fn table(campaign: &Campaign<'_, '_>) -> Result<Option<Block>> {
    let is_it = |row: &&ComparisonRow| {
        row.conditions.page_cache == campaign.page_cache
            && FLAVOURS.iter().any(|flavour| row.is_of(flavour, GO))
    };
    let all: Vec<&ComparisonRow> = campaign.inputs.tables.comparisons.iter().filter(is_it).collect();
    let sources: BTreeSet<&str> = all.iter().map(|row| row.conditions.source.as_str()).collect();
    let cell = |of_workload: &[&ComparisonRow], flavour: &str, source: &str| {
        let is_it = |row: &&&ComparisonRow| row.conditions.source == source && row.is_of(flavour, GO);
        let row = of_workload.iter().find(is_it);
        let Some((row, ratio)) = row.map(|row| (row, row.from(flavour).p50_ratio)) else {
            return Cell::measured(None);
        };
        match ratio.lower.and(ratio.upper) {
            Some(_) => Cell::text(with_interval(ratio)).receipt(&address_of_pair(row, flavour)),
            None => Cell::measured(None),
        }
    };
    let mut rows = Vec::new();
    for metric in METRICS {
        let of_metric = || all.iter().copied().filter(|row| row.metric == metric);
        let workloads: BTreeSet<&str> = of_metric().map(|row| row.conditions.workload.as_str()).collect();
        for workload in workloads {
            let of_workload: Vec<_> = of_metric().filter(|row| row.conditions.workload == workload).collect();
            for flavour in FLAVOURS {
                let name = campaign.catalog.name_of(flavour);
                let head = [Cell::text(metric.title()).head(), Cell::text(workload), Cell::text(name)];
                let ratios = sources.iter().map(|source| cell(&of_workload, flavour, source));
                rows.push(head.into_iter().chain(ratios).collect());
            }
        }
    }
    campaign::table(&campaign.words("by-machine", &json!({ "sources": sources }))?, rows)
}
