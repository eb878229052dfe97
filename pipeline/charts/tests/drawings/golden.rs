//! Drawings in words, compared with their snapshots.
//!
//! `INSTA_UPDATE=always cargo test -p charts` accepts the drawings; read the difference before you keep it.

use std::{collections::BTreeSet, fs, path::Path};

use roxmltree::{Document, Node};

use crate::reading::{class, number, places, subpaths, view_box};

/// Kinds that a phone gets in another layout, and not only smaller.
const LAID_OUT_FOR_PHONES: [&str; 5] = ["history-of-several", "ranking", "bars", "ecdf", "pareto"];
/// Hover targets that a description lists of each line: further ones follow the line as these do.
const LISTED: usize = 3;

/// The name and the description of each drawing that has a snapshot.
fn described() -> impl Iterator<Item = (String, String)> {
    let has_snapshot = |name: &str| {
        let narrow = name.strip_suffix("-narrow");
        narrow.is_none_or(|kind| LAID_OUT_FOR_PHONES.contains(&kind))
    };
    let samples = crate::inputs::samples().into_iter().filter(move |(name, _)| has_snapshot(name));
    samples.map(|(name, drawing)| (name, describe(&drawing.to_string())))
}

#[test]
fn drawings_match_their_snapshots() {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| described().for_each(|(name, text)| insta::assert_snapshot!(name, text)));
}

#[test]
fn every_snapshot_has_a_drawing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drawings/snapshots");
    let files = fs::read_dir(folder).unwrap();
    let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let found: BTreeSet<String> = files.filter(|file| file.ends_with(".snap")).collect();
    assert_eq!(found, described().map(|(name, _)| format!("{name}.snap")).collect());
}

/// Lists the marks of a drawing, one a line, in whole units.
fn describe(svg: &str) -> String {
    let document = Document::parse(svg).unwrap();
    let (width, height) = view_box(&document);
    let mut text = format!("{} {width}×{height}\n", class(document.root_element()));
    for line in document.descendants().flat_map(lines) {
        text += &line;
        text.push('\n');
    }
    text
}

fn lines(node: Node<'_, '_>) -> Vec<String> {
    match node.tag_name().name() {
        "path" => {
            let describe = |corners: &Vec<_>| format!("{} {}", class(node), listed(corners));
            subpaths(node).iter().map(describe).collect()
        }
        "circle" => {
            let [x, y, r] = ["cx", "cy", "r"].map(|name| number(node, name));
            vec![format!("{} {x:.0},{y:.0} r{r}", class(node))]
        }
        "text" => {
            let anchor = node.parent_element().unwrap().attribute("text-anchor").unwrap_or("start");
            let [x, y] = ["x", "y"].map(|name| number(node, name));
            vec![format!("{} {x:.0},{y:.0} {anchor} {:?}", class(node), node.text().unwrap_or_default())]
        }
        "g" if node.has_attribute("data-at") => {
            let [row, column] = ["data-row", "data-column"].map(|name| node.attribute(name).unwrap_or("-"));
            let at = places(node.attribute("data-at").unwrap());
            let first = &at[..at.len().min(LISTED)];
            vec![format!("{} row {row} column {column}: {} of {}", class(node), listed(first), at.len())]
        }
        _ => Vec::new(),
    }
}

fn listed(places: &[(f64, f64)]) -> String {
    let places: Vec<String> = places.iter().map(|(x, y)| format!("{x:.0},{y:.0}")).collect();
    places.join(" ")
}
