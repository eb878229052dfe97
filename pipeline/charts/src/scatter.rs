//! Scatter: a mark for each row at two values, both on log axes, with the intervals of both.

use anyhow::{Result, ensure};
use schema::Unit;

use crate::{
    Frame, Size,
    cross::{self, ABOVE, BELOW, GAP, RADIUS},
    ink::{Ink, Role},
    scale::Scale,
    sheet::{self, Numbers, Point, Rectangle, Sheet},
    text,
};

/// One mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot<'a> {
    /// Name beside it.
    pub label: &'a str,
    /// Which marker and colour it has.
    pub series_idx: usize,
    /// Value on the axis that goes right, above zero.
    pub x: f64,
    /// Value on the axis that goes up, above zero.
    pub y: f64,
    /// Ends of the interval of x; none where it has none.
    pub x_ends: Option<(f64, f64)>,
    /// Ends of the interval of y.
    pub y_ends: Option<(f64, f64)>,
}

/// A value, and the ends of its interval.
type Sure = (f64, Option<(f64, f64)>);

/// What the axes are called: the one that goes right, and the one that goes up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axes<'a> {
    /// Below the plot.
    pub x: &'a str,
    /// Above it.
    pub y: &'a str,
}

/// Draws `spots`; none gives a drawing that says so. The broken line is where both axes have the same ratios.
///
/// Fails where a value is no number above zero.
pub fn draw(frame: &Frame<'_>, spots: &[Spot<'_>], axes: Axes<'_>, unit: Unit) -> Result<String> {
    for spot in spots {
        let is_fine = [spot.x, spot.y].iter().all(|value| value.is_finite() && *value > 0.0);
        let (label, slug) = (spot.label, frame.slug);
        ensure!(
            is_fine,
            "`{label}` of the scatter `{slug}` is at {}, {}: both must be above zero",
            spot.x,
            spot.y
        );
    }
    if spots.is_empty() {
        return sheet::draw_nothing(frame, "scatter", frame.width());
    }
    let height = if frame.size == Size::Wide { 330.0 } else { 280.0 };
    let scale = |value: fn(&Spot<'_>) -> Sure, end: f64| {
        let all = || spots.iter().map(value);
        let lowest = all().map(|(value, ends)| ends.map_or(value, |ends| ends.0.min(value)));
        let highest = all().map(|(value, ends)| ends.map_or(value, |ends| ends.1.max(value)));
        let (lowest, highest) = (lowest.fold(f64::INFINITY, f64::min), highest.fold(0.0, f64::max));
        Scale::log_with_room(lowest, highest, 0.06, end)
    };
    let y = scale(|spot| (spot.y, spot.y_ends), 0.93);
    let plot = Rectangle {
        left: cross::width_of(&y, height),
        top: ABOVE,
        right: frame.width() - 2.0,
        bottom: ABOVE + height,
    };
    let widest = spots.iter().map(|spot| text::width(spot.label, text::SIZE)).fold(0.0, f64::max);
    let room = widest.min(plot.width() * 0.4);
    let x = scale(|spot| (spot.x, spot.x_ends), 1.0 - (room + GAP + RADIUS) / plot.width());
    sheet::draw(frame, "scatter", (frame.width(), plot.bottom + BELOW), |sheet| {
        let named = |name: &str| format!("{name}, {unit}, log scale");
        cross::draw_across(sheet, &plot, &x, &named(axes.x))?;
        cross::draw_up(sheet, &plot, &y, &named(axes.y))?;
        let at = |right: f64, up: f64| {
            (plot.left + x.position(right) * plot.width(), plot.bottom - y.position(up) * plot.height())
        };
        draw_same_ratio(sheet, &plot, spots, &at)?;
        for spot in spots {
            let ink = Ink::of_series(Role::Range, spot.series_idx);
            if let Some((lower, upper)) = spot.x_ends {
                sheet.path(&[at(lower, spot.y), at(upper, spot.y)], ink)?;
            }
            if let Some((lower, upper)) = spot.y_ends {
                sheet.path(&[at(spot.x, lower), at(spot.x, upper)], ink)?;
            }
        }
        let marks: Vec<Point> = spots.iter().map(|spot| at(spot.x, spot.y)).collect();
        sheet.hits(Ink::of_role(Role::Hit), Numbers { row: 0, column: None }, &marks);
        for spot in spots {
            sheet.marker(at(spot.x, spot.y), RADIUS, spot.series_idx)?;
        }
        let mark = |spot: &Spot<'_>| {
            let (x, y) = at(spot.x, spot.y);
            let end = spot.x_ends.map_or(x, |(_, upper)| at(upper, spot.y).0);
            (x.max(end - RADIUS), y)
        };
        let marks = spots.iter().map(|spot| (mark(spot), spot.label)).collect();
        cross::draw_names(sheet, &plot, marks)
    })
}

/// The line on which twice as long here is twice as long there, through the middle of all.
fn draw_same_ratio(
    sheet: &Sheet<'_>,
    plot: &Rectangle,
    spots: &[Spot<'_>],
    at: &impl Fn(f64, f64) -> Point,
) -> Result<()> {
    let n = spots.len() as f64;
    let middle = |value: fn(&Spot<'_>) -> f64| spots.iter().map(|spot| value(spot).ln()).sum::<f64>() / n;
    let (x, y) = (middle(|spot| spot.x), middle(|spot| spot.y));
    let point = |step: f64| at((x + step).exp(), (y + step).exp());
    let is_inside =
        |at: &Point| (plot.left..=plot.right).contains(&at.0) && (plot.top..=plot.bottom).contains(&at.1);
    let steps = (-400..=400).map(|step| point(f64::from(step) / 40.0));
    let inside: Vec<Point> = steps.filter(is_inside).collect();
    let (Some(first), Some(last)) = (inside.first(), inside.last()) else { return Ok(()) };
    sheet.path(&[*first, *last], Ink::of_role(Role::Guide))
}
