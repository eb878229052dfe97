//! A drawing as a file of its own: what it finds above it, where it comes from below, and its style within.

use anyhow::{Context, Result};

use crate::{
    svg::{Escaped, push},
    text,
};

/// What a file says around its drawing.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// What the drawing shows, in numbers.
    pub finding: &'a str,
    /// Where it comes from, each on lines of its own.
    pub notes: &'a [&'a str],
    /// The rules that dress its classes, as CSS.
    pub style: &'a str,
}

/// Ground around the drawing, in units.
const MARGIN: f64 = 16.0;
/// Height of the letters of the finding; `chart.css` has the same number.
const FINDING_SIZE: f64 = 15.0;
/// From one line of the finding to the next.
const FINDING_LINE: f64 = 21.0;
/// From the finding to the drawing.
const GAP: f64 = 14.0;

/// `drawing`, which this crate has made, as a whole SVG file.
///
/// The drawing keeps its coordinates; the viewBox grows around it.
pub fn stand_alone(drawing: &str, around: &Around<'_>) -> Result<String> {
    let (width, height) = size_of(drawing)?;
    let (head, body) = drawing.split_once(">\n").context("A drawing has a head")?;
    let head = head.replacen("\" role", " alone\" role", 1);
    let finding = wrap(around.finding, FINDING_SIZE * text::BOLD, width);
    let notes: Vec<String> =
        around.notes.iter().flat_map(|note| wrap(note, text::TICK_SIZE, width)).collect();
    let above = finding.len() as f64 * FINDING_LINE + GAP;
    let below = GAP + notes.len() as f64 * text::LINE_HEIGHT;
    let (whole_width, whole_height) = (width + 2.0 * MARGIN, above + height + below + 2.0 * MARGIN);
    let head = head.replacen(
        &format!("viewBox=\"0 0 {width} {height}\""),
        &format!(
            "width=\"{whole_width}\" height=\"{whole_height}\" viewBox=\"{} {} {whole_width} {whole_height}\"",
            -MARGIN,
            -MARGIN - above
        ),
        1,
    );
    let mut svg = format!("{head}>\n");
    push(&mut svg, format_args!("<style>{}</style>\n", Escaped(around.style)));
    lines(&mut svg, "finding", &finding, FINDING_LINE - above - 6.0, FINDING_LINE);
    lines(&mut svg, "note", &notes, height + GAP + text::TICK_SIZE, text::LINE_HEIGHT);
    // Where a reader may point means nothing without the page.
    for line in body.lines().filter(|line| !line.starts_with("<g class=\"hit")) {
        push(&mut svg, format_args!("{line}\n"));
    }
    Ok(svg)
}

/// Width and height of a drawing of this crate, in units.
pub fn size_of(drawing: &str) -> Result<(f64, f64)> {
    let size = drawing.split_once("viewBox=\"0 0 ").and_then(|(_, rest)| rest.split_once('"'));
    let (width, height) = size.and_then(|(size, _)| size.split_once(' ')).context("A drawing has a size")?;
    Ok((width.parse()?, height.parse()?))
}

/// Writes `texts` one below the other, the first on the line at `top`.
fn lines(svg: &mut String, class: &str, texts: &[String], top: f64, pitch: f64) {
    push(svg, format_args!("<g class=\"{class}\">\n"));
    for (idx, line) in texts.iter().enumerate() {
        push(
            svg,
            format_args!("<text x=\"0\" y=\"{}\">{}</text>\n", top + idx as f64 * pitch, Escaped(line)),
        );
    }
    svg.push_str("</g>\n");
}

/// `words` on lines of at most `room`; a word that is wider is cut.
fn wrap(words: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match (longer.filter(|line| text::width(line, size) <= room), lines.last_mut()) {
            (Some(longer), Some(line)) => *line = longer,
            _ => lines.push(text::fit(word, size, room)),
        }
    }
    lines
}

#[test]
fn words_are_wrapped_where_the_room_ends() {
    assert_eq!(wrap("one two  three", 10.0, 50.0), ["one two", "three"]);
    assert_eq!(wrap("", 10.0, 50.0), Vec::<String>::new());
    assert_eq!(wrap("incomprehensibilities", 10.0, 50.0), ["incomp…"]);
}
