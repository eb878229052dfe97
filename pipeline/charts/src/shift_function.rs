//! Shift function: the difference of two distributions at each decile, with a band that holds for all nine together.

use anyhow::{Result, ensure};
use schema::Unit;

use crate::{
    Drawing, Frame,
    axis::Axis,
    canvas::{self, Rectangle, draw_band},
    css_class::{Role, SUBJECT},
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
        let is_fine = step.values().iter().all(|value| value.is_finite());
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
        y_name: &format!("{unit}, {} minus {}", names[0], names[1]),
    };
    let x = |_: &Rectangle| {
        let percentiles = steps.iter().map(|step| (step.x(), format!("{}0", step.decile)));
        Axis { labels: percentiles.collect(), ..Axis::bare(Scale::Linear(0.0..10.0)) }
    };
    axes.draw(x, |canvas, chart, _| {
        let edge = |step: &Step| Some([(step.x(), step.ends?.0), (step.x(), step.ends?.1)]);
        let edges: Vec<_> = steps.iter().filter_map(edge).collect();
        draw_band(chart, &edges, Role::Band.of(SUBJECT))?;
        let line: Vec<_> = steps.iter().map(|step| (step.x(), step.difference)).collect();
        draw_curve(canvas, chart, &line, SUBJECT)
    })
}

impl Step {
    fn x(&self) -> f64 {
        f64::from(self.decile)
    }

    /// The difference and the ends of the band.
    fn values(&self) -> [f64; 3] {
        let (lower, upper) = self.ends.unwrap_or((self.difference, self.difference));
        [lower, self.difference, upper]
    }
}

/// Zero, everything, and some room.
fn scale(steps: &[Step]) -> Scale {
    let values = || steps.iter().flat_map(Step::values);
    let (lowest, highest) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
    let room = ((highest - lowest) * 0.06).max(1e-6);
    Scale::Linear(lowest - room..highest + room)
}
