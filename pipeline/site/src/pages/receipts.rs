//! The pages in `receipts/`: one for each runtime, one for the pairs that texts and claims cite, and one for raw files.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use rayon::prelude::*;
use schema::{ComparisonRow, IntervalRow, Series, SeriesRow};
use serde::Serialize;
use serde_json::json;

use crate::{
    Inputs,
    context::{
        addresses::{COLDMARK, address_of_pair, receipt_folder},
        catalog::{Catalog, RuntimeData},
        page::{Page, view},
        table::Table,
    },
    provenance::{Document, Extent, Receipt, raw_files},
};

#[derive(Default, Serialize)]
struct Receipts {
    lead: String,
    document: Option<Document>,
    /// Caption of the table of all receipts.
    caption: String,
    /// Raw files of each source.
    files: BTreeMap<String, Table>,
    /// Command that explains a month of the history; none without a history.
    month: Option<String>,
}

/// Makes all receipt pages. `cited` holds the addresses of the pairs that texts cite.
pub(crate) fn pages(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    cited: &BTreeSet<String>,
) -> Result<Vec<Page>> {
    // Functions of campaigns have thousands of series, so each of their workloads has a folder.
    let mut folders: BTreeMap<String, (&RuntimeData<'_>, Vec<&SeriesRow>)> = BTreeMap::new();
    for runtime in &catalog.runtimes {
        if !runtime.is_local() {
            folders.insert(runtime.slug.to_owned(), (runtime, Vec::new()));
        }
        for row in runtime.series.iter().copied() {
            folders.entry(receipt_folder(&row.series.key())).or_insert((runtime, Vec::new())).1.push(row);
        }
    }
    let pages = folders.par_iter().map(|(folder, part)| of_runtime(inputs, catalog, folder, part));
    let mut pages = pages.collect::<Result<Vec<_>>>()?;
    pages.push(of_pairs(inputs, catalog, cited)?);
    pages.push(of_files(inputs, catalog)?);
    Ok(pages)
}

/// Makes the page in `folder`; `name` is that of its subject.
fn page(catalog: &Catalog<'_>, folder: &str, name: &str, content: Receipts) -> Result<Page> {
    let words = catalog.texts.words("provenance/page", &json!({ "name": name, "folder": folder }))?;
    let lead = words.part("Lead")?;
    Ok(Page {
        path: format!("receipts/{folder}/index.html"),
        template: "receipts.html",
        title: words.part("Title")?,
        description: lead.clone(),
        figures: Vec::new(),
        view: view(&Receipts { lead, caption: words.part("Caption")?, ..content }),
    })
}

/// Makes the receipts of `rows`, which are series of `runtime`.
fn of_runtime(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    folder: &str,
    (runtime, rows): &(&RuntimeData<'_>, Vec<&SeriesRow>),
) -> Result<Page> {
    let workload = rows.first().map(|row| &row.series.conditions).filter(|found| found.is_local());
    let name =
        workload.map_or_else(|| runtime.name.to_owned(), |it| format!("{}, {}", runtime.name, it.workload));
    let mut intervals: BTreeMap<&Series, Vec<&IntervalRow>> = BTreeMap::new();
    for row in catalog.intervals_of(runtime.slug).iter().copied() {
        intervals.entry(&row.series).or_default().push(row);
    }
    let receipts = rows.iter().copied().map(|row| {
        let percentiles = intervals.get(&row.series).cloned().unwrap_or_default();
        Receipt::Series { row, percentiles }
    });
    let document = Document::of(inputs, &catalog.texts, &receipts.collect::<Vec<_>>())?;
    let newest = runtime.metrics(catalog).into_iter().next().and_then(|metric| {
        let months = runtime.main_history(catalog, metric);
        months.last().map(|row| format!("{COLDMARK} {} {}", row.series.key(), row.month))
    });
    page(catalog, folder, &name, Receipts { document: Some(document), month: newest, ..Receipts::default() })
}

fn of_pairs(inputs: &Inputs<'_>, catalog: &Catalog<'_>, cited: &BTreeSet<String>) -> Result<Page> {
    let is_tested =
        |row: &ComparisonRow| inputs.tables.claims.iter().any(|test| row.is_in(test) && test.a == row.a);
    let both_ways = |row: &ComparisonRow| [row.from(&row.a), row.from(&row.b)];
    let rows = inputs.tables.comparisons.iter().flat_map(both_ways);
    let rows = rows.filter(|row| is_tested(row) || cited.contains(&address_of_pair(row, &row.a)));
    let receipts: Vec<Receipt<'_>> = rows.map(|row| Receipt::Pair { row: Box::new(row) }).collect();
    let document = Document::of(inputs, &catalog.texts, &receipts)?;
    page(catalog, "pairs", "", Receipts { document: Some(document), ..Receipts::default() })
}

/// Lists the raw files behind all series, which receipts of a source share.
fn of_files(inputs: &Inputs<'_>, catalog: &Catalog<'_>) -> Result<Page> {
    let extent = |row: &SeriesRow| Extent { series: vec![row.series.key()], window: row.window };
    let extents = Extent::of_sources(inputs.tables.series.iter().map(extent));
    let list = |extent: Extent| Ok((extent.source().to_owned(), raw_files(inputs, &catalog.texts, &extent)?));
    let files = extents.into_iter().map(list).collect::<Result<_>>()?;
    page(catalog, "files", "", Receipts { files, ..Receipts::default() })
}
