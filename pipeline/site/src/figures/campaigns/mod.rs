//! Charts and tables of our own campaigns. Documents call for them by name: `{{ campaign_chart(chart="cold") }}`.

use std::collections::BTreeSet;

use anyhow::Result;
use schema::{
    CalibrationRow,
    Metric::{self, CallCpuMs, ColdTotalMs, EarlyMs, FirstResponseMs, InitMs, PeakRssMb, WarmMs},
    Percentile::{self, P50, P90, P99, P999},
    Series,
};
use serde::Deserialize;
use serde_json::json;

use crate::{
    context::{
        catalog::Ranked,
        figure::{Block, Figure},
    },
    figures::dot_plots::{self, Marks, Plot},
};

mod agreement;
mod by_machine;
mod campaign;
mod cold;
mod columns;
mod machines;

pub(crate) use campaign::Campaign;
use campaign::of;
use columns::{
    Column,
    Column::{Blocks, DeployedMb, Interval, Max, Samples, Value},
    cells, p50, p50_interval,
};

/// A chart of a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CampaignChart {
    Cold,
    FirstResponse,
    Warm,
    Agreement,
}

/// A table of a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CampaignTable {
    Workloads,
    WorkloadsP99,
    Early,
    Shares,
    Tail,
    Sizes,
    ByMachine,
    Machines,
    Refused,
    Agreement,
}

impl CampaignChart {
    /// Name in documents and addresses.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            CampaignChart::Cold => "cold",
            CampaignChart::FirstResponse => "first-response",
            CampaignChart::Warm => "warm",
            CampaignChart::Agreement => "agreement",
        }
    }
}

/// Draws a chart; none without data.
pub(crate) fn chart(campaign: &Campaign<'_, '_>, chart: CampaignChart, slug: &str) -> Result<Option<Block>> {
    let figure = match chart {
        CampaignChart::Cold => cold::chart(campaign, slug)?,
        CampaignChart::FirstResponse => dots(campaign, slug, FirstResponseMs)?,
        CampaignChart::Warm => dots(campaign, slug, WarmMs)?,
        CampaignChart::Agreement => agreement::chart(campaign, slug)?,
    };
    Ok(figure.map(Block::Figure))
}

/// Draws the median and a deeper percentile of each function.
fn dots(campaign: &Campaign<'_, '_>, slug: &str, metric: Metric) -> Result<Option<Figure>> {
    let (functions, it) = (campaign.sorted(metric), of(metric));
    let columns = [
        [p50(it), p50_interval(it), Value(it, P90), Value(it, P99)],
        [Value(it, P999), Max(it), Samples(it), Blocks(it)],
    ];
    let row = |entry: &Ranked<'_, '_>| cells(campaign, entry.runtime, columns.as_flattened());
    if functions.len() < 2 {
        return Ok(None);
    }
    let plot = Plot {
        spot: slug.into(),
        template: "figures/campaigns/dots",
        marks: Marks::Dots,
        has_ranks: false,
        row: &row,
    };
    dot_plots::dots(campaign.catalog, &plot, &dot_plots::by_name(&functions))
}

/// Fills a table; none without data.
pub(crate) fn table(campaign: &Campaign<'_, '_>, table: CampaignTable) -> Result<Option<Block>> {
    let (warm, init, total) = (of(WarmMs), of(InitMs), of(ColdTotalMs));
    let (first, cpu, memory) = (of(FirstResponseMs), of(CallCpuMs), of(PeakRssMb));
    let sorted = || campaign.sorted(WarmMs).into_iter().map(|entry| entry.runtime).collect::<Vec<_>>();
    let (words, functions, columns) = match table {
        CampaignTable::Early => {
            let two_cpus = warm.with_two_cpus();
            let columns =
                [p50(first), p50(of(EarlyMs)), p50(warm), p50(two_cpus), Value(warm, P99), p50(cpu)];
            ("early", sorted(), columns.to_vec())
        }
        CampaignTable::Tail => {
            let deep = [Value(warm, P99), Interval(warm, P99), Value(warm, P999), Interval(warm, P999)];
            ("tail", sorted(), [&[p50(warm)], &deep[..], &[Max(warm), p50(cpu), p50(memory)]].concat())
        }
        CampaignTable::Shares => {
            let [smallest, medium, large] = [128, 512, 1769].map(|memory_mb| total.at(memory_mb));
            let functions = campaign.functions().filter(|it| campaign.find(it, smallest).is_some()).collect();
            let columns = [smallest, medium, large, total, first.at(128)];
            ("shares", functions, columns.map(p50).to_vec())
        }
        CampaignTable::Sizes => {
            let cold = init.on_cold_disk();
            let medians = [p50(init), p50_interval(init), p50(cold), p50_interval(cold)];
            ("sizes", campaign.by_size(), [&[DeployedMb], &medians[..], &[Samples(cold)]].concat())
        }
        CampaignTable::Workloads => return workloads(campaign, P50),
        CampaignTable::WorkloadsP99 => return workloads(campaign, P99),
        CampaignTable::ByMachine => return by_machine::table(campaign),
        CampaignTable::Machines => return machines::table(campaign),
        CampaignTable::Refused => return machines::refused(campaign),
        CampaignTable::Agreement => return agreement::table(campaign),
    };
    let coverages = functions.iter().flat_map(|runtime| {
        let interval = |column: &Column<'_>| match column {
            Interval(it, percentile) => {
                let found = campaign.find(runtime, *it)?;
                campaign.catalog.interval(&found.row.series, *percentile)?.coverage
            }
            _ => None,
        };
        columns.iter().filter_map(interval).collect::<Vec<f64>>()
    });
    let coverage = coverages.filter(|it| *it < CalibrationRow::LEAST).min_by(f64::total_cmp);
    let view = json!({ "workload": campaign.workload, "coverage": coverage });
    let rows = functions.into_iter().map(|runtime| cells(campaign, runtime, &columns));
    campaign::table(&campaign.words(words, &view)?, rows)
}

/// Shows a percentile of warm invocations, by function and workload.
fn workloads(campaign: &Campaign<'_, '_>, percentile: Percentile) -> Result<Option<Block>> {
    let series = campaign.inputs.tables.series.iter().map(|row| &row.series);
    let is_warm = |it: &&Series| (&*it.conditions.source, it.metric) == (campaign.source, WarmMs);
    let workloads: BTreeSet<&str> = series.filter(is_warm).map(|it| &*it.conditions.workload).collect();
    let column = |workload| Value(of(WarmMs).in_workload(workload), percentile);
    let columns: Vec<_> = workloads.iter().copied().map(column).collect();
    let overview = campaign.functions().filter(|runtime| !campaign.is_control(runtime));
    let rows = overview.map(|runtime| cells(campaign, runtime, &columns));
    let view = json!({ "percentile": percentile.title(), "workloads": workloads });
    campaign::table(&campaign.words("workloads", &view)?, rows)
}
