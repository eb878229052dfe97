//! Markers: shapes that separate series where colour does not.

use plotters::element::{Drawable, PointCollection};
use plotters_backend::{BackendCoord, DrawingBackend, DrawingErrorKind};

use crate::{
    css_class::{CssClass, Role},
    svg::tenths,
};

/// A plotters element: the marker of a series at a point.
pub(crate) struct Marker<C> {
    at: C,
    shape: Shape,
    class: CssClass,
}

/// A shape around a point.
enum Shape {
    /// A circle of this radius, in units.
    Circle(f64),
    /// Corners relative to the point, in units.
    Polygon(Vec<(f64, f64)>),
}

/// Number of shapes.
const N_SHAPES: usize = 8;

/// Ratio of the furthest that any marker reaches from its point to its radius.
pub(crate) const REACH: f64 = 1.3;

impl<C> Marker<C> {
    /// The marker of the series at position `series_idx`, as large to the eye as a circle of `radius` units.
    pub(crate) fn of(at: C, radius: f64, series_idx: usize) -> Marker<C> {
        Marker { at, shape: shape(series_idx, radius), class: Role::Mark.of(series_idx) }
    }

    /// A circle of `radius` units, whatever the series.
    pub(crate) fn dot(at: C, radius: f64, class: CssClass) -> Marker<C> {
        Marker { at, shape: Shape::Circle(radius), class }
    }

    /// The same marker in another class.
    pub(crate) fn in_class(self, class: CssClass) -> Marker<C> {
        Marker { class, ..self }
    }
}

impl<'a, C> PointCollection<'a, C> for &'a Marker<C> {
    type IntoIter = std::iter::Once<&'a C>;
    type Point = &'a C;

    fn point_iter(self) -> Self::IntoIter {
        std::iter::once(&self.at)
    }
}

impl<C, B: DrawingBackend> Drawable<B> for Marker<C> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut points: I,
        backend: &mut B,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<B::ErrorType>> {
        use plotters::style::Color;

        let Some((x, y)) = points.next() else { return Ok(()) };
        let color = self.class.to_backend_color();
        match &self.shape {
            Shape::Circle(radius) => {
                backend.draw_circle((x, y), tenths(*radius).unsigned_abs(), &color, true)
            }
            Shape::Polygon(corners) => {
                let corners = corners.iter().map(|(right, down)| (x + tenths(*right), y + tenths(*down)));
                backend.fill_polygon(corners, &color)
            }
        }
    }
}

/// The order puts shapes that look least alike first.
fn shape(series_idx: usize, radius: f64) -> Shape {
    let r = radius;
    let corners: Vec<(f64, f64)> = match series_idx % N_SHAPES {
        0 => return Shape::Circle(r),
        1 => vec![(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)],
        2 => vec![(0.0, -1.2), (1.14, 0.85), (-1.14, 0.85)],
        3 => vec![(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
        4 => vec![(0.0, 1.2), (1.14, -0.85), (-1.14, -0.85)],
        5 => plus(1.25, 0.42),
        6 => vec![(-0.6, -1.3), (0.6, -1.3), (0.6, 1.3), (-0.6, 1.3)],
        _ => plus(1.25, 0.42).into_iter().map(|(x, y)| ((x - y) * TURN, (x + y) * TURN)).collect(),
    };
    Shape::Polygon(corners.into_iter().map(|(x, y)| (x * r, y * r)).collect())
}

/// Sine and cosine of an eighth of a turn.
const TURN: f64 = std::f64::consts::FRAC_1_SQRT_2;

/// A cross with arms `l` long from its middle and `t` thick to either side.
fn plus(l: f64, t: f64) -> Vec<(f64, f64)> {
    let quarter = [(-t, -l), (t, -l), (t, -t)];
    let turn = |(x, y): (f64, f64)| (-y, x);
    let quarters = std::iter::successors(Some(quarter), |corners| Some(corners.map(turn)));
    quarters.take(4).flatten().collect()
}

#[test]
fn no_marker_reaches_beyond_its_room() {
    for series_idx in 0..N_SHAPES {
        if let Shape::Polygon(corners) = shape(series_idx, 4.0) {
            for (x, y) in corners {
                assert!(x.abs() <= 4.0 * REACH && y.abs() <= 4.0 * REACH, "shape {series_idx}");
            }
        }
    }
}
