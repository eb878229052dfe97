//! Ranking: a mark at p50 and a line to a deeper percentile for each runtime, on a log axis.

use anyhow::Result;
use plotters::style::text_anchor::HPos;
use schema::{Percentile, Unit};

use crate::{
    Frame, Size, check,
    ink::{Ink, Role},
    labels::TickRow,
    marker,
    number::format_number,
    scale::Scale,
    sheet::{self, Numbers, Plane, Rectangle, Sheet},
    text,
};

/// One runtime. Rows are drawn in the order given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row<'a> {
    /// Name at the left.
    pub label: &'a str,
    /// Which marker and colour it has: rows that belong together have the same, in every chart.
    pub series_idx: usize,
    /// Median, above zero.
    pub p50: f64,
    /// The deeper percentile that the drawing names, at least the median.
    pub tail: f64,
    /// Ends of the interval of the median; none where it has none.
    pub p50_ends: Option<(f64, f64)>,
    /// Ends of the interval of the deeper percentile.
    pub tail_ends: Option<(f64, f64)>,
}

impl Row<'_> {
    /// What reaches furthest to the right.
    fn highest(&self) -> f64 {
        self.tail_ends.map_or(self.tail, |(_, upper)| upper.max(self.tail))
    }

    /// What reaches furthest to the left.
    fn lowest(&self) -> f64 {
        self.p50_ends.map_or(self.p50, |(lower, _)| lower.min(self.p50))
    }
}

/// Draws `rows` from top to bottom; none gives a drawing that says so.
///
/// Fails where a value is not a number above zero or where the tail is below p50, naming the row.
pub fn draw(frame: &Frame<'_>, rows: &[Row<'_>], unit: Unit) -> Result<String> {
    for row in rows {
        let named = || format!("`{}` of the ranking `{}`", row.label, frame.slug);
        check::percentiles(named, row.p50, row.tail)?;
        for (lower, upper) in [row.p50_ends, row.tail_ends].into_iter().flatten() {
            check::percentiles(named, lower, upper)?;
        }
    }
    if rows.is_empty() {
        return sheet::draw_nothing(frame, "ranking", frame.width());
    }
    let layout = Layout::of(frame, rows);
    sheet::draw(frame, "ranking", (frame.width(), layout.height), |sheet| {
        let plane = sheet.plane(&layout.rows, layout.scale.clone(), Scale::Linear(rows.len() as f64..0.0))?;
        let spots = spots(&plane, rows);
        draw_axis(sheet, &layout, unit)?;
        draw_guides(sheet, &layout, &spots)?;
        draw_marks(sheet, &layout, &spots)?;
        draw_hits(sheet, &layout, &spots);
        draw_texts(sheet, &layout, &spots)?;
        draw_key(sheet, &layout, &spots[0], frame.tail)
    })
}

/// Where things are, in units.
struct Layout {
    size: Size,
    height: f64,
    /// Width that names have.
    names: f64,
    /// Width of a column of values on a phone.
    column: f64,
    /// What the plane covers: all rows.
    rows: Rectangle,
    scale: Scale,
    /// Whether the axis is repeated below the rows.
    twice: bool,
    /// Whether there is a deeper percentile to write down.
    has_tail: bool,
}

/// Radius of a mark.
const RADIUS: f64 = 4.0;
/// From a mark to the value beside it.
const GAP: f64 = 9.0;
/// From the end of a line to the value beside it.
const END_GAP: f64 = 6.0;
/// From the top to the first row: the axis, then the key.
const HEAD: f64 = 40.0;
/// The same on a phone, where the key would else look like a row.
const HEAD_NARROW: f64 = 46.0;
/// Where the lines of the ticks begin.
const GRID_TOP: f64 = 18.0;
/// Height of the key's middle.
const KEY: f64 = 32.0;
/// From the last row to the bottom, where the axis is repeated.
const FOOT: f64 = 22.0;
/// Rows that are seen at once with their axis.
const FEW_ROWS: usize = 15;
/// What is said of the axis.
const LOG_SCALE: &str = "log scale";
/// Least width of a column of values on a phone.
const LEAST_COLUMN: f64 = 50.0;

