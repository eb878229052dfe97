//! The plotters backend: marks in, SVG elements out.
//!
//! It draws on tenths of a unit, where plotters' own backend rounds to whole ones, and writes no
//! style. The colour that plotters carries is a [`CssClass`] in disguise. Transparent marks are left out.

use std::{
    cell::RefCell,
    fmt::{self, Write},
    io,
    rc::Rc,
};

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    text_anchor::{HPos, VPos},
};

use crate::{css_class::CssClass, text};

/// Drawing units that plotters sees for each unit of the viewBox.
pub(crate) const TENTHS: f64 = 10.0;

/// Collects the marks of one drawing. Marks of one role that follow one another are written class by class.
pub(crate) struct SvgBackend {
    svg: Rc<RefCell<String>>,
    size: (u32, u32),
    groups: Vec<Group>,
}

/// Marks of one class.
struct Group {
    class: CssClass,
    /// An attribute that texts share.
    anchor: &'static str,
    /// Lines and bars, which make one path.
    path: String,
    /// Everything else, as elements: markers have an outline each.
    elements: String,
}

impl SvgBackend {
    /// Draws onto `svg`, `size` tenths wide and high.
    pub(crate) fn new(svg: Rc<RefCell<String>>, size: (u32, u32)) -> Self {
        SvgBackend { svg, size, groups: Vec::new() }
    }

    /// Adds what `write` writes into the group of `color` and `anchor`, with its class; nothing for transparent marks.
    fn mark(&mut self, color: BackendColor, anchor: &'static str, write: impl FnOnce(&mut Group)) -> Drawn {
        if color.alpha == 0.0 {
            return Ok(());
        }
        let unknown = || undrawable(format_args!("{:?} is the colour of no class", color.rgb));
        let class = CssClass::from_rgb(color.rgb).ok_or_else(unknown)?;
        if self.groups.iter().any(|group| group.class.role != class.role) {
            self.write_groups();
        }
        let known = self.groups.iter().position(|group| (group.class, group.anchor) == (class, anchor));
        let idx = known.unwrap_or(self.groups.len());
        if known.is_none() {
            self.groups.push(Group { class, anchor, path: String::new(), elements: String::new() });
        }
        write(&mut self.groups[idx]);
        Ok(())
    }

    fn write_groups(&mut self) {
        let mut svg = self.svg.borrow_mut();
        for Group { class, anchor, path, elements } in self.groups.drain(..) {
            if !path.is_empty() {
                push(&mut svg, format_args!("<path class=\"{class}\" d=\"{path}\"/>\n"));
            }
            if !elements.is_empty() {
                push(&mut svg, format_args!("<g class=\"{class}\"{anchor}>\n{elements}</g>\n"));
            }
        }
    }
}

impl Group {
    /// A position at the precision of its role.
    fn at(&self, (x, y): BackendCoord) -> BackendCoord {
        if self.class.role.is_around() { (whole(x), whole(y)) } else { (x, y) }
    }
}

/// Rounds tenths to whole units.
fn whole(tenths: i32) -> i32 {
    (f64::from(tenths) / TENTHS).round() as i32 * TENTHS as i32
}

type Drawn = Result<(), DrawingErrorKind<io::Error>>;

/// The error for a request that only a mistake in this crate makes.
fn undrawable(reason: impl fmt::Display) -> DrawingErrorKind<io::Error> {
    DrawingErrorKind::DrawingError(io::Error::other(reason.to_string()))
}

