//! Transfer size of a page: its HTML and all files that it loads, compressed.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
};

use flate2::{Compression, write::GzEncoder};
use html5gum::{StartTag, Token, Tokenizer};
use rayon::prelude::*;
use serde::Serialize;

use crate::{Files, context::assets::imports, link_checker};

/// Maximum transfer size of a page in bytes: less than a second on a slow phone.
const BUDGET: usize = 60_000;

/// Transfer size of one page, in bytes of gzip at its best level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Weight {
    /// Path of the page.
    pub page: String,
    /// Size of the page and all files that it loads.
    pub bytes: usize,
    /// Maximum size.
    pub budget: usize,
    /// Sizes by path: the page itself, the stylesheets for screens, scripts with their imports, and pictures. The icon
    /// is left out, because the browser loads it for the site.
    pub parts: BTreeMap<String, usize>,
}

/// Measures every page of `site`. `base_path` is the path of the site on its host. A missing file counts as zero;
/// [`check_links`](crate::check_links) reports it.
pub fn weigh(site: &Files, base_path: &str) -> Vec<Weight> {
    let pages: Vec<&String> = site.keys().filter(|path| path.ends_with(".html")).collect();
    let loaded: Vec<BTreeSet<String>> = pages.par_iter().map(|page| loaded(site, page, base_path)).collect();
    let shared: BTreeSet<&String> = loaded.iter().flatten().collect();
    let shared: BTreeMap<&String, usize> =
        shared.into_par_iter().map(|path| (path, gzipped(&site[path]))).collect();
    let weigh = |(page, loaded): (&&String, &BTreeSet<String>)| {
        let page = (*page).clone();
        let mut parts: BTreeMap<String, usize> =
            loaded.iter().map(|path| (path.clone(), shared[path])).collect();
        parts.insert(page.clone(), gzipped(&site[&page]));
        Weight { bytes: parts.values().sum(), budget: BUDGET, page, parts }
    };
    pages.par_iter().zip(&loaded).map(weigh).collect()
}

/// Lists every file that a browser loads to show `page`.
fn loaded(site: &Files, page: &str, base_path: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for Ok(token) in Tokenizer::new(&site[page][..]) {
        let Token::StartTag(tag) = token else { continue };
        let target = load(&tag).and_then(|link| link_checker::target(page, &link, base_path).ok());
        if let Some(path) = target.filter(|path| site.contains_key(path)) {
            add(site, &path, &mut found);
        }
    }
    found
}

/// Returns the file that a tag makes a browser load. None for a print style, which loads only on printing.
fn load(tag: &StartTag<()>) -> Option<String> {
    let attribute = |name: &[u8]| {
        tag.attributes.get(name).map(|attribute| String::from_utf8_lossy(&attribute.value).into_owned())
    };
    match &tag.name[..] {
        b"script" | b"img" | b"source" => attribute(b"src"),
        b"link" if attribute(b"rel")? == "stylesheet" && attribute(b"media").as_deref() != Some("print") => {
            attribute(b"href")
        }
        _ => None,
    }
}

/// Adds a file and its imports.
fn add(site: &Files, path: &str, found: &mut BTreeSet<String>) {
    if !found.insert(path.to_owned()) || !path.ends_with(".js") {
        return;
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    for name in imports(&String::from_utf8_lossy(&site[path])) {
        let imported = format!("{folder}/{name}");
        if site.contains_key(&imported) {
            add(site, &imported, found);
        }
    }
}

fn gzipped(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("a Vec takes any bytes").len()
}

#[test]
fn a_page_weighs_what_it_loads() {
    let text = |text: &str| text.as_bytes().to_vec();
    let page = "<link rel=stylesheet href=\"../a.css\"><link rel=stylesheet href=\"../print.css\" media=print>\
                <script type=module src=\"/sub/js/a.js\"></script><img src=\"x.png\"><a href=\"../big.csv\">x</a>";
    let site = Files::from([
        ("p/index.html".to_owned(), text(page)),
        ("p/x.png".to_owned(), text("picture")),
        ("a.css".to_owned(), text("p {}")),
        ("print.css".to_owned(), text("a {}")),
        ("big.csv".to_owned(), text("1,2")),
        ("js/a.js".to_owned(), text("import { b } from \"./b.js\";")),
        ("js/b.js".to_owned(), text("export const b = 1;")),
    ]);
    let weights = weigh(&site, "/sub/");
    assert_eq!(weights.len(), 1);
    let parts: Vec<&str> = weights[0].parts.keys().map(String::as_str).collect();
    assert_eq!(parts, ["a.css", "js/a.js", "js/b.js", "p/index.html", "p/x.png"]);
    assert_eq!(weights[0].bytes, weights[0].parts.values().sum::<usize>());
    assert_eq!(weights[0].parts["a.css"], gzipped(b"p {}"));
}
