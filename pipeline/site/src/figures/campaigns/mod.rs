//! Charts and tables of our own campaigns. Documents call for them by name: `{{ campaign_chart(chart="cold") }}`.

use anyhow::Result;
use schema::Percentile;
use serde::Deserialize;

use crate::{
    Inputs,
    context::{catalog::Catalog, figure::Block},
};

mod agreement;
mod by_machine;
mod cold;
mod machines;
mod sizes;
mod view;
mod warm;

pub(crate) use view::Asked;
use view::Ours;

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
pub(crate) fn chart(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    chart: CampaignChart,
    slug: &str,
    asked: &Asked<'_>,
) -> Result<Option<Block>> {
    let ours = Ours { inputs, catalog, asked };
    let figure = match chart {
        CampaignChart::Cold => cold::chart(&ours, slug)?,
        CampaignChart::FirstResponse => warm::first_response(&ours, slug)?,
        CampaignChart::Warm => warm::chart(&ours, slug)?,
        CampaignChart::Agreement => agreement::chart(&ours, slug)?,
    };
    Ok(figure.map(Block::Figure))
}

/// Fills a table; none without data.
pub(crate) fn table(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    table: CampaignTable,
    asked: &Asked<'_>,
) -> Option<Block> {
    let ours = Ours { inputs, catalog, asked };
    let table = match table {
        CampaignTable::Workloads => warm::workloads(&ours, Percentile::P50),
        CampaignTable::WorkloadsP99 => warm::workloads(&ours, Percentile::P99),
        CampaignTable::Early => warm::early(&ours),
        CampaignTable::Shares => cold::shares(&ours),
        CampaignTable::Tail => warm::tail(&ours),
        CampaignTable::Sizes => sizes::table(&ours),
        CampaignTable::ByMachine => by_machine::table(&ours),
        CampaignTable::Machines => machines::table(&ours),
        CampaignTable::Refused => machines::refused(&ours),
        CampaignTable::Agreement => agreement::table(&ours),
    };
    Some(table).filter(|table| !table.rows.is_empty()).map(Block::Table)
}
