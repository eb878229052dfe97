//! Social cards of pages.

use std::collections::BTreeMap;

use anyhow::Result;
use charts::{
    card::{self, Bar, Card, Picture},
    format_value,
};
use schema::Percentile;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{
    Inputs,
    context::{
        addresses::page_of_pair,
        catalog::{Catalog, Ranked},
        config::Config,
        descriptions::Standing,
        figure::common_tail,
        hue,
        page::{NOT_FOUND, Page},
        palette::Palette,
    },
};

/// Maximum number of languages that fit on a card.
const MOST_ROWS: usize = 4;

/// Social cards of a site.
pub(crate) struct Cards {
    /// Path of the card of each page, by the path of the page.
    pub(crate) of_page: BTreeMap<String, String>,
    /// Cards as SVG, by the path of the PNG drawn from each.
    pub(crate) drawings: BTreeMap<String, String>,
}

impl Cards {
    /// Makes the cards of `pages`; none without a renderer.
    pub(crate) fn of(
        inputs: &Inputs<'_>,
        config: &Config,
        catalog: &Catalog<'_>,
        pages: &[Page],
    ) -> Result<Cards> {
        let mut cards = Cards { of_page: BTreeMap::new(), drawings: BTreeMap::new() };
        let Some(drawn_by) = inputs.cards else { return Ok(cards) };
        let style = Palette::of(inputs.templates).light_rules();
        let pictures = pictures(catalog)?;
        let host = config.base_url.split("://").last().unwrap_or_default().trim_end_matches('/');
        for page in pages.iter().filter(|page| page.path != NOT_FOUND) {
            let drawing = card::draw(&Card {
                site: &config.title,
                foot: [host, &config.tagline],
                title: &page.title,
                lead: &page.description,
                picture: pictures.get(&page.path),
                style: &style,
            });
            let path = path(drawn_by, &drawing);
            cards.of_page.insert(page.path.clone(), path.clone());
            cards.drawings.insert(path, drawing);
        }
        Ok(cards)
    }
}

/// Path of a card: a hash of the drawing and its renderer, so an existing file is current.
fn path(drawn_by: &str, drawing: &str) -> String {
    let digest = hex::encode(Sha256::new().chain_update(drawn_by).chain_update(drawing).finalize());
    format!("assets/cards/{}.png", &digest[..16])
}

/// Returns the pictures of the pages with numbers that are easy to draw.
fn pictures(catalog: &Catalog<'_>) -> Result<BTreeMap<String, Picture>> {
    let ranked = catalog.ranking();
    let mut pictures = BTreeMap::new();
    if let [lowest, .., highest] = &ranked[..] {
        let view = json!({ "lowest": Standing::of(lowest), "highest": Standing::of(highest) });
        let words = catalog.texts.words("pages/card_ranking", &view)?;
        let ends = [words.part("Lowest")?, words.part("Highest")?];
        pictures.extend(ranked.iter().map(|entry| (entry.runtime.path(), among(&ranked, entry, &ends))));
    }
    for (idx, a) in ranked.iter().enumerate() {
        for b in &ranked[idx + 1..] {
            pictures.insert(page_of_pair(catalog, a, b), bars(catalog, &[a, b])?);
        }
    }
    let mut quickest: Vec<&Ranked<'_, '_>> = Vec::new();
    for entry in &ranked {
        let is_first = quickest.iter().all(|found| found.runtime.language != entry.runtime.language);
        if is_first && quickest.len() < MOST_ROWS {
            quickest.push(entry);
        }
    }
    if !quickest.is_empty() {
        pictures.insert("index.html".to_owned(), bars(catalog, &quickest)?);
    }
    Ok(pictures)
}

/// Shows a runtime within the ranking, whose ends have these labels.
fn among(ranked: &[Ranked<'_, '_>], entry: &Ranked<'_, '_>, ends: &[String; 2]) -> Picture {
    let p50 = |entry: &Ranked<'_, '_>| entry.row.distribution.p50;
    Picture::Among {
        all: ranked.iter().map(p50).collect(),
        here: p50(entry),
        label: median(entry),
        ends: ends.clone(),
    }
}

/// Shows runtimes one below the other.
fn bars(catalog: &Catalog<'_>, entries: &[&Ranked<'_, '_>]) -> Result<Picture> {
    let tail: Percentile = common_tail(entries.iter().map(|entry| entry.row.ceiling));
    let bar = |entry: &&Ranked<'_, '_>| Bar {
        label: entry.runtime.name.to_owned(),
        p50: entry.row.distribution.p50,
        tail: entry.row.distribution.percentile(tail),
        value: median(entry),
        series_idx: hue::of_language(entry.runtime.language),
    };
    let words = catalog.texts.words("pages/card_bars", &json!({ "tail": tail.title() }))?;
    Ok(Picture::Bars { rows: entries.iter().map(bar).collect(), note: words.part("Note")? })
}

fn median(entry: &Ranked<'_, '_>) -> String {
    format_value(entry.row.distribution.p50, entry.row.series.unit)
}
