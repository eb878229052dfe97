//! Line chart: medians over months, days or memory sizes, with gaps where nothing was measured.

use std::mem::discriminant;

use anyhow::{Result, bail, ensure};
use schema::{Percentile, Unit};

use crate::{
    Annotation, Drawing, Frame,
    canvas::{self, Value},
    check,
    css_class::Role,
    line_drawing::LineDrawing,
    line_labels::LineLabel,
    number::{format_number, format_value},
    x_axis::{Span, X},
};

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line<'a> {
    /// Name at the line's end.
    pub label: &'a str,
    /// Marker and colour.
    pub series_idx: usize,
    /// Points in any order, one for each place. A month or day without a point is a gap.
    pub points: Vec<Point>,
}

/// One place of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Month, day or memory.
    pub x: X,
    /// Median, above zero.
    pub p50: f64,
    /// The deeper percentile that the drawing names, at least the median.
    pub tail: f64,
}

/// Lines, and everything around them.
#[derive(Clone, Debug, PartialEq)]
pub struct LineChart<'a> {
    /// The lines; those without points are left out.
    pub lines: &'a [Line<'a>],
    /// Annotations, of which those within the months or days of the lines are drawn.
    pub annotations: &'a [Annotation<'a>],
    /// Unit of the values.
    pub unit: Unit,
    /// Axes of a small drawing among others; none for a chart with axes of its own and named lines.
    pub panel: Option<PanelAxes>,
}

/// Axes that all panels of a page share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PanelAxes {
    /// First and last place.
    pub x: (X, X),
    /// Least and greatest value, above zero.
    pub values: (f64, f64),
}

/// Draws a single line over time as p50 with a band up to the tail; several as p50 only; lines over memory as p50 with
/// whiskers up to the tail. Without points, the drawing says so.
///
/// Its table has a row for each point, line by line; or, of several lines over time, a row for each month or day from
/// the first to the last and a column for each line.
///
/// Fails where a value is not a number above zero or above the tail, a place comes twice, has no memory or is of
/// another kind than the others, or a point lies beyond the axes of a panel; the error names line and place.
pub fn draw(frame: &Frame<'_>, chart: &LineChart<'_>) -> Result<Drawing> {
    let points = chart.lines.iter().flat_map(|line| &line.points);
    let span = match &chart.panel {
        Some(axes) => Span::of([axes.x.0, axes.x.1].into_iter()),
        None => Span::of(points.map(|point| point.x)),
    };
    let Some(span) = span else { return canvas::draw_nothing(frame, "history") };
    let lines = chart.lines.iter().enumerate().filter(|(_, line)| !line.points.is_empty());
    let tracks = lines.map(|(idx, line)| Track::of(frame, chart, &span, line, idx + 1));
    LineDrawing::of(frame, chart, &span, tracks.collect::<Result<_>>()?).draw()
}

/// A line with its checked samples.
#[derive(Clone)]
pub(crate) struct Track<'a> {
    pub(crate) line: &'a Line<'a>,
    /// Its column in a table with a column for each line.
    pub(crate) column: usize,
    /// In order of x, at least one.
    pub(crate) samples: Vec<Sample>,
}

/// A point on the axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sample {
    pub(crate) x: f64,
    pub(crate) p50: f64,
    pub(crate) tail: f64,
}

impl Sample {
    pub(crate) fn median(&self) -> Value {
        (self.x, self.p50)
    }

    pub(crate) fn deep(&self) -> Value {
        (self.x, self.tail)
    }
}

impl<'a> Track<'a> {
    fn of(
        frame: &Frame<'_>,
        chart: &LineChart<'a>,
        span: &Span,
        line: &'a Line<'a>,
        column: usize,
    ) -> Result<Track<'a>> {
        let mut points = line.points.clone();
        points.sort_by_key(|point| point.x);
        let mut samples = Vec::new();
        for (idx, &Point { x, p50, tail }) in points.iter().enumerate() {
            let named = || format!("`{}` at {x} of the line chart `{}`", line.label, frame.slug);
            ensure!(x != X::MemoryMb(0), "{} has no memory: give its megabytes", named());
            check::percentiles(named, p50, tail)?;
            ensure!(idx == 0 || points[idx - 1].x < x, "{} occurs twice: give each place once", named());
            let is_within = chart.panel.is_none_or(|axes| (axes.values.0..=axes.values.1).contains(&p50));
            let position =
                span.position(x).filter(|_| is_within && discriminant(&x) == discriminant(&span.first));
            let Some(x) = position else { bail!("{} lies beyond the axes of the others", named()) };
            samples.push(Sample { x, p50, tail });
        }
        Ok(Track { line, column, samples })
    }

    /// The last sample, which has the label.
    pub(crate) fn last(&self) -> Sample {
        self.samples[self.samples.len() - 1]
    }

    /// The stretches in which each sample lies no more than `gap` after the one before.
    pub(crate) fn runs(&self, gap: f64) -> impl Iterator<Item = &[Sample]> {
        self.samples.chunk_by(move |before, after| after.x - before.x <= gap)
    }

    /// The label at its end: name and last median.
    pub(crate) fn label(&self, span: &Span) -> LineLabel<'a> {
        let last = self.line.points.iter().map(|point| point.x).max();
        LineLabel {
            series_idx: Some(self.line.series_idx),
            name: self.line.label,
            value: format_number(self.last().p50),
            role: Role::Value,
            ended: last.and_then(|last| last.end(span.last)),
        }
    }

    /// Labels that say which percentiles the two edges of its band are.
    pub(crate) fn labels_of_band(&self, tail: Percentile, unit: Unit) -> Vec<LineLabel<'a>> {
        let label = |name, value, role| {
            let value = format_value(value, unit);
            LineLabel { series_idx: None, name, value, role, ended: None }
        };
        let mut labels = vec![label("p50", self.last().p50, Role::Value)];
        if tail != Percentile::P50 {
            labels.push(label(tail.name(), self.last().tail, Role::TailValue));
        }
        labels
    }
}
