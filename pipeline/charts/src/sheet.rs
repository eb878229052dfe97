//! The paper a drawing is made on: the `<svg>` element, and marks at positions in units.

use std::cell::RefCell;

use anyhow::{Result, ensure};
use plotters::{
    chart::{ChartBuilder, ChartContext},
    coord::{Shift, cartesian::Cartesian2d},
    drawing::{DrawingArea, IntoDrawingArea},
    element::{Circle, PathElement, Polygon, Text},
    style::{
        FontDesc, FontFamily, FontStyle, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use crate::{
    Frame,
    ink::{Ink, Role},
    marker::{self, Marker, tenths},
    scale::Scale,
    svg::{Escaped, Marks, Points, TENTHS, push},
    text,
};

/// A position in units of the viewBox, from the upper left corner.
pub(crate) type Point = (f64, f64);

/// What is painted on. Positions are in units of the viewBox.
pub(crate) struct Sheet<'a> {
    area: DrawingArea<Marks<'a>, Shift>,
    /// Where a reader may point, as elements.
    targets: RefCell<String>,
}

/// Which numbers in the table of a chart a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Numbers {
    /// The row of the first mark, from 0; those of the next follow it.
    pub(crate) row: usize,
    /// The column, from 0; none where marks stand for their whole rows.
    pub(crate) column: Option<usize>,
}

/// Plotters' map from values to the sheet.
pub(crate) type Plane<'a> = ChartContext<'a, Marks<'a>, Cartesian2d<Scale, Scale>>;

/// A rectangle of the sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rectangle {
    /// Least x.
    pub(crate) left: f64,
    /// Least y.
    pub(crate) top: f64,
    /// Greatest x.
    pub(crate) right: f64,
    /// Greatest y.
    pub(crate) bottom: f64,
}

impl Rectangle {
    /// From left to right.
    pub(crate) fn width(&self) -> f64 {
        self.right - self.left
    }

    /// From top to bottom.
    pub(crate) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Whether `other` lies in it, edges included.
    pub(crate) fn holds(&self, other: &Rectangle) -> bool {
        self.left <= other.left
            && other.right <= self.right
            && self.top <= other.top
            && other.bottom <= self.bottom
    }

