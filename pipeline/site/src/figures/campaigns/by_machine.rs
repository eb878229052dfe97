//! The same pair on several machines. A finding that differs by machine is no property of a language.

use std::collections::BTreeSet;

use schema::{ComparisonRow, Metric};

use super::view::Ours;
use crate::context::{
    addresses::address_of_pair,
    formats::sure,
    table::{Cell, Table},
};

/// Functions to compare with Go.
const FLAVOURS: [&str; 2] = ["local-rust", "local-rust-mt"];
const GO: &str = "local-go";
const METRICS: [Metric; 3] = [Metric::InitMs, Metric::FirstResponseMs, Metric::WarmMs];

/// Shows the medians of both flavours of Rust over those of Go, by metric and workload, a column per campaign.
pub(super) fn table(ours: &Ours<'_, '_>) -> Table {
    let all = ours.inputs.summaries.comparisons.iter();
    let of_go: Vec<&ComparisonRow> = all
        .filter(|row| row.conditions.page_cache == ours.asked.page_cache)
        .filter(|row| FLAVOURS.iter().any(|flavour| row.is_of(flavour, GO)))
        .collect();
    let sources: BTreeSet<&str> = of_go.iter().map(|row| row.conditions.source.as_str()).collect();
    let labels: Vec<String> = sources.iter().map(|source| format!("#{source}")).collect();
    let labels: Vec<&str> =
        ["Metric", "Workload", "Flavour"].into_iter().chain(labels.iter().map(String::as_str)).collect();
    let mut table = Table::new("Median of Rust over median of Go, with 95 % intervals, by campaign", &labels);
    for metric in METRICS {
        let of_metric = of_go.iter().filter(|row| row.metric == metric);
        let workloads: BTreeSet<&str> = of_metric.map(|row| row.conditions.workload.as_str()).collect();
        for (workload, flavour) in workloads.iter().flat_map(|workload| FLAVOURS.map(|it| (*workload, it))) {
            let cell = |source: &&str| {
                let is_it = |row: &&&ComparisonRow| {
                    (row.conditions.source.as_str(), row.metric, row.conditions.workload.as_str())
                        == (*source, metric, workload)
                        && row.is_of(flavour, GO)
                };
                let Some(row) = of_go.iter().find(is_it) else { return Cell::measured(None) };
                let ratio = row.from(flavour).p50_ratio;
                if ratio.lower.zip(ratio.upper).is_none() {
                    return Cell::measured(None);
                }
                Cell::text(sure(ratio)).receipt(&address_of_pair(row, flavour))
            };
            let name = ours.catalog.by_slug(flavour).map_or(flavour, |runtime| runtime.name);
            let mut cells = vec![Cell::text(metric.title()).head(), Cell::text(workload), Cell::text(name)];
            cells.extend(sources.iter().map(cell));
            table.rows.push(cells);
        }
    }
    table
}
