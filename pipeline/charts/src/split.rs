//! Split: a bar for each row that begins at zero, in two parts that follow each other.

use anyhow::{Result, ensure};
use plotters::style::text_anchor::HPos;
use schema::Unit;

use crate::{
    Frame, Size,
    ink::{Ink, Role},
    labels::TickRow,
    number::format_number,
    scale::Scale,
    sheet::{self, Numbers, Point, Rectangle, Sheet},
    text,
};

/// One bar. Rows are drawn in the order given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row<'a> {
    /// Name at the left.
    pub label: &'a str,
    /// Which colour it has.
    pub series_idx: usize,
    /// Length of the first part, at least zero.
    pub first: f64,
    /// Length of the second part, at least zero.
    pub second: f64,
    /// What stands at the end of the bar: the whole, which need not be the sum of two medians.
    pub whole: f64,
}

/// From the top to the first row: the axis, then the key.
const HEAD: f64 = 42.0;
/// Half the height of a bar.
const HALF: f64 = 5.5;
/// From a bar to what stands beside it.
const GAP: f64 = 8.0;
/// From the middle of a row on a phone, where the name stands above the bar.
const APART: f64 = 8.0;

/// Draws `rows` from top to bottom, the parts called `names`; none gives a drawing that says so.
///
/// Fails where a length is no finite number, is below zero, or nothing is above it.
pub fn draw(frame: &Frame<'_>, rows: &[Row<'_>], names: [&str; 2], unit: Unit) -> Result<String> {
    for row in rows {
        let all = [row.first, row.second, row.whole];
        let is_fine = all.iter().all(|value| value.is_finite() && *value >= 0.0) && row.whole > 0.0;
        ensure!(is_fine, "`{}` of the split `{}` has {all:?}: none may be below zero", row.label, frame.slug);
    }
    if rows.is_empty() {
        return sheet::draw_nothing(frame, "split", frame.width());
    }
    let widest = |texts: &mut dyn Iterator<Item = String>| {
        texts.map(|text| text::width(&text, text::SIZE)).fold(0.0, f64::max)
    };
    let values = widest(&mut rows.iter().map(|row| format_number(row.whole))) * text::BOLD + GAP;
    let (pitch, left) = match frame.size {
        Size::Wide => {
            let names = widest(&mut rows.iter().map(|row| row.label.to_owned()));
            (19.0, names.min(frame.width() * 0.36) + GAP)
        }
        Size::Narrow => (36.0, 0.0),
    };
    let bottom = HEAD + pitch * rows.len() as f64;
    let plot = Rectangle { left, top: HEAD, right: frame.width() - values, bottom };
    let longest = rows.iter().map(|row| row.whole.max(row.first + row.second)).fold(0.0, f64::max);
    let scale = Scale::Linear(0.0..longest);
    sheet::draw(frame, "split", (frame.width(), bottom + 4.0), |sheet| {
        draw_axis(sheet, &plot, &scale, unit)?;
        draw_key(sheet, rows[0].series_idx, names, left)?;
        let x = |value: f64| plot.left + scale.position(value) * plot.width();
        let middle = |idx: usize| HEAD + pitch * (idx as f64 + 0.5);
        let down = if frame.size == Size::Wide { 0.0 } else { APART };
        let end = |(idx, row): (usize, &Row<'_>)| (x(row.first + row.second), middle(idx) + down);
        let ends: Vec<Point> = rows.iter().enumerate().map(end).collect();
        sheet.hits(Ink::of_role(Role::Hit), Numbers { row: 0, column: None }, &ends);
        for (role, part) in [(Role::Mark, 0), (Role::Interval, 1)] {
            for (idx, row) in rows.iter().enumerate() {
                let (from, to) = [(0.0, row.first), (row.first, row.first + row.second)][part];
                let bar = Rectangle {
                    left: x(from),
                    right: x(to),
                    top: middle(idx) + down - HALF,
                    bottom: middle(idx) + down + HALF,
                };
                draw_bar(sheet, &bar, Ink::of_series(role, row.series_idx))?;
            }
        }
        for (idx, row) in rows.iter().enumerate() {
            let (at, anchor) = match frame.size {
                Size::Wide => ((left - GAP, middle(idx)), HPos::Right),
                Size::Narrow => ((0.0, middle(idx) - APART), HPos::Left),
            };
            let room = if frame.size == Size::Wide { left - GAP } else { frame.width() };
            sheet.text(at, anchor, Ink::of_role(Role::Name), &text::fit(row.label, text::SIZE, room))?;
        }
        for (idx, row) in rows.iter().enumerate() {
            let at = (x(row.first + row.second) + GAP, middle(idx) + down);
            sheet.text(at, HPos::Left, Ink::of_role(Role::Value), &format_number(row.whole))?;
        }
        Ok(())
    })
}

fn draw_bar(sheet: &Sheet<'_>, bar: &Rectangle, ink: Ink) -> Result<()> {
    let Rectangle { left, right, top, bottom } = *bar;
    sheet.area(&[(left, top), (right, top), (right, bottom), (left, bottom)], ink)
}

fn draw_axis(sheet: &Sheet<'_>, plot: &Rectangle, scale: &Scale, unit: Unit) -> Result<()> {
    let room = |label: &str| text::width(label, text::TICK_SIZE) + 18.0;
    let ticks = scale.ticks(plot.width(), room);
    for tick in &ticks {
        let x = plot.left + tick.position * plot.width();
        let role = if tick.base { Role::Base } else { Role::Grid };
        sheet.path(&[(x, 18.0), (x, plot.bottom + 2.0)], Ink::of_role(role))?;
    }
    let mut row = TickRow::default();
    for (idx, tick) in ticks.iter().enumerate() {
        let label = if idx == 0 { format!("{}\u{202f}{unit}", tick.label) } else { tick.label.clone() };
        let middle = plot.left + tick.position * plot.width();
        let width = text::width(&label, text::TICK_SIZE);
        if let Some(x) = row.place(middle, width, plot.left, plot.right) {
            sheet.text((x, 8.0), HPos::Center, Ink::of_role(Role::Tick), &label)?;
        }
    }
    Ok(())
}

/// Says above the first row which part is which.
fn draw_key(sheet: &Sheet<'_>, series_idx: usize, names: [&str; 2], left: f64) -> Result<()> {
    let mut x = left + 2.0;
    for (name, role) in names.into_iter().zip([Role::Mark, Role::Interval]) {
        let square = Rectangle { left: x, right: x + 9.0, top: 26.0, bottom: 35.0 };
        draw_bar(sheet, &square, Ink::of_series(role, series_idx))?;
        sheet.text((x + 14.0, 31.0), HPos::Left, Ink::of_role(Role::Note), name)?;
        x += 14.0 + text::width(name, text::TICK_SIZE) + 18.0;
    }
    Ok(())
}
