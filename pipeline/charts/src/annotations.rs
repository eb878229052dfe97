//! Annotations of time series: letters of events above a plot, shifts of levels as steps, bad days at its foot.

use anyhow::Result;
use plotters::style::text_anchor::HPos;
use schema::Date;

use crate::{
    canvas::{Canvas, Chart, Point, Rectangle, position},
    css_class::Role,
    labels::spread,
    number::format_number,
    text,
};

/// A remark about one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Annotation<'a> {
    /// The day.
    pub date: Date,
    /// The kind of remark.
    pub kind: AnnotationKind<'a>,
}

/// Kind of an [`Annotation`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AnnotationKind<'a> {
    /// An event of the platform or of the measurement, under this letter.
    Event(&'a str),
    /// A level of the medians that went up or down; drawn on a single line.
    Shift {
        /// The level until then.
        before: f64,
        /// The level from then on.
        after: f64,
    },
    /// A day on which far more starts than usual were slow.
    BadDay,
}

/// Height above a plot that holds letters and marks.
pub(crate) const ABOVE: f64 = 22.0;
/// Least distance between two letters.
const LETTER: f64 = 12.0;
/// Half the width of the mark of a shift, which is as high as it is wide.
const SHIFT: f64 = 3.5;
/// From the higher level to the mark of its shift.
const SHIFT_GAP: f64 = 4.0;
/// Length of a level before and after its shift, unless another shift is nearer.
const LEVEL: f64 = 22.0;
/// From a level to its value.
const VALUE_GAP: f64 = 10.0;
/// Length of the stroke of a bad day.
const BAD: f64 = 7.0;

/// Annotations at their places along the x axis, in order.
pub(crate) type Placed<'a> = [(f64, AnnotationKind<'a>)];

/// Draws events and bad days around `plot`.
pub(crate) fn draw(
    canvas: &Canvas,
    chart: &Chart<'_>,
    plot: &Rectangle,
    annotations: &Placed<'_>,
) -> Result<()> {
    let mut letters = Vec::new();
    for &(x, kind) in annotations {
        let x = position(chart, &(x, chart.y_range().start)).0;
        match kind {
            AnnotationKind::Event(letter) => {
                canvas.path(&[(x, plot.top - 8.0), (x, plot.bottom)], Role::Event)?;
                letters.push((x, letter));
            }
            AnnotationKind::BadDay => {
                canvas.path(&[(x, plot.bottom), (x, plot.bottom - BAD)], Role::BadDay)?;
            }
            AnnotationKind::Shift { .. } => {}
        }
    }
    let wanted: Vec<f64> = letters.iter().map(|(x, _)| *x).collect();
    let places = spread(&wanted, LETTER, plot.left, plot.right.max(plot.left + LETTER));
    letters.iter().zip(places).try_for_each(|((_, letter), place)| {
        canvas.text((place, plot.top - 15.0), HPos::Center, Role::Event, letter)
    })
}

/// Draws each shift of a level as a step from the level before to the one after it, with the values of the newest.
pub(crate) fn draw_shifts(
    canvas: &Canvas,
    chart: &Chart<'_>,
    plot: &Rectangle,
    annotations: &Placed<'_>,
) -> Result<()> {
    let shift = |&(x, kind): &(f64, AnnotationKind<'_>)| {
        let AnnotationKind::Shift { before, after } = kind else { return None };
        let level = |value| {
            let (x, y) = position(chart, &(x, value));
            (x, y.clamp(plot.top, plot.bottom))
        };
        Some((level(before), level(after), [before, after]))
    };
    let shifts: Vec<(Point, Point, [f64; 2])> = annotations.iter().filter_map(shift).collect();
    let x = |idx: usize| shifts.get(idx).map(|shift| shift.0.0);
    for (idx, &((at, before), (_, after), _)) in shifts.iter().enumerate() {
        let room = |other: Option<f64>| other.map_or(LEVEL, |other| LEVEL.min((other - at).abs() / 2.0));
        let (left, right) = (at - room(idx.checked_sub(1).and_then(x)), at + room(x(idx + 1)));
        let (left, right) = (left.max(plot.left), right.min(plot.right));
        canvas.path(&[(left, before), (at, before), (at, after), (right, after)], Role::Limit)?;
    }
    let wanted: Vec<f64> = shifts.iter().map(|(at, ..)| at.0).collect();
    let places = spread(&wanted, 2.0 * SHIFT + 1.0, plot.left + SHIFT, plot.right - SHIFT);
    for (&((_, before), (_, after), _), x) in shifts.iter().zip(places) {
        let y = (before.min(after) - SHIFT_GAP - SHIFT).max(plot.top - SHIFT);
        canvas.area(&triangle((x, y), after < before), Role::Shift)?;
    }
    shifts.last().map_or(Ok(()), |newest| draw_levels(canvas, plot, newest))
}

/// Writes the values of both levels of a shift, the lower one below its level and the higher one above it.
fn draw_levels(
    canvas: &Canvas,
    plot: &Rectangle,
    &((x, before), (_, after), values): &(Point, Point, [f64; 2]),
) -> Result<()> {
    let half = text::LINE_HEIGHT / 2.0;
    let lowest = plot.bottom - half;
    let upper = (before.min(after) - VALUE_GAP).clamp(plot.top + half, lowest - text::LINE_HEIGHT);
    let lower = (before.max(after) + VALUE_GAP).min(lowest).max(upper + text::LINE_HEIGHT);
    let heights = if after < before { [lower, upper] } else { [upper, lower] };
    for (idx, (value, y)) in values.into_iter().zip(heights).enumerate() {
        let value = format_number(value);
        let width = text::width(&value, text::TICK_SIZE);
        let left = [x - 2.0 * SHIFT - width, x + 2.0 * SHIFT][idx];
        let left = left.min(plot.right - width).max(plot.left);
        canvas.text((left, y), HPos::Left, Role::Note, &value)?;
    }
    Ok(())
}

/// A triangle around `middle` that points up or down.
fn triangle((x, y): Point, is_up: bool) -> [Point; 3] {
    let up = if is_up { -SHIFT } else { SHIFT };
    [(x - SHIFT, y - up), (x + SHIFT, y - up), (x, y + up)]
}
