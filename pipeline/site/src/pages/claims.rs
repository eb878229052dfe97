//! The page of claims, each with the verdict of the data.

use anyhow::Result;
use schema::{Claim, ClaimRow, Memory};
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
        verdict::{self, Place},
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
    /// Classes of its badge, for the stylesheet.
    class: &'static str,
    /// The place where it was tested, in words; none without tests.
    place: Option<String>,
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
    let words = catalog.texts.words("pages/claims", &json!({ "claim": "" }))?;
    let summary = Table::named(&words, "Summary")?.with(claims.iter().map(|claim| {
        let own = format!("claims/index.html#{}", claim.id);
        let badge = Cell::text(claim.verdict.as_str()).to(own.as_str());
        vec![
            Cell { link: Some(claim.class), ..badge.head() },
            Cell::text(claim.place.as_deref().unwrap_or_default()),
            Cell::text(claim.sentence.as_str()).to(own),
        ]
    }))?;
    let ledger = Ledger { body: document.body.clone(), claims, summary };
    Ok(Some(document.page("claims/index.html", "claims.html", &ledger)))
}

fn entry(inputs: &Inputs<'_>, catalog: &Catalog<'_>, claim: &Claim) -> Result<Entry> {
    let rows: Vec<&ClaimRow> = inputs.tables.claims.iter().filter(|row| row.claim == claim.id).collect();
    let verdict = rows.first().and_then(|row| row.verdict);
    let of_verdict = verdict::words(&catalog.texts, &rows)?;
    let words = catalog.texts.words("pages/claims", &json!({ "claim": claim.id }))?;
    Ok(Entry {
        basis: of_verdict.as_ref().map(|words| words.part("Basis")).transpose()?,
        place: of_verdict.map(|words| words.part("Place")).transpose()?,
        id: claim.id.clone(),
        sentence: claim.sentence.clone(),
        by: claim.by.clone(),
        verdict: verdict
            .map_or_else(|| words.part("Unknown verdict"), |verdict| Ok(verdict.title().to_owned()))?,
        class: verdict.map_or("verdict unknown", |verdict| verdict::class(verdict, Place::of(&rows))),
        needs: claim.needs.clone(),
        tests: tests(inputs, catalog, &words, &rows)?,
        robustness: robustness::of_claim(inputs, catalog, &claim.id)?,
        command: format!("{COLDMARK} {}", claim.id),
    })
}

fn tests(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    words: &Labelled,
    rows: &[&ClaimRow],
) -> Result<Option<Table>> {
    let name = |slug: &str| match catalog.by_slug(slug) {
        Some(page) if page.is_local() => Cell::text(page.name),
        Some(page) => Cell::text(page.name).to(page.path()),
        None => Cell::text(inputs.registry.by_slug(slug).map_or(slug, |known| &known.name)),
    };
    let unknown = words.part("Unknown")?;
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
            Some(of) => {
                let memory =
                    row.memory_mb.map_or_else(String::new, |mb| format!(", {}", Memory::Mb(mb).words()));
                Cell::text(format!("{}, {}{memory}", of.packaging, of.arch.title()))
            }
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
            Cell::text(row.result.map_or(unknown.as_str(), |result| result.name())),
        ]
    }))
}