impl Layout {
    fn of(frame: &Frame<'_>, rows: &[Row<'_>]) -> Layout {
        let widest = |texts: &mut dyn Iterator<Item = String>| {
            texts.map(|text| text::width(&text, text::SIZE)).fold(0.0, f64::max)
        };
        let widest_name = widest(&mut rows.iter().map(|row| row.label.to_owned()));
        let widest_p50 = widest(&mut rows.iter().map(|row| format_number(row.p50))) * text::BOLD;
        let widest_tail = widest(&mut rows.iter().map(|row| format_number(row.tail)));
        let column = (widest_p50.max(widest_tail) + GAP).max(LEAST_COLUMN);
        let (head, pitch, names, left, pad_left, pad_right) = match frame.size {
            Size::Wide => {
                let names = widest_name.clamp(text::width(LOG_SCALE, text::SIZE), frame.width() * 0.36);
                (HEAD, 18.0, names, names + GAP, GAP + widest_p50 + GAP, END_GAP + widest_tail)
            }
            Size::Narrow => {
                let names = frame.width() - 2.0 * column - GAP;
                (HEAD_NARROW, 36.0, names, 0.0, RADIUS * marker::REACH, RADIUS * marker::REACH)
            }
        };
        let twice = rows.len() > FEW_ROWS;
        let bottom = head + pitch * rows.len() as f64;
        let plane = Rectangle { left, top: head, right: frame.width(), bottom };
        let lowest = rows.iter().map(Row::lowest).fold(f64::INFINITY, f64::min);
        let highest = rows.iter().map(Row::highest).fold(0.0, f64::max);
        let scale =
            Scale::log_with_room(lowest, highest, pad_left / plane.width(), 1.0 - pad_right / plane.width());
        Layout {
            size: frame.size,
            height: bottom + if twice { FOOT } else { 4.0 },
            names,
            column,
            rows: plane,
            scale,
            twice,
            has_tail: frame.tail != Percentile::P50,
        }
    }
}

impl Layout {
    /// Where the column of medians ends on a phone.
    fn p50_end(&self) -> f64 {
        self.rows.right - if self.has_tail { self.column } else { 0.0 }
    }
}

fn draw_axis(sheet: &Sheet<'_>, layout: &Layout, unit: Unit) -> Result<()> {
    let Rectangle { left, right, bottom, .. } = layout.rows;
    let room = |label: &str| text::width(label, text::TICK_SIZE) + 18.0;
    let ticks = layout.scale.ticks(layout.rows.width(), room);
    for tick in &ticks {
        let x = left + tick.position * layout.rows.width();
        let role = if tick.base { Role::Base } else { Role::Grid };
        sheet.path(&[(x, GRID_TOP), (x, bottom + 2.0)], Ink::of_role(role))?;
    }
    let mut row = TickRow::default();
    for (tick_idx, tick) in ticks.iter().enumerate() {
        let label = if tick_idx == 0 { format!("{}\u{202f}{unit}", tick.label) } else { tick.label.clone() };
        let middle = left + tick.position * layout.rows.width();
        let width = text::width(&label, text::TICK_SIZE);
        let Some(x) = row.place(middle, width, left, right) else { continue };
        let ink = Ink::of_role(Role::Tick);
        sheet.text((x, 8.0), HPos::Center, ink, &label)?;
        if layout.twice {
            sheet.text((x, bottom + 12.0), HPos::Center, ink, &label)?;
        }
    }
    Ok(())
}

/// Where a row is drawn.
struct Spot<'a> {
    row: &'a Row<'a>,
    series_idx: usize,
    /// x of p50.
    from: f64,
    /// x of the tail.
    to: f64,
    /// x of both ends of each interval.
    intervals: Vec<(f64, f64)>,
    /// Furthest x to the left and to the right.
    extent: (f64, f64),
    /// y of the middle of the row.
    middle: f64,
}

fn spots<'a>(plane: &Plane<'_>, rows: &'a [Row<'a>]) -> Vec<Spot<'a>> {
    let spot = |(row_idx, row): (usize, &'a Row<'a>)| {
        let (from, middle) = sheet::position(plane, row.p50, row_idx as f64 + 0.5);
        let x = |value| sheet::position(plane, value, row_idx as f64 + 0.5).0;
        let ends = [row.p50_ends, row.tail_ends].into_iter().flatten();
        let intervals = ends.map(|(lower, upper)| (x(lower), x(upper))).collect();
        let extent = (x(row.lowest()), x(row.highest()));
        Spot { row, series_idx: row.series_idx, from, to: x(row.tail), middle, intervals, extent }
    };
    rows.iter().enumerate().map(spot).collect()
}

/// Leads the eye from a name to its mark where they lie far apart.
fn draw_guides(sheet: &Sheet<'_>, layout: &Layout, spots: &[Spot<'_>]) -> Result<()> {
    if layout.size == Size::Narrow {
        return Ok(());
    }
    for &Spot { row, middle, extent: (from, _), .. } in spots {
        let start = layout.rows.left;
        let value = text::width(&format_number(row.p50), text::SIZE) * text::BOLD;
        let end = from - GAP - value - GAP / 2.0;
        if end > start + GAP {
            sheet.path(&[(start, middle), (end, middle)], Ink::of_role(Role::Guide))?;
        }
    }
    Ok(())
}

