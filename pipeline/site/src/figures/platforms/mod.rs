//! Charts and tables of several platforms. Documents call for them by name: `{{ platform_chart(chart="medians") }}`.

use anyhow::Result;
use serde::Deserialize;

use crate::context::figure::Block;

mod collectors;
mod fixes;
mod medians;
mod outcomes;
mod plot;
pub(crate) mod ratios;
mod regions;
mod survey;

pub(crate) use survey::Survey;

/// A chart of platforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PlatformChart {
    Medians,
    Regions,
    Collectors,
    Fixes,
}

/// A table of platforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PlatformTable {
    Ratios,
    Costs,
    Prices,
    Outcomes,
    ColdStart,
}

impl PlatformChart {
    /// Name in documents and addresses.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            PlatformChart::Medians => "medians",
            PlatformChart::Regions => "regions",
            PlatformChart::Collectors => "collectors",
            PlatformChart::Fixes => "fixes",
        }
    }
}

/// Draws a chart; none without data.
pub(crate) fn chart(survey: &Survey<'_, '_>, chart: PlatformChart, slug: &str) -> Result<Option<Block>> {
    let figure = match chart {
        PlatformChart::Medians => medians::chart(survey, slug)?,
        PlatformChart::Regions => regions::chart(survey, slug)?,
        PlatformChart::Collectors => collectors::chart(survey, slug)?,
        PlatformChart::Fixes => fixes::chart(survey, slug)?,
    };
    Ok(figure.map(Block::Figure))
}

/// Fills a table; none without data.
pub(crate) fn table(survey: &Survey<'_, '_>, table: PlatformTable) -> Result<Option<Block>> {
    let table = match table {
        PlatformTable::Ratios => ratios::table(survey)?,
        PlatformTable::Costs => outcomes::costs(survey)?,
        PlatformTable::Prices => outcomes::prices(survey)?,
        PlatformTable::Outcomes => outcomes::table(survey)?,
        PlatformTable::ColdStart => medians::cold_start(survey)?,
    };
    Ok(table.map(Block::Table))
}
