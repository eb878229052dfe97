//! Invocations of a running process: medians, tails, and warm-up.

use std::collections::BTreeSet;

use anyhow::Result;
use schema::{Memory, Metric, Percentile};

use super::view::{Ours, source};
use crate::{
    context::{
        figure::Figure,
        formats::capital,
        table::{Cell, Table},
    },
    figures::{
        dot_plots,
        ranked::{interval_cell, receipt},
    },
};

/// Draws warm invocations of the requested workload: the median and a deeper percentile of each function.
pub(super) fn chart(ours: &Ours<'_, '_>, slug: &str) -> Result<Option<Figure>> {
    dots(ours, slug, Metric::WarmMs)
}

/// Draws first responses of the requested workload.
pub(super) fn first_response(ours: &Ours<'_, '_>, slug: &str) -> Result<Option<Figure>> {
    dots(ours, slug, Metric::FirstResponseMs)
}

fn dots(ours: &Ours<'_, '_>, slug: &str, metric: Metric) -> Result<Option<Figure>> {
    let ranked = ours.sorted(metric);
    let [lowest, _, ..] = &ranked[..] else { return Ok(None) };
    let workload = ours.asked.workload;
    let mut table = Table::new(
        format!("{} of {workload}, in ms", capital(metric.title())),
        &["Function", "#p50", "#95 % interval", "#p90", "#p99", "#p99.9", "#max", "#samples", "#blocks"],
    );
    for entry in &ranked {
        let found = &entry.row.distribution;
        let mut cells = vec![Cell::text(entry.runtime.name).head(), Ours::cell(Some(entry), Percentile::P50)];
        cells.push(interval_cell(entry));
        cells.extend(
            [Percentile::P90, Percentile::P99, Percentile::P999].map(|deep| Ours::cell(Some(entry), deep)),
        );
        cells.extend([Cell::number(found.max), Cell::count(found.n), Cell::count(u64::from(found.clusters))]);
        table.rows.push(cells);
    }
    let named: Vec<_> = ranked.iter().map(|entry| (entry.runtime.name.to_owned(), entry)).collect();
    let subject = format!("{} of {workload}", capital(metric.title()));
    dot_plots::dots(ours.catalog, (slug, &subject), (&named, &dot_plots::plain), table, &source(ours, lowest))
        .map(Some)
}

/// Shows a percentile of warm invocations, by function and workload.
pub(super) fn workloads(ours: &Ours<'_, '_>, percentile: Percentile) -> Table {
    let is_ours = |row: &&schema::SeriesRow| row.series.conditions.source == ours.asked.source;
    let series = ours.inputs.summaries.series.iter().filter(is_ours);
    let workloads: BTreeSet<&str> = series
        .filter(|row| row.series.metric == Metric::WarmMs)
        .map(|row| row.series.conditions.workload.as_str())
        .collect();
    let labels: Vec<String> = workloads.iter().map(|workload| format!("#{workload}")).collect();
    let labels: Vec<&str> = std::iter::once("Function").chain(labels.iter().map(String::as_str)).collect();
    let caption = format!("Warm invocations by workload: {}, in ms", percentile.title());
    let mut table = Table::new(caption, &labels);
    for runtime in ours.functions() {
        let found: Vec<_> = workloads
            .iter()
            .map(|workload| ours.find(runtime, workload, Metric::WarmMs, Memory::Uncapped))
            .collect();
        if ours.is_control(runtime) {
            continue;
        }
        let mut cells = vec![Cell::text(runtime.name).head()];
        cells.extend(found.iter().map(|entry| Ours::cell(entry.as_ref(), percentile)));
        table.rows.push(cells);
    }
    table
}

/// Compares the first response, the next nine invocations and those after.
pub(super) fn early(ours: &Ours<'_, '_>) -> Table {
    let workload = ours.asked.workload;
    let mut table = Table::new(
        format!("How {workload} settles: medians in ms"),
        &[
            "Function",
            "#1st",
            "#2nd to 10th",
            "#11th and later",
            "#11th and later, two processors",
            "#p99 with one",
            "#processor time of one",
        ],
    );
    for entry in ours.sorted(Metric::WarmMs) {
        let of = |metric| ours.find(entry.runtime, workload, metric, Memory::Uncapped);
        let apart = ours.with_two_processors(entry.runtime);
        let medians = [of(Metric::FirstResponseMs), of(Metric::EarlyMs), of(Metric::WarmMs), apart];
        let mut cells = vec![Cell::text(entry.runtime.name).head()];
        cells.extend(medians.iter().map(|found| Ours::cell(found.as_ref(), Percentile::P50)));
        cells.push(Ours::cell(Some(&entry), Percentile::P99));
        cells.push(Ours::cell(of(Metric::CallCpuMs).as_ref(), Percentile::P50));
        table.rows.push(cells);
    }
    table
}

/// Shows tails with their intervals, where garbage collection shows.
pub(super) fn tail(ours: &Ours<'_, '_>) -> Table {
    let workload = ours.asked.workload;
    let mut table = Table::new(
        format!("Tails of {workload}, in ms"),
        &[
            "Function",
            "#p50",
            "#p99",
            "#95 % interval",
            "#p99.9",
            "#95 % interval",
            "#max",
            "#processor time of one",
            "#peak memory, MB",
        ],
    );
    for entry in ours.sorted(Metric::WarmMs) {
        let of = |metric| ours.find(entry.runtime, workload, metric, Memory::Uncapped);
        let ends = |percentile| {
            let found = ours.catalog.interval(&entry.row.series, percentile);
            let ends = found.and_then(|found| found.lower.zip(found.upper));
            let number = charts::number::format_number;
            let text = ends.map(|(lower, upper)| format!("{} to {}", number(lower), number(upper)));
            text.map_or_else(|| Cell::measured(None), Cell::text).receipt(&receipt(&entry))
        };
        table.rows.push(vec![
            Cell::text(entry.runtime.name).head(),
            Ours::cell(Some(&entry), Percentile::P50),
            Ours::cell(Some(&entry), Percentile::P99),
            ends(Percentile::P99),
            Ours::cell(Some(&entry), Percentile::P999),
            ends(Percentile::P999),
            Cell::number(entry.row.distribution.max),
            Ours::cell(of(Metric::CallCpuMs).as_ref(), Percentile::P50),
            Ours::cell(of(Metric::PeakRssMb).as_ref(), Percentile::P50),
        ]);
    }
    table
}
