//! Coverage of intervals, for the page on methods.

use std::collections::BTreeMap;

use anyhow::Result;
use schema::{CalibrationRow, Percentile};
use serde_json::json;

use crate::{
    Inputs,
    context::{
        table::{Cell, Table},
        texts::Texts,
    },
};

/// Makes a row for each simulated design of the coverage study; none if no design was simulated.
pub(crate) fn table(inputs: &Inputs<'_>, texts: &Texts) -> Result<Option<Table>> {
    let mut designs: BTreeMap<(u32, u32, u32), Vec<&CalibrationRow>> = BTreeMap::new();
    for row in inputs.tables.calibration.iter().filter(|row| row.is_study()) {
        designs.entry((row.clusters, row.samples_per_cluster, row.icc_percent)).or_default().push(row);
    }
    let Some(first) = designs.values().next().and_then(|rows| rows.first()) else { return Ok(None) };
    let words = texts.words("figures/coverage", &json!({ "simulations": first.simulations }))?;
    let mut table = Table::worded(&words)?;
    for ((days, samples_per_cluster, share), rows) in &designs {
        let coverage = |percentile: Percentile| {
            let short_by = percentile.samples_short(u64::from(days * samples_per_cluster));
            let found = rows.iter().find(|row| row.percentile == percentile);
            if short_by > 0 { Cell::short(short_by) } else { Cell::measured(found.map(|row| row.coverage)) }
        };
        let design = [
            Cell::text(days.to_string()).head(),
            Cell::count(u64::from(*samples_per_cluster)),
            Cell::text(format!("{share} %")),
        ];
        table.rows.push(design.into_iter().chain(Percentile::ALL.map(coverage)).collect());
    }
    Ok(Some(table))
}
