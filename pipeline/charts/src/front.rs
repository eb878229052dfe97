//! Front: what things cost beside how long they take, and those that nothing beats in both.

use anyhow::{Result, ensure};
use plotters::style::text_anchor::HPos;

use crate::{
    Frame, Size,
    ink::{Ink, Role},
    labels::{TickRow, spread},
    scale::{Scale, Tick},
    sheet::{self, Point, Rectangle, Sheet},
    text,
};

/// One thing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Offer<'a> {
    /// Name beside its mark; none for one that is a dot among others, on a wide drawing.
    pub label: Option<&'a str>,
    /// Which marker and colour it has.
    pub series_idx: usize,
    /// What it costs, above zero.
    pub cost: f64,
    /// How long it takes, above zero.
    pub time: f64,
    /// Whether nothing both costs no more and takes less.
    pub is_on_front: bool,
}

/// What the axes are called, units included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axes<'a> {
    /// Of the one that goes right.
    pub cost: &'a str,
    /// Of the one that goes up.
    pub time: &'a str,
}

const RADIUS: f64 = 5.0;
const DOT: f64 = 2.5;
/// From a mark to its name.
const GAP: f64 = 9.0;
/// Above the plot: what the axis that goes up is called.
const ABOVE: f64 = 26.0;
/// Below it: ticks, and what the other is called.
const BELOW: f64 = 40.0;
/// From a tick of the axis that goes up to the plot.
const SPACE: f64 = 8.0;
/// Least distance between two of them.
const STEP: f64 = 34.0;

/// Draws `offers`, both axes logarithmic, cheap at the left and quick at the foot, and the front as a line of
/// steps. None gives a drawing that says so.
///
/// Fails where a value is no number above zero.
pub fn draw(frame: &Frame<'_>, offers: &[Offer<'_>], axes: Axes<'_>) -> Result<String> {
    for offer in offers {
        let is_fine = [offer.cost, offer.time].iter().all(|value| value.is_finite() && *value > 0.0);
        let (label, slug) = (offer.label.unwrap_or("an offer"), frame.slug);
        ensure!(
            is_fine,
            "`{label}` of the front `{slug}` is at {}, {}: both must be above zero",
            offer.cost,
            offer.time
        );
    }
    if offers.is_empty() {
        return sheet::draw_nothing(frame, "front", frame.width());
    }
    let height = if frame.size == Size::Wide { 360.0 } else { 300.0 };
    let scale = |value: fn(&Offer<'_>) -> f64, end: f64| {
        let lowest = offers.iter().map(value).fold(f64::INFINITY, f64::min);
        let highest = offers.iter().map(value).fold(0.0, f64::max);
        Scale::log_with_room(lowest, highest, 0.06, end)
    };
    let up = scale(|offer| offer.time, 0.94);
    let ticks = up.ticks(height, |_| STEP);
    let left = ticks.iter().map(|tick| text::width(&tick.label, text::TICK_SIZE)).fold(0.0, f64::max) + SPACE;
    let plot = Rectangle { left, top: ABOVE, right: frame.width() - 2.0, bottom: ABOVE + height };
    let names = offers.iter().filter_map(|offer| offer.label);
    let room = names.map(|name| text::width(name, text::SIZE)).fold(0.0, f64::max).min(plot.width() * 0.42);
    let across = scale(|offer| offer.cost, 1.0 - (room + GAP + RADIUS) / plot.width());
    sheet::draw(frame, "front", (frame.width(), plot.bottom + BELOW), |sheet| {
        draw_axes(sheet, &plot, (&across, &up), axes)?;
        let at = |offer: &Offer<'_>| -> Point {
            (
                plot.left + across.position(offer.cost) * plot.width(),
                plot.bottom - up.position(offer.time) * plot.height(),
            )
        };
        draw_steps(sheet, &plot, offers, &at)?;
        // A phone has no room for what is not named.
        let mut pale: Vec<&Offer<'_>> =
            offers.iter().filter(|offer| offer.label.is_none() && frame.size == Size::Wide).collect();
        pale.sort_by_key(|offer| offer.series_idx);
        for offer in pale {
            sheet.dot(at(offer), DOT, offer.series_idx)?;
        }
        for offer in offers.iter().filter(|offer| offer.label.is_some()) {
            sheet.marker(at(offer), RADIUS, offer.series_idx)?;
        }
        draw_names(sheet, &plot, offers, room, &at)
    })
}

