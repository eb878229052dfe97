//! The runtimes to compare one runtime with: the second step of choosing a pair without scripts.

use anyhow::Result;
use charts::number::format_briefly;
use schema::Verdict;
use serde::Serialize;
use serde_json::json;

use super::rows::PairRows;
use crate::context::{
    addresses::page_of_pair,
    catalog::{Catalog, Ranked},
    page::Page,
};

#[derive(Serialize)]
struct Choice {
    name: String,
    path: String,
    languages: Vec<Language>,
}

#[derive(Serialize)]
struct Language {
    name: String,
    others: Vec<Other>,
}

/// A runtime to compare with.
#[derive(Serialize)]
struct Other {
    name: String,
    path: String,
    outcome: String,
}

/// Folder of the runtimes to compare `entry` with, from the root of the site.
pub(super) fn folder(entry: &Ranked<'_, '_>) -> String {
    format!("compare/{}/", entry.runtime.slug)
}

pub(super) fn page(
    catalog: &Catalog<'_>,
    pair_rows: &PairRows<'_>,
    ranked: &[Ranked<'_, '_>],
    entry: &Ranked<'_, '_>,
) -> Result<Page> {
    let mut languages: Vec<Language> = Vec::new();
    for (name, _) in catalog.languages() {
        let of_language = ranked
            .iter()
            .filter(|other| other.runtime.language == name && other.runtime.slug != entry.runtime.slug);
        let others: Vec<Other> =
            of_language.map(|other| self::other(catalog, pair_rows, entry, other)).collect::<Result<_>>()?;
        if !others.is_empty() {
            languages.push(Language { name: name.to_owned(), others });
        }
    }
    let words = catalog.texts.words("pages/choice", &json!({ "name": entry.runtime.name }))?;
    let choice = Choice { name: entry.runtime.name.to_owned(), path: entry.runtime.path(), languages };
    Page::worded(&words, format!("{}index.html", folder(entry)), "choice.html", &choice)
}

fn other(
    catalog: &Catalog<'_>,
    pair_rows: &PairRows<'_>,
    entry: &Ranked<'_, '_>,
    other: &Ranked<'_, '_>,
) -> Result<Other> {
    let view = pair_rows.main(entry.runtime.slug, other.runtime.slug).map(|row| {
        json!({
            "verdict": row.verdict,
            "is_tied": row.verdict == Some(Verdict::NotDistinguishable),
            "times": format_briefly(row.p50_ratio.above_one().value),
        })
    });
    let words = catalog.texts.words("pages/choice-outcome", &json!({ "row": view }))?;
    Ok(Other {
        name: other.runtime.name.to_owned(),
        path: page_of_pair(catalog, entry, other),
        outcome: words.part("Outcome")?,
    })
}
