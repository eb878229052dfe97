//! `coldmark build --weights`: the heaviest page of each kind.

use std::collections::BTreeMap;

use serde::Serialize;
use site::{Site, Weight};

/// Pages of one kind, with the heaviest of them.
#[derive(Serialize)]
pub(crate) struct Kind {
    /// `compare` for the index of that folder, `compare/*` for the pages in it.
    name: String,
    pages: usize,
    heaviest: Weight,
}

/// Groups pages by kind.
pub(crate) fn kinds(site: &Site) -> Vec<Kind> {
    let mut kinds: BTreeMap<String, Vec<Weight>> = BTreeMap::new();
    for weight in site::weigh(&site.files, &site.base_path) {
        kinds.entry(kind(&weight.page)).or_default().push(weight);
    }
    let kinds = kinds.into_iter().filter_map(|(name, weights)| {
        let pages = weights.len();
        let heaviest = weights.into_iter().max_by_key(|weight| weight.bytes)?;
        Some(Kind { name, pages, heaviest })
    });
    kinds.collect()
}

/// Formats one line per kind.
pub(crate) fn table(kinds: &[Kind]) -> String {
    let mut lines = vec![format!("{:14} {:>5} {:>8} {:>8}  heaviest", "kind", "pages", "gzip B", "budget")];
    for Kind { name, pages, heaviest } in kinds {
        let Weight { page, bytes, budget, .. } = heaviest;
        lines.push(format!("{name:14} {pages:>5} {bytes:>8} {budget:>8}  {page}"));
    }
    lines.join("\n")
}

/// Names the kind of a page: the index of a folder differs from the pages in it.
fn kind(page: &str) -> String {
    match page.split_once('/') {
        Some((folder, rest)) if rest.contains('/') => format!("{folder}/*"),
        Some((folder, _)) => folder.to_owned(),
        None => page.to_owned(),
    }
}

#[test]
fn an_index_and_its_subpages_are_separate_kinds() {
    assert_eq!(kind("index.html"), "index.html");
    assert_eq!(kind("compare/index.html"), "compare");
    assert_eq!(kind("compare/a-vs-b/index.html"), "compare/*");
    assert_eq!(kind("receipts/a/hello/index.html"), "receipts/*");
}
