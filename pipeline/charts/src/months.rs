//! The time axis: years, or months where there are few.

use anyhow::Result;
use plotters::style::text_anchor::HPos::Center;
use schema::Month;

use crate::{
    ink::{Ink, Role},
    labels::TickRow,
    sheet::{Rectangle, Sheet},
    text,
};

/// Axes of no more months than this name months.
const FEW_MONTHS: i32 = 14;

const NAMES: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Short name of a month, by [`Month::index`].
pub(crate) fn name(index: i32) -> &'static str {
    NAMES[index.rem_euclid(12) as usize]
}

/// Draws the axis of the months from `first` to `last`, by [`Month::index`], below `plot`.
pub(crate) fn draw(sheet: &Sheet<'_>, plot: &Rectangle, first: i32, last: i32) -> Result<()> {
    let x = |month: f64| plot.left + (month - f64::from(first)) / f64::from(last + 1 - first) * plot.width();
    for january in (first..=last).filter(|month| month.rem_euclid(12) == 0 && *month > first) {
        let x = x(f64::from(january));
        sheet.path(&[(x, plot.top), (x, plot.bottom + 6.0)], Ink::of_role(Role::Grid))?;
    }
    let labels = if last - first < FEW_MONTHS { months(first, last) } else { years(first, last) };
    let mut row = TickRow::default();
    for Label { text, from, to } in labels {
        let width = text::width(&text, text::TICK_SIZE);
        // A year at the edge of the plot may reach a little beyond its months.
        if width * 0.6 > x(to) - x(from) {
            continue;
        }
        if let Some(middle) = row.place(x(f64::midpoint(from, to)), width, 0.0, plot.right) {
            sheet.text((middle, plot.bottom + 16.0), Center, Ink::of_role(Role::Tick), &text)?;
        }
    }
    Ok(())
}

/// A text and the months it stands for.
struct Label {
    text: String,
    from: f64,
    to: f64,
}

fn years(first: i32, last: i32) -> Vec<Label> {
    let years = first.div_euclid(12)..=last.div_euclid(12);
    let label = |year: i32| Label {
        text: year.to_string(),
        from: f64::from(first.max(year * 12)),
        to: f64::from((last + 1).min(year * 12 + 12)),
    };
    years.map(label).collect()
}

/// Each month, the first one and each January with its year.
fn months(first: i32, last: i32) -> Vec<Label> {
    let label = |index: i32| {
        let name = name(index);
        let with_year = index == first || index.rem_euclid(12) == 0;
        let text =
            if with_year { format!("{name} {}", Month::from_index(index).year()) } else { name.to_owned() };
        // A label may reach into its neighbours' room; they give way where it does.
        Label { text, from: f64::from(index) - 2.0, to: f64::from(index) + 3.0 }
    };
    (first..=last).map(label).collect()
}
