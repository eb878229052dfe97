//! Front: what things cost beside how long they take, and those that nothing beats in both.

use anyhow::{Result, ensure};
use plotters::style::text_anchor::HPos;

use crate::{
    Frame, Size,
    cross::{self, ABOVE, BELOW, GAP, RADIUS},
    ink::{Ink, Role},
    scale::Scale,
    sheet::{self, Numbers, Point, Rectangle, Sheet},
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
    /// Whether it does what is asked; what does not is pale.
    pub meets: bool,
}

/// What the axes are called, units included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axes<'a> {
    /// Of the one that goes right.
    pub cost: &'a str,
    /// Of the one that goes up.
    pub time: &'a str,
    /// The longest time that is asked for, above zero: a line, where it lies near what is drawn.
    pub limit: Option<Limit<'a>>,
}

/// What is asked of the time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit<'a> {
    /// The most that it may be.
    pub time: f64,
    /// What that is called.
    pub label: &'a str,
}

/// How far beyond all values a limit may lie that is drawn, as a ratio: one further off would leave them no room.
const NEAR: f64 = 2.0;

impl Limit<'_> {
    /// Whether it lies near enough to `offers` to be drawn with them.
    pub fn is_near(&self, offers: &[Offer<'_>]) -> bool {
        let (least, most) = ends(offers, |offer| offer.time);
        self.time > least / NEAR && self.time < most * NEAR
    }
}

/// The least and the greatest of a value.
fn ends(offers: &[Offer<'_>], value: fn(&Offer<'_>) -> f64) -> (f64, f64) {
    let values = || offers.iter().map(value);
    (values().fold(f64::INFINITY, f64::min), values().fold(0.0, f64::max))
}

/// Radius of a mark without a name.
const DOT: f64 = 2.5;

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
    let limit = axes.limit.filter(|limit| limit.is_near(offers));
    let (least, most) = ends(offers, |offer| offer.time);
    let (least, most) = limit.map_or((least, most), |limit| (least.min(limit.time), most.max(limit.time)));
    let up = Scale::log_with_room(least, most, 0.06, 0.94);
    let plot = Rectangle {
        left: cross::width_of(&up, height),
        top: ABOVE,
        right: frame.width() - 2.0,
        bottom: ABOVE + height,
    };
    // A phone gives names less of the width: they may stand at the left of their marks as well.
    let most = if frame.size == Size::Wide { 0.42 } else { 0.3 };
    let names = offers.iter().filter_map(|offer| offer.label);
    let room = names.map(|name| text::width(name, text::SIZE)).fold(0.0, f64::max).min(plot.width() * most);
    let (cheapest, dearest) = ends(offers, |offer| offer.cost);
    let across = Scale::log_with_room(cheapest, dearest, 0.06, 1.0 - (room + GAP + RADIUS) / plot.width());
    sheet::draw(frame, "front", (frame.width(), plot.bottom + BELOW), |sheet| {
        let called = |name: &str| format!("{name}, log scale");
        cross::draw_across(sheet, &plot, &across, &called(axes.cost))?;
        cross::draw_up(sheet, &plot, &up, &called(axes.time))?;
        let at = |offer: &Offer<'_>| -> Point {
            (
                plot.left + across.position(offer.cost) * plot.width(),
                plot.bottom - up.position(offer.time) * plot.height(),
            )
        };
        draw_steps(sheet, &plot, offers, &at)?;
        if let Some(limit) = limit {
            draw_limit(sheet, &plot, &limit, plot.bottom - up.position(limit.time) * plot.height())?;
        }
        // A phone has no room for what is not named.
        let mut pale: Vec<&Offer<'_>> =
            offers.iter().filter(|offer| offer.label.is_none() && frame.size == Size::Wide).collect();
        pale.sort_by_key(|offer| offer.series_idx);
        for offer in pale {
            sheet.dot(at(offer), DOT, Ink::of_series(role_of(offer), offer.series_idx))?;
        }
        for offer in offers.iter().filter(|offer| offer.label.is_some()) {
            sheet.marker_as(role_of(offer), at(offer), RADIUS, offer.series_idx)?;
        }
        let marks: Vec<(Point, &str)> =
            offers.iter().filter_map(|offer| Some((at(offer), offer.label?))).collect();
        let places: Vec<Point> = marks.iter().map(|(at, _)| *at).collect();
        sheet.hits(Ink::of_role(Role::Hit), Numbers { row: 0, column: None }, &places);
        cross::draw_names(sheet, &plot, marks)
    })
}

fn role_of(offer: &Offer<'_>) -> Role {
    if offer.meets { Role::Mark } else { Role::PaleMark }
}

/// The line below which everything is in time, and its name at the right, above it where there is room.
fn draw_limit(sheet: &Sheet<'_>, plot: &Rectangle, limit: &Limit<'_>, height: f64) -> Result<()> {
    sheet.path(&[(plot.left, height), (plot.right, height)], Ink::of_role(Role::Limit))?;
    let half = text::LINE_HEIGHT / 2.0;
    let beside = if height - plot.top > text::LINE_HEIGHT { height - half } else { height + half };
    sheet.text((plot.right, beside), HPos::Right, Ink::of_role(Role::Note), limit.label)
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
