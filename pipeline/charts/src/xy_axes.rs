//! The chart that distribution functions, shift functions, Pareto fronts and scatters share: two axes with names.

use anyhow::Result;
use plotters::{chart::LabelAreaPosition, style::text_anchor::HPos};

use crate::{
    Drawing, Frame,
    axis::Axis,
    canvas::{self, Canvas, Chart, Rectangle, Value, draw_line, positions},
    css_class::Role,
    marker::marker,
    scale::Scale,
    text,
};

/// Height above a plot that holds the name of the y axis.
pub(crate) const ABOVE: f64 = 26.0;
/// Height below a plot that holds ticks and the name of the x axis.
const BELOW: f64 = 42.0;
/// From a tick of the y axis to the plot: four units of tick mark, doubled by plotters.
const SPACE: f64 = 8.0;
/// From the plot to the edge of the drawing.
const RIGHT: f64 = 2.0;
/// Least distance between two ticks of the y axis, in units.
pub(crate) const STEP: f64 = 34.0;
/// Least distance between the labels of two ticks of the x axis.
const LABEL_GAP: f64 = 22.0;
/// Radius of a mark on a curve.
pub(crate) const CURVE_RADIUS: f64 = 3.5;

/// Two axes before they are drawn.
pub(crate) struct XyAxes<'a> {
    pub(crate) frame: &'a Frame<'a>,
    pub(crate) kind: &'static str,
    pub(crate) above: f64,
    pub(crate) height: f64,
    pub(crate) y: Axis,
    pub(crate) x_name: &'a str,
    /// Name of the y axis; empty where it needs none.
    pub(crate) y_name: &'a str,
}

impl XyAxes<'_> {
    /// Draws the axes and then what `paint` draws on them; `x` makes the x axis along the plot.
    pub(crate) fn draw(
        self,
        x: impl FnOnce(&Rectangle) -> Axis,
        paint: impl FnOnce(&Canvas, &mut Chart<'_>, &Rectangle) -> Result<()>,
    ) -> Result<Drawing> {
        let XyAxes { frame, kind, above, height, y, x_name, y_name } = self;
        let width = frame.width();
        let left = y.label_width() + SPACE;
        let plot = Rectangle { left, top: above, right: width - RIGHT, bottom: above + height };
        canvas::draw(frame, kind, (width, plot.bottom + BELOW), |canvas| {
            let axes = (x(&plot), y);
            let sides = [LabelAreaPosition::Left, LabelAreaPosition::Bottom];
            let mut chart = canvas.chart(&plot, axes, &sides, Some(x_name))?;
            if !y_name.is_empty() {
                let y_name = text::fit(y_name, text::TICK_SIZE, width);
                canvas.text((0.0, 8.0), HPos::Left, Role::Tick, &y_name)?;
            }
            paint(canvas, &mut chart, &plot)
        })
    }
}

/// An x axis along `plot` with round ticks.
pub(crate) fn x_axis(scale: Scale, plot: &Rectangle) -> Axis {
    Axis::across(scale, plot.left..plot.right, 0.0..plot.right + RIGHT, LABEL_GAP)
}

/// Draws a line through `values`, one for each row of the table, with a mark at each.
pub(crate) fn draw_curve(
    canvas: &Canvas,
    chart: &mut Chart<'_>,
    values: &[Value],
    series_idx: usize,
) -> Result<()> {
    draw_line(chart, values, Role::Line.of(series_idx))?;
    canvas.hover(Role::Hover.of(series_idx), &positions(chart, values));
    chart.draw_series(values.iter().map(|at| marker(*at, CURVE_RADIUS, series_idx)))?;
    Ok(())
}

/// The least and the greatest of `values`; 0 is the least greatest, as values lie above it.
pub(crate) fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, 0.0), |(least, most), value| (least.min(value), most.max(value)))
}
