//! Scatter: a mark at two values, both on log axes, with the intervals of both; or a Pareto front.

use anyhow::Result;
use plotters::{
    element::{Circle, PathElement},
    style::text_anchor::HPos,
};
use schema::Ends;

use crate::{
    Drawing, Frame,
    axis::Axis,
    canvas::{self, Canvas, Chart, Point, Rectangle, Value, draw_line, position, positions},
    check,
    css_class::{CssClass, Role},
    labels::{COST, Obstacles, lead},
    marker::marker_of,
    scale::Scale,
    svg::tenths,
    text,
    xy_axes::{ABOVE, STEP, XyAxes, extent, x_axis},
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
    /// Name next to it; one without is a dot.
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
    /// The least y for each x, in steps. Its x axis is linear, so that equal amounts of money are equally long.
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
/// Radius of a mark with a name, and of one without.
const RADII: [f64; 2] = [5.0, 2.5];
/// From a mark to its name.
const NAME_GAP: f64 = 9.0;
/// From the outermost marks of a front to the ends of the x axis, as a part of their span.
const MARGIN: f64 = 0.03;
/// Width of a step between ticks of the x axis of a front.
const X_STEP: f64 = 90.0;
/// Largest share of the width of a plot that a name takes.
const MOST_OF_NAME: f64 = 0.75;

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
    fn intervals(&self) -> impl Iterator<Item = [Value; 2]> + Clone {
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
    let (kind, height, end, limit) = match scatter.guide {
        Guide::SameRatio => ("scatter", frame.size.pick(330.0, 280.0), 0.93, None),
        Guide::Front { limit, .. } => {
            let limit = limit.filter(|limit| limit.is_near(marks));
            ("pareto", frame.size.pick(360.0, 320.0), 0.94, limit)
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
    let (lower, upper) = extent(marks.iter().flat_map(|mark| mark.spans()[0]));
    let linear = Scale::linear(lower, upper, MARGIN * (upper - lower), frame.width() / X_STEP);
    let remark = match scatter.guide {
        Guide::SameRatio => ", log scale".to_owned(),
        Guide::Front { .. } => linear.remark(),
    };
    let axes = XyAxes {
        frame,
        kind,
        above: ABOVE,
        height,
        y: Axis::up(Scale::log_with_room(least, most, 0.06, end), height, STEP),
        x_name: &format!("{}{remark}", scatter.x_name),
        y_name: &format!("{}, log scale", scatter.y_name),
    };
    let x = |plot: &Rectangle| {
        let names = text::widest(marks.iter().filter_map(|mark| mark.label), text::SIZE);
        let room = names.min(plot.width() * 0.4) + NAME_GAP + RADII[0];
        let scale = match scatter.guide {
            Guide::SameRatio => Scale::log_with_room(lower, upper, 0.06, 1.0 - room / plot.width()),
            Guide::Front { .. } => linear,
        };
        x_axis(scale, plot)
    };
    axes.draw(x, |canvas, chart, plot| {
        let guide = match scatter.guide {
            Guide::SameRatio => same_ratio(chart, marks),
            Guide::Front { corners, .. } => steps(chart, corners),
        };
        draw_line(chart, &guide, Role::Guide.into())?;
        draw_intervals(canvas, chart, marks)?;
        let mut obstacles = obstacles(chart, &guide, marks);
        if let Some(limit) = limit {
            draw_limit(canvas, chart, plot, &limit, &mut obstacles)?;
        }
        draw_marks(canvas, chart, marks)?;
        // The ends of a front are what it is about; without a front, all marks are.
        let is_needed = |mark: &Mark<'_>| match scatter.guide {
            Guide::SameRatio => true,
            Guide::Front { corners, .. } => [corners.first(), corners.last()].contains(&Some(&mark.at())),
        };
        let names = named(marks).map(|(mark, name)| (name, position(chart, &mark.at()), is_needed(mark)));
        draw_names(canvas, plot, &names.collect::<Vec<_>>(), obstacles)
    })
}

/// The marks with a name.
fn named<'m>(marks: &'m [Mark<'m>]) -> impl Iterator<Item = (&'m Mark<'m>, &'m str)> {
    marks.iter().filter_map(|mark| Some((mark, mark.label?)))
}

fn draw_intervals(canvas: &Canvas, chart: &mut Chart<'_>, marks: &[Mark<'_>]) -> Result<()> {
    for mark in marks {
        let class = Role::Range.of(mark.series_idx);
        chart.draw_series(mark.intervals().map(|ends| PathElement::new(ends, class)))?;
        let at = position(chart, &mark.at());
        mark.open().try_for_each(|towards| canvas.arrow(at, towards, class))?;
    }
    Ok(())
}

/// The places of everything that names keep clear of: marks with intervals and arrows, and the line behind them.
fn obstacles(chart: &Chart<'_>, guide: &[Value], marks: &[Mark<'_>]) -> Obstacles {
    let mut obstacles = Obstacles { lines: vec![positions(chart, guide)], ..Obstacles::default() };
    for mark in marks {
        obstacles.lines.extend(mark.intervals().map(|ends| positions(chart, &ends)));
        let (x, y) = position(chart, &mark.at());
        let radius = RADII[usize::from(mark.label.is_none())];
        let room = around((x - radius, y - radius), (x + radius, y + radius));
        // A name on a mark with another name would be taken for that.
        let rooms = if mark.label.is_some() { &mut obstacles.names } else { &mut obstacles.marks };
        rooms.push(room);
        let tip = |towards: Point| (x + canvas::ARROW * towards.0, y + canvas::ARROW * towards.1);
        obstacles.marks.extend(mark.open().map(|towards| around((x, y), tip(towards))));
    }
    obstacles
}

