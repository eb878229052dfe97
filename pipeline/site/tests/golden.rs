//! One page of each kind, as it was reviewed.
//!
//! A snapshot of a page holds its `<main>` without drawings: `charts` has golden files of those. The frame around it
//! is reviewed once. Of lines in a row that begin alike, a snapshot has the first three.
//! `INSTA_UPDATE=always cargo test -p site --test golden` accepts what changed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

extern crate site;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use site::Files;
use support::build;

/// One page of each template, except the home page, which also shows the frame.
const PAGES: [&str; 24] = [
    "404.html",
    "article/index.html",
    "changes/index.html",
    "claims/index.html",
    "compare/index.html",
    "compare/rust-vs-cpp/index.html",
    "data/index.html",
    "embed/charts/languages.html",
    "explore/all/index.html",
    "explore/index.html",
    "explore/zip-x86-64/index.html",
    "history/index.html",
    "history/rust/index.html",
    "index.html",
    "methodology/index.html",
    "published/index.html",
    "receipts/pairs/index.html",
    "receipts/rust/index.html",
    "runtimes/cpp/index.html",
    "runtimes/index.html",
    "sources/index.html",
    "v/2026-03/index.html",
    "v/index.html",
    "slo/index.html",
];

/// One file of each kind that programs read.
const FILES: [&str; 13] = [
    "_headers",
    "changes/feed.atom",
    "changes/feed.json",
    "charts/languages.csv",
    "charts/languages.json",
    "data/CITATION.cff",
    "data/README.md",
    "data/datapackage.json",
    "explore/rest.json",
    "robots.txt",
    "runtimes/rust/series.csv",
    "sitemap.xml",
    "v/2026-03/manifest.json",
];

fn text<'s>(site: &'s Files, path: &str) -> &'s str {
    std::str::from_utf8(site.get(path).unwrap_or_else(|| panic!("{path} is gone"))).unwrap()
}

/// `page` before its main part, that part, and what follows it.
fn split(page: &str) -> [&str; 3] {
    let start = page.find("<main").unwrap();
    let end = page.find("</main>").unwrap() + "</main>".len();
    [&page[..start], &page[start..end], &page[end..]]
}

/// `html` with each drawing reduced to its class.
fn without_drawings(html: &str) -> String {
    let mut parts = html.split("<svg ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (drawing, rest) = part.split_once("</svg>").unwrap();
        let class = drawing.split('"').nth(1).unwrap_or_default();
        out.extend(["<svg class=\"", class, "\"/>", rest]);
    }
    out
}

/// `json` with everything deeper than a field of a table on the field's line.
fn folded(json: &str) -> String {
    const FIELD: usize = 10;
    let mut out = String::new();
    for line in json.lines() {
        let indent = line.len() - line.trim_start().len();
        let is_end = indent == FIELD && line.trim_start().starts_with('}');
        out.push_str(if indent > FIELD || is_end { " " } else { "\n" });
        out.push_str(if indent > FIELD || is_end { line.trim_start() } else { line });
    }
    out
}

/// Lines that a reviewer has to read: those with tags alone join a neighbour, empty ones are left out, and so are all
/// but the first three in a row that begin alike, such as the rows of a table.
fn abridged(text: &str) -> String {
    const SHOWN: usize = 3;
    let mut lines: Vec<String> = Vec::new();
    let mut opened = String::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match lines.last_mut() {
            Some(last) if opened.is_empty() && has_only_tags(line, true) => last.push_str(line),
            _ if has_only_tags(line, false) => opened.push_str(line),
            _ => lines.push(std::mem::take(&mut opened) + line),
        }
    }
    lines.extend((!opened.is_empty()).then_some(opened));
    let mut shown = Vec::new();
    for alike in lines.chunk_by(|a, b| start(a) == start(b)) {
        shown.extend(alike.iter().take(SHOWN).cloned());
        shown.extend((alike.len() > SHOWN).then(|| format!("… {} more", alike.len() - SHOWN)));
    }
    shown.join("\n")
}

/// True if `line` consists of tags: end tags if `is_end`, start tags if not.
fn has_only_tags(line: &str, is_end: bool) -> bool {
    let mut rest = line.trim();
    while let Some((tag, after)) = rest.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        if tag.starts_with('/') != is_end {
            return false;
        }
        rest = after;
    }
    rest.is_empty()
}

/// `line` to the end of its first word.
fn start(line: &str) -> &str {
    let word = line.find(char::is_alphanumeric).unwrap_or(line.len());
    let len = line[word..].find(|c: char| !c.is_alphanumeric()).unwrap_or(line.len() - word);
    &line[..word + len]
}

/// The name of the snapshot of `path`.
fn name(path: &str) -> String {
    path.replace("/index.html", "").replace('/', "-")
}

#[test]
fn one_page_of_each_kind_is_as_reviewed() {
    let site = build().files;
    for path in PAGES {
        let [_, main, _] = split(text(&site, path));
        insta::assert_snapshot!(name(path), abridged(&without_drawings(main)));
    }
}

#[test]
fn the_frame_around_pages_is_as_reviewed() {
    let site = build().files;
    let [before, _, after] = split(text(&site, "index.html"));
    insta::assert_snapshot!("frame", abridged(&format!("{before}<main></main>{after}")));
}

#[test]
fn files_for_programs_are_as_reviewed() {
    let site = build().files;
    for path in FILES {
        let text = text(&site, path);
        let text = if path.ends_with(".json") { folded(text) } else { text.to_owned() };
        insta::assert_snapshot!(name(path), abridged(&text));
    }
}

#[test]
fn the_site_has_the_reviewed_paths() {
    let without_hash = |path: &String| match path.split('.').collect::<Vec<_>>()[..] {
        [stem, hash, extension] if hash.len() == 8 => format!("{stem}.{extension}"),
        _ => path.clone(),
    };
    let mut folders: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in build().files.keys().map(without_hash) {
        let (folder, file) = path.rsplit_once('/').unwrap_or((".", &path));
        folders.entry(folder.to_owned()).or_default().push(file.to_owned());
    }
    let lines: Vec<String> =
        folders.into_iter().map(|(folder, files)| format!("{folder}/ {}", files.join(" "))).collect();
    insta::assert_snapshot!("paths", lines.join("\n"));
}

#[test]
fn every_snapshot_belongs_to_a_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let found: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|file| file.ends_with(".snap"))
        .collect();
    let names = PAGES.into_iter().chain(FILES).map(name).chain(["frame".to_owned(), "paths".to_owned()]);
    let expected: BTreeSet<String> = names.map(|name| format!("golden__{name}.snap")).collect();
    assert_eq!(found, expected);
}
