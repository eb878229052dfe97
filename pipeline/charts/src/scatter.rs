//! Scatter: a mark at two values, both on log axes, with the intervals of both; or a Pareto front from zero.

use anyhow::Result;
use plotters::{
    element::{Circle, PathElement},
    style::text_anchor::HPos,
};
use schema::Ends;

use crate::{
    Drawing, Frame, Size,
    axis::Axis,
    canvas::{self, Canvas, Chart, Point, Rectangle, Value, draw_line, position, positions},
    check,
    css_class::{CssClass, Role},
    marker::marker_of,
    scale::Scale,
    svg::tenths,
    text,
    xy_axes::{ABOVE, NAME_GAP, RADIUS, STEP, XyAxes, draw_names, extent, x_axis},
};

/// Marks on two axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scatter<'a> {
    /// The marks, at least one with a label.
    pub marks: &'a [Mark<'a>],
    /// Name of the axis that goes right, unit included.
    pub x_name: &'a str,
    /// Name of the axis that goes up, unit included.
    pub y_name: &'a str,
    /// The line behind the marks.
    pub guide: Guide<'a>,
}

/// One mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark<'a> {
    /// Name next to it; one without is a dot, on a wide drawing only.
    pub label: Option<&'a str>,
    /// Marker and colour.
    pub series_idx: usize,
    /// Value on the axis that goes right, above zero.
    pub x: f64,
    /// Value on the axis that goes up, above zero.
    pub y: f64,
    /// Ends of the interval of x; none where it has none. Arrows show open ends.
    pub x_ends: Option<Ends>,
    /// Ends of the interval of y.
    pub y_ends: Option<Ends>,
    /// True where it misses the target.
    pub is_pale: bool,
}

/// A line behind the marks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Guide<'a> {
    /// Equal ratios on both axes, through the middle of all.
    SameRatio,
    /// The least y for each x, in steps. Its x axis starts at zero, so that a small difference stays small.
    Front {
        /// Marks that no other beats in both values, in order of x.
        corners: &'a [(f64, f64)],
        /// The greatest y that meets the target: a line, where it lies near the marks.
        limit: Option<Limit<'a>>,
    },
}

/// The greatest y that meets the target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit<'a> {
    /// The value, above zero.
    pub y: f64,
    /// Name at its line.
    pub label: &'a str,
}

/// Furthest that a drawn limit lies beyond all values, as a ratio: one further off would leave them no room.
const NEAR: f64 = 2.0;
/// Radius of a mark without a name.
const DOT: f64 = 2.5;

impl Limit<'_> {
    /// True where it lies near enough to `marks` to be drawn with them.
    pub fn is_near(&self, marks: &[Mark<'_>]) -> bool {
        let (least, most) = extent(marks.iter().map(|mark| mark.y));
        self.y > least / NEAR && self.y < most * NEAR
    }
}

impl Mark<'_> {
    fn at(&self) -> Value {
        (self.x, self.y)
    }

    fn class(&self) -> CssClass {
        let role = if self.is_pale { Role::PaleMark } else { Role::Mark };
        role.of(self.series_idx)
    }

    /// From the least to the greatest x that it takes, and the same of y.
    fn spans(&self) -> [[f64; 2]; 2] {
        let span = |value: f64, ends: Option<Ends>| {
            let (lower, upper) = ends.map_or((value, value), |ends| ends.or(value));
            [lower.min(value), upper.max(value)]
        };
        [span(self.x, self.x_ends), span(self.y, self.y_ends)]
    }

    /// Its intervals, from end to end, with the value in place of an open end.
    fn intervals(&self) -> impl Iterator<Item = [Value; 2]> {
        let across = self.x_ends.map(|ends| ends.or(self.x));
        let across = across.map(|(lower, upper)| [(lower, self.y), (upper, self.y)]);
        let up = self.y_ends.map(|ends| ends.or(self.y));
        let up = up.map(|(lower, upper)| [(self.x, lower), (self.x, upper)]);
        [across, up].into_iter().flatten()
    }

    /// The directions of its open ends, as unit vectors of the canvas.
    fn open(&self) -> impl Iterator<Item = Point> {
        let is_open =
            |ends: Option<Ends>, end: fn(Ends) -> Option<f64>| ends.is_some_and(|ends| end(ends).is_none());
        let (lower, upper) = (|ends: Ends| ends.lower, |ends: Ends| ends.upper);
        let all = [
            ((1.0, 0.0), is_open(self.x_ends, upper)),
            ((-1.0, 0.0), is_open(self.x_ends, lower)),
            ((0.0, -1.0), is_open(self.y_ends, upper)),
            ((0.0, 1.0), is_open(self.y_ends, lower)),
        ];
        all.into_iter().filter(|(_, is_open)| *is_open).map(|(towards, _)| towards)
    }
}

