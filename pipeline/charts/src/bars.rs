//! Bars: one for each row, from zero, whole or in two parts that follow each other.

use anyhow::{Result, ensure};
use plotters::element::PathElement;
use plotters::style::text_anchor::HPos;
use schema::{Ends, Unit};

use crate::{
    Drawing, Frame,
    canvas::{self, Canvas, Point, positions},
    css_class::Role,
    number::format_number,
    rows::{FIRST_LINE, Rows},
    scale::Scale,
    text,
};

/// One bar. Rows are drawn in the order given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row<'a> {
    /// Name at the left.
    pub label: &'a str,
    /// Colour.
    pub series_idx: usize,
    /// Lengths of both parts, at least zero; a whole bar has no second one.
    pub parts: [f64; 2],
    /// The number at the end of the bar: the whole, which need not be the sum of two medians.
    pub whole: f64,
    /// Interval of the whole, drawn over the end of the bar.
    pub ends: Option<Ends>,
}

/// Half the height of a bar.
const HALF: f64 = 5.5;
/// From a bar to the number at its end.
const GAP: f64 = 8.0;
/// Length of a side of a square of the key.
const SQUARE: f64 = 9.0;

impl Row<'_> {
    fn end(&self) -> f64 {
        self.parts.iter().sum()
    }

    /// The interval, with the whole in place of an open end.
    fn interval(&self) -> Option<(f64, f64)> {
        self.ends.map(|ends| ends.or(self.whole))
    }

    /// The value that reaches furthest to the right.
    fn highest(&self) -> f64 {
        self.interval().map_or(self.end(), |(_, upper)| upper.max(self.end()))
    }
}

/// Draws `rows` from top to bottom; none gives a drawing that says so. `parts` names the parts of bars that have two.
///
/// Fails where a length is no finite number, is below zero, or nothing is above it.
pub fn draw(frame: &Frame<'_>, rows: &[Row<'_>], parts: Option<[&str; 2]>, unit: Unit) -> Result<Drawing> {
    for row in rows {
        let all = [row.parts[0], row.parts[1], row.whole];
        let is_fine = all.iter().all(|value| value.is_finite() && *value >= 0.0) && row.whole > 0.0;
        let named = || format!("`{}` of the bars `{}`", row.label, frame.slug);
        ensure!(is_fine, "{} has {all:?}: none may be below zero", named());
    }
    let Some(first) = rows.first() else { return canvas::draw_nothing(frame, "bars") };
    let wholes: Vec<String> = rows.iter().map(|row| format_number(row.whole)).collect();
    let values = text::widest(wholes.iter().map(String::as_str), text::SIZE) * text::BOLD + GAP;
    let labels = rows.iter().map(|row| row.label);
    let layout = Rows::of(frame, "bars", labels, values, unit.to_string(), parts.is_some());
    let longest = rows.iter().map(|row| row.whole.max(row.highest())).fold(0.0, f64::max);
    layout.draw(&Scale::Linear(0.0..longest), |canvas, chart| {
        let key = frame.size.pick(layout.left, text::width(&layout.note, text::SIZE) + 10.0);
        if let Some(parts) = parts {
            draw_key(canvas, first.series_idx, parts, key)?;
        }
        let ends: Vec<(f64, f64)> =
            rows.iter().enumerate().map(|(idx, row)| (row.end(), layout.marks(idx))).collect();
        let ends = positions(chart, &ends);
        canvas.hover(Role::Hover, &ends);
        for (role, part) in [(Role::Mark, 0), (Role::Interval, 1)] {
            let bar = |(idx, row): (usize, &Row<'_>)| {
                let (from, to) = [(0.0, row.parts[0]), (row.parts[0], row.end())][part];
                (to > from).then(|| layout.bar(idx, (from, to), HALF, role.of(row.series_idx)))
            };
            chart.draw_series(rows.iter().enumerate().filter_map(bar))?;
        }
        let at = |idx: usize, value| (value, layout.marks(idx));
        let whisker = |(idx, row): (usize, &Row<'_>)| {
            let (lower, upper) = row.interval()?;
            Some(PathElement::new([at(idx, lower), at(idx, upper)], Role::Range.of(row.series_idx)))
        };
        chart.draw_series(rows.iter().enumerate().filter_map(whisker))?;
        let right: Vec<_> = rows.iter().enumerate().map(|(idx, row)| at(idx, row.highest())).collect();
        for ((x, y), whole) in positions(chart, &right).iter().zip(&wholes) {
            canvas.text((x + GAP, *y), HPos::Left, Role::Value, whole)?;
        }
        Ok(())
    })
}

/// Says above the first row which colour is which part.
fn draw_key(canvas: &Canvas, series_idx: usize, names: [&str; 2], left: f64) -> Result<()> {
    let mut x = left + 2.0;
    for (name, role) in names.into_iter().zip([Role::Mark, Role::Interval]) {
        let (top, right, bottom) = (FIRST_LINE - SQUARE / 2.0, x + SQUARE, FIRST_LINE + SQUARE / 2.0);
        let corners: [Point; 4] = [(x, top), (right, top), (right, bottom), (x, bottom)];
        canvas.area(&corners, role.of(series_idx))?;
        canvas.text((x + 14.0, FIRST_LINE), HPos::Left, Role::Note, name)?;
        x += 14.0 + text::width(name, text::TICK_SIZE) + 18.0;
    }
    Ok(())
}
