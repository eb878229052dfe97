//! Styles, scripts and pictures, named after their content so that browsers may cache them forever.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::Files;

/// Path of the stylesheet of all pages, as if it stood below `templates/`.
pub(crate) const STYLE: &str = "assets/css/site.css";

/// Its parts, in the order in which they apply. A page loads one file sooner than six.
const PARTS: [&str; 6] = ["tokens", "base", "table", "article", "chart", "figure"];

/// Assets by their path below `templates/`.
pub(crate) struct Assets(BTreeMap<String, Published>);

/// An asset as it is published.
struct Published {
    path: String,
    bytes: Vec<u8>,
}

impl Assets {
    /// Publishes every file below `templates/assets/`, the parts of the stylesheet of all pages as one. Scripts name each
    /// other by their published names.
    pub(crate) fn of(templates: &Files) -> Assets {
        let mut found = Assets(BTreeMap::new());
        let parts = PARTS.map(part);
        let is_asset = |path: &&String| path.starts_with("assets/") && !parts.contains(path);
        for path in templates.keys().filter(is_asset) {
            found.add(templates, path);
        }
        found.publish(STYLE, style(templates).into_bytes());
        found
    }

    /// Publishes one file, after those that it imports.
    fn add(&mut self, templates: &Files, path: &str) {
        if self.0.contains_key(path) {
            return;
        }
        let mut bytes = templates[path].clone();
        if path.ends_with(".js") {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let mut text = String::from_utf8_lossy(&bytes).into_owned();
            for name in imports(&text) {
                let imported = format!("{folder}/{name}");
                // A missing module is reported by the test that follows all imports.
                if templates.contains_key(&imported) && imported != path {
                    self.add(templates, &imported);
                    let published = self.0[&imported].path.rsplit('/').next().unwrap_or_default();
                    text = text.replace(&format!("from \"./{name}\""), &format!("from \"./{published}\""));
                }
            }
            bytes = text.into_bytes();
        } else if path.ends_with(".css") {
            bytes = sheet(templates, path).into_bytes();
        }
        self.publish(path, bytes);
    }

    fn publish(&mut self, path: &str, bytes: Vec<u8>) {
        self.0.insert(path.to_owned(), Published { path: published(path, &bytes), bytes });
    }

    /// Address of the asset at `path`; none if it is missing.
    pub(crate) fn address(&self, path: &str) -> Option<String> {
        self.0.get(path).map(|asset| asset.path.clone())
    }

    /// Returns all assets under their published paths.
    pub(crate) fn files(self) -> Files {
        self.0.into_values().map(|asset| (asset.path, asset.bytes)).collect()
    }
}

/// Returns the stylesheet of all pages.
pub(crate) fn style(templates: &Files) -> String {
    PARTS.map(|name| sheet(templates, &part(name))).concat()
}

/// Returns the stylesheet at `path` below `templates/`; empty if it is missing.
pub(crate) fn sheet(templates: &Files, path: &str) -> String {
    templates.get(path).map(|bytes| minified(&String::from_utf8_lossy(bytes))).unwrap_or_default()
}

fn part(name: &str) -> String {
    format!("assets/css/{name}.css")
}

/// Removes comments and meaningless spaces from CSS. Our strings hold neither.
fn minified(css: &str) -> String {
    let mut without_comments = String::new();
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        without_comments.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    without_comments.push_str(rest);
    let mut found = without_comments.split_whitespace().collect::<Vec<_>>().join(" ");
    for mark in ["{", "}", ";", ","] {
        found = found.replace(&format!(" {mark}"), mark).replace(&format!("{mark} "), mark);
    }
    found.replace(";}", "}")
}

/// Lists the modules that a script imports from its own folder.
pub(crate) fn imports(script: &str) -> Vec<String> {
    let parts = script.split("from \"./").skip(1);
    parts.filter_map(|rest| rest.split_once('"')).map(|(name, _)| name.to_owned()).collect()
}

/// Published path of the asset at `path`: `assets/css/base.css` becomes `assets/css/base.1a2b3c4d.css`.
fn published(path: &str, bytes: &[u8]) -> String {
    let digest = hex::encode(Sha256::digest(bytes));
    let hash = &digest[..8];
    match path.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{path}.{hash}"),
    }
}

#[test]
fn an_asset_is_named_after_its_content() {
    assert_eq!(published("assets/css/a.css", b""), "assets/css/a.e3b0c442.css");
    assert_ne!(published("assets/css/a.css", b"a"), published("assets/css/a.css", b"b"));
}

#[test]
fn a_script_imports_others_by_their_published_names() {
    let script = |text: &str| text.as_bytes().to_vec();
    let templates = Files::from([
        (
            "assets/js/a.js".to_owned(),
            script("import { b } from \"./b.js\";\n/** @type {import(\"./b.js\").B} */"),
        ),
        ("assets/js/b.js".to_owned(), script("export const b = 1;")),
    ]);
    let assets = Assets::of(&templates);
    let b = assets.address("assets/js/b.js").unwrap();
    let a = assets.address("assets/js/a.js").unwrap();
    let files = assets.files();
    let text = std::str::from_utf8(&files[&a]).unwrap();
    assert!(text.contains(&format!("from \"./{}\"", b.rsplit('/').next().unwrap())), "{text}");
    assert!(files.contains_key(&b));
}

#[test]
fn css_is_written_without_what_means_nothing() {
    let css = "/* A. */\n.a :is(b, c) {\n  --x: 1px;\n\n  &.d > e { color: red; }\n}\n";
    assert_eq!(minified(css), ".a :is(b,c){--x: 1px;&.d > e{color: red}}");
}
