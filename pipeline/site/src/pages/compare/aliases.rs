//! Other addresses of pairs: with the two in the other order, and by the names of languages.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde::Serialize;

use crate::{
    Files,
    context::{
        addresses::{in_order, page_of_pair, pair_folder, pairs},
        catalog::{Catalog, Ranked},
        config::Config,
    },
    render::Renderer,
};

#[derive(Serialize)]
struct Alias {
    title: String,
    /// Address of the pair, relative to the alias.
    to: String,
    canonical: String,
}

/// Makes a page that leads on for each other address of a pair.
pub(crate) fn files(catalog: &Catalog<'_>, config: &Config, renderer: &Renderer<'_>) -> Result<Files> {
    let ranked = catalog.ranking();
    let mut found: BTreeMap<String, (&Ranked<'_, '_>, &Ranked<'_, '_>)> = BTreeMap::new();
    for (a, b) in pairs(catalog, &ranked) {
        found.insert(format!("{}-vs-{}", b.runtime.slug, a.runtime.slug), (a, b));
    }
    let representatives = catalog.representatives();
    for a in &representatives {
        for b in representatives.iter().filter(|b| b.runtime.slug != a.runtime.slug) {
            for name in names(a) {
                for other in names(b) {
                    found.insert(format!("{name}-vs-{other}"), in_order(catalog, a, b));
                }
            }
        }
    }
    // A pair's own address may be that of its languages.
    found.retain(|name, (a, b)| format!("compare/{name}/") != pair_folder(a, b));
    let file = |(name, (a, b)): (String, (&Ranked<'_, '_>, &Ranked<'_, '_>))| {
        let page = page_of_pair(catalog, a, b);
        let alias = Alias {
            title: format!("{} vs {}", a.runtime.name, b.runtime.name),
            to: format!("../../{page}"),
            canonical: format!("{}{}", config.base_url, page.trim_end_matches("index.html")),
        };
        Ok((format!("compare/{name}/index.html"), renderer.text("alias.html", &alias)?.into_bytes()))
    };
    found.into_iter().map(file).collect()
}

/// Names of a runtime that stands for its language: of the language, and of the runtime without its version, as in
/// `javascript` and `nodejs`.
fn names(entry: &Ranked<'_, '_>) -> BTreeSet<String> {
    let language = entry.runtime.language.to_lowercase().replace('+', "p").replace('#', "sharp");
    let family: String = entry.runtime.slug.chars().take_while(char::is_ascii_alphabetic).collect();
    BTreeSet::from([language, family])
}
