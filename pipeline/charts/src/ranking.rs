//! Ranking: a mark at p50 and a line to a deeper percentile for each runtime, on a log axis.

use anyhow::Result;
use plotters::{element::PathElement, style::text_anchor::HPos};
use schema::{Ends, Percentile, Unit};

use crate::{
    Drawing, Frame, Size,
    canvas::{self, Canvas, Chart, position, positions},
    check,
    css_class::Role,
    marker::{self, marker},
    number::format_number,
    rows::Rows,
    scale::Scale,
    text,
};

/// One runtime. Rows are drawn in the order given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row<'a> {
    /// Name at the left.
    pub label: &'a str,
    /// Marker and colour: rows that belong together have the same, in every chart.
    pub series_idx: usize,
    /// Median, above zero.
    pub p50: f64,
    /// The deeper percentile that the drawing names, at least the median; none where the samples do not support it.
    pub tail: Option<f64>,
    /// Ends of the interval of the median; none where it has none.
    pub p50_ends: Option<Ends>,
    /// Ends of the interval of the deeper percentile, if there is one. An arrow shows an open upper end.
    pub tail_ends: Option<Ends>,
}

impl Row<'_> {
    /// The value that reaches furthest to the right.
    fn highest(&self) -> f64 {
        let tail = self.tail.unwrap_or(self.p50);
        let uppers = [self.p50_ends, self.tail_ends].into_iter().flatten().filter_map(|ends| ends.upper);
        uppers.fold(tail, f64::max)
    }

    /// The value that reaches furthest to the left.
    fn lowest(&self) -> f64 {
        self.p50_ends.and_then(|ends| ends.lower).map_or(self.p50, |lower| lower.min(self.p50))
    }

    /// Room for the arrow of an open tail, in units of the canvas.
    fn arrow(&self) -> f64 {
        let is_open = self.tail_ends.is_some_and(|ends| ends.upper.is_none());
        if self.tail.is_some() && is_open { canvas::ARROW } else { 0.0 }
    }

    /// Both intervals, each with the percentile in place of an open end.
    fn bars(&self) -> impl Iterator<Item = (f64, f64)> {
        let p50 = self.p50_ends.map(|ends| ends.or(self.p50));
        p50.into_iter().chain(self.tail.zip(self.tail_ends).map(|(tail, ends)| ends.or(tail)))
    }
}

/// Radius of a mark.
const RADIUS: f64 = 4.0;
/// From a mark to the value next to it.
const GAP: f64 = 9.0;
/// From the end of a line to the value next to it.
const END_GAP: f64 = 6.0;
/// From the top to the first row: the axis, then the key.
const HEAD: f64 = 40.0;
/// The same on a phone, where the key would else look like a row.
const HEAD_NARROW: f64 = 46.0;
/// Height of the key's middle.
const KEY: f64 = 32.0;
/// Half the height of the bar that is an interval.
const INTERVAL: f64 = 5.0;
/// Least width of a column of values on a phone.
const LEAST_COLUMN: f64 = 50.0;

/// Draws `rows` from top to bottom; none gives a drawing that says so.
///
/// Fails where a value is not a number above zero or where the tail is below p50, naming the row.
pub fn draw(frame: &Frame<'_>, rows: &[Row<'_>], unit: Unit) -> Result<Drawing> {
    for row in rows {
        let named = || format!("`{}` of the ranking `{}`", row.label, frame.slug);
        check::percentiles(named, row.p50, row.tail.unwrap_or(row.p50))?;
        for (lower, upper) in row.bars() {
            check::percentiles(named, lower, upper)?;
        }
    }
    if rows.is_empty() {
        return canvas::draw_nothing(frame, "ranking");
    }
    let ranking = Ranking::of(frame, rows, unit);
    ranking.layout.draw(ranking.scale.clone(), |canvas, chart| ranking.paint(canvas, chart))
}

/// A ranking with its layout.
struct Ranking<'a> {
    rows: &'a [Row<'a>],
    layout: Rows<'a>,
    scale: Scale,
    /// The deeper percentile; none where only medians are drawn.
    tail: Option<Percentile>,
    /// Width of a column of values on a phone.
    column: f64,
}

