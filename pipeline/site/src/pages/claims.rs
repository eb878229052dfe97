//! The page of claims, each with the verdict of the data.

use anyhow::Result;
use schema::{Claim, ClaimRow, Statistic, TestResult};
use serde::Serialize;
use serde_json::json;

use crate::{
    Inputs,
    content::{self, Documents, Section},
    context::{
        addresses::{COLDMARK, address_of_pair},
        catalog::Catalog,
        page::Page,
        table::{Cell, Table},
        texts::Labelled,
    },
    figures::robustness::{self, Robustness},
};

#[derive(Serialize)]
struct Ledger {
    /// Text of `content/claims.md`.
    body: Vec<Section>,
    claims: Vec<Entry>,
    /// All claims with their verdicts.
    summary: Table,
}

#[derive(Serialize)]
struct Entry {
    id: String,
    sentence: String,
    by: String,
    verdict: String,
    /// Class of the verdict, for the stylesheet.
    class: &'static str,
    /// Test results that the verdict rests on; none without tests.
    basis: Option<String>,
    needs: String,
    tests: Option<Table>,
    robustness: Vec<Robustness>,
    command: String,
}

/// None where `content/` has no text for it.
pub(crate) fn page(inputs: &Inputs<'_>, all: &Documents, catalog: &Catalog<'_>) -> Result<Option<Page>> {
    let Some(document) = all.get(content::CLAIMS) else { return Ok(None) };
    let entries = inputs.claims.claims.iter().map(|claim| entry(inputs, catalog, claim));
    let claims: Vec<Entry> = entries.collect::<Result<_>>()?;
    let words = catalog.texts.words("pages/claims", &json!({ "claim": "", "basis": null }))?;
    let summary = Table::named(&words, "Summary")?.with(claims.iter().map(|claim| {
        vec![
            Cell::text(claim.verdict.as_str()).head(),
            Cell::text(claim.sentence.as_str()).to(format!("claims/index.html#{}", claim.id)),
        ]
    }))?;
    let ledger = Ledger { body: document.body.clone(), claims, summary };
    Ok(Some(document.page("claims/index.html", "claims.html", &ledger)))
}

fn entry(inputs: &Inputs<'_>, catalog: &Catalog<'_>, claim: &Claim) -> Result<Entry> {
    let rows: Vec<&ClaimRow> = inputs.tables.claims.iter().filter(|row| row.claim == claim.id).collect();
    let verdict = rows.first().and_then(|row| row.verdict);
    let basis = Basis::of(&rows);
    let words = catalog.texts.words("pages/claims", &json!({ "claim": claim.id, "basis": basis }))?;
    Ok(Entry {
        basis: basis.map(|_| words.part("Basis")).transpose()?,
        id: claim.id.clone(),
        sentence: claim.sentence.clone(),
        by: claim.by.clone(),
        verdict: verdict
            .map_or_else(|| words.part("Unknown verdict"), |verdict| Ok(verdict.title().to_owned()))?,
        class: verdict.map_or("unknown", class),
        needs: claim.needs.clone(),
        tests: tests(inputs, catalog, &words, &rows)?,
        robustness: robustness::of_claim(inputs, catalog, &claim.id)?,
        command: format!("{COLDMARK} {}", claim.id),
    })
}

/// Test results that a verdict rests on.
#[derive(Serialize)]
struct Basis {
    passed: usize,
    failed: usize,
    open: usize,
    of: usize,
    /// Smallest and largest ratio; none if some tests compare no ratios.
    lowest: Option<f64>,
    highest: Option<f64>,
}

impl Basis {
    /// Counts the results of a claim's tests; none if any is missing or there is no test.
    fn of(rows: &[&ClaimRow]) -> Option<Basis> {
        let results: Vec<TestResult> = rows.iter().map(|row| row.result).collect::<Option<_>>()?;
        let count = |result| results.iter().filter(|found| **found == result).count();
        let are_ratios = rows.iter().all(|row| row.statistic != Some(Statistic::Superiority));
        let values = || rows.iter().filter_map(|row| row.value).filter(|_| are_ratios);
        (!results.is_empty()).then(|| Basis {
            passed: count(TestResult::Passed),
            failed: count(TestResult::Failed),
            open: count(TestResult::Open),
            of: results.len(),
            lowest: values().reduce(f64::min),
            highest: values().reduce(f64::max),
        })
    }
}

const fn class(verdict: schema::ClaimVerdict) -> &'static str {
    match verdict {
        schema::ClaimVerdict::Supported => "yes",
        schema::ClaimVerdict::Mixed => "partly",
        schema::ClaimVerdict::Refuted => "no",
        schema::ClaimVerdict::Inconclusive | schema::ClaimVerdict::NotTestable => "unknown",
    }
}

fn tests(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    words: &Labelled,
    rows: &[&ClaimRow],
) -> Result<Option<Table>> {
    let name = |slug: &str| match catalog.by_slug(slug) {
        Some(page) if page.is_local => Cell::text(page.name),
        Some(page) => Cell::text(page.name).to(page.path()),
        None => Cell::text(inputs.registry.by_slug(slug).map_or(slug, |known| &known.name)),
    };
    let results = words.list("Results")?;
    let name_of = |result: Option<TestResult>| {
        let position = result.map_or(TestResult::VALUES.len(), |result| result as usize);
        results.get(position).map_or("", String::as_str)
    };
    let tested = rows.iter().filter(|row| row.statistic.is_some());
    Table::named(words, "Tests")?.filled(tested.map(|row| {
        let pair = inputs.tables.comparisons.iter().find(|pair| pair.is_in(row));
        let found = |value: Option<f64>| {
            let cell = Cell::measured(value);
            pair.map_or(cell.clone(), |pair| cell.receipt(&address_of_pair(pair, &row.a)))
        };
        let configuration = match &row.conditions {
            Some(of) if of.is_local() => {
                let metric = row.metric.map_or("", |metric| metric.title());
                Cell::text(format!("{}, {}, {metric}", of.source, of.workload)).to("measured/index.html")
            }
            Some(of) => Cell::text(format!("{}, {}", of.packaging, of.arch)),
            None => Cell::text(""),
        };
        vec![
            name(&row.a).head(),
            name(&row.b),
            configuration,
            Cell::text(row.statistic.map_or("", |statistic| statistic.title())),
            found(row.value),
            found(row.lower),
            found(row.upper),
            Cell::text(row.rule.as_str()),
            Cell::text(name_of(row.result)),
        ]
    }))
}
