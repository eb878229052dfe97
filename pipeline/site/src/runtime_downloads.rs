//! Downloads of one runtime: its rows of the tables, its changes as a feed, its ratios.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use rayon::prelude::*;
use schema::{ChangeKind, ChangeRow, ComparisonRow, Estimate};
use serde::Serialize;

use crate::{
    Files, Inputs, content,
    context::{
        catalog::{Catalog, RuntimeData},
        config::Config,
        formats::short,
    },
    feeds,
    render::Renderer,
};

/// A file that a page offers.
#[derive(Debug, Serialize)]
pub(crate) struct Offer {
    /// Name of the file next to the page, without `.csv` or `.json`.
    file: Rows,
    /// Number of rows.
    rows: usize,
}

/// Tables of which a runtime offers its rows.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Rows {
    Series,
    Intervals,
    History,
    Changes,
}

/// Returns the changes of a runtime, newest first.
fn changes_of<'a>(inputs: &Inputs<'a>, runtime: &RuntimeData<'_>) -> Vec<&'a ChangeRow> {
    inputs.tables.changes.iter().filter(|row| row.runtime == runtime.slug).collect()
}

/// Lists the files that [`files`] makes for a runtime.
pub(crate) fn offered(inputs: &Inputs<'_>, catalog: &Catalog<'_>, runtime: &RuntimeData<'_>) -> Vec<Offer> {
    let offer = |rows: Rows| {
        let n = match rows {
            Rows::Series => runtime.series.len(),
            Rows::Intervals => catalog.intervals_of(runtime.slug).len(),
            Rows::History => runtime.history.len(),
            Rows::Changes => changes_of(inputs, runtime).len(),
        };
        (n > 0).then_some(Offer { file: rows, rows: n })
    };
    [Rows::Series, Rows::Intervals, Rows::History, Rows::Changes].into_iter().filter_map(offer).collect()
}

/// Makes the files of every runtime that has a page.
pub(crate) fn files(
    inputs: &Inputs<'_>,
    config: &Config,
    catalog: &Catalog<'_>,
    renderer: &Renderer<'_>,
) -> Result<Files> {
    let mut files = Files::new();
    for runtime in catalog.runtimes.iter().filter(|runtime| !runtime.is_local()) {
        let changes = changes_of(inputs, runtime);
        for Offer { file, .. } in offered(inputs, catalog, runtime) {
            let folder = format!("runtimes/{}/", runtime.slug);
            files.extend(match file {
                Rows::Series => dataset::csv_and_json(&folder, runtime.series.par_iter().copied())?,
                Rows::Intervals => {
                    dataset::csv_and_json(&folder, catalog.intervals_of(runtime.slug).par_iter().copied())?
                }
                Rows::History => dataset::csv_and_json(&folder, runtime.history.par_iter().copied())?,
                Rows::Changes => dataset::csv_and_json(&folder, changes.par_iter().copied())?,
            });
        }
        if inputs.content.contains_key(content::CHANGES) {
            let shifts: Vec<&ChangeRow> =
                changes.into_iter().filter(|row| row.change.kind != ChangeKind::BadDay).collect();
            let path = format!("runtimes/{}/feed.atom", runtime.slug);
            let feed = feeds::atom_of(
                inputs.tables,
                config,
                catalog,
                renderer,
                (Some(runtime.name), &runtime.path(), &path),
                &shifts,
            )?;
            files.insert(path, feed.into_bytes());
        }
    }
    files.extend(ratios(inputs, catalog)?);
    Ok(files)
}

/// Ends of the interval of a ratio, of which one may be open.
type Ends = (Option<f64>, Option<f64>);

/// Makes `compare/ratios/<runtime>.json`: intervals of the ratios of other runtimes' median, 90th and 99th percentile
/// to those of this one, by configuration of the other. Explore shows them when it divides.
fn ratios(inputs: &Inputs<'_>, catalog: &Catalog<'_>) -> Result<Files> {
    let mut found: BTreeMap<&str, BTreeMap<String, [Option<Ends>; 3]>> = BTreeMap::new();
    let is_shown = |row: &&ComparisonRow| !row.conditions.is_local();
    for row in inputs.tables.comparisons.iter().filter(is_shown) {
        for (base, other) in [(&row.b, &row.a), (&row.a, &row.b)] {
            let row = row.from(other);
            let ends =
                |found: Estimate| found.ends().map(|ends| (ends.lower.map(short), ends.upper.map(short)));
            let ratios = [row.p50_ratio, row.p90_ratio, row.p99_ratio].map(ends);
            found.entry(base).or_default().insert(row.series_of(other).to_string(), ratios);
        }
    }
    let mut files = Files::new();
    for (base, rows) in found {
        if catalog.by_slug(base).is_some() {
            let bytes =
                serde_json::to_vec(&rows).with_context(|| format!("Failed to write ratios to {base}"))?;
            files.insert(format!("compare/ratios/{base}.json"), bytes);
        }
    }
    Ok(files)
}
