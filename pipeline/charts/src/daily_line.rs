//! Daily line: one measure of a function day by day, the median with a band up to a deeper percentile.

use anyhow::{Result, ensure};
use schema::{Date, Unit};

use crate::{
    Annotation, Drawing, Frame, Size, canvas, check,
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

/// Draws `days`, which ascend; days that are missing are gaps. Those `annotations` that lie within them are drawn
/// around them. Its table has a row for each day.
///
/// Fails where a value is not a number above zero, the tail is below p50, or days do not ascend.
pub fn draw(frame: &Frame<'_>, days: &[Day], annotations: &[Annotation<'_>], unit: Unit) -> Result<Drawing> {
    for day in days {
        let named = || format!("{} of the days `{}`", day.date, frame.slug);
        check::percentiles(named, day.p50, day.tail)?;
    }
    let ascend = days.windows(2).all(|pair| pair[0].date < pair[1].date);
    ensure!(ascend, "The days of `{}` do not ascend", frame.slug);
    let ([first, ..], [.., last]) = (days, days) else { return canvas::draw_nothing(frame, "history") };
    let sample =
        |day: &Day| Sample { x: days_between(first.date, day.date) + 0.5, p50: day.p50, tail: day.tail };
    let tracks = [Track { series_idx: 0, column: 1, samples: days.iter().map(sample).collect() }];
    let height = match frame.size {
        Size::Wide => 220.0,
        Size::Narrow => 180.0,
    };
    let span = Span::Days(first.date, last.date);
    LineChart {
        frame,
        kind: "history",
        width: frame.width(),
        height,
        values: line::values(&tracks, Look::Band, height),
        step: line::STEP,
        unit,
        x_axis: &|plot| span.axis(plot, frame.width()),
        gap: 1.0,
        labels: line::labels_of_band(&tracks[0], frame.tail, unit),
        tracks: &tracks,
        look: Look::Band,
        annotations: span.place(annotations),
    }
    .draw()
}