impl<'a> Ranking<'a> {
    fn of(frame: &'a Frame<'a>, rows: &'a [Row<'a>], unit: Unit) -> Ranking<'a> {
        let widest = |value: fn(&Row<'_>) -> f64| {
            rows.iter().map(|row| text::width(&format_number(value(row)), text::SIZE)).fold(0.0, f64::max)
        };
        let (widest_p50, widest_tail) =
            (widest(|row| row.p50) * text::BOLD, widest(|row| row.tail.unwrap_or(row.p50)));
        let column = (widest_p50.max(widest_tail) + GAP).max(LEAST_COLUMN);
        let note = format!("{unit}, log scale");
        let room = frame.width() - 2.0 * column - GAP;
        let labels = rows.iter().map(|row| row.label);
        let head = (frame.size.pick(HEAD, HEAD_NARROW), KEY);
        let layout = Rows::of(frame, "ranking", labels, room, note, head);
        let reach = RADIUS * marker::REACH;
        let (pad_left, pad_right) =
            frame.size.pick((GAP + widest_p50 + GAP, END_GAP + widest_tail), (reach, reach));
        let pad_right = pad_right + rows.iter().map(Row::arrow).fold(0.0, f64::max);
        let width = frame.width() - layout.left;
        let lowest = rows.iter().map(Row::lowest).fold(f64::INFINITY, f64::min);
        let highest = rows.iter().map(Row::highest).fold(0.0, f64::max);
        let scale = Scale::log_with_room(lowest, highest, pad_left / width, 1.0 - pad_right / width);
        let tail = (frame.tail != Percentile::P50).then_some(frame.tail);
        Ranking { rows, layout, scale, tail, column }
    }

    fn is_wide(&self) -> bool {
        self.layout.frame.size == Size::Wide
    }

    fn paint(&self, canvas: &Canvas, chart: &mut Chart<'_>) -> Result<()> {
        self.draw_guides(canvas, chart)?;
        let at = |idx: usize, value| (value, self.layout.marks(idx));
        let rows = || self.rows.iter().enumerate();
        chart.draw_series(rows().flat_map(|(idx, row)| {
            let class = Role::Interval.of(row.series_idx);
            row.bars().map(move |ends| self.layout.bar(idx, ends, INTERVAL, class))
        }))?;
        let tails: Vec<_> = rows().filter_map(|(idx, row)| Some((idx, row, row.tail?))).collect();
        chart.draw_series(tails.iter().map(|(idx, row, tail)| {
            let class = Role::Range.of(row.series_idx);
            PathElement::new([at(*idx, row.p50), at(*idx, *tail)], class)
        }))?;
        for (idx, row, tail) in tails.into_iter().filter(|(_, row, _)| row.arrow() > 0.0) {
            let (x, y) = position(chart, &at(idx, tail));
            canvas.arrow((x, y), (1.0, 0.0), Role::Range.of(row.series_idx))?;
        }
        chart.draw_series(rows().map(|(idx, row)| marker(at(idx, row.p50), RADIUS, row.series_idx)))?;
        let marks: Vec<_> = rows().map(|(idx, row)| at(idx, row.p50)).collect();
        canvas.hover(Role::Hover, &positions(chart, &marks));
        self.draw_values(canvas, chart)
    }

    /// Leads the eye from a name to its mark where they lie far apart.
    fn draw_guides(&self, canvas: &Canvas, chart: &Chart<'_>) -> Result<()> {
        for (idx, row) in self.rows.iter().enumerate().filter(|_| self.is_wide()) {
            let (x, y) = position(chart, &(row.lowest(), self.layout.marks(idx)));
            let value = text::width(&format_number(row.p50), text::SIZE) * text::BOLD;
            let (start, end) = (self.layout.left, x - GAP - value - GAP / 2.0);
            if end > start + GAP {
                canvas.path(&[(start, y), (end, y)], Role::Guide)?;
            }
        }
        Ok(())
    }

    /// Writes all medians, then all tails, and above the first row which is which.
    fn draw_values(&self, canvas: &Canvas, chart: &Chart<'_>) -> Result<()> {
        // The first row with both values has the key above it.
        let with_tail = self.rows.iter().find(|row| row.tail.is_some()).unwrap_or(&self.rows[0]);
        let columns = self.columns(chart, with_tail);
        let names = std::iter::once("p50").chain(self.tail.map(Percentile::name));
        for (name, (x, anchor)) in names.zip(columns) {
            canvas.text((x, KEY), anchor, Role::Note, name)?;
        }
        let roles = [Role::Value, Role::TailValue];
        for (part, role) in roles.into_iter().enumerate().take(1 + self.tail.iter().count()) {
            for (idx, row) in self.rows.iter().enumerate() {
                let (x, anchor) = self.columns(chart, row)[part];
                let Some(value) = [Some(row.p50), row.tail][part].map(format_number) else { continue };
                canvas.text((x, self.layout.texts(idx)), anchor, role, &value)?;
            }
        }
        Ok(())
    }

    /// x of the median and of the tail of `row` as texts, with the side that each is anchored at: next to the marks,
    /// or in columns at the right on a phone.
    fn columns(&self, chart: &Chart<'_>, row: &Row<'_>) -> [(f64, HPos); 2] {
        if self.is_wide() {
            let x = |value| position(chart, &(value, 0.0)).0;
            let left = x(row.lowest()).min(x(row.p50) - RADIUS);
            [(left - END_GAP, HPos::Right), (x(row.highest()) + row.arrow() + END_GAP, HPos::Left)]
        } else {
            let right = self.layout.right;
            let p50 = if self.tail.is_some() { right - self.column } else { right };
            [(p50, HPos::Right), (right, HPos::Right)]
        }
    }
}
