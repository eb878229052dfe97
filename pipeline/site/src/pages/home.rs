//! The home page: the main finding, and the ranking behind it.

use std::collections::BTreeSet;

use anyhow::Result;
use serde::Serialize;
use serde_json::json;

use crate::{
    Inputs,
    content::{self, Documents, Section},
    context::{
        catalog::{Catalog, Ranked},
        descriptions::Standing,
        figure::Figure,
        page::Page,
    },
    figures::{dot_plots, recent_changes},
};

#[derive(Serialize)]
struct Home {
    /// Main finding in a sentence; none without data.
    lead: Option<String>,
    /// Quickest runtime of each language.
    languages: Option<Figure>,
    ranking: Option<Figure>,
    /// Recent changes.
    lately: Vec<recent_changes::Day>,
    /// Text of `content/home.md`.
    body: Vec<Section>,
}

pub(crate) fn page(inputs: &Inputs<'_>, all: &Documents, catalog: &Catalog<'_>) -> Result<Page> {
    let document = content::document(all, content::HOME)?;
    let ranked = catalog.ranking();
    let lead = match &ranked[..] {
        [lowest, .., highest] => {
            let (lowest, highest) = (Standing::of(lowest), Standing::of(highest));
            let view = json!({ "n": ranked.len(), "lowest": lowest, "highest": highest });
            Some(catalog.texts.words("pages/home", &view)?.part("Lead")?)
        }
        _ => None,
    };
    let home = Home {
        lead,
        languages: dot_plots::ranking(catalog, "languages", &languages(catalog))?,
        lately: recent_changes::days(inputs, catalog)?,
        ranking: dot_plots::ranking(catalog, "ranking", &ranked)?,
        body: document.body.clone(),
    };
    let page = document.page("index.html", "home.html", &home);
    let figures = home.languages.into_iter().chain(home.ranking).chain(page.figures).collect();
    Ok(Page { figures, ..page })
}

/// Returns the runtime with the lowest median of each language, in the order of the ranking.
fn languages<'c, 'a>(catalog: &'c Catalog<'a>) -> Vec<Ranked<'c, 'a>> {
    let mut seen = BTreeSet::new();
    let mut ranked = catalog.ranking();
    ranked.retain(|entry| seen.insert(entry.runtime.language));
    ranked
}
