//! Main views of Explore as pages of their own, for readers without scripts and for links.

use anyhow::Result;
use serde::Serialize;
use serde_json::json;

use crate::{
    context::{
        catalog::Catalog,
        descriptions::Standing,
        explore_presets::{self, Preset, entries, presets},
        figure::Figure,
        page::{Link, Page},
    },
    figures::dot_plots,
};

#[derive(Serialize)]
struct View {
    figure: Figure,
    /// Query of the same view in Explore.
    address: String,
    others: Vec<Link>,
}

pub(crate) fn pages(catalog: &Catalog<'_>) -> Result<Vec<Page>> {
    let mut pages = Vec::new();
    for kind in presets(catalog) {
        let entries = entries(catalog, &kind);
        let figure = match kind {
            Preset::Configuration(..) => {
                dot_plots::ranking(catalog, "ranking", &entries, dot_plots::Marks::Dots)?
            }
            Preset::Language(language) => {
                let runtimes: Vec<_> = catalog
                    .runtimes
                    .iter()
                    .filter(|it| it.language == language && it.is_current && !it.is_local())
                    .collect();
                dot_plots::packages(catalog, "configurations".into(), &runtimes)?
            }
        };
        let Some(figure) = figure else { continue };
        let [lowest, ..] = &entries[..] else { continue };
        let words = json!({
            "title": kind.title(catalog)?,
            "n": entries.len(),
            "memory": lowest.row.series.memory.words(),
            "lowest": Standing::of(lowest),
        });
        let words = catalog.texts.words("pages/view", &words)?;
        let figures = vec![figure.clone()];
        let view = View { figure, address: kind.address(), others: explore_presets::links(catalog)? };
        pages.push(Page { figures, ..Page::worded(&words, kind.path(), "view.html", &view)? });
    }
    Ok(pages)
}
