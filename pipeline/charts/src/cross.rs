//! Two axes that cross: lines and labels of each, what they are called, and names beside marks.

use anyhow::Result;
use plotters::style::text_anchor::HPos;

use crate::{
    ink::{Ink, Role},
    labels::{TickRow, spread},
    scale::{Scale, Tick},
    sheet::{Point, Rectangle, Sheet},
    text,
};

/// Above the plot: what the axis that goes up is called.
pub(crate) const ABOVE: f64 = 26.0;
/// Below it: ticks, and what the one that goes right is called.
pub(crate) const BELOW: f64 = 40.0;
/// From a tick of the axis that goes up to the plot.
pub(crate) const SPACE: f64 = 8.0;
/// Least distance between two of them.
const STEP: f64 = 34.0;
/// Radius of a mark with a name.
pub(crate) const RADIUS: f64 = 5.0;
/// From a mark to its name.
pub(crate) const GAP: f64 = 10.0;

/// Width of the ticks of an axis that goes up `height` units.
pub(crate) fn width_of(up: &Scale, height: f64) -> f64 {
    let ticks = up.ticks(height, |_| STEP);
    ticks.iter().map(|tick| text::width(&tick.label, text::TICK_SIZE)).fold(0.0, f64::max) + SPACE
}

fn role(tick: &Tick) -> Ink {
    Ink::of_role(if tick.base { Role::Base } else { Role::Grid })
}

/// The axis that goes right, and `name` below it.
pub(crate) fn draw_across(sheet: &Sheet<'_>, plot: &Rectangle, across: &Scale, name: &str) -> Result<()> {
    let ticks = across.ticks(plot.width(), |label| text::width(label, text::TICK_SIZE) + 22.0);
    let right_of = |tick: &Tick| plot.left + tick.position * plot.width();
    for tick in &ticks {
        sheet.path(&[(right_of(tick), plot.top), (right_of(tick), plot.bottom)], role(tick))?;
    }
    let ink = Ink::of_role(Role::Tick);
    let mut row = TickRow::default();
    for tick in &ticks {
        let width = text::width(&tick.label, text::TICK_SIZE);
        if let Some(middle) = row.place(right_of(tick), width, plot.left, plot.right) {
            sheet.text((middle, plot.bottom + 14.0), HPos::Center, ink, &tick.label)?;
        }
    }
    sheet.text((plot.right, plot.bottom + 32.0), HPos::Right, ink, name)
}

/// The axis that goes up, and `name` above it.
pub(crate) fn draw_up(sheet: &Sheet<'_>, plot: &Rectangle, up: &Scale, name: &str) -> Result<()> {
    let ticks = up.ticks(plot.height(), |_| STEP);
    let height_of = |tick: &Tick| plot.bottom - tick.position * plot.height();
    for tick in &ticks {
        sheet.path(&[(plot.left, height_of(tick)), (plot.right, height_of(tick))], role(tick))?;
    }
    let ink = Ink::of_role(Role::Tick);
    for tick in &ticks {
        sheet.text((plot.left - SPACE, height_of(tick)), HPos::Right, ink, &tick.label)?;
    }
    sheet.text((0.0, 8.0), HPos::Left, ink, name)
}

/// Names beside their marks, moved apart where they would touch; a line leads to one that has moved. A name stands at
/// the right where it has the room, at the left where only that has it, and is cut where neither has.
pub(crate) fn draw_names(sheet: &Sheet<'_>, plot: &Rectangle, mut marks: Vec<(Point, &str)>) -> Result<()> {
    marks.sort_by(|a, b| a.0.1.total_cmp(&b.0.1));
    let wanted: Vec<f64> = marks.iter().map(|(at, _)| at.1).collect();
    let heights = spread(&wanted, text::LINE_HEIGHT, plot.top + 8.0, plot.bottom - 8.0);
    for ((at, name), height) in marks.into_iter().zip(heights) {
        let (right, left) = (plot.right - at.0 - GAP, at.0 - GAP - plot.left);
        let width = text::width(name, text::SIZE);
        let (side, room, anchor) = if width <= right || right >= left {
            (1.0, right, HPos::Left)
        } else {
            (-1.0, left, HPos::Right)
        };
        if (height - at.1).abs() > RADIUS {
            sheet.path(&[at, (at.0 + side * (GAP - 1.0), height)], Ink::of_role(Role::Leader))?;
        }
        let name = text::fit(name, text::SIZE, room);
        sheet.text((at.0 + side * GAP, height), anchor, Ink::of_role(Role::Name), &name)?;
    }
    Ok(())
}
