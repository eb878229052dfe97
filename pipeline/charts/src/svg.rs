//! The plotters backend: marks in, SVG elements out.
//!
//! It draws on tenths of a unit, where plotters' own backend rounds to whole ones, and writes no
//! style. The colour that plotters carries is a [`CssClass`] in disguise. Transparent marks are left out.

use std::{
    fmt::{self, Write},
    io,
};

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    text_anchor::{HPos, VPos},
};

use crate::{css_class::CssClass, text};

/// Drawing units that plotters sees for each unit of the viewBox.
pub(crate) const TENTHS: f64 = 10.0;

/// Collects the marks of one drawing; neighbours of one class share a `<g>`.
pub(crate) struct SvgBackend<'a> {
    svg: &'a mut String,
    size: (u32, u32),
    /// Class and anchor of the group that is open.
    group: Option<(CssClass, &'static str)>,
}

impl<'a> SvgBackend<'a> {
    /// Draws onto `svg`, `size` tenths wide and high.
    pub(crate) fn new(svg: &'a mut String, size: (u32, u32)) -> Self {
        SvgBackend { svg, size, group: None }
    }

    fn mark(&mut self, color: BackendColor, element: fmt::Arguments<'_>) -> Drawn {
        self.anchored(color, "", element)
    }

    /// Writes a mark into a group with the attribute `anchor`, which texts of a group share.
    fn anchored(&mut self, color: BackendColor, anchor: &'static str, element: fmt::Arguments<'_>) -> Drawn {
        if color.alpha == 0.0 {
            return Ok(());
        }
        let unknown = || undrawable(format_args!("{:?} is the colour of no class", color.rgb));
        let class = CssClass::from_rgb(color.rgb).ok_or_else(unknown)?;
        if self.group != Some((class, anchor)) {
            self.close_group();
            self.group = Some((class, anchor));
            push(self.svg, format_args!("<g class=\"{class}\"{anchor}>\n"));
        }
        push(self.svg, format_args!("{element}\n"));
        Ok(())
    }

    fn close_group(&mut self) {
        if self.group.take().is_some() {
            self.svg.push_str("</g>\n");
        }
    }
}

type Drawn = Result<(), DrawingErrorKind<io::Error>>;

/// The error for a request that only a mistake in this crate makes.
fn undrawable(reason: impl fmt::Display) -> DrawingErrorKind<io::Error> {
    DrawingErrorKind::DrawingError(io::Error::other(reason.to_string()))
}

impl DrawingBackend for SvgBackend<'_> {
    type ErrorType = io::Error;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        self.close_group();
        Ok(())
    }

    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Drawn {
        Err(undrawable("A single pixel has no SVG element"))
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        let (x1, y1, x2, y2) = (Px(from.0), Px(from.1), Px(to.0), Px(to.1));
        self.mark(style.color(), format_args!(r#"<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>"#))
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        _: bool,
    ) -> Drawn {
        // A narrow bar is still to be seen: a unit is the least width.
        let width = (to.0 - from.0).abs().max(TENTHS as i32);
        let (x, y) = (Px(from.0.min(to.0)), Px(from.1.min(to.1)));
        let (width, height) = (Px(width), Px((to.1 - from.1).abs()));
        self.mark(style.color(), format_args!(r#"<rect x="{x}" y="{y}" width="{width}" height="{height}"/>"#))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let points: Vec<BackendCoord> = path.into_iter().collect();
        if let [from, to] = points[..] {
            return self.draw_line(from, to, style);
        }
        self.mark(style.color(), format_args!(r#"<polyline points="{}"/>"#, Points(points)))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let points = Points(path.into_iter().collect());
        self.mark(style.color(), format_args!(r#"<polygon points="{points}"/>"#))
    }

    fn draw_circle<S: BackendStyle>(&mut self, at: BackendCoord, r: u32, style: &S, _: bool) -> Drawn {
        let (cx, cy, r) = (Px(at.0), Px(at.1), Px(r.cast_signed()));
        self.mark(style.color(), format_args!(r#"<circle cx="{cx}" cy="{cy}" r="{r}"/>"#))
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        let half_line = (text::LINE_HEIGHT * 0.375 * TENTHS) as i32;
        let (x, anchor) = match style.anchor().h_pos {
            HPos::Left => (at.0, ""),
            // A label at the end of an axis stays on the canvas.
            HPos::Center => {
                let half = (text::width(text, style.size()) * TENTHS / 2.0).ceil() as i32;
                let last = self.size.0.cast_signed() - half;
                (at.0.min(last).max(half), r#" text-anchor="middle""#)
            }
            HPos::Right => (at.0, r#" text-anchor="end""#),
        };
        let y = match style.anchor().v_pos {
            VPos::Top => at.1 + half_line,
            VPos::Center => at.1,
            VPos::Bottom => at.1 - half_line,
        };
        let (x, y, text) = (Px(x), Px(y), Escaped(text));
        // Half the height of a digit centres a line of text on its `y`, whatever the font.
        let element = format_args!(r#"<text x="{x}" y="{y}" dy=".35em">{text}</text>"#);
        self.anchored(style.color(), anchor, element)
    }
}

/// Units as plotters takes them.
pub(crate) fn tenths(units: f64) -> i32 {
    (units * TENTHS).round() as i32
}

/// Appends to `svg`.
pub(crate) fn push(svg: &mut String, text: fmt::Arguments<'_>) {
    svg.write_fmt(text).expect("a String takes any text");
}

/// Text for element content and quoted attributes. A character that XML cannot hold is shown as
/// U+FFFD, so that no name from a source can break a page.
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '&' => f.write_str("&amp;")?,
                '"' => f.write_str("&quot;")?,
                '\t' | '\n' => f.write_char(c)?,
                '\0'..' ' | '\u{fffe}' | '\u{ffff}' => f.write_char(char::REPLACEMENT_CHARACTER)?,
                _ => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// A length in tenths, written in units of the viewBox.
struct Px(i32);

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", f64::from(self.0) / TENTHS)
    }
}

/// Positions in tenths, written as SVG writes the corners of a line.
pub(crate) struct Points(pub(crate) Vec<BackendCoord>);

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, &(x, y)) in self.0.iter().enumerate() {
            let space = if i == 0 { "" } else { " " };
            write!(f, "{space}{},{}", Px(x), Px(y))?;
        }
        Ok(())
    }
}

#[test]
fn lengths_are_written_in_tenths_without_trailing_zeros() {
    for (tenths, expected) in [(0, "0"), (5, "0.5"), (-5, "-0.5"), (10, "1"), (123, "12.3"), (-120, "-12")] {
        assert_eq!(Px(tenths).to_string(), expected);
    }
}

#[test]
fn text_cannot_break_out_of_its_element() {
    for (text, expected) in [
        ("a < b", "a &lt; b"),
        ("C&\"A\"", "C&amp;&quot;A&quot;"),
        ("]]>", "]]&gt;"),
        ("\u{0}\u{1b}", "\u{fffd}\u{fffd}"),
        ("µs · été", "µs · été"),
    ] {
        assert_eq!(Escaped(text).to_string(), expected);
    }
}

#[test]
fn a_request_without_element_is_an_error() {
    let mut svg = String::new();
    let mut marks = SvgBackend::new(&mut svg, (10, 10));
    let unknown = BackendColor { alpha: 1.0, rgb: (255, 255, 255) };
    assert!(marks.draw_pixel((0, 0), unknown).is_err());
    assert!(marks.draw_line((0, 0), (1, 1), &unknown).is_err());
}
