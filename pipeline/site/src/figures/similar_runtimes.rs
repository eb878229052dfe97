//! Runtimes with similar medians: those that are statistically tied, and the next ones on either side.

use anyhow::Result;
use schema::{ComparisonRow, Verdict};
use serde_json::json;

use crate::{
    Inputs,
    context::{
        addresses::path_of_pair,
        catalog::{Catalog, RuntimeData},
        formats::with_interval,
        table::{Cell, Table},
    },
};

/// Number of distinguishable runtimes shown on either side.
const NEIGHBOURS: usize = 2;

/// Shows the neighbours of a runtime in the default view, fastest first; none where it is not compared.
pub(crate) fn table(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    runtime: &RuntimeData<'_>,
) -> Result<Option<Table>> {
    let view = catalog.view;
    let is_default = |row: &&ComparisonRow| view.has_conditions(&row.conditions) && row.metric == view.metric;
    let is_of = |row: &&ComparisonRow| row.a == runtime.slug || row.b == runtime.slug;
    let rows = inputs.tables.comparisons.iter().filter(is_default).filter(is_of);
    // Ratios of the other runtime to this one; below 1 means that the other is faster.
    let mut rows: Vec<ComparisonRow> = rows
        .map(|row| row.from(if row.a == runtime.slug { &row.b } else { &row.a }))
        .filter(|row| catalog.by_slug(&row.a).is_some_and(|other| !other.is_local()))
        .collect();
    rows.sort_by(|a, b| a.p50_ratio.value.total_cmp(&b.p50_ratio.value));
    let n_faster = rows.iter().filter(|row| row.verdict == Some(Verdict::Faster)).count();
    let (mut faster, mut slower) = (0, 0);
    rows.retain(|row| match row.verdict {
        Some(Verdict::NotDistinguishable) | None => true,
        Some(Verdict::Faster) => {
            faster += 1;
            faster + NEIGHBOURS > n_faster
        }
        Some(Verdict::Slower) => {
            slower += 1;
            slower <= NEIGHBOURS
        }
    });
    let ties = rows.iter().filter(|row| row.verdict == Some(Verdict::NotDistinguishable)).count();
    let view = json!({ "name": runtime.name, "ties": ties });
    let words = catalog.texts.words("figures/similar-runtimes", &view)?;
    let mut table = Table::worded(&words)?;
    for row in &rows {
        let Some(other) = catalog.by_slug(&row.a) else { continue };
        let verdict = match row.verdict {
            Some(Verdict::Faster) => "Faster",
            Some(Verdict::Slower) => "Slower",
            Some(Verdict::NotDistinguishable) => "Tied",
            None => "Unknown",
        };
        let link = path_of_pair(catalog, runtime.slug, other.slug);
        table.rows.push(vec![
            Cell::text(other.name).to(other.path()).head(),
            Cell::text(with_interval(row.p50_ratio)),
            Cell::text(words.part(verdict)?),
            match link {
                Some(path) => Cell::text(words.part("Link")?).to(path),
                None => Cell::default(),
            },
        ]);
    }
    let table = table.checked()?;
    Ok((!table.rows.is_empty()).then_some(table))
}
