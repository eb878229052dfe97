//! The home page: the main finding, and the ranking behind it.

use std::collections::BTreeSet;

use anyhow::Result;
use serde::Serialize;

use crate::{
    Inputs,
    content::{self, Documents, Section},
    context::{
        catalog::{Catalog, Ranked},
        descriptions::median,
        figure::Figure,
        page::{Page, view},
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

pub(crate) fn page(inputs: &Inputs<'_>, words: &Documents, catalog: &Catalog<'_>) -> Result<Page> {
    let words = content::document(words, content::HOME)?;
    let ranked = catalog.ranking();
    let home = Home {
        lead: lead(&ranked),
        languages: dot_plots::ranking(catalog, "languages", &languages(catalog))?,
        lately: recent_changes::days(inputs, catalog),
        ranking: dot_plots::ranking(catalog, "ranking", &ranked)?,
        body: words.body.clone(),
    };
    Ok(Page {
        path: "index.html".to_owned(),
        template: "home.html",
        title: words.title.clone(),
        description: words.description.clone(),
        figures: home
            .languages
            .iter()
            .chain(&home.ranking)
            .cloned()
            .chain(content::figures(&words.body))
            .collect(),
        view: view(&home),
    })
}

fn lead(ranked: &[Ranked<'_, '_>]) -> Option<String> {
    let [lowest, .., highest] = ranked else { return None };
    Some(format!(
        "Of {} runtimes that are measured now, {} has the lowest median {} in the days up to {}: {}. {} has the \
         highest: {}.",
        ranked.len(),
        lowest.runtime.name,
        lowest.row.series.metric.title(),
        lowest.row.window.window_end,
        median(lowest),
        highest.runtime.name,
        median(highest),
    ))
}

/// Returns the runtime with the lowest median of each language, in the order of the ranking.
fn languages<'c, 'a>(catalog: &'c Catalog<'a>) -> Vec<Ranked<'c, 'a>> {
    let mut seen = BTreeSet::new();
    let mut ranked = catalog.ranking();
    ranked.retain(|entry| seen.insert(entry.runtime.language));
    ranked
}
