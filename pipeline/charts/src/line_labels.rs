//! Labels of lines, written at their ends.

use anyhow::Result;
use plotters::style::text_anchor::HPos::{Left, Right};

use crate::{
    Frame, Size,
    canvas::{Canvas, Point, Rectangle},
    css_class::{GREY, Role},
    labels::{NEAR, Obstacles, lead, spread},
    marker, text,
};

/// The label of one line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LineLabel<'a> {
    /// Position of the line among the series, for a marker before its name.
    pub(crate) series_idx: Option<usize>,
    pub(crate) name: &'a str,
    pub(crate) value: String,
    /// Role of the value: a median or a tail.
    pub(crate) role: Role,
    /// Its last month or memory size in words, unless it goes on to the edge of the plot.
    pub(crate) ended: Option<String>,
}

/// Layout of the labels of a drawing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Naming {
    /// True where names stand at the ends; otherwise they are a list below the plot.
    pub(crate) at_ends: bool,
    /// Width of a marker before each name of the list; 0 without one.
    marker: f64,
    /// Width of a value before each name; 0 without values.
    value: f64,
    /// Width of the widest name at the edge.
    name: f64,
}

/// From the edge of the plot to the names.
const MARGIN: f64 = 20.0;
/// From a value to its name, and from a marker to its value.
const SPACE: f64 = 7.0;
/// Share of a phone's width that names may take from the plot.
const MOST_OF_NARROW: f64 = 0.36;
/// Furthest that a name may be to the right of the end of its line without a leader.
const BESIDE: f64 = 90.0;
/// Radius of the marker at an end.
pub(crate) const RADIUS: f64 = 3.5;

impl Naming {
    /// Names for `ends`, as fits the size of `frame`.
    pub(crate) fn of(frame: &Frame<'_>, ends: &[LineLabel<'_>]) -> Naming {
        let going_on = ends.iter().filter(|end| end.ended.is_none());
        let name = text::widest(going_on.map(|end| end.name), text::SIZE);
        let value = text::widest(ends.iter().map(|end| end.value.as_str()), text::SIZE) * text::BOLD + SPACE;
        let has_markers = ends.iter().any(|end| end.series_idx.is_some());
        let all = text::widest(ends.iter().map(|end| end.name), text::SIZE);
        // A name at the end of its line needs no marker: there the line has one.
        let at_ends = Naming { at_ends: true, marker: 0.0, value, name: name.min(frame.width() * 0.3) };
        if frame.size == Size::Wide || !has_markers {
            at_ends
        } else if all <= frame.width() * MOST_OF_NARROW {
            Naming { value: 0.0, name, ..at_ends }
        } else {
            Naming { at_ends: false, marker: 2.0 * RADIUS + SPACE, value, name }
        }
    }

    /// Width to leave free at the right of the plot.
    pub(crate) fn right(&self) -> f64 {
        if self.at_ends { MARGIN + self.marker + self.value + self.name } else { RADIUS * marker::REACH }
    }

    /// Height to leave free below the axis, for `n_lines`.
    pub(crate) fn below(&self, n_lines: usize) -> f64 {
        if self.at_ends { 0.0 } else { SPACE + (n_lines + 1) as f64 * ROW }
    }
}

/// Height below a plot that holds its axis.
pub(crate) const BELOW: f64 = 26.0;
/// Height of a row of the list below a plot.
const ROW: f64 = 20.0;

