//! Tables with a row for each function, as lists of columns.

use schema::Percentile;

use super::campaign::{Campaign, Of};
use crate::{
    context::{catalog::RuntimeData, table::Cell},
    figures::ranked::receipt,
};

/// The content of a column.
#[derive(Clone, Copy)]
pub(super) enum Column<'w> {
    Value(Of<'w>, Percentile),
    Interval(Of<'w>, Percentile),
    Max(Of<'w>),
    Samples(Of<'w>),
    Blocks(Of<'w>),
    /// Size of the artifact.
    DeployedMb,
}

/// Shows the median of a series.
pub(super) const fn p50(series: Of<'_>) -> Column<'_> {
    Column::Value(series, Percentile::P50)
}

/// Shows the interval of its median.
pub(super) const fn p50_interval(series: Of<'_>) -> Column<'_> {
    Column::Interval(series, Percentile::P50)
}

/// Makes the row of a function: its name, then `columns`.
pub(super) fn cells(
    campaign: &Campaign<'_, '_>,
    runtime: &RuntimeData<'_>,
    columns: &[Column<'_>],
) -> Vec<Cell> {
    let cell = |column: &Column<'_>| cell(campaign, runtime, *column).unwrap_or_else(|| Cell::measured(None));
    std::iter::once(Cell::text(runtime.name).head()).chain(columns.iter().map(cell)).collect()
}

/// Makes a cell; none without the series.
fn cell(campaign: &Campaign<'_, '_>, runtime: &RuntimeData<'_>, column: Column<'_>) -> Option<Cell> {
    let find = |series| campaign.find(runtime, series);
    Some(match column {
        Column::Value(series, percentile) => {
            let found = find(series)?;
            campaign.catalog.percentile(found.row, percentile).receipt(&receipt(&found))
        }
        Column::Interval(series, percentile) => {
            let found = find(series)?;
            let interval = campaign.catalog.interval(&found.row.series, percentile)?;
            Cell::interval(interval.lower, interval.upper).receipt(&receipt(&found))
        }
        Column::Max(series) => Cell::number(find(series)?.row.distribution.max),
        Column::Samples(series) => Cell::count(find(series)?.row.distribution.n),
        Column::Blocks(series) => Cell::count(find(series)?.row.distribution.clusters.into()),
        Column::DeployedMb => Cell::number(campaign.artifact(runtime)?.artifact_mb()),
    })
}
