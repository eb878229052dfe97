//! The same pair on several machines: what holds on one and not on the other is no property of a language.

use std::collections::BTreeSet;

use charts::number::format_number;
use schema::{ComparisonRow, Metric};

use super::Ours;
use crate::{
    receipt::address_of_pair,
    table::{Cell, Table},
};

/// What is compared.
const PAIR: (&str, &str) = ("local-rust", "local-go");
const METRICS: [Metric; 3] = [Metric::InitMs, Metric::FirstResponseMs, Metric::WarmMs];

/// Rust's medians over Go's, by metric and workload, a column for each source with the package asked for.
pub(super) fn table(ours: &Ours<'_, '_>) -> Table {
    let rows: Vec<&ComparisonRow> = ours
        .inputs
        .summaries
        .comparisons
        .iter()
        .filter(|row| row.package == ours.asked.package && row.is_of(PAIR.0, PAIR.1))
        .collect();
    let sources: BTreeSet<&str> = rows.iter().map(|row| row.source.as_str()).collect();
    let labels: Vec<String> = sources.iter().map(|source| format!("#{source}")).collect();
    let labels: Vec<&str> =
        ["Metric", "Workload"].into_iter().chain(labels.iter().map(String::as_str)).collect();
    let mut table = Table::new("Median of Rust over median of Go, with 95 % intervals, by machine", &labels);
    for metric in METRICS {
        let of_metric = rows.iter().filter(|row| row.metric == metric);
        let workloads: BTreeSet<&str> = of_metric.map(|row| row.workload.as_str()).collect();
        for workload in workloads {
            let cell = |source: &&str| {
                let is_it = |row: &&&ComparisonRow| {
                    (row.source.as_str(), row.metric, row.workload.as_str()) == (*source, metric, workload)
                };
                let Some(row) = rows.iter().find(is_it) else { return Cell::measured(None) };
                let ratio = row.from(PAIR.0).p50_ratio;
                let Some((lower, upper)) = ratio.lower.zip(ratio.upper) else { return Cell::measured(None) };
                let [value, lower, upper] = [ratio.value, lower, upper].map(format_number);
                Cell::text(format!("{value} ({lower} to {upper})")).receipt(&address_of_pair(row, PAIR.0))
            };
            let mut cells = vec![Cell::text(metric.title()).head(), Cell::text(workload)];
            cells.extend(sources.iter().map(cell));
            table.rows.push(cells);
        }
    }
    table
}
