//! Shapes that tell series apart where colour does not.

use crate::svg::TENTHS;

/// A shape around a point.
pub(crate) enum Marker {
    /// A circle of this radius, in units.
    Circle(f64),
    /// Corners relative to the point, in units.
    Polygon(Vec<(f64, f64)>),
}

/// How many shapes there are.
pub(crate) const N_SHAPES: usize = 8;

/// How far any marker of `radius` reaches from its point.
pub(crate) const REACH: f64 = 1.3;

/// The shape of the series at position `series_idx`, as large to the eye as a circle of `radius`.
///
/// The order puts shapes that look least alike first.
pub(crate) fn shape(series_idx: usize, radius: f64) -> Marker {
    let r = radius;
    let corners: Vec<(f64, f64)> = match series_idx % N_SHAPES {
        0 => return Marker::Circle(r),
        1 => vec![(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)],
        2 => vec![(0.0, -1.2), (1.14, 0.85), (-1.14, 0.85)],
        3 => vec![(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
        4 => vec![(0.0, 1.2), (1.14, -0.85), (-1.14, -0.85)],
        5 => plus(1.25, 0.42),
        6 => vec![(-0.6, -1.3), (0.6, -1.3), (0.6, 1.3), (-0.6, 1.3)],
        _ => plus(1.25, 0.42).into_iter().map(|(x, y)| ((x - y) * TURN, (x + y) * TURN)).collect(),
    };
    Marker::Polygon(corners.into_iter().map(|(x, y)| (x * r, y * r)).collect())
}

/// Sine and cosine of an eighth of a turn.
const TURN: f64 = std::f64::consts::FRAC_1_SQRT_2;

/// A cross with arms `long` from its middle and `thick` to either side.
fn plus(long: f64, thick: f64) -> Vec<(f64, f64)> {
    let (l, t) = (long, thick);
    vec![
        (-t, -l),
        (t, -l),
        (t, -t),
        (l, -t),
        (l, t),
        (t, t),
        (t, l),
        (-t, l),
        (-t, t),
        (-l, t),
        (-l, -t),
        (-t, -t),
    ]
}

/// Units as plotters takes them.
pub(crate) fn tenths(units: f64) -> i32 {
    (units * TENTHS).round() as i32
}

#[test]
fn no_marker_reaches_beyond_its_room() {
    for series_idx in 0..N_SHAPES {
        if let Marker::Polygon(corners) = shape(series_idx, 4.0) {
            for (x, y) in corners {
                assert!(x.abs() <= 4.0 * REACH && y.abs() <= 4.0 * REACH, "shape {series_idx}");
            }
        }
    }
}
