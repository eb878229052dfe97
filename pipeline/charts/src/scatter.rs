//! Scatter: a mark for each row at two values, both on log axes, with the intervals of both.

use anyhow::Result;
use plotters::element::PathElement;
use schema::Unit;

use crate::{
    Drawing, Frame,
    canvas::{self, Chart, Rectangle, draw_line, position, positions},
    check,
    css_class::Role,
    marker::marker,
    xy_axes::{RADIUS, XyAxes, draw_names, extent, x_with_names},
};

/// One mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot<'a> {
    /// Name next to the mark.
    pub label: &'a str,
    /// Marker and colour.
    pub series_idx: usize,
    /// Value on the axis that goes right, above zero.
    pub x: f64,
    /// Value on the axis that goes up, above zero.
    pub y: f64,
    /// Ends of the interval of x; none where it has none.
    pub x_ends: Option<(f64, f64)>,
    /// Ends of the interval of y.
    pub y_ends: Option<(f64, f64)>,
}

/// Names of the axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axes<'a> {
    /// Name of the x axis, without unit.
    pub x: &'a str,
    /// Name of the y axis, without unit.
    pub y: &'a str,
}

/// The interval of a value, or the value itself where it has none.
fn span(value: f64, ends: Option<(f64, f64)>) -> [f64; 2] {
    ends.map_or([value, value], |(lower, upper)| [lower.min(value), upper.max(value)])
}

/// Draws `spots`; none gives a drawing that says so. The broken line is where both axes have the same ratios.
///
/// Fails where a value is no number above zero.
pub fn draw(frame: &Frame<'_>, spots: &[Spot<'_>], axes: Axes<'_>, unit: Unit) -> Result<Drawing> {
    for Spot { label, x, y, .. } in spots {
        check::above_zero(|| format!("`{label}` of the scatter `{}`", frame.slug), &[*x, *y])?;
    }
    if spots.is_empty() {
        return canvas::draw_nothing(frame, "scatter");
    }
    let height = frame.size.pick(330.0, 280.0);
    let values = extent(spots.iter().flat_map(|spot| span(spot.y, spot.y_ends)));
    let names = [axes.x, axes.y].map(|name| format!("{name}, {unit}, log scale"));
    let xy_axes = XyAxes::log(frame, "scatter", height, values, 0.93, &names);
    let x = |plot: &Rectangle| {
        let labels = spots.iter().map(|spot| spot.label);
        let values = spots.iter().flat_map(|spot| span(spot.x, spot.x_ends));
        x_with_names(extent(values), labels, 0.4, plot)
    };
    xy_axes.draw(x, |canvas, chart, plot| {
        draw_same_ratio(chart, spots)?;
        let interval =
            |from, to, spot: &Spot<'_>| PathElement::new([from, to], Role::Range.of(spot.series_idx));
        chart.draw_series(spots.iter().flat_map(|spot| {
            let x = spot.x_ends.map(|(lower, upper)| interval((lower, spot.y), (upper, spot.y), spot));
            let y = spot.y_ends.map(|(lower, upper)| interval((spot.x, lower), (spot.x, upper), spot));
            x.into_iter().chain(y)
        }))?;
        let places: Vec<(f64, f64)> = spots.iter().map(|spot| (spot.x, spot.y)).collect();
        canvas.hover(Role::Hover, &positions(chart, &places));
        chart.draw_series(spots.iter().map(|spot| marker((spot.x, spot.y), RADIUS, spot.series_idx)))?;
        let marks = spots.iter().map(|spot| {
            let (x, y) = position(chart, &(spot.x, spot.y));
            let end = position(chart, &(span(spot.x, spot.x_ends)[1], spot.y)).0;
            ((x.max(end - RADIUS), y), spot.label)
        });
        draw_names(canvas, plot, marks.collect())
    })
}

/// The line on which twice as long here is twice as long there, through the middle of all.
fn draw_same_ratio(chart: &mut Chart<'_>, spots: &[Spot<'_>]) -> Result<()> {
    let n = spots.len() as f64;
    let middle = |value: fn(&Spot<'_>) -> f64| spots.iter().map(|spot| value(spot).ln()).sum::<f64>() / n;
    let (x, y) = (middle(|spot| spot.x), middle(|spot| spot.y));
    let (across, up) = (chart.x_range(), chart.y_range());
    let from = f64::max(across.start.ln() - x, up.start.ln() - y);
    let to = f64::min(across.end.ln() - x, up.end.ln() - y);
    let ends = [from, to].map(|step| ((x + step).exp(), (y + step).exp()));
    draw_line(chart, &ends, Role::Guide.into())
}
