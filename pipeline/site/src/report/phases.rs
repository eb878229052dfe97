//! The phases of invocations and the sizes of responses, which Lambda writes in its JSON logs.

use anyhow::Result;
use schema::{FunctionSeriesRow, Metric, Unit};
use serde::Serialize;

use super::{inputs::ReportInputs, series::measures};
use crate::context::{table::Table, texts::Labelled};

/// Phases and sizes of one function.
#[derive(Serialize)]
pub(super) struct Phases {
    times: Option<Table>,
    sizes: Option<Table>,
    /// The phases that have samples.
    metrics: Vec<Metric>,
}

/// True for the metrics of the phases of an invocation.
pub(super) const fn is_phase(metric: Metric) -> bool {
    matches!(
        metric,
        Metric::ResponseLatencyMs
            | Metric::ResponseDurationMs
            | Metric::RuntimeOverheadMs
            | Metric::ExtensionOverheadMs
            | Metric::ProducedBytes
    )
}

/// Shows the phases in `rows`, which pool all versions and memory sizes; none without any.
pub(super) fn view(
    inputs: &ReportInputs<'_>,
    words: &Labelled,
    rows: &[&FunctionSeriesRow],
) -> Result<Option<Phases>> {
    if rows.is_empty() {
        return Ok(None);
    }
    let of_unit = |name: &str, unit: Unit| -> Result<Option<Table>> {
        let rows: Vec<_> = rows.iter().copied().filter(|row| row.series.unit == unit).collect();
        (!rows.is_empty()).then(|| measures(inputs, words, name, &rows)).transpose()
    };
    let metrics = rows.iter().map(|row| row.series.metric).collect();
    Ok(Some(Phases { times: of_unit("Phases", Unit::Ms)?, sizes: of_unit("Sizes", Unit::Bytes)?, metrics }))
}
