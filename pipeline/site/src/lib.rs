//! Builds the site from texts, templates, summaries and charts.
//!
//! [`build`] makes the whole site in memory; it reads no file and writes none. Every number on a page is a cell of a
//! summary: this crate chooses and formats numbers, and never computes them.

#![cfg_attr(not(test), deny(clippy::float_arithmetic, reason = "numbers are computed in `stats` only"))]

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use dataset::{CurrentTables, Edition, Freezing, Package, Readme};
pub use dataset::{Download, Files, Versions};
use rayon::prelude::*;
use schema::{Claims, KnownSource, Prices, Registry, Scenario, Source, Tables};

mod chart_export;
mod content;
mod context;
mod example_report;
mod exported_table;
mod feeds;
mod figures;
mod link_checker;
mod methods;
mod page_budget;
mod pages;
pub mod provenance;
mod render;
pub mod report;
mod runtime_downloads;
mod sitemap;
mod social_cards;
mod versions;

use content::Documents;
use context::{
    assets::Assets,
    catalog::{Catalog, RuntimeData},
    config::{self, Config},
    page::Page,
    texts::Texts,
};
pub use link_checker::{BrokenLink, check_links};
pub use methods::methods;
pub use page_budget::{Weight, weigh};
use report::ReportInputs;

/// Inputs of a site.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// Files below `templates/`, `assets/` included.
    pub templates: &'a Files,
    /// Files below `content/`.
    pub content: &'a Files,
    /// Every runtime that has a name of its own.
    pub registry: &'a Registry,
    /// Every registered source.
    pub sources: &'a [Source],
    /// Sources that are known but not fetched.
    pub known_sources: &'a [KnownSource],
    /// Every claim on the site.
    pub claims: &'a Claims,
    /// Scenarios of the worked examples.
    pub scenarios: &'a [Scenario],
    /// Prices of the platform; none if they are not recorded.
    pub prices: Option<&'a Prices>,
    /// The computed tables.
    pub tables: &'a Tables,
    /// Identifier of the renderer of social cards; none for a site without cards.
    pub cards: Option<&'a str>,
    /// The same tables as files to download.
    pub downloads: &'a [Download],
    /// The frozen versions of the tables.
    pub versions: &'a Versions,
    /// The report that the site shows as an example; none for a site without one.
    pub example: Option<&'a ReportInputs<'a>>,
}

impl<'a> Inputs<'a> {
    /// The tables as a dataset.
    pub(crate) fn tables(&self) -> CurrentTables<'a> {
        CurrentTables { tables: self.tables, downloads: self.downloads, sources: self.sources }
    }
}

/// A built site.
#[derive(Clone, Debug)]
pub struct Site {
    /// Every file below `site/`.
    pub files: Files,
    /// Social cards that the pages name, as SVG by the path of the PNG to draw.
    pub cards: BTreeMap<String, String>,
    /// Contents of the zip of a release; none for any other site.
    pub package: Option<Package>,
    /// Problems that the operator should look at, although the site is complete.
    pub warnings: Vec<String>,
    /// Path of the site on its host, with a slash at both ends.
    pub base_path: String,
}

