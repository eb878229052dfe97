//! The pages in `receipts/`: one for each runtime, and one for the pairs that texts and claims cite.

use std::collections::BTreeSet;

use anyhow::Result;
use rayon::prelude::*;
use schema::{ComparisonRow, IntervalRow, SeriesRow};
use serde::Serialize;
use serde_json::json;

use crate::{
    Inputs,
    context::{
        addresses::{COLDMARK, address_of_pair, receipt_folder},
        catalog::{Catalog, RuntimeData},
        page::{Page, view},
    },
    provenance::{Document, Receipt},
};

#[derive(Serialize)]
struct Receipts {
    lead: String,
    document: Document,
    /// Command that explains a month of the history; none without a history.
    month: Option<String>,
}

/// Makes all receipt pages. `cited` holds the addresses of the pairs that texts cite.
pub(crate) fn pages(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    cited: &BTreeSet<String>,
) -> Result<Vec<Page>> {
    let mut parts: Vec<(&RuntimeData<'_>, Vec<&SeriesRow>)> = Vec::new();
    for runtime in &catalog.runtimes {
        if !runtime.is_local {
            parts.push((runtime, runtime.series.clone()));
            continue;
        }
        // Functions of campaigns have thousands of series, and a page holds one workload of them.
        let workload = |row: &SeriesRow| row.series.conditions.workload.clone();
        let workloads: BTreeSet<String> = runtime.series.iter().map(|row| workload(row)).collect();
        for name in workloads {
            let rows = runtime.series.iter().copied().filter(|row| workload(row) == name);
            parts.push((runtime, rows.collect()));
        }
    }
    let page =
        |(runtime, rows): &(&RuntimeData<'_>, Vec<&SeriesRow>)| of_runtime(inputs, catalog, runtime, rows);
    let mut pages = parts.par_iter().map(page).collect::<Result<Vec<_>>>()?;
    pages.push(of_pairs(inputs, catalog, cited)?);
    Ok(pages)
}

/// Makes the page of `receipts` in `folder`; `name` is that of a runtime, and `month` names one of its months.
fn page(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    folder: &str,
    (name, month): (Option<String>, Option<String>),
    receipts: &[Receipt<'_>],
) -> Result<Page> {
    let words = catalog.texts.words("provenance/page", &json!({ "name": name }))?;
    let document = Document::of(inputs, &catalog.texts, receipts)?;
    let lead = words.part("Lead")?;
    Ok(Page {
        path: format!("receipts/{folder}/index.html"),
        template: "receipts.html",
        title: words.part("Title")?,
        description: lead.clone(),
        figures: Vec::new(),
        view: view(&Receipts { lead, document, month }),
    })
}

/// Makes the receipts of `rows`, which are series of `runtime`.
fn of_runtime(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    runtime: &RuntimeData<'_>,
    rows: &[&SeriesRow],
) -> Result<Page> {
    let workload = rows.first().map(|row| row.series.key()).filter(|key| key.conditions.is_local());
    let name = match &workload {
        Some(key) => format!("{}, {}", runtime.name, key.conditions.workload),
        None => runtime.name.to_owned(),
    };
    let workloads: BTreeSet<&str> = rows.iter().map(|row| row.series.conditions.workload.as_str()).collect();
    let intervals = catalog.intervals_of(runtime.slug).iter().copied();
    let intervals: Vec<&IntervalRow> =
        intervals.filter(|found| workloads.contains(found.series.conditions.workload.as_str())).collect();
    let receipts = rows.iter().copied().map(|row| {
        let percentiles = intervals.iter().copied().filter(|found| found.series == row.series);
        Receipt::Series { row, percentiles: percentiles.collect() }
    });
    let receipts: Vec<Receipt<'_>> = receipts.collect();
    let newest = runtime.metrics(catalog).into_iter().next().and_then(|metric| {
        let months = runtime.main_history(catalog, metric);
        months.last().map(|row| format!("{COLDMARK} {} {}", row.series.key(), row.month))
    });
    let folder = workload.map_or_else(|| runtime.slug.to_owned(), |key| receipt_folder(&key));
    page(inputs, catalog, &folder, (Some(name), newest), &receipts)
}

fn of_pairs(inputs: &Inputs<'_>, catalog: &Catalog<'_>, cited: &BTreeSet<String>) -> Result<Page> {
    let is_tested =
        |row: &ComparisonRow| inputs.tables.claims.iter().any(|test| row.is_in(test) && test.a == row.a);
    let both_ways = |row: &ComparisonRow| [row.from(&row.a), row.from(&row.b)];
    let rows = inputs.tables.comparisons.iter().flat_map(both_ways);
    let rows = rows.filter(|row| is_tested(row) || cited.contains(&address_of_pair(row, &row.a)));
    let receipts: Vec<Receipt<'_>> = rows.map(|row| Receipt::Pair { row: Box::new(row) }).collect();
    page(inputs, catalog, "pairs", (None, None), &receipts)
}
