//! A drawing as a file of its own: its title above it, its origin below, and its style within.

use crate::{
    drawing::Drawing,
    svg::{Escaped, push},
    text,
};

/// The text of a file around its drawing.
#[derive(Clone, Copy, Debug)]
pub struct Caption<'a> {
    /// The claim that the drawing shows.
    pub title: &'a str,
    /// Metric and unit, place and time of the measurement.
    pub subtitle: &'a str,
    /// Source and origin, each on lines of its own.
    pub notes: &'a [&'a str],
    /// CSS rules for the classes of the drawing.
    pub style: &'a str,
}

/// Ground around the drawing, in units.
const MARGIN: f64 = 16.0;
/// Height of the letters of the title; `chart.css` has the same number.
const TITLE_SIZE: f64 = 15.0;
/// From one line of the title to the next.
const TITLE_LINE: f64 = 21.0;
/// From the subtitle to the drawing.
const GAP: f64 = 14.0;

impl Drawing {
    /// The drawing as a whole SVG file, without the places that only a page gives a meaning.
    ///
    /// The drawing keeps its coordinates; the viewBox grows around it.
    pub fn standalone_svg(&self, caption: &Caption<'_>) -> String {
        let wrapped = |text: &str, size| text::wrap(text, size, self.width);
        let title = wrapped(caption.title, TITLE_SIZE * text::BOLD);
        let subtitle = wrapped(caption.subtitle, text::TICK_SIZE);
        let notes: Vec<String> =
            caption.notes.iter().flat_map(|note| wrapped(note, text::TICK_SIZE)).collect();
        let of_subtitle = subtitle.len() as f64 * text::LINE_HEIGHT;
        let above = title.len() as f64 * TITLE_LINE + of_subtitle + GAP;
        let below = GAP + notes.len() as f64 * text::LINE_HEIGHT;
        let (width, height) = (self.width + 2.0 * MARGIN, above + self.height + below + 2.0 * MARGIN);
        let (left, top) = (-MARGIN, -MARGIN - above);
        let size = format_args!("width=\"{width}\" height=\"{height}\"");
        let view = format_args!("viewBox=\"{left} {top} {width} {height}\"");
        let attributes = format_args!("xmlns=\"http://www.w3.org/2000/svg\" {size} {view}");
        let mut svg = self.head(" standalone", attributes);
        push(&mut svg, format_args!("<style>{}</style>\n", Escaped(caption.style)));
        write_lines(&mut svg, "title", &title, TITLE_LINE - above - 6.0, TITLE_LINE);
        write_lines(&mut svg, "note", &subtitle, text::TICK_SIZE - GAP - of_subtitle, text::LINE_HEIGHT);
        write_lines(&mut svg, "note", &notes, self.height + GAP + text::TICK_SIZE, text::LINE_HEIGHT);
        svg + &self.marks + "</svg>\n"
    }
}

/// Writes `lines` one below the other, the first on the line at `top`.
fn write_lines(svg: &mut String, class: &str, lines: &[String], top: f64, pitch: f64) {
    push(svg, format_args!("<g class=\"{class}\">\n"));
    for (idx, line) in lines.iter().enumerate() {
        let y = top + idx as f64 * pitch;
        push(svg, format_args!("<text x=\"0\" y=\"{y}\">{}</text>\n", Escaped(line)));
    }
    svg.push_str("</g>\n");
}
