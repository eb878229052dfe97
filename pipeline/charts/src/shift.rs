//! Shift: how far apart two distributions are at each decile, with a band that holds for all nine together.

use anyhow::{Result, ensure};
use plotters::style::text_anchor::HPos;
use schema::Unit;

use crate::{
    Frame, Size,
    ink::{Ink, Role},
    scale::Scale,
    sheet::{self, Numbers, Point, Rectangle, Sheet},
    text,
};

/// The difference at one decile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// From 1 to 9.
    pub decile: u8,
    /// Decile of the first less decile of the second.
    pub difference: f64,
    /// Ends of the band; none where it has none.
    pub ends: Option<(f64, f64)>,
}

/// Above the plot: what goes up.
const ABOVE: f64 = 26.0;
/// Below it: the deciles, and what they are.
const BELOW: f64 = 38.0;
/// From a tick to the plot.
const SPACE: f64 = 8.0;
const RADIUS: f64 = 3.5;

/// Draws `steps`, which rise by decile; none gives a drawing that says so. `names` are of the first and the second:
/// below zero the first is faster.
///
/// Fails where a difference is no finite number.
pub fn draw(frame: &Frame<'_>, steps: &[Step], names: [&str; 2], unit: Unit) -> Result<String> {
    for step in steps {
        let (lower, upper) = step.ends.unwrap_or((step.difference, step.difference));
        let is_fine = [step.difference, lower, upper].iter().all(|value| value.is_finite());
        ensure!(is_fine, "Decile {} of the shift `{}` is no number", step.decile, frame.slug);
    }
    if steps.is_empty() {
        return sheet::draw_nothing(frame, "shift", frame.width());
    }
    let height = if frame.size == Size::Wide { 220.0 } else { 190.0 };
    let scale = scale(steps);
    let ticks = scale.ticks(height, |_| 34.0);
    let label = |value: &str| value.replace('-', "\u{2212}");
    let widest =
        ticks.iter().map(|tick| text::width(&label(&tick.label), text::TICK_SIZE)).fold(0.0, f64::max);
    let plot =
        Rectangle { left: widest + SPACE, top: ABOVE, right: frame.width() - 2.0, bottom: ABOVE + height };
    let x = |decile: u8| plot.left + plot.width() * f64::from(decile) / 10.0;
    let y = |value: f64| plot.bottom - scale.position(value) * plot.height();
    sheet::draw(frame, "shift", (frame.width(), plot.bottom + BELOW), |sheet| {
        for tick in &ticks {
            let role = if tick.base { Role::Base } else { Role::Grid };
            sheet.path(&[(plot.left, y(tick.value)), (plot.right, y(tick.value))], Ink::of_role(role))?;
        }
        draw_band(sheet, steps, &x, &y)?;
        let line: Vec<Point> = steps.iter().map(|step| (x(step.decile), y(step.difference))).collect();
        sheet.path(&line, Ink::of_series(Role::Line, 0))?;
        sheet.hits(Ink::of_series(Role::Hit, 0), Numbers { row: 0, column: None }, &line);
        for at in &line {
            sheet.marker(*at, RADIUS, 0)?;
        }
        let ink = Ink::of_role(Role::Tick);
        for tick in &ticks {
            sheet.text((plot.left - SPACE, y(tick.value)), HPos::Right, ink, &label(&tick.label))?;
        }
        for step in steps {
            let share = format!("{}0", step.decile);
            sheet.text((x(step.decile), plot.bottom + 12.0), HPos::Center, ink, &share)?;
        }
        let faster = format!("{unit}, {} less {}", names[0], names[1]);
        sheet.text((0.0, 8.0), HPos::Left, ink, &text::fit(&faster, text::TICK_SIZE, frame.width()))?;
        sheet.text((plot.right, plot.bottom + 30.0), HPos::Right, ink, "percentile")
    })
}

/// Zero, everything, and some room.
fn scale(steps: &[Step]) -> Scale {
    let ends = |step: &Step| step.ends.unwrap_or((step.difference, step.difference));
    let lowest = steps.iter().map(|step| ends(step).0.min(step.difference)).fold(0.0, f64::min);
    let highest = steps.iter().map(|step| ends(step).1.max(step.difference)).fold(0.0, f64::max);
    let room = ((highest - lowest) * 0.06).max(1e-6);
    Scale::Linear(lowest - room..highest + room)
}

fn draw_band(
    sheet: &Sheet<'_>,
    steps: &[Step],
    x: &impl Fn(u8) -> f64,
    y: &impl Fn(f64) -> f64,
) -> Result<()> {
    let ends: Vec<(u8, f64, f64)> =
        steps.iter().filter_map(|step| step.ends.map(|(lower, upper)| (step.decile, lower, upper))).collect();
    if ends.len() < 2 {
        return Ok(());
    }
    let lower = ends.iter().map(|(decile, lower, _)| (x(*decile), y(*lower)));
    let upper = ends.iter().rev().map(|(decile, _, upper)| (x(*decile), y(*upper)));
    let corners: Vec<Point> = lower.chain(upper).collect();
    sheet.area(&corners, Ink::of_series(Role::Band, 0))
}
