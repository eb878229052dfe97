//! Worked examples that pick a runtime for a latency target, and a solver for readers with scripts.

use anyhow::Result;
use schema::{Prices, Tier};
use serde::Serialize;
use serde_json::json;

use crate::{
    Inputs,
    content::{self, Documents, Section},
    context::{
        catalog::Catalog,
        page::{Page, view},
        table::{Cell, Table},
        texts::Texts,
    },
};

mod bill;
mod scenario;
mod solver;

pub(crate) use solver::file;

#[derive(Serialize)]
struct SloPage {
    examples: Vec<scenario::WorkedExample>,
    prices: Table,
    /// Addresses of the price lists.
    sources: Vec<String>,
    /// Explanation of the computation: the text of `content/slo.md`.
    body: Vec<Section>,
}

/// None if `content/` has no text for it, or `data/` no prices.
pub(crate) fn page(inputs: &Inputs<'_>, words: &Documents, catalog: &Catalog<'_>) -> Result<Option<Page>> {
    let (Some(words), Some(prices)) = (words.get(content::SLO), inputs.prices) else { return Ok(None) };
    let examples = inputs.scenarios.iter().map(|scenario| scenario::of(inputs, catalog, scenario));
    let page = SloPage {
        examples: examples.collect::<Result<_>>()?,
        prices: table(&catalog.texts, prices)?,
        sources: prices.sources.clone(),
        body: words.body.clone(),
    };
    Ok(Some(Page {
        path: "slo/index.html".to_owned(),
        template: "slo.html",
        title: words.title.clone(),
        description: words.description.clone(),
        figures: page
            .examples
            .iter()
            .filter_map(scenario::WorkedExample::figure)
            .chain(content::figures(&words.body))
            .collect(),
        view: view(&page),
    }))
}

/// Shows the prices of the platform.
fn table(texts: &Texts, prices: &Prices) -> Result<Table> {
    let words = texts.words("slo/prices", prices)?;
    let mut rows = vec![vec![
        Cell::text(words.part("Invocations")?).head(),
        Cell::text(words.part("Any architecture")?),
        Cell::price(prices.million_invocations_usd),
    ]];
    for price in &prices.durations {
        for (idx, Tier { gb_seconds, usd }) in price.tiers.iter().enumerate() {
            let billions = gb_seconds.map(|most| (most / 1e9).to_string());
            let view = json!({ "is_first": idx == 0, "billions": billions });
            rows.push(vec![
                Cell::text(texts.words("slo/tier", &view)?.part("Tier")?).head(),
                Cell::text(price.arch.name()),
                Cell::price(usd * 1e6),
            ]);
        }
    }
    Table::worded(&words)?.with(rows)
}