/// Dots first, then marks with names, which have a place to point at.
fn draw_marks(canvas: &Canvas, chart: &mut Chart<'_>, marks: &[Mark<'_>]) -> Result<()> {
    let mut dots: Vec<&Mark<'_>> = marks.iter().filter(|mark| mark.label.is_none()).collect();
    dots.sort_by_key(|mark| mark.series_idx);
    chart.draw_series(dots.iter().map(|mark| Circle::new(mark.at(), tenths(RADII[1]), mark.class())))?;
    let places: Vec<Value> = named(marks).map(|(mark, _)| mark.at()).collect();
    canvas.hover(Role::Hover, &positions(chart, &places));
    chart.draw_series(named(marks).map(|(it, _)| marker_of(it.at(), RADII[0], it.series_idx, it.class())))?;
    Ok(())
}

/// Writes names next to their marks, clear of each other; one that is not needed only where it has room.
fn draw_names(
    canvas: &Canvas,
    plot: &Rectangle,
    names: &[(&str, Point, bool)],
    mut obstacles: Obstacles,
) -> Result<()> {
    // Scripts count the names: one that is left out is empty.
    let mut texts: Vec<(String, Point, HPos)> =
        names.iter().map(|(_, at, _)| (String::new(), (0.0, at.1), HPos::Left)).collect();
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|idx| !names[*idx].2);
    for idx in order {
        let (name, at, is_needed) = names[idx];
        let name = text::fit_name(name, text::SIZE, plot.width() * MOST_OF_NAME);
        let found = obstacles.find_room(text::width(&name, text::SIZE), at, NAME_GAP, plot);
        let Some((_, room)) = found.filter(|(cost, _)| is_needed || *cost < COST) else { continue };
        lead(canvas, at, &room)?;
        // Widths are estimates: a name is anchored at the side of its mark.
        let is_left = room.right < at.0;
        let (x, anchor) = if is_left { (room.right, HPos::Right) } else { (room.left, HPos::Left) };
        texts[idx] = (name, (x, f64::midpoint(room.top, room.bottom)), anchor);
        obstacles.names.push(room);
    }
    texts.iter().try_for_each(|(name, at, anchor)| canvas.text(*at, *anchor, Role::Name, name))
}

/// The least rectangle that has both places in it.
fn around(a: Point, b: Point) -> Rectangle {
    let (left, top, right, bottom) = (a.0.min(b.0), a.1.min(b.1), a.0.max(b.0), a.1.max(b.1));
    Rectangle { left, top, right, bottom }
}

/// The line on which twice as long here is twice as long there, through the middle of all.
fn same_ratio(chart: &Chart<'_>, marks: &[Mark<'_>]) -> Vec<Value> {
    let n = marks.len() as f64;
    let middle = |value: fn(&Mark<'_>) -> f64| marks.iter().map(|mark| value(mark).ln()).sum::<f64>() / n;
    let (x, y) = (middle(|mark| mark.x), middle(|mark| mark.y));
    let (across, up) = (chart.x_range(), chart.y_range());
    let from = f64::max(across.start.ln() - x, up.start.ln() - y);
    let to = f64::min(across.end.ln() - x, up.end.ln() - y);
    [from, to].map(|step| ((x + step).exp(), (y + step).exp())).into()
}

/// A line across at `limit`, and its name above or below it where that covers the fewest marks.
fn draw_limit(
    canvas: &Canvas,
    chart: &mut Chart<'_>,
    plot: &Rectangle,
    limit: &Limit<'_>,
    obstacles: &mut Obstacles,
) -> Result<()> {
    let across = chart.x_range();
    draw_line(chart, &[(across.start, limit.y), (across.end, limit.y)], Role::Limit.into())?;
    let y = position(chart, &(across.end, limit.y)).1;
    obstacles.lines.push(vec![(plot.left, y), (plot.right, y)]);
    let width = text::width(limit.label, text::TICK_SIZE);
    let room = |part: f64, top: f64| {
        let left = plot.right - width - part * (plot.width() - width);
        Rectangle { left, top, right: left + width, bottom: top + text::LINE_HEIGHT }
    };
    let parts = [0.0, 0.25, 0.5, 0.75, 0.97];
    let rooms = parts.into_iter().flat_map(|part| [y - text::LINE_HEIGHT, y].map(|top| room(part, top)));
    let marks = || obstacles.marks.iter().chain(&obstacles.names);
    let n_covered = |room: &Rectangle| marks().filter(|mark| room.overlaps(mark)).count();
    let Some(room) = rooms.filter(|room| plot.holds(room)).min_by_key(n_covered) else { return Ok(()) };
    canvas.text((room.left, f64::midpoint(room.top, room.bottom)), HPos::Left, Role::Note, limit.label)?;
    obstacles.names.push(room);
    Ok(())
}

/// The front, from the top of the plot down through its corners, and on to the right.
fn steps(chart: &Chart<'_>, corners: &[Value]) -> Vec<Value> {
    let (Some(first), Some(last)) = (corners.first(), corners.last()) else { return Vec::new() };
    let mut steps = vec![(first.0, chart.y_range().end)];
    for pair in corners.windows(2) {
        steps.extend([pair[0], (pair[1].0, pair[0].1)]);
    }
    steps.extend([*last, (chart.x_range().end, last.1)]);
    steps
}
