//! Pareto front: cost against time, and the offers that no other beats in both.

use anyhow::Result;
use plotters::{element::Circle, style::text_anchor::HPos};

use crate::{
    Drawing, Frame, Size,
    canvas::{self, Canvas, Chart, Point, Rectangle, draw_line, position},
    check,
    css_class::{CssClass, Role},
    marker::marker_of,
    svg::tenths,
    text,
    xy_axes::{RADIUS, XyAxes, draw_names, extent, x_with_names},
};

/// One configuration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Offer<'a> {
    /// Name next to its mark; none for one that is a dot among others, on a wide drawing.
    pub label: Option<&'a str>,
    /// Marker and colour.
    pub series_idx: usize,
    /// Cost, above zero.
    pub cost: f64,
    /// Time, above zero.
    pub time: f64,
    /// True where no other costs no more and takes less.
    pub is_on_front: bool,
    /// True where it meets the target; one that does not is pale.
    pub meets: bool,
}

/// Names of the axes, units included, and the target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axes<'a> {
    /// Name of the x axis.
    pub cost: &'a str,
    /// Name of the y axis.
    pub time: &'a str,
    /// The longest time that meets the target: a line, where it lies near the offers.
    pub limit: Option<Limit<'a>>,
}

/// The longest time that meets the target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit<'a> {
    /// The time, above zero.
    pub time: f64,
    /// Name at its line.
    pub label: &'a str,
}

/// Furthest that a drawn limit lies beyond all values, as a ratio: one further off would leave them no room.
const NEAR: f64 = 2.0;

impl Limit<'_> {
    /// True where it lies near enough to `offers` to be drawn with them.
    pub fn is_near(&self, offers: &[Offer<'_>]) -> bool {
        let (least, most) = extent(offers.iter().map(|offer| offer.time));
        self.time > least / NEAR && self.time < most * NEAR
    }
}

impl Offer<'_> {
    fn at(&self) -> (f64, f64) {
        (self.cost, self.time)
    }

    fn class(&self) -> CssClass {
        let role = if self.meets { Role::Mark } else { Role::PaleMark };
        role.of(self.series_idx)
    }
}

/// Radius of a mark without a name.
const DOT: f64 = 2.5;

/// Draws `offers`, both axes logarithmic, cheap at the left and quick at the foot, and the front as a line of
/// steps. None gives a drawing that says so.
///
/// Fails where a value is no number above zero.
pub fn draw(frame: &Frame<'_>, offers: &[Offer<'_>], axes: Axes<'_>) -> Result<Drawing> {
    for Offer { label, cost, time, .. } in offers {
        let named = || format!("`{}` of the front `{}`", label.unwrap_or("an offer"), frame.slug);
        check::above_zero(named, &[*cost, *time])?;
    }
    if offers.is_empty() {
        return canvas::draw_nothing(frame, "pareto");
    }
    // A phone gives names less of the width: they may stand at the left of their marks as well.
    let (height, share) = frame.size.pick((360.0, 0.42), (300.0, 0.3));
    let limit = axes.limit.filter(|limit| limit.is_near(offers));
    let time_extent = extent(offers.iter().map(|offer| offer.time).chain(limit.map(|limit| limit.time)));
    let titles = [axes.cost, axes.time].map(|name| format!("{name}, log scale"));
    let xy_axes = XyAxes::log(frame, "pareto", height, time_extent, 0.94, &titles);
    let x = |plot: &Rectangle| {
        let names = offers.iter().filter_map(|offer| offer.label);
        x_with_names(extent(offers.iter().map(|offer| offer.cost)), names, share, plot)
    };
    xy_axes.draw(x, |canvas, chart, plot| {
        draw_steps(chart, offers)?;
        if let Some(limit) = limit {
            draw_limit(canvas, chart, plot, &limit)?;
        }
        // A phone has no room for offers without names.
        let mut unnamed: Vec<&Offer<'_>> =
            offers.iter().filter(|offer| offer.label.is_none() && frame.size == Size::Wide).collect();
        unnamed.sort_by_key(|offer| offer.series_idx);
        chart.draw_series(unnamed.iter().map(|offer| Circle::new(offer.at(), tenths(DOT), offer.class())))?;
        let named = || offers.iter().filter(|offer| offer.label.is_some());
        let marker = |offer: &Offer<'_>| marker_of(offer.at(), RADIUS, offer.series_idx, offer.class());
        chart.draw_series(named().map(marker))?;
        let marks = offers.iter().filter_map(|offer| Some((position(chart, &offer.at()), offer.label?)));
        let marks: Vec<(Point, &str)> = marks.collect();
        let places: Vec<Point> = marks.iter().map(|(at, _)| *at).collect();
        canvas.hover(Role::Hover, &places);
        draw_names(canvas, plot, marks)
    })
}

/// A line across at `limit` and its name, below the line where there is no room above.
fn draw_limit(canvas: &Canvas, chart: &mut Chart<'_>, plot: &Rectangle, limit: &Limit<'_>) -> Result<()> {
    let across = chart.x_range();
    draw_line(chart, &[(across.start, limit.time), (across.end, limit.time)], Role::Limit.into())?;
    let y = position(chart, &(across.end, limit.time)).1;
    let half = text::LINE_HEIGHT / 2.0;
    let middle = if y - plot.top > text::LINE_HEIGHT { y - half } else { y + half };
    canvas.text((plot.right, middle), HPos::Right, Role::Note, limit.label)
}

/// The least time for each cost: from the top of the plot down through the front, and on to the right.
fn draw_steps(chart: &mut Chart<'_>, offers: &[Offer<'_>]) -> Result<()> {
    let mut front: Vec<(f64, f64)> = offers.iter().filter(|offer| offer.is_on_front).map(Offer::at).collect();
    front.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (Some(first), Some(last)) = (front.first(), front.last()) else { return Ok(()) };
    let mut steps = vec![(first.0, chart.y_range().end)];
    for pair in front.windows(2) {
        steps.extend([pair[0], (pair[1].0, pair[0].1)]);
    }
    steps.extend([*last, (chart.x_range().end, last.1)]);
    draw_line(chart, &steps, Role::Guide.into())
}