/// Writes the names of `ends`, whose lines run along `lines` (in units of the canvas) in `plot`, where
/// they keep clear of the `taken` rectangles.
pub(crate) fn draw(
    canvas: &Canvas,
    naming: &Naming,
    plot: &Rectangle,
    ends: &[LineLabel<'_>],
    lines: &[Vec<Point>],
    taken: Vec<Rectangle>,
) -> Result<()> {
    if !naming.at_ends {
        return draw_list(canvas, naming, plot, ends, lines);
    }
    let mut obstacles = Obstacles { lines: lines.to_vec(), names: taken, marks: Vec::new() };
    let mut at_edge = Vec::new();
    for (end, line) in ends.iter().zip(lines) {
        let Some(&at) = line.last() else { continue };
        let width = text::width(end.name, text::SIZE);
        let inside = end.ended.as_ref().and_then(|_| obstacles.find_room(width, at, RADIUS + 4.0, plot));
        let Some((_, room)) = inside else {
            at_edge.push((end, at));
            continue;
        };
        obstacles.names.push(room);
        lead(canvas, at, &room)?;
        let y = f64::midpoint(room.top, room.bottom);
        canvas.text((room.left, y), Left, Role::Name, end.name)?;
    }
    draw_at_edge(canvas, naming, plot, at_edge)
}

/// Writes names at the right edge, each as high as its line ends, moved apart where they would touch.
fn draw_at_edge(
    canvas: &Canvas,
    naming: &Naming,
    plot: &Rectangle,
    mut ends: Vec<(&LineLabel<'_>, Point)>,
) -> Result<()> {
    ends.sort_by(|(_, a), (_, b)| a.1.total_cmp(&b.1));
    let wanted: Vec<f64> = ends.iter().map(|(_, at)| at.1).collect();
    let left = plot.right + MARGIN;
    let heights = spread(&wanted, text::LINE_HEIGHT, plot.top, plot.bottom);
    for ((end, at), &y) in ends.iter().zip(&heights) {
        if (y - at.1).abs() > NEAR || left - at.0 > BESIDE {
            // Among lines of grey, the colour of a line leads to its name.
            let hue = end.series_idx.filter(|series_idx| *series_idx != GREY);
            let class = hue.map_or(Role::Leader.into(), |series_idx| Role::Range.of(series_idx));
            canvas.path(&[(at.0 + RADIUS + 2.0, at.1), (left - 3.0, y)], class)?;
        }
    }
    let entries = ends.iter().zip(&heights).map(|((end, _), y)| (*end, end.name.to_owned(), *y));
    let is_of_lines = ends.iter().any(|(end, _)| end.series_idx.is_some());
    let head = heights.first().filter(|_| is_of_lines).map(|first| first - text::LINE_HEIGHT);
    draw_entries(canvas, naming, left, naming.name, head, &entries.collect::<Vec<_>>())
}

/// Writes the marker, the value and the name of each of `entries` at its height, from `left` on. The note `p50` stands
/// at the height `head` above the values, where there are any.
fn draw_entries(
    canvas: &Canvas,
    naming: &Naming,
    left: f64,
    room: f64,
    head: Option<f64>,
    entries: &[(&LineLabel<'_>, String, f64)],
) -> Result<()> {
    let right = left + naming.marker + naming.value;
    let has_values = naming.value > 0.0;
    if let Some(y) = head.filter(|_| has_values) {
        canvas.text((right - SPACE, y), Right, Role::Note, "p50")?;
    }
    for (end, _, y) in entries.iter().filter(|_| naming.marker > 0.0) {
        if let Some(series_idx) = end.series_idx {
            canvas.marker((left + RADIUS, *y), RADIUS, series_idx)?;
        }
    }
    for (end, _, y) in entries.iter().filter(|_| has_values) {
        canvas.text((right - SPACE, *y), Right, end.role, &end.value)?;
    }
    for (_, name, y) in entries {
        canvas.text((right, *y), Left, Role::Name, &text::fit(name, text::SIZE, room))?;
    }
    Ok(())
}

/// Lists all ends below the plot in the order in which they lie, lines that go on before lines that do not.
fn draw_list(
    canvas: &Canvas,
    naming: &Naming,
    plot: &Rectangle,
    ends: &[LineLabel<'_>],
    lines: &[Vec<Point>],
) -> Result<()> {
    let mut rows: Vec<(&LineLabel<'_>, Point)> =
        ends.iter().zip(lines).filter_map(|(end, line)| Some((end, *line.last()?))).collect();
    rows.sort_by(|(a, a_at), (b, b_at)| {
        a.ended.is_some().cmp(&b.ended.is_some()).then(a_at.1.total_cmp(&b_at.1))
    });
    let left = RADIUS * (marker::REACH - 1.0);
    let room = plot.right - left - naming.marker - naming.value;
    let top = plot.bottom + BELOW + SPACE + ROW / 2.0;
    let mut entries = Vec::new();
    for (row_idx, (end, _)) in rows.into_iter().enumerate() {
        let name = match &end.ended {
            Some(ended) => format!("{}, {ended}", end.name),
            None => end.name.to_owned(),
        };
        entries.push((end, name, top + (row_idx + 1) as f64 * ROW));
    }
    draw_entries(canvas, naming, left, room, Some(top + 2.0), &entries)
}
