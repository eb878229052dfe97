//! Cold starts: init and first response, and their dependence on the share of the CPU.

use anyhow::Result;
use charts::{format_value, stacked_bar};
use schema::{Memory, Metric, Percentile, Unit};

use super::view::{Ours, source};
use crate::{
    context::{
        catalog::Ranked,
        figure::{Figure, Words, figure},
        table::{Cell, Table},
    },
    figures::ranked::interval_cell,
};

/// Memory sizes with measured shares, smallest first.
const SHARES_MB: [u32; 3] = [128, 512, 1769];

/// Draws init and first response of each function, one after the other.
pub(super) fn chart(ours: &Ours<'_, '_>, slug: &str) -> Result<Option<Figure>> {
    let workload = ours.asked.workload;
    let mut ranked = ours.sorted(Metric::ColdTotalMs);
    ranked.retain(|entry| !ours.is_control(entry.runtime));
    let [lowest, .., highest] = &ranked[..] else { return Ok(None) };
    let mut table = Table::new(
        format!("Cold starts of {workload}: medians in ms, and MB"),
        &[
            "Function",
            "#init",
            "#95 % interval",
            "#first response",
            "#95 % interval",
            "#cold total",
            "#95 % interval",
            "#processor time of init",
            "#peak memory, MB",
            "#starts",
        ],
    );
    let mut parts = Vec::new();
    for total in &ranked {
        let of = |metric| ours.find(total.runtime, workload, metric, Memory::Uncapped);
        let (init, first) = (of(Metric::InitMs), of(Metric::FirstResponseMs));
        let median =
            |found: &Option<Ranked<'_, '_>>| found.as_ref().map_or(0.0, |it| it.row.distribution.p50);
        parts.push((total, median(&init), median(&first)));
        let mut cells = vec![Cell::text(total.runtime.name).head()];
        for found in [init.as_ref(), first.as_ref(), Some(total)] {
            cells.push(Ours::cell(found, Percentile::P50));
            cells.push(found.map_or_else(|| Cell::measured(None), interval_cell));
        }
        cells.push(Ours::cell(of(Metric::InitCpuMs).as_ref(), Percentile::P50));
        cells.push(Ours::cell(of(Metric::PeakRssMb).as_ref(), Percentile::P50));
        cells.push(Cell::count(total.row.distribution.n));
        table.rows.push(cells);
    }
    let rows: Vec<stacked_bar::Row<'_>> = parts
        .iter()
        .map(|(total, first, second)| stacked_bar::Row {
            label: total.runtime.name,
            series_idx: ours.catalog.hue(total.runtime.language),
            first: *first,
            second: *second,
            whole: total.row.distribution.p50,
        })
        .collect();
    let said = |entry: &Ranked<'_, '_>| {
        format!("{} ({})", format_value(entry.row.distribution.p50, Unit::Ms), entry.runtime.name)
    };
    let words = Words {
        slug: slug.to_owned(),
        title: format!("Cold starts of {workload}"),
        finding: format!(
            "From start to first answer of {workload}: median from {} to {}.",
            said(lowest),
            said(highest)
        ),
        source: format!("Bars: medians of both parts; number: median of the whole. {}", source(ours, lowest)),
        tail: Percentile::P50,
    };
    figure(words, table, |frame| stacked_bar::draw(frame, &rows, ["init", "first response"], Unit::Ms))
        .map(Some)
}

/// Shows cold totals by the share of the CPU that a memory size buys.
pub(super) fn shares(ours: &Ours<'_, '_>) -> Table {
    let workload = ours.asked.workload;
    let sizes: Vec<String> = SHARES_MB.iter().map(|memory_mb| format!("#{memory_mb} MB")).collect();
    let mut labels = vec!["Function"];
    labels.extend(sizes.iter().map(String::as_str));
    labels.push("#without limit");
    labels.push("#first response at 128 MB");
    let mut table = Table::new(
        format!(
            "Cold total of {workload} by share, on two processors, and without limit, on one: median in ms"
        ),
        &labels,
    );
    for runtime in ours.functions() {
        let of = |metric, memory| ours.find(runtime, workload, metric, memory);
        if of(Metric::ColdTotalMs, Memory::Mb(SHARES_MB[0])).is_none() {
            continue;
        }
        let mut cells = vec![Cell::text(runtime.name).head()];
        for memory in SHARES_MB.into_iter().map(Memory::Mb).chain([Memory::Uncapped]) {
            cells.push(Ours::cell(of(Metric::ColdTotalMs, memory).as_ref(), Percentile::P50));
        }
        let first = of(Metric::FirstResponseMs, Memory::Mb(SHARES_MB[0]));
        cells.push(Ours::cell(first.as_ref(), Percentile::P50));
        table.rows.push(cells);
    }
    table
}
