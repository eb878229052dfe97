//! Height of a frame on another page that holds a chart, whatever the width of its column.

use std::cmp::Ordering;

use charts::Drawing;
use serde::Serialize;

/// Width of a frame from which the wide drawing is shown, in pixels: that of `figure.css`, and the margins.
const TURN: u32 = 40 * 16 + MARGINS;
/// Margins at both sides of a frame, in pixels; `figure.css` has the same.
const MARGINS: u32 = 32;

/// Heights in pixels, without a scroll bar and with little to spare.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FrameHeight {
    /// Height with the wide drawing.
    wide: u32,
    /// Height with the narrow drawing, down to a frame of 320 pixels.
    narrow: u32,
}

/// Texts and drawing of a frame, as wide as they are at most.
struct Layout {
    /// Width of the drawing in pixels; `figure.css` has the same.
    drawing: f64,
    /// Characters of bold text in a line.
    bold: usize,
    /// Characters of small text in a line.
    small: usize,
}

/// Height of the links below, of margins and gaps, and of a line to spare, in pixels.
const LINKS_AND_GAPS: f64 = 120.0;

const WIDE: Layout = Layout { drawing: 728.0, bold: 62, small: 95 };
const NARROW: Layout = Layout { drawing: 352.0, bold: 29, small: 40 };

impl FrameHeight {
    /// Estimates the heights of `drawings`, the wide one first, below title and subtitle, above the source.
    pub(crate) fn of([title, subtitle, source]: [&str; 3], drawings: &[Drawing]) -> FrameHeight {
        let [wide, narrow] =
            [(WIDE, drawings.first()), (NARROW, drawings.last())].map(|(layout, drawing)| {
                let drawing = drawing.map_or(0.0, |it| it.height * layout.drawing / it.width);
                let lines = |text: &str, per_line: usize| text.chars().count().div_ceil(per_line) as f64;
                let small = lines(subtitle, layout.small) + lines(source, layout.small);
                let texts = 25.0 * lines(title, layout.bold) + 20.0 * small;
                ((drawing + texts + LINKS_AND_GAPS) / 10.0).ceil() as u32 * 10
            });
        FrameHeight { wide, narrow }
    }

    /// Height of a frame that shows the narrow drawing at any width.
    pub(crate) fn of_narrow(self) -> FrameHeight {
        FrameHeight { wide: self.narrow, ..self }
    }

    /// Height as CSS, which a container of the width of the column must surround.
    ///
    /// A style in an attribute has no media queries, so a steep slope takes their place.
    fn css(self) -> String {
        let FrameHeight { wide, narrow } = self;
        match wide.cmp(&narrow) {
            Ordering::Less => format!("clamp({wide}px,({TURN}px - 100cqw)*999,{narrow}px)"),
            Ordering::Equal => format!("{wide}px"),
            Ordering::Greater => format!("clamp({narrow}px,(100cqw - {TURN}px)*999,{wide}px)"),
        }
    }
}

impl Serialize for FrameHeight {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        /// Heights for templates.
        #[derive(Serialize)]
        struct Heights {
            css: String,
            /// Height for hosts that remove styles.
            highest: u32,
        }
        Heights { css: self.css(), highest: self.wide.max(self.narrow) }.serialize(serializer)
    }
}

#[test]
fn the_height_turns_where_the_drawing_does() {
    let css = |wide, narrow| FrameHeight { wide, narrow }.css();
    assert_eq!(css(480, 710), "clamp(480px,(672px - 100cqw)*999,710px)");
    assert_eq!(css(480, 300), "clamp(300px,(100cqw - 672px)*999,480px)");
    assert_eq!(css(480, 480), "480px");
}