    /// Whether the two have more than an edge in common.
    pub(crate) fn overlaps(&self, other: &Rectangle) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// Writes the `<svg>` element of `frame`, `size` units wide and high, with what `paint` draws.
pub(crate) fn draw(
    frame: &Frame<'_>,
    kind: &str,
    size: (f64, f64),
    paint: impl FnOnce(&Sheet<'_>) -> Result<()>,
) -> Result<String> {
    let slug = frame.slug;
    let fits_an_id = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    ensure!(
        !slug.is_empty() && slug.chars().all(fits_an_id),
        "Failed to draw the {kind} `{slug}`: its slug becomes an id, so write it in letters, digits and hyphens"
    );
    let (width, height, of) = (size.0, size.1, frame.size.name());
    let mut svg = String::new();
    push(
        &mut svg,
        format_args!(
            "<svg class=\"drawing {kind} {of}\" role=\"img\" viewBox=\"0 0 {width} {height}\" \
             aria-labelledby=\"{slug}-{of}-title {slug}-{of}-desc\" xmlns=\"http://www.w3.org/2000/svg\">\n\
             <title id=\"{slug}-{of}-title\">{}</title>\n<desc id=\"{slug}-{of}-desc\">{}</desc>\n",
            Escaped(frame.title),
            Escaped(frame.desc)
        ),
    );
    let canvas = ((width * TENTHS) as u32, (height * TENTHS) as u32);
    let area = Marks::new(&mut svg, canvas).into_drawing_area();
    let sheet = Sheet { area, targets: RefCell::default() };
    paint(&sheet)?;
    sheet.area.present()?;
    let targets = sheet.targets.into_inner();
    drop(sheet.area);
    svg.push_str(&targets);
    svg.push_str("</svg>\n");
    Ok(svg)
}

/// A drawing that says that there is nothing to draw.
pub(crate) fn draw_nothing(frame: &Frame<'_>, kind: &str, width: f64) -> Result<String> {
    draw(frame, kind, (width, 48.0), |sheet| {
        sheet.text((0.0, 24.0), HPos::Left, Ink::of_role(Role::Note), "No measurements")
    })
}

impl<'a> Sheet<'a> {
    /// A plane on `rectangle` of the sheet.
    pub(crate) fn plane(&self, rectangle: &Rectangle, x: Scale, y: Scale) -> Result<Plane<'a>> {
        let (width, height) = self.area.dim_in_pixel();
        // Plotters leaves the last tenth out of a plane.
        let mut builder = ChartBuilder::on(&self.area);
        builder
            .margin_left(tenths(rectangle.left))
            .margin_top(tenths(rectangle.top))
            .margin_right(width.cast_signed() - tenths(rectangle.right) - 1)
            .margin_bottom(height.cast_signed() - tenths(rectangle.bottom) - 1);
        Ok(builder.build_cartesian_2d(x, y)?)
    }

    /// A straight or broken line.
    pub(crate) fn path(&self, points: &[Point], ink: Ink) -> Result<()> {
        Ok(self.area.draw(&PathElement::new(all_tenths(points), ink.color()))?)
    }

    /// An area within `corners`.
    pub(crate) fn area(&self, corners: &[Point], ink: Ink) -> Result<()> {
        Ok(self.area.draw(&Polygon::new(all_tenths(corners), ink.color()))?)
    }

    /// A small dot, for one among many.
    pub(crate) fn dot(&self, at: Point, radius: f64, ink: Ink) -> Result<()> {
        Ok(self.area.draw(&Circle::new((tenths(at.0), tenths(at.1)), tenths(radius), ink.color()))?)
    }

    /// The marker of the series at position `series_idx`.
    pub(crate) fn marker(&self, at: Point, radius: f64, series_idx: usize) -> Result<()> {
        self.marker_as(Role::Mark, at, radius, series_idx)
    }

    /// The marker of the series at position `series_idx`, playing `role`.
    pub(crate) fn marker_as(&self, role: Role, at: Point, radius: f64, series_idx: usize) -> Result<()> {
        let ink = Ink::of_series(role, series_idx);
        match marker::shape(series_idx, radius) {
            Marker::Circle(radius) => self.dot(at, radius, ink),
            Marker::Polygon(corners) => {
                let corners: Vec<Point> = corners.into_iter().map(|(x, y)| (at.0 + x, at.1 + y)).collect();
                self.area(&corners, ink)
            }
        }
    }

    /// Says where marks lie that stand for `numbers`, so that a reader who points at one is told them.
    ///
    /// Positions are written as those of lines are, which compresses to next to nothing.
    pub(crate) fn hits(&self, ink: Ink, numbers: Numbers, at: &[Point]) {
        let (row, places) = (numbers.row, Points(all_tenths(at)));
        let column = numbers.column.map(|column| format!(" data-column=\"{column}\"")).unwrap_or_default();
        let element = format_args!("<g class=\"{ink}\" data-row=\"{row}\"{column} data-at=\"{places}\"/>\n");
        push(&mut self.targets.borrow_mut(), element);
    }

    /// A line of text whose middle is at the height of `at`.
    pub(crate) fn text(&self, at: Point, anchor: HPos, ink: Ink, text: &str) -> Result<()> {
        // Plotters asks for a font; the stylesheet has the last word.
        let font = FontDesc::new(FontFamily::SansSerif, text::SIZE, FontStyle::Normal);
        let color = ink.color();
        let style = TextStyle::from(font).color(&color).pos(Pos::new(anchor, VPos::Center));
        Ok(self.area.draw(&Text::new(text, (tenths(at.0), tenths(at.1)), style))?)
    }
}

/// Where the plane puts a pair of values, in units of the sheet.
pub(crate) fn position(plane: &Plane<'_>, x: f64, y: f64) -> Point {
    let (x, y) = plane.backend_coord(&(x, y));
    (f64::from(x) / TENTHS, f64::from(y) / TENTHS)
}

fn all_tenths(points: &[Point]) -> Vec<(i32, i32)> {
    points.iter().map(|&(x, y)| (tenths(x), tenths(y))).collect()
}

impl Frame<'_> {
    /// Width of the drawing, in units.
    pub(crate) fn width(&self) -> f64 {
        match self.size {
            crate::Size::Wide => 720.0,
            crate::Size::Narrow => 340.0,
        }
    }
}
