//! Main views of Explore as pages of their own, for readers without scripts and for links.

use anyhow::Result;
use serde::Serialize;

use crate::{
    context::{
        catalog::Catalog,
        descriptions::median,
        explore_presets::{self, Preset, entries, presets},
        figure::Figure,
        formats::capital,
        page::{Link, Page, view},
    },
    figures::dot_plots,
};

#[derive(Serialize)]
struct View {
    lead: String,
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
            Preset::Configuration(..) => dot_plots::ranking(catalog, "ranking", &entries)?,
            Preset::Language(language) => {
                let runtimes: Vec<_> = catalog
                    .runtimes
                    .iter()
                    .filter(|it| it.language == language && it.is_current && !it.is_local)
                    .collect();
                dot_plots::packages(catalog, "configurations", &runtimes)?
            }
        };
        let Some(figure) = figure else { continue };
        let [lowest, ..] = &entries[..] else { continue };
        let series = &lowest.row.series;
        let lead = format!(
            "{}: {} series, {}. The lowest median {} is that of {}: {}.",
            capital(&kind.title()),
            entries.len(),
            series.memory.words(),
            series.metric.title(),
            lowest.runtime.name,
            median(lowest)
        );
        let page = View {
            lead: lead.clone(),
            figure,
            address: kind.address(),
            others: explore_presets::links(catalog),
        };
        pages.push(Page {
            path: kind.path(),
            template: "view.html",
            title: kind.title(),
            description: lead,
            figures: vec![page.figure.clone()],
            view: view(&page),
        });
    }
    Ok(pages)
}
