//! Empirical distribution functions: the share of samples at or below a value, with the intervals of both lines.

use anyhow::{Result, ensure};
use plotters::style::text_anchor::HPos;
use schema::{Ends, Unit};

use crate::{
    Drawing, Frame, Size,
    axis::Axis,
    canvas::{self, Canvas, Rectangle, draw_band},
    check,
    css_class::Role,
    scale::Scale,
    text,
    xy_axes::{CURVE_RADIUS, XyAxes, draw_curve, extent, x_axis},
};

/// One distribution.
#[derive(Clone, Debug, PartialEq)]
pub struct Line<'a> {
    /// Name above the plot.
    pub label: &'a str,
    /// Marker and colour.
    pub series_idx: usize,
    /// Percentiles, from the shallowest to the deepest.
    pub steps: Vec<Step>,
}

/// One percentile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Share of the samples below it, 0 to 1.
    pub share: f64,
    /// Its value, above zero.
    pub value: f64,
    /// Ends of the interval of the value; the band of an open end runs to the edge.
    pub ends: Ends,
}

/// From the top to the plot, without the further lines of names on a phone.
const ABOVE: f64 = 24.0;
/// Shares with a line across the plot.
const SHARES: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

/// Draws `lines`; those without steps are left out, and where none is left, the drawing says so.
///
/// Fails where a value is no number above zero, or where steps do not ascend, naming the line.
pub fn draw(frame: &Frame<'_>, lines: &[Line<'_>], unit: Unit) -> Result<Drawing> {
    for Line { label, steps, .. } in lines {
        let named = || format!("`{label}` of the distributions `{}`", frame.slug);
        for step in steps {
            let (lower, upper) = step.ends.or(step.value);
            check::above_zero(named, &[step.value, lower, upper])?;
        }
        let ascends = steps.windows(2).all(|pair| pair[0].share < pair[1].share);
        ensure!(ascends, "{}: its percentiles do not ascend", named());
    }
    let lines: Vec<&Line<'_>> = lines.iter().filter(|line| !line.steps.is_empty()).collect();
    if lines.is_empty() {
        return canvas::draw_nothing(frame, "ecdf");
    }
    let names_below = text::LINE_HEIGHT * (lines.len() - 1) as f64;
    let (height, above) = frame.size.pick((240.0, ABOVE), (200.0, ABOVE + names_below));
    let ends = lines.iter().flat_map(|line| &line.steps).map(|step| step.ends.or(step.value));
    let (lowest, highest) = extent(ends.flat_map(|(lower, upper)| [lower, upper]));
    let scale = Scale::log_with_room(lowest, highest, 0.03, 0.97);
    let (left, right) = scale.ends();
    let axes = XyAxes {
        frame,
        kind: "ecdf",
        above,
        height,
        y: Axis {
            scale: Scale::Linear(0.0..1.0),
            grid: SHARES[1..].to_vec(),
            base: vec![SHARES[0]],
            labels: SHARES.map(|share| (share, format!("{}%", share * 100.0))).to_vec(),
        },
        x_name: &format!("at or below so many {unit}, log scale"),
        y_name: "",
    };
    let x = |plot: &Rectangle| x_axis(scale, plot);
    axes.draw(x, |canvas, chart, plot| {
        for line in &lines {
            let edge = |step: &Step| {
                [step.ends.lower.unwrap_or(left), step.ends.upper.unwrap_or(right)].map(|x| (x, step.share))
            };
            let edges: Vec<_> = line.steps.iter().map(edge).collect();
            draw_band(chart, &edges, Role::Interval.of(line.series_idx))?;
        }
        for Line { series_idx, steps, .. } in lines.iter().copied() {
            let values: Vec<(f64, f64)> = steps.iter().map(|step| (step.value, step.share)).collect();
            draw_curve(canvas, chart, &values, *series_idx)?;
        }
        draw_names(canvas, frame.size, plot, &lines)
    })
}

/// Names with their markers, one after the other, or on a phone one below the other.
fn draw_names(canvas: &Canvas, size: Size, plot: &Rectangle, lines: &[&Line<'_>]) -> Result<()> {
    let (mut x, mut y) = (plot.left + CURVE_RADIUS, 8.0);
    for line in lines {
        let name = text::fit(line.label, text::SIZE, plot.width() / 2.0);
        canvas.marker((x, y), CURVE_RADIUS, line.series_idx)?;
        canvas.text((x + 10.0, y), HPos::Left, Role::Name, &name)?;
        match size {
            Size::Wide => x += 34.0 + text::width(&name, text::SIZE),
            Size::Narrow => y += text::LINE_HEIGHT,
        }
    }
    Ok(())
}
