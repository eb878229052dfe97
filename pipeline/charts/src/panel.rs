//! Panel: lines over the months in a small drawing that stands among others with the same axes.

use anyhow::{Result, ensure};
use plotters::style::text_anchor::HPos;
use schema::{Month, Unit};

use crate::{
    Frame,
    happened::{self, Happened, What},
    history::Line,
    ink::{Ink, Role},
    months,
    scale::Scale,
    sheet::{self, Point, Rectangle, Sheet},
    text,
};

/// What all panels have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared<'a> {
    /// First and last month.
    pub months: (Month, Month),
    /// Least and greatest value, above zero.
    pub values: (f64, f64),
    /// What happened meanwhile.
    pub happened: Vec<Happened<'a>>,
    /// The unit of all values.
    pub unit: Unit,
}

/// Width of a panel, in units.
const WIDTH: f64 = 260.0;
/// Height of its plot.
const HEIGHT: f64 = 130.0;
/// Least distance between two ticks.
const STEP: f64 = 20.0;
/// From a tick's label to the plot.
const SPACE: f64 = 6.0;
/// Above the plot without letters.
const TOP: f64 = 20.0;
/// Below the plot.
const BELOW: f64 = 26.0;
/// Radius of the mark at the end of a line.
const RADIUS: f64 = 3.0;

/// Draws the medians of `lines` on the axes that are `shared`; the width of `frame` does not matter.
///
/// Fails where a median is no number within the shared values, or a month is not within the shared months.
pub fn draw(frame: &Frame<'_>, lines: &[Line<'_>], shared: &Shared<'_>) -> Result<String> {
    let (lowest, highest) = shared.values;
    let (first, last) = (shared.months.0.index(), shared.months.1.index());
    for (line, point) in lines.iter().flat_map(|line| line.points.iter().map(move |point| (line, point))) {
        let is_within =
            (lowest..=highest).contains(&point.p50) && (first..=last).contains(&point.month.index());
        let (label, month, slug) = (line.label, point.month, frame.slug);
        ensure!(is_within, "`{label}` in {month} of the panel `{slug}` lies beyond the axes that all share");
    }
    let values = Scale::log_with_room(lowest, highest, 0.03, 0.97);
    let ticks = values.ticks(HEIGHT, |_| STEP);
    let widest = ticks.iter().map(|tick| text::width(&tick.label, text::TICK_SIZE)).fold(0.0, f64::max);
    let has_letters = shared.happened.iter().any(|it| matches!(it.what, What::Event(_)));
    let top = if has_letters { TOP + happened::ABOVE } else { TOP };
    let plot = Rectangle {
        left: widest + SPACE,
        top,
        right: WIDTH - RADIUS * crate::marker::REACH,
        bottom: top + HEIGHT,
    };
    sheet::draw(frame, "panel", (WIDTH, plot.bottom + BELOW), |sheet| {
        for tick in &ticks {
            let y = plot.bottom - tick.position * plot.height();
            let role = if tick.base { Role::Base } else { Role::Grid };
            sheet.path(&[(plot.left, y), (plot.right, y)], Ink::of_role(role))?;
        }
        let ink = Ink::of_role(Role::Tick);
        for tick in &ticks {
            let y = plot.bottom - tick.position * plot.height();
            sheet.text((plot.left - SPACE, y), HPos::Right, ink, &tick.label)?;
        }
        sheet.text((0.0, 8.0), HPos::Left, ink, &format!("{}{}", shared.unit, values.remark()))?;
        months::draw(sheet, &plot, first, last)?;
        happened::draw(sheet, &plot, (first, last), &shared.happened)?;
        let at = |point: &crate::history::Point| {
            let across = (f64::from(point.month.index() - first) + 0.5) / f64::from(last + 1 - first);
            (plot.left + across * plot.width(), plot.bottom - values.position(point.p50) * plot.height())
        };
        lines.iter().try_for_each(|line| draw_line(sheet, line, &at))
    })
}

/// A line with gaps where months are missing, and a mark at its end.
fn draw_line(
    sheet: &Sheet<'_>,
    line: &Line<'_>,
    at: &impl Fn(&crate::history::Point) -> Point,
) -> Result<()> {
    let mut points: Vec<_> = line.points.iter().collect();
    points.sort_by_key(|point| point.month);
    let follows =
        |a: &&crate::history::Point, b: &&crate::history::Point| a.month.index() + 1 == b.month.index();
    for run in points.chunk_by(follows).filter(|run| run.len() > 1) {
        let places: Vec<Point> = run.iter().map(|point| at(point)).collect();
        sheet.path(&places, Ink::of_series(Role::Line, line.series_idx))?;
    }
    points.last().map_or(Ok(()), |point| sheet.marker(at(point), RADIUS, line.series_idx))
}
