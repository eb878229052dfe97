//! Panel: lines over the months in a small drawing that stands among others with the same axes.

use anyhow::{Result, ensure};
use schema::{Month, Unit};

use crate::{
    Annotation, Drawing, Frame,
    canvas::Rectangle,
    history::{self, Line},
    line::{LineChart, Look},
    scale::Scale,
    time_axis::Span,
};

/// Axes and annotations that all panels have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared<'a> {
    /// First and last month.
    pub months: (Month, Month),
    /// Least and greatest value, above zero.
    pub values: (f64, f64),
    /// Annotations of these months.
    pub annotations: Vec<Annotation<'a>>,
    /// The unit of all values.
    pub unit: Unit,
}

/// Width of a panel, in units.
const WIDTH: f64 = 260.0;
/// Height of its plot.
const HEIGHT: f64 = 130.0;
/// Least distance between two ticks, which are closer than in a larger drawing.
const STEP: f64 = 20.0;

/// Draws the medians of `lines` on the axes that are `shared`; the width of `frame` does not matter.
///
/// Fails where a median is no number within the shared values, or a month is not within the shared months.
pub fn draw(frame: &Frame<'_>, lines: &[Line<'_>], shared: &Shared<'_>) -> Result<Drawing> {
    let (lowest, highest) = shared.values;
    let (first, last) = shared.months;
    for (line, point) in lines.iter().flat_map(|line| line.points.iter().map(move |point| (line, point))) {
        let is_within = (lowest..=highest).contains(&point.p50) && (first..=last).contains(&point.month);
        let (label, month, slug) = (line.label, point.month, frame.slug);
        ensure!(is_within, "`{label}` in {month} of the panel `{slug}` lies beyond the axes that all share");
    }
    let span = Span::Months(first, last);
    let (tracks, x_axis) = (history::tracks(frame, lines, first)?, |plot: &Rectangle| span.axis(plot, WIDTH));
    let height = [HEIGHT, HEIGHT];
    let chart = LineChart::of(frame, (&tracks, Look::Medians), Vec::new(), shared.unit, height, &x_axis);
    LineChart {
        kind: "panel",
        width: WIDTH,
        values: Scale::log_with_room(lowest, highest, 0.03, 0.97),
        step: STEP,
        annotations: span.place(&shared.annotations),
        ..chart
    }
    .draw()
}
