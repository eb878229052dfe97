//! Ranking: a mark at p50 and a line to one at a deeper percentile for each runtime, on a log axis, with both numbers.

use anyhow::Result;
use plotters::{element::PathElement, style::text_anchor::HPos};
use schema::{Ends, Percentile, Unit};

use crate::{
    Drawing, Frame, Size,
    canvas::{self, Canvas, Chart, position, positions},
    check,
    css_class::Role,
    marker::{self, marker, marker_of},
    number::format_number,
    rows::{FIRST_LINE, Rows},
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

/// Radius of the mark of a median, and of the hollow one of a tail.
const RADII: [f64; 2] = [4.0, 3.2];
/// From the plot to the widest median, and from that to the widest tail.
const GAP: f64 = 14.0;
/// Half the height of the bar that is an interval.
const INTERVAL: f64 = 5.0;

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
    ranking.layout.draw(&ranking.scale, |canvas, chart| ranking.paint(canvas, chart))
}

/// A ranking with its layout.
struct Ranking<'a> {
    rows: &'a [Row<'a>],
    layout: Rows<'a>,
    scale: Scale,
    columns: Vec<Column>,
}

/// Numbers one below the other at the right of the plot, the head first.
struct Column {
    role: Role,
    texts: Vec<String>,
}

impl Column {
    fn of(role: Role, head: &str, values: impl Iterator<Item = String>) -> Column {
        Column { role, texts: std::iter::once(head.to_owned()).chain(values).collect() }
    }

    /// Width with the gap before it.
    fn width(&self) -> f64 {
        GAP + text::widest(self.texts.iter().map(String::as_str), text::SIZE) * text::BOLD
    }
}

impl<'a> Ranking<'a> {
    fn of(frame: &'a Frame<'a>, rows: &'a [Row<'a>], unit: Unit) -> Ranking<'a> {
        let p50s = rows.iter().map(|row| format_number(row.p50));
        let mut columns = vec![Column::of(Role::Value, Percentile::P50.name(), p50s)];
        if rows.iter().any(|row| row.tail.is_some()) {
            let tails = rows.iter().map(|row| format_number(row.tail.unwrap_or(f64::NAN)));
            columns.push(Column::of(Role::TailValue, frame.tail.name(), tails));
        }
        let labels = rows.iter().map(|row| row.label);
        let room = columns.iter().map(Column::width).sum();
        let layout = Rows::of(frame, "ranking", labels, room, format!("{unit}, log scale"), false);
        let reach = RADII[0] * marker::REACH;
        let pad_right = rows.iter().map(Row::arrow).fold(reach, f64::max);
        let width = layout.right - layout.left;
        let lowest = rows.iter().map(Row::lowest).fold(f64::INFINITY, f64::min);
        let highest = rows.iter().map(Row::highest).fold(0.0, f64::max);
        let scale = Scale::log_with_room(lowest, highest, reach / width, 1.0 - pad_right / width);
        Ranking { rows, layout, scale, columns }
    }

    fn paint(&self, canvas: &Canvas, chart: &mut Chart<'_>) -> Result<()> {
        let at = |idx: usize, value| (value, self.layout.marks(idx));
        let rows = || self.rows.iter().enumerate();
        if self.layout.frame.size == Size::Wide {
            // Leads the eye from a name to its numbers.
            let ends = [self.layout.left, self.layout.right];
            rows().try_for_each(|(idx, _)| {
                canvas.path(&ends.map(|x| (x, self.layout.texts(idx))), Role::Guide)
            })?;
        }
        chart.draw_series(rows().flat_map(|(idx, row)| {
            let class = Role::Interval.of(row.series_idx);
            row.bars().map(move |ends| self.layout.bar(idx, ends, INTERVAL, class))
        }))?;
        let tails: Vec<_> = rows().filter_map(|(idx, row)| Some((idx, row, row.tail?))).collect();
        chart.draw_series(tails.iter().map(|(idx, row, tail)| {
            let class = Role::Range.of(row.series_idx);
            PathElement::new([at(*idx, row.p50), at(*idx, *tail)], class)
        }))?;
        for (idx, row, tail) in tails.iter().filter(|(_, row, _)| row.arrow() > 0.0) {
            let (x, y) = position(chart, &at(*idx, *tail));
            canvas.arrow((x, y), (1.0, 0.0), Role::Range.of(row.series_idx))?;
        }
        chart.draw_series(tails.iter().map(|(idx, row, tail)| {
            let class = Role::TailMark.of(row.series_idx);
            marker_of(at(*idx, *tail), RADII[1], row.series_idx, class)
        }))?;
        chart.draw_series(rows().map(|(idx, row)| marker(at(idx, row.p50), RADII[0], row.series_idx)))?;
        let marks: Vec<_> = rows().map(|(idx, row)| at(idx, row.p50)).collect();
        canvas.hover(Role::Hover, &positions(chart, &marks));
        self.draw_columns(canvas)
    }

    /// Writes the numbers at the right, column by column, the head of each in the line of the note.
    fn draw_columns(&self, canvas: &Canvas) -> Result<()> {
        let mut right = self.layout.right;
        for column in &self.columns {
            right += column.width();
            let heights = std::iter::once(FIRST_LINE).chain((0..).map(|idx| self.layout.texts(idx)));
            for (text, y) in column.texts.iter().zip(heights) {
                canvas.text((right, y), HPos::Right, column.role, text)?;
            }
        }
        Ok(())
    }
}
