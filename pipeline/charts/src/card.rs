//! The picture that stands for a page where somebody shares it: 1200 × 630, drawn by no browser.
//!
//! It has classes and no colour, like every drawing; its style comes with the call.

use crate::{
    svg::{Escaped, push},
    text::{self, BOLD},
};

/// Texts and picture of one card.
#[derive(Clone, Copy, Debug)]
pub struct Card<'a> {
    /// Name of the site.
    pub site: &'a str,
    /// Texts at the foot: the address of the site, and its subject.
    pub foot: [&'a str; 2],
    /// Title of the page.
    pub title: &'a str,
    /// Lead of the page.
    pub lead: &'a str,
    /// The numbers of the page, if they are easily drawn.
    pub picture: Option<&'a Picture>,
    /// Rules for the classes `ground`, `ink`, `ink-soft`, `rule`, `accent` and `series-1` to `series-8`.
    pub style: &'a str,
}

/// A small drawing.
#[derive(Clone, Debug, PartialEq)]
pub enum Picture {
    /// Medians as bars, each with a line to its tail.
    Bars {
        /// From top to bottom.
        rows: Vec<Bar>,
        /// Explanation of bar and line.
        note: String,
    },
    /// One median among all, on a logarithmic axis.
    Among {
        /// The medians of all, above zero.
        all: Vec<f64>,
        /// The one that the page is about.
        here: f64,
        /// It in words.
        label: String,
        /// The lowest and the highest in words.
        ends: [String; 2],
    },
}

/// One row of [`Picture::Bars`].
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Name at the left.
    pub label: String,
    /// The median.
    pub p50: f64,
    /// The deeper percentile.
    pub tail: f64,
    /// The median in words.
    pub value: String,
    /// Position of its hue.
    pub series_idx: usize,
}

const WIDTH: f64 = 1200.0;
const HEIGHT: f64 = 630.0;
const MARGIN: f64 = 72.0;
const RIGHT: f64 = WIDTH - MARGIN;
const ROOM: f64 = RIGHT - MARGIN;
/// Bottom of the head, and top of the foot.
const HEAD: f64 = 122.0;
const FOOT: f64 = HEIGHT - 88.0;
/// Between title and lead.
const GAP: f64 = 16.0;
/// Room for the name and the value of a bar.
const LABEL_WIDTH: f64 = 340.0;
const VALUE_WIDTH: f64 = 150.0;
/// Height of small letters.
const SMALL: f64 = 22.0;
/// Widths are estimated for a font wider than Noto Sans: by a ninth at least, and by a sixth where that is bold.
const EM: f64 = 0.91;
const BOLD_EM: f64 = BOLD / 1.15;

/// Draws a card as a whole SVG file.
pub fn draw(card: &Card<'_>) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\">\n\
         <style>text{{font-family:'Noto Sans'}}.bold{{font-weight:700}}{}</style>\n\
         <rect class=\"ground\" width=\"{WIDTH}\" height=\"{HEIGHT}\"/>\n",
        card.style
    );
    head(&mut svg, card.site);
    let floor = FOOT - card.picture.map_or(0.0, picture_height);
    words(&mut svg, card.title, card.lead, floor, if card.picture.is_some() { 29.0 } else { 34.0 });
    match card.picture {
        Some(Picture::Bars { rows, note }) => bars(&mut svg, rows, note, floor),
        Some(Picture::Among { all, here, label, ends }) => among(&mut svg, all, *here, label, ends, floor),
        None => {}
    }
    rect(&mut svg, "rule", [MARGIN, FOOT, RIGHT - MARGIN, 2.0]);
    line(&mut svg, "ink-soft", (MARGIN, FOOT + 46.0), SMALL, "start", card.foot[0]);
    line(&mut svg, "ink-soft", (RIGHT, FOOT + 46.0), SMALL, "end", card.foot[1]);
    svg + "</svg>\n"
}

/// The mark of the site, as in its icon, and its name.
fn head(svg: &mut String, site: &str) {
    push(
        svg,
        format_args!(
            "<g transform=\"translate({MARGIN} 52) scale(1.75)\"><rect class=\"series-7\" width=\"32\" height=\"32\" rx=\"7\"/>\
             <rect class=\"ground\" x=\"6\" y=\"21\" width=\"20\" height=\"2.5\" rx=\"1.2\"/>\
             <circle class=\"ground\" cx=\"11\" cy=\"12\" r=\"4\"/>\
             <rect class=\"ground\" x=\"11\" y=\"10.75\" width=\"15\" height=\"2.5\" rx=\"1.2\"/></g>\n"
        ),
    );
    line(svg, "ink bold", (MARGIN + 76.0, 91.0), 32.0, "start", site);
}

