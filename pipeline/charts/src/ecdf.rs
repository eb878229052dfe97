//! Distribution functions: which share of the samples is at or below a value, with the intervals of both lines.

use anyhow::{Result, ensure};
use plotters::style::text_anchor::HPos;
use schema::Unit;

use crate::{
    Frame, Size,
    cross::{self, BELOW, SPACE},
    ink::{Ink, Role},
    scale::Scale,
    sheet::{self, Numbers, Point, Rectangle, Sheet},
    text,
};

/// One distribution.
#[derive(Clone, Debug, PartialEq)]
pub struct Line<'a> {
    /// Name above the plot.
    pub label: &'a str,
    /// Which marker and colour it has.
    pub series_idx: usize,
    /// Percentiles, from the shallowest to the deepest.
    pub steps: Vec<Step>,
}

/// One percentile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Share of the samples below it, 0 to 1.
    pub share: f64,
    /// Its value, above zero.
    pub value: f64,
    /// Ends of the interval of the value.
    pub ends: (f64, f64),
}

const RADIUS: f64 = 3.5;
/// From the top to the plot, where each name has a line of its own on a phone.
const ABOVE: f64 = 24.0;
const SHARES: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

/// Draws `lines`; those without steps are left out, and where none is left, the drawing says so.
///
/// Fails where a value is no number above zero, or where steps do not ascend, naming the line.
pub fn draw(frame: &Frame<'_>, lines: &[Line<'_>], unit: Unit) -> Result<String> {
    for line in lines {
        let values = line.steps.iter().flat_map(|step| [step.value, step.ends.0, step.ends.1]);
        let is_fine = values.into_iter().all(|value| value.is_finite() && value > 0.0);
        let ascends = line.steps.windows(2).all(|pair| pair[0].share < pair[1].share);
        let (label, slug) = (line.label, frame.slug);
        ensure!(is_fine, "`{label}` of the distributions `{slug}` has a value that is not above zero");
        ensure!(ascends, "`{label}` of the distributions `{slug}`: its percentiles do not ascend");
    }
    let lines: Vec<&Line<'_>> = lines.iter().filter(|line| !line.steps.is_empty()).collect();
    if lines.is_empty() {
        return sheet::draw_nothing(frame, "ecdf", frame.width());
    }
    let (height, above) = match frame.size {
        Size::Wide => (240.0, ABOVE),
        Size::Narrow => (200.0, ABOVE + text::LINE_HEIGHT * (lines.len() - 1) as f64),
    };
    let left = text::width("100 %", text::TICK_SIZE) + SPACE;
    let plot = Rectangle { left, top: above, right: frame.width() - 4.0, bottom: above + height };
    let ends = || lines.iter().flat_map(|line| &line.steps).map(|step| step.ends);
    let lowest = ends().map(|ends| ends.0).fold(f64::INFINITY, f64::min);
    let highest = ends().map(|ends| ends.1).fold(0.0, f64::max);
    let across = Scale::log_with_room(lowest, highest, 0.03, 0.97);
    sheet::draw(frame, "ecdf", (frame.width(), plot.bottom + BELOW), |sheet| {
        draw_axes(sheet, &plot, &across, unit)?;
        let at = |value: f64, share: f64| -> Point {
            (plot.left + across.position(value) * plot.width(), plot.bottom - share * plot.height())
        };
        for line in &lines {
            let lower = line.steps.iter().map(|step| at(step.ends.0, step.share));
            let upper = line.steps.iter().rev().map(|step| at(step.ends.1, step.share));
            let corners: Vec<Point> = lower.chain(upper).collect();
            sheet.area(&corners, Ink::of_series(Role::Interval, line.series_idx))?;
        }
        for line in &lines {
            let points: Vec<Point> = line.steps.iter().map(|step| at(step.value, step.share)).collect();
            sheet.path(&points, Ink::of_series(Role::Line, line.series_idx))?;
            sheet.hits(Ink::of_series(Role::Hit, line.series_idx), Numbers { row: 0, column: None }, &points);
            for point in points {
                sheet.marker(point, RADIUS, line.series_idx)?;
            }
        }
        draw_names(sheet, frame, &plot, &lines)
    })
}

fn draw_axes(sheet: &Sheet<'_>, plot: &Rectangle, across: &Scale, unit: Unit) -> Result<()> {
    for share in SHARES {
        let y = plot.bottom - share * plot.height();
        let role = if share == 0.0 { Role::Base } else { Role::Grid };
        sheet.path(&[(plot.left, y), (plot.right, y)], Ink::of_role(role))?;
    }
    let ink = Ink::of_role(Role::Tick);
    for share in SHARES {
        let label = format!("{}\u{202f}%", share * 100.0);
        sheet.text((plot.left - SPACE, plot.bottom - share * plot.height()), HPos::Right, ink, &label)?;
    }
    cross::draw_across(sheet, plot, across, &format!("at or below so many {unit}, log scale"))
}

/// Names with their markers, beside each other, or on a phone one below the other.
fn draw_names(sheet: &Sheet<'_>, frame: &Frame<'_>, plot: &Rectangle, lines: &[&Line<'_>]) -> Result<()> {
    let (mut x, mut y) = (plot.left + RADIUS, 8.0);
    for line in lines {
        let name = text::fit(line.label, text::SIZE, plot.width() / 2.0);
        sheet.marker((x, y), RADIUS, line.series_idx)?;
        sheet.text((x + 10.0, y), HPos::Left, Ink::of_role(Role::Name), &name)?;
        match frame.size {
            Size::Wide => x += 34.0 + text::width(&name, text::SIZE),
            Size::Narrow => y += text::LINE_HEIGHT,
        }
    }
    Ok(())
}
