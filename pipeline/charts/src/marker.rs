//! Markers: shapes that separate series where colour does not.

use plotters::element::{Circle, DynElement, EmptyElement, IntoDynElement, Polygon};
use plotters_backend::DrawingBackend;

use crate::{
    css_class::{CssClass, GREY, Role, SUBJECT},
    svg::tenths,
};

/// Number of shapes.
const N_SHAPES: usize = 8;

/// Ratio of the furthest that any marker reaches from its point to its radius.
pub(crate) const REACH: f64 = 1.3;

/// The marker of the series at position `series_idx`, as large to the eye as a circle of `radius` units.
pub(crate) fn marker<'e, B: DrawingBackend + 'e, C: Clone + 'e>(
    at: C,
    radius: f64,
    series_idx: usize,
) -> DynElement<'e, B, C> {
    marker_of(at, radius, series_idx, Role::Mark.of(series_idx))
}

/// The same marker in another class.
pub(crate) fn marker_of<'e, B: DrawingBackend + 'e, C: Clone + 'e>(
    at: C,
    radius: f64,
    series_idx: usize,
    class: CssClass,
) -> DynElement<'e, B, C> {
    match corners(series_idx) {
        None => Circle::new(at, tenths(radius), class).into_dyn(),
        Some(corners) => {
            let corners = corners.iter().map(|(right, down)| (tenths(right * radius), tenths(down * radius)));
            (EmptyElement::at(at) + Polygon::new(corners.collect::<Vec<_>>(), class)).into_dyn()
        }
    }
}

/// Corners around the point of a marker of radius 1; none for a circle. The order puts shapes first that look least
/// alike.
fn corners(series_idx: usize) -> Option<Vec<(f64, f64)>> {
    Some(match series_idx % N_SHAPES {
        // What is grey needs no shape of its own.
        0 | GREY => return None,
        1 => vec![(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)],
        SUBJECT => vec![(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
        4 => vec![(0.0, -1.2), (1.14, 0.85), (-1.14, 0.85)],
        5 => vec![(0.0, 1.2), (1.14, -0.85), (-1.14, -0.85)],
        6 => plus(1.25, 0.42),
        _ => plus(1.25, 0.42).into_iter().map(|(x, y)| ((x - y) * TURN, (x + y) * TURN)).collect(),
    })
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
    for (x, y) in (0..N_SHAPES).filter_map(corners).flatten() {
        assert!(x.abs() <= REACH && y.abs() <= REACH, "{x}, {y}");
    }
}
