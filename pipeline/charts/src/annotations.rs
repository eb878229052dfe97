//! Annotations of time series: letters of events above a plot, shifts of levels at its edge, bad days at its foot.

use anyhow::Result;
use plotters::style::text_anchor::HPos;
use schema::Date;

use crate::{
    canvas::{Canvas, Point, Rectangle},
    css_class::Role,
    labels::spread,
};

/// A remark about one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Annotation<'a> {
    /// The day.
    pub date: Date,
    /// The kind of remark.
    pub kind: AnnotationKind<'a>,
}

/// Kind of an [`Annotation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnnotationKind<'a> {
    /// An event of the platform or of the measurement, under this letter.
    Event(&'a str),
    /// A level that went up.
    Slower,
    /// A level that went down.
    Faster,
    /// A day on which far more starts than usual were slow.
    BadDay,
}

/// Height above a plot that holds letters and marks.
pub(crate) const ABOVE: f64 = 22.0;
/// Least distance between two letters.
const LETTER: f64 = 12.0;
/// Half the width of the mark of a shift, which is as high as it is wide.
const SHIFT: f64 = 3.5;
/// Length of the stroke of a bad day.
const BAD: f64 = 7.0;

/// Draws annotations around `plot`, each at its place along it, in order of their places.
pub(crate) fn draw(
    canvas: &Canvas,
    plot: &Rectangle,
    annotations: &[(f64, AnnotationKind<'_>)],
) -> Result<()> {
    let mut letters = Vec::new();
    for &(x, kind) in annotations {
        if let AnnotationKind::Event(letter) = kind {
            canvas.path(&[(x, plot.top - 8.0), (x, plot.bottom)], Role::Event)?;
            letters.push((x, letter));
        }
    }
    let wanted: Vec<f64> = letters.iter().map(|(x, _)| *x).collect();
    let places = spread(&wanted, LETTER, plot.left, plot.right.max(plot.left + LETTER));
    for ((_, letter), place) in letters.iter().zip(places) {
        canvas.text((place, plot.top - 15.0), HPos::Center, Role::Event, letter)?;
    }
    for &(x, kind) in annotations {
        if matches!(kind, AnnotationKind::Slower | AnnotationKind::Faster) {
            let corners = triangle((x, plot.top - SHIFT - 1.0), kind == AnnotationKind::Slower);
            canvas.area(&corners, Role::Shift)?;
        }
    }
    for &(x, _) in annotations.iter().filter(|(_, kind)| *kind == AnnotationKind::BadDay) {
        canvas.path(&[(x, plot.bottom), (x, plot.bottom - BAD)], Role::BadDay)?;
    }
    Ok(())
}

/// A triangle around `middle` that points up or down.
fn triangle((x, y): Point, is_up: bool) -> [Point; 3] {
    let up = if is_up { -SHIFT } else { SHIFT };
    [(x - SHIFT, y - up), (x + SHIFT, y - up), (x, y + up)]
}
