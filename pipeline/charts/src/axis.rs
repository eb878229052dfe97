//! The value axis of charts of lines.

use anyhow::Result;
use plotters::style::text_anchor::HPos::{Left, Right};
use schema::Unit;

use crate::{
    ink::{Ink, Role},
    scale::{Scale, Tick},
    sheet::{Rectangle, Sheet},
    text,
};

/// An axis that goes up, with its ticks at the left of a plot.
pub(crate) struct ValueAxis {
    /// From values to heights.
    pub(crate) scale: Scale,
    ticks: Vec<Tick>,
    unit: Unit,
}

/// Least distance between two ticks.
const LEAST_STEP: f64 = 38.0;

/// From a tick's label to the plot.
const SPACE: f64 = 8.0;

/// Height above a plot that holds the unit.
pub(crate) const ABOVE: f64 = 24.0;

impl ValueAxis {
    /// The axis for values from `lowest` to `highest` in `unit`, `height` units high.
    pub(crate) fn of(lowest: f64, highest: f64, unit: Unit, height: f64) -> ValueAxis {
        let scale = Scale::for_lines(lowest, highest, height / LEAST_STEP);
        let ticks = scale.ticks(height, |_| LEAST_STEP);
        ValueAxis { scale, ticks, unit }
    }

    /// Width that the labels take at the left of the plot.
    pub(crate) fn width(&self) -> f64 {
        let unit = self.unit.to_string();
        let labels = self.ticks.iter().map(|tick| tick.label.as_str()).chain([unit.as_str()]);
        labels.map(|label| text::width(label, text::TICK_SIZE)).fold(0.0, f64::max) + SPACE
    }

    /// Draws lines across `plot` and labels at its left.
    pub(crate) fn draw(&self, sheet: &Sheet<'_>, plot: &Rectangle) -> Result<()> {
        let y = |tick: &Tick| plot.bottom - tick.position * plot.height();
        for tick in &self.ticks {
            let role = if tick.base { Role::Base } else { Role::Grid };
            sheet.path(&[(plot.left, y(tick)), (plot.right, y(tick))], Ink::of_role(role))?;
        }
        let (x, ink) = (plot.left - SPACE, Ink::of_role(Role::Tick));
        for tick in &self.ticks {
            sheet.text((x, y(tick)), Right, ink, &tick.label)?;
        }
        let unit = format!("{}{}", self.unit, self.scale.remark());
        sheet.text((0.0, 8.0), Left, ink, &unit)
    }
}
