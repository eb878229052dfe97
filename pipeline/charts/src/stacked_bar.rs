//! Stacked bars: a bar for each row that begins at zero, in two parts that follow each other.

use anyhow::{Result, ensure};
use plotters::style::text_anchor::HPos;
use schema::Unit;

use crate::{
    Drawing, Frame,
    canvas::{self, Canvas, Point, positions},
    css_class::Role,
    number::format_number,
    rows::Rows,
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
    /// Length of the first part, at least zero.
    pub first: f64,
    /// Length of the second part, at least zero.
    pub second: f64,
    /// The number at the end of the bar: the whole, which need not be the sum of two medians.
    pub whole: f64,
}

/// From the top to the first row: the axis, then the key.
const HEAD: f64 = 42.0;
/// Half the height of a bar.
const HALF: f64 = 5.5;
/// From a bar to the number at its end.
const GAP: f64 = 8.0;
/// Height of the middle of the key.
const KEY: f64 = 30.5;

impl Row<'_> {
    fn end(&self) -> f64 {
        self.first + self.second
    }
}

/// Draws `rows` from top to bottom, its parts named by `parts`; none gives a drawing that says so.
///
/// Fails where a length is no finite number, is below zero, or nothing is above it.
pub fn draw(frame: &Frame<'_>, rows: &[Row<'_>], parts: [&str; 2], unit: Unit) -> Result<Drawing> {
    for row in rows {
        let all = [row.first, row.second, row.whole];
        let is_fine = all.iter().all(|value| value.is_finite() && *value >= 0.0) && row.whole > 0.0;
        let named = || format!("`{}` of the stacked bars `{}`", row.label, frame.slug);
        ensure!(is_fine, "{} has {all:?}: none may be below zero", named());
    }
    let Some(first) = rows.first() else { return canvas::draw_nothing(frame, "stacked-bar") };
    let wholes: Vec<String> = rows.iter().map(|row| format_number(row.whole)).collect();
    let values = text::widest(wholes.iter().map(String::as_str), text::SIZE) * text::BOLD + GAP;
    let labels = rows.iter().map(|row| row.label);
    let mut layout = Rows::of(frame, "stacked-bar", labels, frame.width(), unit.to_string(), (HEAD, KEY));
    layout.right -= values;
    let longest = rows.iter().map(|row| row.whole.max(row.end())).fold(0.0, f64::max);
    layout.draw(Scale::Linear(0.0..longest), |canvas, chart| {
        let key = frame.size.pick(layout.left, text::width(&layout.note, text::SIZE) + 10.0);
        draw_key(canvas, first.series_idx, parts, key)?;
        let ends: Vec<(f64, f64)> =
            rows.iter().enumerate().map(|(idx, row)| (row.end(), layout.marks(idx))).collect();
        let ends = positions(chart, &ends);
        canvas.hover(Role::Hover, &ends);
        for (role, part) in [(Role::Mark, 0), (Role::Interval, 1)] {
            let bar = |(idx, row): (usize, &Row<'_>)| {
                let (from, to) = [(0.0, row.first), (row.first, row.end())][part];
                (to > from).then(|| layout.bar(idx, (from, to), HALF, role.of(row.series_idx)))
            };
            chart.draw_series(rows.iter().enumerate().filter_map(bar))?;
        }
        for ((x, y), whole) in ends.iter().zip(&wholes) {
            canvas.text((x + GAP, *y), HPos::Left, Role::Value, whole)?;
        }
        Ok(())
    })
}

/// Says above the first row which colour is which part.
fn draw_key(canvas: &Canvas, series_idx: usize, names: [&str; 2], left: f64) -> Result<()> {
    let mut x = left + 2.0;
    for (name, role) in names.into_iter().zip([Role::Mark, Role::Interval]) {
        let corners: [Point; 4] = [(x, 26.0), (x + 9.0, 26.0), (x + 9.0, 35.0), (x, 35.0)];
        canvas.area(&corners, role.of(series_idx))?;
        canvas.text((x + 14.0, KEY), HPos::Left, Role::Note, name)?;
        x += 14.0 + text::width(name, text::TICK_SIZE) + 18.0;
    }
    Ok(())
}