/// Title and lead, midway between the head and `floor`.
fn words(svg: &mut String, title: &str, lead: &str, floor: f64, lead_size: f64) {
    let room = floor - HEAD - GAP;
    let leading = lead_size * 1.4;
    let title_lines = |size: f64| text::wrap(title, size * BOLD_EM, ROOM);
    let needed = |lines: usize, size: f64| lines as f64 * size * 1.2 + GAP;
    let fits = |size: f64, lead: &str| {
        let n_lines = title_lines(size).len();
        let lead = text::wrap(lead, lead_size * EM, ROOM).len() as f64 * leading;
        n_lines <= 3 && needed(n_lines, size) + lead + GAP <= room
    };
    // As large as leaves room for the lead, or for its first sentence.
    let first = lead.split_inclusive(". ").next().unwrap_or_default();
    let sizes = [72.0, 64.0, 56.0, 50.0, 44.0];
    let with_lead = sizes.into_iter().find(|size| fits(*size, lead));
    let size = with_lead.or(sizes.into_iter().find(|size| fits(*size, first))).unwrap_or(40.0);
    let title = cut(title_lines(size), 3, size * BOLD_EM);
    let left = room - needed(title.len(), size);
    let lead = sentences(lead, (left / leading).clamp(0.0, 4.0) as usize, lead_size);
    let mut baseline = HEAD + (left - lead.len() as f64 * leading).max(0.0) / 2.0 - size * 0.2;
    for part in &title {
        baseline += size * 1.2;
        line(svg, "ink bold", (MARGIN, baseline), size, "start", part);
    }
    baseline += GAP;
    for part in &lead {
        baseline += leading;
        line(svg, "ink-soft", (MARGIN, baseline), lead_size, "start", part);
    }
}

/// As many whole sentences of `text` as `n_lines` hold, or else the beginning of the first.
fn sentences(text: &str, n_lines: usize, size: f64) -> Vec<String> {
    let ends = text.match_indices(". ").map(|(at, _)| at + 1).chain([text.len()]);
    let wrapped: Vec<_> = ends.map(|end| text::wrap(&text[..end], size * EM, ROOM)).collect();
    match wrapped.iter().rev().find(|lines| lines.len() <= n_lines) {
        Some(lines) => lines.clone(),
        None => cut(text::wrap(text, size * EM, ROOM), n_lines, size * EM),
    }
}

fn row_height(n_rows: usize) -> f64 {
    if n_rows > 3 { 36.0 } else { 56.0 }
}

fn picture_height(picture: &Picture) -> f64 {
    match picture {
        Picture::Bars { rows, .. } => rows.len() as f64 * row_height(rows.len()) + 62.0,
        Picture::Among { .. } => 184.0,
    }
}

fn bars(svg: &mut String, rows: &[Bar], note: &str, top: f64) {
    let height = row_height(rows.len());
    let size = if rows.len() > 3 { 23.0 } else { 28.0 };
    let (left, right) = (MARGIN + LABEL_WIDTH + 20.0, RIGHT - VALUE_WIDTH);
    let longest = rows.iter().map(|row| row.tail.max(row.p50)).fold(f64::MIN_POSITIVE, f64::max);
    let length = |value: f64| (value / longest * (right - left)).max(3.0);
    for (idx, row) in rows.iter().enumerate() {
        let middle = top + 8.0 + height * (idx as f64 + 0.5);
        let thick = height * 0.55;
        let hue = format!("series-{}", row.series_idx % crate::css_class::N_HUES + 1);
        let label = text::fit(&row.label, size * EM, LABEL_WIDTH);
        line(svg, "ink", (MARGIN, middle + size * 0.36), size, "start", &label);
        rect(svg, &hue, [left, middle - thick / 2.0, length(row.p50), thick]);
        rect(svg, &hue, [left, middle - 1.5, length(row.tail), 3.0]);
        rect(svg, &hue, [left + length(row.tail) - 3.0, middle - 8.0, 3.0, 16.0]);
        line(svg, "ink bold", (RIGHT, middle + size * 0.36), size, "end", &row.value);
    }
    let baseline = top + 8.0 + height * rows.len() as f64 + 28.0;
    line(svg, "ink-soft", (left, baseline), SMALL, "start", note);
}

