//! The plotters backend: marks in, SVG elements out.
//!
//! It draws on tenths of a unit, where plotters' own backend rounds to whole ones, and writes no
//! style. The colour that plotters carries is an [`Ink`] in disguise and comes out as classes.

use std::fmt::{self, Write};

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    text_anchor::{HPos, VPos},
};

use crate::ink::Ink;

/// Drawing units that plotters sees for each unit of the viewBox.
pub(crate) const TENTHS: f64 = 10.0;

/// Collects the marks of one drawing; neighbours of one ink share a `<g>`.
pub(crate) struct Marks<'a> {
    svg: &'a mut String,
    size: (u32, u32),
    group: Option<Ink>,
}

impl<'a> Marks<'a> {
    /// Draws onto `svg`, `size` tenths wide and high.
    pub(crate) fn new(svg: &'a mut String, size: (u32, u32)) -> Self {
        Marks { svg, size, group: None }
    }

    fn mark(&mut self, color: BackendColor, element: fmt::Arguments<'_>) -> Drawn {
        let ink = Ink::of(color.rgb).ok_or(DrawingErrorKind::DrawingError(Undrawable::Color(color.rgb)))?;
        if self.group != Some(ink) {
            self.close_group();
            self.group = Some(ink);
            push(self.svg, format_args!("<g class=\"{ink}\">\n"));
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

type Drawn = Result<(), DrawingErrorKind<Undrawable>>;

/// What no element stands for. It can only come from this crate's own code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Undrawable {
    /// A colour that is no ink.
    Color((u8, u8, u8)),
    /// A single pixel.
    Pixel,
}

impl fmt::Display for Undrawable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Undrawable::Color(rgb) => write!(f, "{rgb:?} is the colour of no ink"),
            Undrawable::Pixel => f.write_str("A single pixel has no SVG element"),
        }
    }
}

impl std::error::Error for Undrawable {}

impl DrawingBackend for Marks<'_> {
    type ErrorType = Undrawable;

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
        Err(DrawingErrorKind::DrawingError(Undrawable::Pixel))
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
        let (x, y, width, height) = (Px(from.0), Px(from.1), Px(to.0 - from.0), Px(to.1 - from.1));
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
        let anchor = match style.anchor().h_pos {
            HPos::Left => "",
            HPos::Center => r#" text-anchor="middle""#,
            HPos::Right => r#" text-anchor="end""#,
        };
        // Half the height of a digit centres a line of text on its `y`, whatever the font.
        let shift = match style.anchor().v_pos {
            VPos::Top => r#" dy=".71em""#,
            VPos::Center => r#" dy=".35em""#,
            VPos::Bottom => "",
        };
        let (x, y, text) = (Px(at.0), Px(at.1), Escaped(text));
        self.mark(style.color(), format_args!(r#"<text x="{x}" y="{y}"{shift}{anchor}>{text}</text>"#))
    }
}

/// Appends to `svg`.
pub(crate) fn push(svg: &mut String, what: fmt::Arguments<'_>) {
    svg.write_fmt(what).expect("a String takes any text");
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
fn what_has_no_element_is_an_error_and_no_panic() {
    let mut svg = String::new();
    let mut marks = Marks::new(&mut svg, (10, 10));
    let unknown = BackendColor { alpha: 1.0, rgb: (255, 255, 255) };
    assert!(marks.draw_pixel((0, 0), unknown).is_err());
    assert!(marks.draw_line((0, 0), (1, 1), &unknown).is_err());
}
