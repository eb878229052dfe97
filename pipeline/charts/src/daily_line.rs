//! Daily line: one measure of a function day by day, the median with a band up to a deeper percentile.

use anyhow::Result;
use schema::{Date, Unit};

use crate::{
    Annotation, Drawing, Frame,
    canvas::{self, Rectangle},
    line::{self, LineChart, Look, Sample, Track},
    time_axis::{Span, days_between},
};

/// One day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Median, above zero.
    pub p50: f64,
    /// The deeper percentile that the drawing names, at least the median.
    pub tail: f64,
}

/// Draws `days` in any order; days that are missing are gaps. Those `annotations` that lie within them are drawn
/// around them. Its table has a row for each day, in order.
///
/// Fails where a value is not a number above zero, the tail is below p50, or a day comes twice.
pub fn draw(frame: &Frame<'_>, days: &[Day], annotations: &[Annotation<'_>], unit: Unit) -> Result<Drawing> {
    let dates = || days.iter().map(|day| day.date);
    let Some((first, last)) = dates().min().zip(dates().max()) else {
        return canvas::draw_nothing(frame, "history");
    };
    let sample = |day: &Day| Sample { x: days_between(first, day.date) + 0.5, p50: day.p50, tail: day.tail };
    let named = |x: f64| {
        let date = std::iter::successors(Some(first), |date| date.tomorrow().ok()).nth(x as usize);
        format!("{} of the days `{}`", date.unwrap_or(first), frame.slug)
    };
    let tracks = [Track::of(0, 1, days.iter().map(sample), named)?];
    let labels = line::labels_of_band(&tracks[0], frame.tail, unit);
    let span = Span::Days(first, last);
    let x_axis = |plot: &Rectangle| span.axis(plot, frame.width());
    let chart = LineChart::of(frame, (&tracks, Look::Band), labels, unit, [220.0, 180.0], &x_axis);
    LineChart { annotations: span.place(annotations), ..chart }.draw()
}
