//! Readers of drawings for tests.

use roxmltree::{Document, Node};

/// A text of a drawing with the least room that it takes.
#[derive(Clone, Debug)]
pub(crate) struct TextBox {
    pub(crate) text: String,
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl TextBox {
    pub(crate) fn overlaps(&self, other: &TextBox) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// Every text of a drawing, measured in a usual interface font.
pub(crate) fn texts(document: &Document<'_>) -> Vec<TextBox> {
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts
        .map(|node| {
            let text = node.text().unwrap_or_default().to_owned();
            let width =
                text.chars().map(|c| if ".,il \u{202f}".contains(c) { 3.6 } else { 7.2 }).sum::<f64>();
            let x = number(node, "x");
            let left = match node.parent().and_then(|group| group.attribute("text-anchor")) {
                Some("middle") => x - width / 2.0,
                Some("end") => x - width,
                _ => x,
            };
            let y = number(node, "y");
            TextBox { text, left, top: y - 10.0, right: left + width, bottom: y + 2.0 }
        })
        .collect()
}

/// An attribute that must be a number.
pub(crate) fn number(node: Node<'_, '_>, attribute: &str) -> f64 {
    let value = node.attribute(attribute).unwrap_or_else(|| panic!("{node:?} has no {attribute}"));
    value.parse().unwrap_or_else(|_| panic!("{attribute}={value}"))
}

/// Every pair of coordinates of an element.
pub(crate) fn coordinates(node: Node<'_, '_>) -> Vec<(f64, f64)> {
    match node.tag_name().name() {
        "circle" => {
            let (x, y, r) = (number(node, "cx"), number(node, "cy"), number(node, "r"));
            vec![(x - r, y - r), (x + r, y + r)]
        }
        "path" => subpaths(node).concat(),
        "text" => vec![(number(node, "x"), number(node, "y"))],
        _ => Vec::new(),
    }
}

/// The corners of each part of a path.
pub(crate) fn subpaths(node: Node<'_, '_>) -> Vec<Vec<(f64, f64)>> {
    node.attribute("d").unwrap().split('M').skip(1).map(places).collect()
}

/// The places of path data such as `M1 2l3-4`: the first, and from each to the next.
pub(crate) fn places(data: &str) -> Vec<(f64, f64)> {
    let spaced = data.trim_start_matches('M').trim_end_matches('z').replace('l', " ").replace('-', " -");
    let numbers: Vec<f64> = spaced.split_ascii_whitespace().map(|it| it.parse().unwrap()).collect();
    let steps = numbers.chunks_exact(2).scan((0.0, 0.0), |(x, y), step| {
        (*x, *y) = (*x + step[0], *y + step[1]);
        Some((*x, *y))
    });
    steps.collect()
}

/// The class of a mark: its own, or that of its group.
pub(crate) fn class<'a>(node: Node<'a, '_>) -> &'a str {
    node.ancestors().find_map(|node| node.attribute("class")).unwrap()
}

/// Width and height of the viewBox.
pub(crate) fn view_box(document: &Document<'_>) -> (f64, f64) {
    let parts: Vec<f64> = document
        .root_element()
        .attribute("viewBox")
        .unwrap()
        .split(' ')
        .map(|part| part.parse().unwrap())
        .collect();
    assert_eq!(parts[..2], [0.0, 0.0]);
    (parts[2], parts[3])
}