fn among(svg: &mut String, all: &[f64], here: f64, label: &str, ends: &[String; 2], top: f64) {
    let axis = top + 92.0;
    let all: Vec<f64> = all.iter().chain([&here]).map(|value| value.max(f64::MIN_POSITIVE).ln()).collect();
    let lowest = all.iter().copied().fold(f64::INFINITY, f64::min);
    let span = (all.iter().copied().fold(f64::NEG_INFINITY, f64::max) - lowest).max(f64::MIN_POSITIVE);
    let (left, width) = (MARGIN + 20.0, RIGHT - MARGIN - 40.0);
    let x = |ln: f64| left + (ln - lowest) / span * width;
    rect(svg, "rule", [MARGIN, axis - 1.5, RIGHT - MARGIN, 3.0]);
    let (mark, others) = all.split_last().map_or((0.0, &[][..]), |(mark, others)| (*mark, others));
    for other in others {
        dot(svg, "series-8", (x(*other), axis), 9.0, 0.45);
    }
    dot(svg, "accent", (x(mark), axis), 18.0, 1.0);
    // The label stays over its mark as far as the margins let it.
    let half = text::width(label, 34.0 * BOLD_EM) / 2.0;
    let middle = x(mark).clamp(MARGIN + half, (RIGHT - half).max(MARGIN + half));
    line(svg, "accent bold", (middle, axis - 36.0), 34.0, "middle", label);
    line(svg, "ink-soft", (MARGIN, axis + 52.0), SMALL, "start", &ends[0]);
    line(svg, "ink-soft", (RIGHT, axis + 52.0), SMALL, "end", &ends[1]);
}

/// The first `n_lines` of `lines`, the last of them with an ellipsis where more would follow.
fn cut(mut lines: Vec<String>, n_lines: usize, em: f64) -> Vec<String> {
    if lines.len() > n_lines {
        lines.truncate(n_lines);
        if let Some(last) = lines.last_mut() {
            let fitting = text::fit(last, em, ROOM - text::width("…", em));
            *last = format!("{}…", fitting.trim_end_matches(['…', '.', ',', ':', ' ']));
        }
    }
    lines
}

/// Writes `text` on the line at `y`; its start, middle or end is at `x`.
fn line(svg: &mut String, class: &str, (x, y): (f64, f64), size: f64, anchor: &str, text: &str) {
    let text = Escaped(text);
    let at = format_args!("x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" text-anchor=\"{anchor}\"");
    push(svg, format_args!("<text class=\"{class}\" {at}>{text}</text>\n"));
}

/// Draws a rectangle from its left upper corner, so wide and so high.
fn rect(svg: &mut String, class: &str, [x, y, width, height]: [f64; 4]) {
    let corner = format_args!("x=\"{x:.1}\" y=\"{y:.1}\"");
    let size = format_args!("width=\"{width:.1}\" height=\"{height:.1}\"");
    push(svg, format_args!("<rect class=\"{class}\" {corner} {size}/>\n"));
}

fn dot(svg: &mut String, class: &str, (x, y): (f64, f64), r: f64, opacity: f64) {
    let look = format_args!("r=\"{r}\" opacity=\"{opacity}\"");
    push(svg, format_args!("<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y}\" {look}/>\n"));
}

#[test]
fn a_lead_is_cut_after_a_sentence() {
    let long = "A start of Rust beats a start of Go in nearly all of pairs. ".repeat(9);
    assert_eq!(sentences(&long, 2, 29.0), text::wrap(&long[..119], 29.0 * EM, ROOM), "two sentences");
    let lines = sentences(&long, 1, 60.0);
    assert!(lines.len() == 1 && lines[0].ends_with('…'), "{lines:?}");
    assert!(sentences(&long, 0, 29.0).is_empty());
}

#[test]
fn a_card_is_well_formed_with_any_text() {
    let bar = |label: &str, p50, tail| Bar {
        label: label.to_owned(),
        p50,
        tail,
        value: "1 ms".to_owned(),
        series_idx: 9,
    };
    let rows = vec![bar("<b>", 1.0, 2.0), bar("", 0.0, 0.0)];
    let bars = Picture::Bars { rows, note: "a & b".to_owned() };
    let ends = ["<".to_owned(), String::new()];
    let among = Picture::Among { all: vec![1.0], here: 1.0, label: "x".to_owned(), ends };
    for picture in [None, Some(&bars), Some(&among)] {
        let (site, foot, title) = ("A & B", ["<", ">"], "\"x\" < y");
        let card = Card { site, foot, title, lead: "", picture, style: ".ink{fill:#000}" };
        let svg = draw(&card);
        let parsed = roxmltree::Document::parse(&svg).unwrap();
        assert!(parsed.descendants().any(|node| node.text() == Some("\"x\" < y")));
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}