/// On a phone a row has its texts above its marks: so far up from the middle of the row.
const TEXTS_UP: f64 = 7.0;
/// And the marks so far down.
const MARKS_DOWN: f64 = 8.0;

/// Half the height of the bar that is an interval.
const INTERVAL: f64 = 5.0;
/// Least width of such a bar, so that a narrow interval is seen at all.
const LEAST_INTERVAL: f64 = 1.0;

fn draw_marks(sheet: &Sheet<'_>, layout: &Layout, spots: &[Spot<'_>]) -> Result<()> {
    let down = if layout.size == Size::Wide { 0.0 } else { MARKS_DOWN };
    for Spot { series_idx, middle, intervals, .. } in spots {
        for (lower, upper) in intervals {
            let more = (LEAST_INTERVAL - (upper - lower)).max(0.0) / 2.0;
            let (left, right) = (lower - more, upper + more);
            let (top, bottom) = (middle + down - INTERVAL, middle + down + INTERVAL);
            let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
            sheet.area(&corners, Ink::of_series(Role::Interval, *series_idx))?;
        }
    }
    for &Spot { series_idx, from, to, middle, .. } in spots {
        let ink = Ink::of_series(Role::Range, series_idx);
        sheet.path(&[(from, middle + down), (to, middle + down)], ink)?;
    }
    for &Spot { series_idx, from, middle, .. } in spots {
        sheet.marker((from, middle + down), RADIUS, series_idx)?;
    }
    Ok(())
}

/// The table has a row for each row, in the same order.
fn draw_hits(sheet: &Sheet<'_>, layout: &Layout, spots: &[Spot<'_>]) {
    let down = if layout.size == Size::Wide { 0.0 } else { MARKS_DOWN };
    let marks: Vec<_> = spots.iter().map(|spot| (spot.from, spot.middle + down)).collect();
    sheet.hits(Ink::of_role(Role::Hit), Numbers { row: 0, column: None }, &marks);
}

/// Writes all names, then all medians, then all tails, as neighbours of a role share a group.
fn draw_texts(sheet: &Sheet<'_>, layout: &Layout, spots: &[Spot<'_>]) -> Result<()> {
    for (part, role) in [Role::Name, Role::Value, Role::TailValue].into_iter().enumerate() {
        if role == Role::TailValue && !layout.has_tail {
            break;
        }
        for spot in spots {
            let (x, anchor, text) = &texts_of(layout, spot)[part];
            let up = if layout.size == Size::Wide { 0.0 } else { TEXTS_UP };
            sheet.text((*x, spot.middle - up), *anchor, Ink::of_role(role), text)?;
        }
    }
    Ok(())
}

/// Name, median and tail of a row, each with its x and the side it is anchored at.
fn texts_of(layout: &Layout, spot: &Spot<'_>) -> [(f64, HPos, String); 3] {
    let name = text::fit_name(spot.row.label, text::SIZE, layout.names);
    let (p50, tail) = (format_number(spot.row.p50), format_number(spot.row.tail));
    match layout.size {
        Size::Wide => [
            (layout.names, HPos::Right, name),
            (spot.extent.0.min(spot.from - RADIUS) - END_GAP, HPos::Right, p50),
            (spot.extent.1 + END_GAP, HPos::Left, tail),
        ],
        Size::Narrow => [
            (0.0, HPos::Left, name),
            (layout.p50_end(), HPos::Right, p50),
            (layout.rows.right, HPos::Right, tail),
        ],
    }
}

/// Says above the first row which end of it is which.
fn draw_key(sheet: &Sheet<'_>, layout: &Layout, first: &Spot<'_>, tail: Percentile) -> Result<()> {
    let ink = Ink::of_role(Role::Note);
    let y = KEY;
    match layout.size {
        Size::Wide => {
            sheet.text((layout.names, 8.0), HPos::Right, ink, LOG_SCALE)?;
            sheet.text((first.extent.0.min(first.from - RADIUS) - END_GAP, y), HPos::Right, ink, "p50")?;
            if layout.has_tail {
                sheet.text((first.extent.1 + END_GAP, y), HPos::Left, ink, tail.name())?;
            }
            Ok(())
        }
        Size::Narrow => {
            sheet.text((0.0, y), HPos::Left, ink, LOG_SCALE)?;
            let (p50, end) = (layout.p50_end(), layout.rows.right);
            sheet.text((p50, y), HPos::Right, ink, "p50")?;
            if layout.has_tail {
                sheet.text((end, y), HPos::Right, ink, tail.name())?;
            }
            Ok(())
        }
    }
}