impl DrawingBackend for SvgBackend {
    type ErrorType = io::Error;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        self.write_groups();
        Ok(())
    }

    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Drawn {
        Err(undrawable("A single pixel has no SVG element"))
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        _: bool,
    ) -> Drawn {
        // A narrow bar is still to be seen: a unit is the least width.
        let right = to.0.max(from.0 + TENTHS as i32);
        let corners = [from, (right, from.1), (right, to.1), (from.0, to.1)];
        self.mark(style.color(), "", |group| push(&mut group.path, format_args!("{}z", Steps(&corners))))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.mark(style.color(), "", |group| {
            let points: Vec<BackendCoord> = path.into_iter().map(|at| group.at(at)).collect();
            push(&mut group.path, format_args!("{}", Steps(&points)));
        })
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let corners: Vec<BackendCoord> = path.into_iter().collect();
        self.mark(style.color(), "", |group| {
            push(&mut group.elements, format_args!("<path d=\"{}z\"/>\n", Steps(&corners)));
        })
    }

    fn draw_circle<S: BackendStyle>(&mut self, at: BackendCoord, r: u32, style: &S, _: bool) -> Drawn {
        let (cx, cy, r) = (Px(at.0), Px(at.1), Px(r.cast_signed()));
        self.mark(style.color(), "", |group| {
            push(&mut group.elements, format_args!("<circle cx=\"{cx}\" cy=\"{cy}\" r=\"{r}\"/>\n"));
        })
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        let half_line = (text::LINE_HEIGHT * 0.375 * TENTHS) as i32;
        let (x, anchor) = match style.anchor().h_pos {
            HPos::Left => (at.0, ""),
            // A label at the end of an axis stays on the canvas.
            HPos::Center => {
                let half = (text::width(text, style.size()) * TENTHS / 2.0).ceil() as i32;
                let last = self.size.0.cast_signed() - half;
                (at.0.min(last).max(half), " text-anchor=\"middle\"")
            }
            HPos::Right => (at.0, " text-anchor=\"end\""),
        };
        let middle = match style.anchor().v_pos {
            VPos::Top => at.1 + half_line,
            VPos::Center => at.1,
            VPos::Bottom => at.1 - half_line,
        };
        self.mark(style.color(), anchor, |group| {
            // Half the height of a digit below its middle lies the line that a text stands on.
            let line = middle + tenths(group.class.role.text_size() * 0.35);
            let (x, y, text) = (Px(whole(x)), Px(whole(line)), Escaped(text));
            push(&mut group.elements, format_args!("<text x=\"{x}\" y=\"{y}\">{text}</text>\n"));
        })
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
        let sign = if self.0 < 0 { "-" } else { "" };
        match (self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10) {
            (units, 0) => write!(f, "{sign}{units}"),
            (0, tenths) => write!(f, "{sign}.{tenths}"),
            (units, tenths) => write!(f, "{sign}{units}.{tenths}"),
        }
    }
}

/// Positions in tenths, written as path data: the first, and from each to the next.
pub(crate) struct Steps<'a>(pub(crate) &'a [BackendCoord]);

impl fmt::Display for Steps<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(&(x, y)) = self.0.first() else { return Ok(()) };
        write!(f, "M{} {}", Px(x), Px(y))?;
        for (idx, pair) in self.0.windows(2).enumerate() {
            let step = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
            let before = |length: i32| if length < 0 { "" } else { " " };
            let start = if idx == 0 { "l" } else { before(step.0) };
            write!(f, "{start}{}{}{}", Px(step.0), before(step.1), Px(step.1))?;
        }
        Ok(())
    }
}

#[test]
fn steps_are_written_in_tenths_as_shortly_as_can_be() {
    let steps = [(0, 5), (-5, 0), (5, 10), (128, 10)];
    assert_eq!(Steps(&steps).to_string(), "M0 .5l-.5-.5 1 1 12.3 0");
    assert_eq!(Steps(&[]).to_string(), "");
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
    let mut marks = SvgBackend::new(Rc::default(), (10, 10));
    let unknown = BackendColor { alpha: 1.0, rgb: (255, 255, 255) };
    assert!(marks.draw_pixel((0, 0), unknown).is_err());
    assert!(marks.draw_line((0, 0), (1, 1), &unknown).is_err());
}
