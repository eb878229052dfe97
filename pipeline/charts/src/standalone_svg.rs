//! A drawing as a file of its own: the finding above it, its origin below, and its style within.

use std::fmt;

use crate::{drawing::Drawing, svg::Escaped, text};

/// The text of a file around its drawing.
#[derive(Clone, Copy, Debug)]
pub struct Caption<'a> {
    /// The finding of the drawing, in numbers.
    pub finding: &'a str,
    /// Source and origin, each on lines of its own.
    pub notes: &'a [&'a str],
    /// CSS rules for the classes of the drawing.
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

/// A [`Drawing`] with its [`Caption`], displayed as a whole SVG file.
struct Standalone<'a>(&'a Drawing, &'a Caption<'a>);

impl Drawing {
    /// The drawing as a whole SVG file, without the places that only a page gives a meaning.
    ///
    /// The drawing keeps its coordinates; the viewBox grows around it.
    pub fn standalone_svg(&self, caption: &Caption<'_>) -> String {
        Standalone(self, caption).to_string()
    }
}

impl fmt::Display for Standalone<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Standalone(drawing, caption) = self;
        let finding = text::wrap(caption.finding, FINDING_SIZE * text::BOLD, drawing.width);
        let notes: Vec<String> =
            caption.notes.iter().flat_map(|note| text::wrap(note, text::TICK_SIZE, drawing.width)).collect();
        let above = finding.len() as f64 * FINDING_LINE + GAP;
        let below = GAP + notes.len() as f64 * text::LINE_HEIGHT;
        let (width, height) = (drawing.width + 2.0 * MARGIN, above + drawing.height + below + 2.0 * MARGIN);
        let (left, top) = (-MARGIN, -MARGIN - above);
        let view = format_args!(
            "xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"{left} {top} {width} {height}\""
        );
        drawing.write_head(f, " standalone", view)?;
        writeln!(f, "<style>{}</style>", Escaped(caption.style))?;
        write_lines(f, "finding", &finding, FINDING_LINE - above - 6.0, FINDING_LINE)?;
        write_lines(f, "note", &notes, drawing.height + GAP + text::TICK_SIZE, text::LINE_HEIGHT)?;
        writeln!(f, "{}</svg>", drawing.marks)
    }
}

/// Writes `lines` one below the other, the first on the line at `top`.
fn write_lines(
    f: &mut fmt::Formatter<'_>,
    class: &str,
    lines: &[String],
    top: f64,
    pitch: f64,
) -> fmt::Result {
    writeln!(f, "<g class=\"{class}\">")?;
    for (idx, line) in lines.iter().enumerate() {
        writeln!(f, "<text x=\"0\" y=\"{}\">{}</text>", top + idx as f64 * pitch, Escaped(line))?;
    }
    writeln!(f, "</g>")
}