/// Builds the whole site.
///
/// Fails if a template, a document or the configuration cannot be parsed, and names it.
pub fn build(inputs: &Inputs<'_>) -> Result<Site> {
    let config = config::read(inputs.content)?;
    let catalog = Catalog::of(inputs, &config)?;
    let assets = Assets::of(inputs.templates);
    let renderer = render::Renderer::new(inputs, &config, &assets)?;
    let mut files = assets.files();
    // Browsers look for these at the root, under these names.
    let icons = ROOT_ICONS.map(|name| (name, inputs.templates.get(&format!("icons/{name}"))));
    files.extend(icons.into_iter().filter_map(|(name, bytes)| Some((name.to_owned(), bytes?.clone()))));
    let words = content::read_all(inputs, &catalog)?;
    let pages = pages(inputs, &config, &words, &catalog)?;
    let cards = social_cards::Cards::of(inputs, &config, &catalog, &pages)?;
    files.insert("sitemap.xml".to_owned(), sitemap::sitemap(&config, &pages).into_bytes());
    let style = chart_export::style(inputs.templates);
    let finish = |page: Page| {
        let card = cards.of_page.get(&page.path);
        let mut made: Vec<(String, Vec<u8>)> =
            chart_export::files(&page, &config, &style)?.into_iter().collect();
        for embed in chart_export::embeds(&page) {
            made.push((embed.path.clone(), renderer.render(embed, None)?.into_bytes()));
        }
        made.push((page.path.clone(), renderer.render(page, card)?.into_bytes()));
        Ok(made)
    };
    let made = pages.into_par_iter().map(finish).collect::<Result<Vec<_>>>()?;
    files.extend(made.into_iter().flatten());
    let edition = Edition::of(&inputs.tables(), config.publisher());
    let readme = |view: &Readme<'_>| catalog.texts.text(README, view);
    let of_package = dataset::package_files(inputs.downloads, edition.as_ref(), &readme)?;
    let package = edition.and_then(|edition| Package::of(&edition, &of_package));
    files.extend(of_package);
    files.extend(versions::files(inputs)?);
    files.extend(example_report::files(inputs)?);
    files.extend(pages::third_party_results::files(inputs)?);
    files.extend(pages::slo::file(inputs, &catalog)?);
    files.extend([pages::explore::file(&catalog)?]);
    files.extend(feeds::feeds(inputs, &config, &catalog, &renderer)?);
    files.extend(runtime_downloads::files(inputs, &config, &catalog, &renderer)?);
    files.extend(pages::compare::files(inputs, &catalog)?);
    files.extend(pages::compare::aliases::files(&catalog, &config, &renderer)?);
    files.insert("robots.txt".to_owned(), sitemap::robots(&config).into_bytes());
    files.insert("_headers".to_owned(), render::headers(&files, &style).into_bytes());
    let mut warnings = catalog.warnings();
    // Local work needs no address; publishing the site and freezing a version do.
    let is_for_others = inputs.cards.is_some() || !inputs.versions.frozen.is_empty();
    warnings.extend(config.warning().filter(|_| is_for_others));
    warnings.extend(words.into_values().flat_map(|words| words.warnings));
    let base_path = config.base_path().to_owned();
    Ok(Site { files, cards: cards.drawings, package, warnings, base_path })
}

/// Icons at the root of the site, from `templates/icons/`.
const ROOT_ICONS: [&str; 2] = ["favicon.ico", "apple-touch-icon.png"];

/// Template of the README of the tables, below `templates/words/`.
const README: &str = "dataset/readme";

/// Makes every file of a new version of the tables, by name.
///
/// Fails without data, or if the configuration or the README cannot be read.
pub fn freeze(inputs: &Inputs<'_>, freezing: &Freezing<'_>) -> Result<Files> {
    let config = config::read(inputs.content)?;
    let texts = Texts::of(inputs.templates)?;
    dataset::freeze(&inputs.tables(), config.publisher(), freezing, &|view| texts.text(README, view))
}

/// Makes every page, in the order of the sitemap.
fn pages(
    inputs: &Inputs<'_>,
    config: &Config,
    words: &Documents,
    catalog: &Catalog<'_>,
) -> Result<Vec<Page>> {
    let mut made = vec![pages::home::page(inputs, words, catalog)?, pages::runtimes::page(catalog)?];
    let runtimes = catalog.runtimes.par_iter().filter(|runtime| !runtime.is_local());
    let page = |runtime: &RuntimeData<'_>| {
        let page = pages::runtime::page(inputs, catalog, runtime);
        page.with_context(|| format!("Failed to make the page of '{}'", runtime.slug))
    };
    made.extend(runtimes.map(page).collect::<Result<Vec<_>>>()?);
    made.extend(pages::explore::pages(catalog)?);
    made.extend(pages::explore_preset::pages(catalog)?);
    made.extend(pages::compare::pages(inputs, catalog)?);
    made.extend(pages::slo::page(inputs, words, catalog)?);
    made.extend(pages::history::pages(catalog)?);
    made.push(pages::data::page(inputs, config, catalog)?);
    made.extend(versions::pages(inputs, config, catalog)?);
    made.extend(pages::claims::page(inputs, words, catalog)?);
    made.extend(pages::changes::page(inputs, words, catalog)?);
    made.extend(pages::third_party_results::page(inputs, words, catalog)?);
    made.extend(pages::document::pages(inputs, config, words)?);
    let cited = words.values().flat_map(|words| words.pairs.iter().cloned()).collect();
    made.extend(pages::receipts::pages(inputs, catalog, &cited)?);
    Ok(made)
}
