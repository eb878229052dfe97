//! The page of claims, each with the verdict of the data.

use anyhow::Result;
use schema::{Claim, ClaimRow};
use serde::Serialize;

use crate::{
    Inputs,
    content::{self, Documents, Section},
    context::{
        addresses::{COLDMARK, address_of_pair},
        catalog::Catalog,
        page::{Page, view},
        table::{Cell, Table},
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
    needs: String,
    tests: Option<Table>,
    robustness: Vec<Robustness>,
    command: String,
}

/// None where `content/` has no text for it.
pub(crate) fn page(inputs: &Inputs<'_>, words: &Documents, catalog: &Catalog<'_>) -> Result<Option<Page>> {
    let Some(words) = words.get(content::CLAIMS) else { return Ok(None) };
    let claims = inputs.claims.claims.iter().map(|claim| entry(inputs, catalog, claim));
    let claims: Vec<Entry> = claims.collect::<Result<_>>()?;
    let mut summary = Table::new("All claims", &["Verdict", "Claim"]);
    for claim in &claims {
        summary.rows.push(vec![
            Cell::text(claim.verdict.as_str()).head(),
            Cell::text(claim.sentence.as_str()).to(format!("claims/index.html#{}", claim.id)),
        ]);
    }
    Ok(Some(Page {
        path: "claims/index.html".to_owned(),
        template: "claims.html",
        title: words.title.clone(),
        description: words.description.clone(),
        figures: content::figures(&words.body),
        view: view(&Ledger { body: words.body.clone(), claims, summary }),
    }))
}

fn entry(inputs: &Inputs<'_>, catalog: &Catalog<'_>, claim: &Claim) -> Result<Entry> {
    let rows: Vec<&ClaimRow> = inputs.summaries.claims.iter().filter(|row| row.claim == claim.id).collect();
    let verdict = rows.first().and_then(|row| row.verdict);
    Ok(Entry {
        id: claim.id.clone(),
        sentence: claim.sentence.clone(),
        by: claim.by.clone(),
        verdict: verdict.map_or("not known: its data are not here", |verdict| verdict.title()).to_owned(),
        class: verdict.map_or("unknown", class),
        needs: claim.needs.clone(),
        tests: tests(inputs, catalog, &rows),
        robustness: robustness::of_claim(inputs, catalog, &claim.id)?,
        command: format!("{COLDMARK} {}", claim.id),
    })
}

const fn class(verdict: schema::ClaimVerdict) -> &'static str {
    match verdict {
        schema::ClaimVerdict::Supported => "yes",
        schema::ClaimVerdict::SupportedInPart => "partly",
        schema::ClaimVerdict::NotSupported => "no",
        schema::ClaimVerdict::NotTestable => "unknown",
    }
}

fn tests(inputs: &Inputs<'_>, catalog: &Catalog<'_>, rows: &[&ClaimRow]) -> Option<Table> {
    let claim = rows.first().map_or("", |row| &row.claim);
    let labels =
        ["Runtime", "Beside", "Configuration", "Statistic", "#Value", "#Lower", "#Upper", "Must be", "Holds"];
    let mut table = Table::new(
        format!("What decides on {claim}: the whole 95 % interval must be on the named side"),
        &labels,
    );
    for row in rows.iter().filter(|row| row.statistic.is_some()) {
        let name = |slug: &str| {
            let page = catalog.runtimes.iter().find(|runtime| runtime.slug == slug);
            let known = inputs.registry.by_slug(slug).map_or(slug, |known| &known.name);
            match page {
                Some(page) if page.is_local => Cell::text(page.name),
                Some(page) => Cell::text(page.name).to(page.path()),
                None => Cell::text(known),
            }
        };
        let pair = inputs.summaries.comparisons.iter().find(|pair| pair.is_in(row));
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
        table.rows.push(vec![
            name(&row.a).head(),
            name(&row.b),
            configuration,
            Cell::text(row.statistic.map_or("", |statistic| statistic.title())),
            found(row.value),
            found(row.lower),
            found(row.upper),
            Cell::text(row.rule.as_str()),
            Cell::text(match row.holds {
                Some(true) => "yes",
                Some(false) => "no",
                None => "not known",
            }),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}