fn draw_axes(
    sheet: &Sheet<'_>,
    plot: &Rectangle,
    (across, up): (&Scale, &Scale),
    axes: Axes<'_>,
) -> Result<()> {
    let role = |tick: &Tick| Ink::of_role(if tick.base { Role::Base } else { Role::Grid });
    let below = across.ticks(plot.width(), |label| text::width(label, text::TICK_SIZE) + 22.0);
    let beside = up.ticks(plot.height(), |_| STEP);
    let right_of = |tick: &Tick| plot.left + tick.position * plot.width();
    let height_of = |tick: &Tick| plot.bottom - tick.position * plot.height();
    for tick in &below {
        sheet.path(&[(right_of(tick), plot.top), (right_of(tick), plot.bottom)], role(tick))?;
    }
    for tick in &beside {
        sheet.path(&[(plot.left, height_of(tick)), (plot.right, height_of(tick))], role(tick))?;
    }
    let ink = Ink::of_role(Role::Tick);
    let mut row = TickRow::default();
    for tick in &below {
        let width = text::width(&tick.label, text::TICK_SIZE);
        if let Some(middle) = row.place(right_of(tick), width, plot.left, plot.right) {
            sheet.text((middle, plot.bottom + 14.0), HPos::Center, ink, &tick.label)?;
        }
    }
    for tick in &beside {
        sheet.text((plot.left - SPACE, height_of(tick)), HPos::Right, ink, &tick.label)?;
    }
    let named = |name: &str| format!("{name}, log scale");
    sheet.text((0.0, 8.0), HPos::Left, ink, &named(axes.time))?;
    sheet.text((plot.right, plot.bottom + 32.0), HPos::Right, ink, &named(axes.cost))
}

/// The least time for each cost: from the top of the plot down through the front, and on to the right.
fn draw_steps(
    sheet: &Sheet<'_>,
    plot: &Rectangle,
    offers: &[Offer<'_>],
    at: &impl Fn(&Offer<'_>) -> Point,
) -> Result<()> {
    let mut front: Vec<Point> = offers.iter().filter(|offer| offer.is_on_front).map(at).collect();
    front.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (Some(first), Some(last)) = (front.first(), front.last()) else { return Ok(()) };
    let mut steps = vec![(first.0, plot.top)];
    for pair in front.windows(2) {
        steps.extend([pair[0], (pair[1].0, pair[0].1)]);
    }
    steps.extend([*last, (plot.right, last.1)]);
    sheet.path(&steps, Ink::of_role(Role::Guide))
}

/// Names at the right of their marks, moved apart where they would touch.
fn draw_names(
    sheet: &Sheet<'_>,
    plot: &Rectangle,
    offers: &[Offer<'_>],
    room: f64,
    at: &impl Fn(&Offer<'_>) -> Point,
) -> Result<()> {
    let mut placed: Vec<(Point, &str)> =
        offers.iter().filter_map(|offer| Some((at(offer), offer.label?))).collect();
    placed.sort_by(|a, b| a.0.1.total_cmp(&b.0.1));
    let wanted: Vec<f64> = placed.iter().map(|(at, _)| at.1).collect();
    let heights = spread(&wanted, text::LINE_HEIGHT, plot.top + 8.0, plot.bottom - 8.0);
    for ((at, label), height) in placed.into_iter().zip(heights) {
        let name = text::fit(label, text::SIZE, room);
        if (height - at.1).abs() > RADIUS {
            sheet.path(&[at, (at.0 + GAP - 1.0, height)], Ink::of_role(Role::Leader))?;
        }
        sheet.text((at.0 + GAP, height), HPos::Left, Ink::of_role(Role::Name), &name)?;
    }
    Ok(())
}
