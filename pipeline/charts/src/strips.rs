//! Strips: the values of several groups, each on a row, against a target and its tolerance.

use anyhow::{Result, ensure};
use plotters::element::Circle;

use crate::{
    Drawing, Frame, Size,
    axis::Axis,
    canvas::{self, Rectangle, draw_band, draw_line},
    css_class::{Role, SUBJECT},
    scale::Scale,
    svg::tenths,
    xy_axes::{XyAxes, x_axis},
};

/// Input of the chart.
#[derive(Clone, Copy, Debug)]
pub struct Strips<'a> {
    /// Groups, from the top down.
    pub rows: &'a [Strip<'a>],
    /// Name of the x axis, with the unit.
    pub x_name: &'a str,
    /// The value that all should have; none if any will do.
    pub target: Option<Target>,
}

/// A value with its tolerance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// The value.
    pub value: f64,
    /// The least and the greatest value that is near enough.
    pub tolerance: (f64, f64),
}

/// One group.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip<'a> {
    /// Name of the group.
    pub label: &'a str,
    /// Values, in any order.
    pub values: Vec<f64>,
}

/// From the top to the plot.
const ABOVE: f64 = 8.0;
/// Radius of a mark: many marks lie side by side.
const RADIUS: f64 = 3.0;
/// From the outermost values to the ends of the axis, as a part of their span.
const MARGIN: f64 = 0.03;
/// Rows of marks within a strip: marks of nearly the same value stand beside each other.
const LANES: usize = 7;

/// Draws `strips`; without values, the drawing says so.
///
/// Fails where a value is no finite number.
pub fn draw(frame: &Frame<'_>, strips: &Strips<'_>) -> Result<Drawing> {
    let values = || strips.rows.iter().flat_map(|row| row.values.iter().copied());
    ensure!(values().all(f64::is_finite), "the strips `{}` have a value that is no number", frame.slug);
    if values().next().is_none() {
        return canvas::draw_nothing(frame, "strips");
    }
    let n_rows = strips.rows.len() as f64;
    let height = n_rows * if frame.size == Size::Wide { 44.0 } else { 40.0 };
    let middle = |idx: usize| n_rows - 0.5 - idx as f64;
    let axes = XyAxes {
        frame,
        kind: "strips",
        above: ABOVE,
        height,
        y: Axis {
            scale: Scale::Linear(0.0..n_rows),
            grid: (1..strips.rows.len()).map(|row| row as f64).collect(),
            base: vec![0.0],
            labels: strips
                .rows
                .iter()
                .enumerate()
                .map(|(idx, row)| (middle(idx), row.label.to_owned()))
                .collect(),
        },
        x_name: strips.x_name,
        y_name: "",
    };
    let (low, high) = strips.target.map_or((f64::MAX, f64::MIN), |target| target.tolerance);
    let (least, most) = (values().fold(low, f64::min), values().fold(high, f64::max));
    let margin = MARGIN * (most - least);
    axes.draw(
        |plot: &Rectangle| x_axis(Scale::Linear(least - margin..most + margin), plot),
        |_, chart, _| {
            if let Some(target) = strips.target {
                let edge = |y: f64| [(low, y), (high, y)];
                draw_band(chart, &[edge(0.0), edge(n_rows)], Role::Interval.of(SUBJECT))?;
                draw_line(chart, &[(target.value, 0.0), (target.value, n_rows)], Role::Limit.into())?;
            }
            for (idx, row) in strips.rows.iter().enumerate() {
                let mut sorted = row.values.clone();
                sorted.sort_by(f64::total_cmp);
                let lane = |position: usize| ((position % LANES) as f64 / (LANES - 1) as f64 - 0.5) * 0.6;
                let marks = sorted.iter().enumerate().map(|(position, value)| {
                    Circle::new(
                        (*value, middle(idx) + lane(position)),
                        tenths(RADIUS),
                        Role::Mark.of(SUBJECT),
                    )
                });
                chart.draw_series(marks)?;
            }
            Ok(())
        },
    )
}