/// Draws `scatter`; without marks, the drawing says so.
///
/// Fails where a value is no number above zero.
pub fn draw(frame: &Frame<'_>, scatter: &Scatter<'_>) -> Result<Drawing> {
    let marks = scatter.marks;
    // A phone gives the names of a front less of the width: they may stand at the left of their marks as well.
    let (kind, height, share, end, limit) = match scatter.guide {
        Guide::SameRatio => ("scatter", frame.size.pick(330.0, 280.0), 0.4, 0.93, None),
        Guide::Front { limit, .. } => {
            let limit = limit.filter(|limit| limit.is_near(marks));
            ("pareto", frame.size.pick(360.0, 300.0), frame.size.pick(0.42, 0.3), 0.94, limit)
        }
    };
    for Mark { label, x, y, .. } in marks {
        let named = || format!("`{}` of the {kind} `{}`", label.unwrap_or("a mark"), frame.slug);
        check::above_zero(named, &[*x, *y])?;
    }
    if marks.is_empty() {
        return canvas::draw_nothing(frame, kind);
    }
    let (least, most) =
        extent(marks.iter().flat_map(|mark| mark.spans()[1]).chain(limit.map(|limit| limit.y)));
    let x_name = match scatter.guide {
        Guide::SameRatio => format!("{}, log scale", scatter.x_name),
        Guide::Front { .. } => scatter.x_name.to_owned(),
    };
    let axes = XyAxes {
        frame,
        kind,
        above: ABOVE,
        height,
        y: Axis::up(Scale::log_with_room(least, most, 0.06, end), height, STEP),
        x_name: &x_name,
        y_name: &format!("{}, log scale", scatter.y_name),
    };
    let x = |plot: &Rectangle| {
        let names = text::widest(marks.iter().filter_map(|mark| mark.label), text::SIZE);
        let room = names.min(plot.width() * share) + NAME_GAP + RADIUS;
        let (least, most) = extent(marks.iter().flat_map(|mark| mark.spans()[0]));
        let end = 1.0 - room / plot.width();
        let scale = match scatter.guide {
            Guide::SameRatio => Scale::log_with_room(least, most, 0.06, end),
            Guide::Front { .. } => Scale::Linear(0.0..most / end),
        };
        x_axis(scale, plot)
    };
    axes.draw(x, |canvas, chart, plot| {
        match scatter.guide {
            Guide::SameRatio => draw_same_ratio(chart, marks)?,
            Guide::Front { corners, .. } => draw_steps(chart, corners)?,
        }
        if let Some(limit) = limit {
            draw_limit(canvas, chart, plot, &limit)?;
        }
        let intervals = marks.iter().flat_map(|mark| mark.intervals().map(move |ends| (mark, ends)));
        chart.draw_series(
            intervals.map(|(mark, ends)| PathElement::new(ends, Role::Range.of(mark.series_idx))),
        )?;
        for mark in marks {
            let at = position(chart, &mark.at());
            mark.open().try_for_each(|towards| canvas.arrow(at, towards, Role::Range.of(mark.series_idx)))?;
        }
        // A phone has no room for marks without names.
        let has_dot = |mark: &&&Mark<'_>| frame.size == Size::Wide && mark.label.is_none();
        let mut sorted: Vec<&Mark<'_>> = marks.iter().collect();
        sorted.sort_by_key(|mark| mark.series_idx);
        let dots = sorted.iter().filter(has_dot);
        chart.draw_series(dots.map(|mark| Circle::new(mark.at(), tenths(DOT), mark.class())))?;
        let named = || marks.iter().filter_map(|mark| Some((mark, mark.label?)));
        let places: Vec<Value> = named().map(|(mark, _)| mark.at()).collect();
        canvas.hover(Role::Hover, &positions(chart, &places));
        chart.draw_series(named().map(|(it, _)| marker_of(it.at(), RADIUS, it.series_idx, it.class())))?;
        let labels = named().map(|(mark, label)| {
            let (x, y) = position(chart, &mark.at());
            let arrow = if mark.open().any(|towards| towards.0 > 0.0) { canvas::ARROW } else { 0.0 };
            let end = position(chart, &(mark.spans()[0][1], mark.y)).0 + arrow;
            ((x.max(end - RADIUS), y), label)
        });
        draw_names(canvas, plot, labels.collect())
    })
}

/// The line on which twice as long here is twice as long there, through the middle of all.
fn draw_same_ratio(chart: &mut Chart<'_>, marks: &[Mark<'_>]) -> Result<()> {
    let n = marks.len() as f64;
    let middle = |value: fn(&Mark<'_>) -> f64| marks.iter().map(|mark| value(mark).ln()).sum::<f64>() / n;
    let (x, y) = (middle(|mark| mark.x), middle(|mark| mark.y));
    let (across, up) = (chart.x_range(), chart.y_range());
    let from = f64::max(across.start.ln() - x, up.start.ln() - y);
    let to = f64::min(across.end.ln() - x, up.end.ln() - y);
    let ends = [from, to].map(|step| ((x + step).exp(), (y + step).exp()));
    draw_line(chart, &ends, Role::Guide.into())
}

/// A line across at `limit` and its name, below the line where there is no room above.
fn draw_limit(canvas: &Canvas, chart: &mut Chart<'_>, plot: &Rectangle, limit: &Limit<'_>) -> Result<()> {
    let across = chart.x_range();
    draw_line(chart, &[(across.start, limit.y), (across.end, limit.y)], Role::Limit.into())?;
    let y = position(chart, &(across.end, limit.y)).1;
    let half = text::LINE_HEIGHT / 2.0;
    let middle = if y - plot.top > text::LINE_HEIGHT { y - half } else { y + half };
    canvas.text((plot.right, middle), HPos::Right, Role::Note, limit.label)
}

/// The front, from the top of the plot down through its corners, and on to the right.
fn draw_steps(chart: &mut Chart<'_>, corners: &[Value]) -> Result<()> {
    let (Some(first), Some(last)) = (corners.first(), corners.last()) else { return Ok(()) };
    let mut steps = vec![(first.0, chart.y_range().end)];
    for pair in corners.windows(2) {
        steps.extend([pair[0], (pair[1].0, pair[0].1)]);
    }
    steps.extend([*last, (chart.x_range().end, last.1)]);
    draw_line(chart, &steps, Role::Guide.into())
}
