//! Shift function: the difference of two distributions at each decile, with a band that holds for all nine together.

use anyhow::{Result, ensure};
use schema::Unit;

use crate::{
    Drawing, Frame,
    axis::Axis,
    canvas::{self, Rectangle, draw_band},
    css_class::Role,
    scale::Scale,
    xy_axes::{ABOVE, STEP, XyAxes, draw_curve},
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

/// Draws `steps`, which rise by decile; none gives a drawing that says so. `names` are of the first and the second:
/// below zero the first is faster.
///
/// Fails where a difference is no finite number.
pub fn draw(frame: &Frame<'_>, steps: &[Step], names: [&str; 2], unit: Unit) -> Result<Drawing> {
    for step in steps {
        let (lower, upper) = step.ends.unwrap_or((step.difference, step.difference));
        let is_fine = [step.difference, lower, upper].iter().all(|value| value.is_finite());
        ensure!(is_fine, "Decile {} of the shift function `{}` is not a number", step.decile, frame.slug);
    }
    if steps.is_empty() {
        return canvas::draw_nothing(frame, "shift-function");
    }
    let height = frame.size.pick(220.0, 190.0);
    let axes = XyAxes {
        frame,
        kind: "shift-function",
        above: ABOVE,
        height,
        y: Axis::up(scale(steps), height, STEP),
        x_name: "percentile",
        y_name: &format!("{unit}, {} less {}", names[0], names[1]),
    };
    let x = |_: &Rectangle| {
        let percentiles = steps.iter().map(|step| (f64::from(step.decile), format!("{}0", step.decile)));
        Axis { labels: percentiles.collect(), ..Axis::bare(Scale::Linear(0.0..10.0)) }
    };
    axes.draw(x, |canvas, chart, _| {
        let with_ends = steps.iter().filter_map(|step| Some((f64::from(step.decile), step.ends?)));
        let (lower, upper): (Vec<_>, Vec<_>) =
            with_ends.map(|(x, (lower, upper))| ((x, lower), (x, upper))).unzip();
        draw_band(chart, &lower, &upper, Role::Band.of(0))?;
        let line: Vec<_> = steps.iter().map(|step| (f64::from(step.decile), step.difference)).collect();
        draw_curve(canvas, chart, &line, 0)
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
