//! The home page: the main finding, and the rankings behind it.

use anyhow::Result;
use serde::Serialize;

use crate::{
    Inputs,
    content::{self, Documents, Section},
    context::{catalog::Catalog, figure::Figure, page::Page},
    figures::{
        dot_plots::{self, Marks},
        head_to_head::{HeadToHead, head_to_head},
        recent_changes,
    },
};

#[derive(Serialize)]
struct Home {
    /// The main finding; none without data.
    finding: Option<HeadToHead>,
    /// The runtime that stands for each language.
    languages: Option<Figure>,
    /// Runtimes that are neither deprecated nor experimental.
    ranking: Option<Figure>,
    /// Numbers of runtimes that are measured now, and of those in the ranking.
    measured: usize,
    usual: usize,
    /// Recent changes.
    recent_changes: Vec<recent_changes::Line>,
    /// Text of `content/home.md`.
    body: Vec<Section>,
}

pub(crate) fn page(inputs: &Inputs<'_>, all: &Documents, catalog: &Catalog<'_>) -> Result<Page> {
    let document = content::document(all, content::HOME)?;
    let usual = catalog.usual_ranking();
    let home = Home {
        finding: head_to_head(inputs, catalog)?,
        languages: dot_plots::ranking(catalog, "languages", &catalog.representatives(), Marks::Bars)?,
        recent_changes: recent_changes::lines(inputs, catalog)?,
        ranking: dot_plots::ranking(catalog, "ranking", &usual, Marks::Dots)?,
        measured: catalog.ranking().len(),
        usual: usual.len(),
        body: document.body.clone(),
    };
    let page = document.page("index.html", "home.html", &home);
    let figures = home.languages.into_iter().chain(home.ranking).chain(page.figures).collect();
    Ok(Page { figures, ..page })
}
