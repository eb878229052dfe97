//! What happened while lines ran: letters above a plot, where levels shift at its upper edge, bad days at its foot.

use anyhow::Result;
use plotters::style::text_anchor::HPos;
use schema::{Date, Month};

use crate::{
    ink::{Ink, Role},
    labels::spread,
    sheet::{Point, Rectangle, Sheet},
};

/// Something that happened on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happened<'a> {
    /// The day.
    pub date: Date,
    /// What it was.
    pub what: What<'a>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What<'a> {
    /// Something about the platform or whoever measures it, under this letter.
    Event(&'a str),
    /// A level that went up.
    Slower,
    /// A level that went down.
    Faster,
    /// A day on which far more starts than usual were slow.
    BadDay,
}

/// Height above a plot that holds letters and marks.
pub(crate) const ABOVE: f64 = 22.0;
/// Least distance between two letters.
const LETTER: f64 = 12.0;
/// Half the width of the mark of a shift, which is as high as it is wide.
const SHIFT: f64 = 3.5;
/// Length of the stroke of a bad day.
const BAD: f64 = 7.0;

/// Draws what happened within the months from `first` to `last`, by [`Month::index`], around `plot`.
pub(crate) fn draw(
    sheet: &Sheet<'_>,
    plot: &Rectangle,
    (first, last): (i32, i32),
    happened: &[Happened<'_>],
) -> Result<()> {
    let x = |date: Date| {
        let month = Month::of(date);
        let at =
            f64::from(month.index() - first) + f64::from(date.day() - 1) / f64::from(date.days_in_month());
        plot.left + at / f64::from(last + 1 - first) * plot.width()
    };
    let is_within = |it: &&Happened<'_>| (first..=last).contains(&Month::of(it.date).index());
    let within: Vec<Happened<'_>> = happened.iter().filter(is_within).copied().collect();
    draw_at(sheet, plot, &within, &x)
}

/// Draws what happened around `plot`, each where `x` says of its day, which is within it.
pub(crate) fn draw_at(
    sheet: &Sheet<'_>,
    plot: &Rectangle,
    happened: &[Happened<'_>],
    x: &impl Fn(Date) -> f64,
) -> Result<()> {
    let mut within: Vec<_> = happened.iter().collect();
    within.sort_by_key(|it| it.date);
    let letters: Vec<(f64, &str)> = within
        .iter()
        .filter_map(|it| if let What::Event(letter) = it.what { Some((x(it.date), letter)) } else { None })
        .collect();
    let ink = Ink::of_role(Role::Event);
    for &(x, _) in &letters {
        sheet.path(&[(x, plot.top - 8.0), (x, plot.bottom)], ink)?;
    }
    let wanted: Vec<f64> = letters.iter().map(|(x, _)| *x).collect();
    let places = spread(&wanted, LETTER, plot.left, plot.right.max(plot.left + LETTER));
    for ((_, letter), place) in letters.iter().zip(places) {
        sheet.text((place, plot.top - 15.0), HPos::Center, ink, letter)?;
    }
    for it in &within {
        match it.what {
            What::Slower | What::Faster => {
                let corners = triangle((x(it.date), plot.top - SHIFT - 1.0), it.what == What::Slower);
                sheet.area(&corners, Ink::of_role(Role::Shift))?;
            }
            What::Event(_) | What::BadDay => {}
        }
    }
    for it in within.iter().filter(|it| it.what == What::BadDay) {
        let x = x(it.date);
        sheet.path(&[(x, plot.bottom), (x, plot.bottom - BAD)], Ink::of_role(Role::BadDay))?;
    }
    Ok(())
}

/// A triangle around `middle` that points up or down.
fn triangle((x, y): Point, is_up: bool) -> [Point; 3] {
    let up = if is_up { -SHIFT } else { SHIFT };
    [(x - SHIFT, y - up), (x + SHIFT, y - up), (x, y + up)]
}
