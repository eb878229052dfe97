//! Days: one measure of a function day by day, the median with a band up to a deeper percentile.

use anyhow::{Result, ensure};
use plotters::style::text_anchor::HPos::Center;
use schema::{Date, Percentile, Unit};

use crate::{
    Frame, Size,
    axis::{ABOVE, ValueAxis},
    check,
    ends::{self, End, Naming},
    happened::{self, Happened},
    ink::{Ink, Role},
    labels::TickRow,
    months,
    number::format_value,
    sheet::{self, Numbers, Point, Rectangle, Sheet},
    text,
};

/// One day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Median, above zero.
    pub p50: f64,
    /// The deeper percentile that the drawing names, at least the median.
    pub tail: f64,
}

/// Radius of the mark of a day without neighbours.
const RADIUS_ALONE: f64 = 2.5;

/// Draws `days`, which ascend; days that are missing are gaps. What has `happened` on them is marked. Its table has
/// a row for each day.
///
/// Fails where a value is not a number above zero, the tail is below p50, or days do not ascend.
pub fn draw(frame: &Frame<'_>, days: &[Day], happened: &[Happened<'_>], unit: Unit) -> Result<String> {
    let of = |date: Date| format!("{date} of the days `{}`", frame.slug);
    for day in days {
        check::percentiles(|| of(day.date), day.p50, day.tail)?;
    }
    ensure!(
        days.windows(2).all(|pair| pair[0].date < pair[1].date),
        "The days of `{}` do not ascend",
        frame.slug
    );
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return sheet::draw_nothing(frame, "history", frame.width());
    };
    let end = |name, value, role| {
        let value = format_value(value, unit);
        End { series_idx: None, name, value, role, ended: None }
    };
    let mut ends = vec![end("p50", last.p50, Role::Value)];
    if frame.tail != Percentile::P50 {
        ends.push(end(frame.tail.name(), last.tail, Role::TailValue));
    }
    let naming = Naming::of(frame, &ends);
    let height = if frame.size == Size::Wide { 220.0 } else { 180.0 };
    let lowest = days.iter().map(|day| day.p50).fold(f64::INFINITY, f64::min);
    let values = ValueAxis::of(lowest, days.iter().map(|day| day.tail).fold(0.0, f64::max), unit, height);
    let is_within = |it: &&Happened<'_>| (first.date..=last.date).contains(&it.date);
    let happened: Vec<Happened<'_>> = happened.iter().filter(is_within).copied().collect();
    let above = if happened.is_empty() { ABOVE } else { ABOVE + happened::ABOVE };
    let plot = Rectangle {
        left: values.width(),
        top: above,
        right: frame.width() - naming.right(),
        bottom: above + height,
    };
    let x = |date: Date| {
        plot.left + (offset(first.date, date) + 0.5) / (offset(first.date, last.date) + 1.0) * plot.width()
    };
    let y = |value: f64| plot.bottom - values.scale.position(value) * plot.height();
    sheet::draw(frame, "history", (frame.width(), plot.bottom + ends::BELOW), |sheet| {
        values.draw(sheet, &plot)?;
        draw_dates(sheet, &plot, (first.date, last.date), &x)?;
        happened::draw_at(sheet, &plot, &happened, &x)?;
        let at = |value: fn(&Day) -> f64| days.iter().map(|day| (x(day.date), y(value(day)))).collect();
        let (medians, tails): (Vec<Point>, Vec<Point>) = (at(|day| day.p50), at(|day| day.tail));
        draw_runs(sheet, days, &medians, &tails)?;
        sheet.hits(Ink::of_series(Role::Hit, 0), Numbers { row: 0, column: None }, &medians);
        let lines = if ends.len() > 1 { vec![medians, tails] } else { vec![medians] };
        ends::draw(sheet, &naming, &plot, &ends, &lines, Vec::new())
    })
}

/// Days from `first` to `date`.
fn offset(first: Date, date: Date) -> f64 {
    first.until(date).map_or(0.0, |span| f64::from(span.get_days()))
}

/// Stretches of days that follow each other, and marks where a day stands alone or the last one is.
fn draw_runs(sheet: &Sheet<'_>, days: &[Day], medians: &[Point], tails: &[Point]) -> Result<()> {
    let ink = |role| Ink::of_series(role, 0);
    let mut from = 0;
    let mut runs = Vec::new();
    for run in days.chunk_by(|a, b| offset(a.date, b.date) <= 1.0) {
        runs.push(from..from + run.len());
        from += run.len();
    }
    for run in runs.iter().filter(|run| run.len() > 1) {
        let back = tails[run.clone()].iter().rev().copied();
        sheet.area(&medians[run.clone()].iter().copied().chain(back).collect::<Vec<_>>(), ink(Role::Band))?;
    }
    for run in runs.iter().filter(|run| run.len() > 1) {
        sheet.path(&tails[run.clone()], ink(Role::Tail))?;
    }
    for run in runs.iter().filter(|run| run.len() > 1) {
        sheet.path(&medians[run.clone()], ink(Role::Line))?;
    }
    for run in &runs {
        if run.end == days.len() {
            sheet.marker(medians[run.end - 1], ends::RADIUS, 0)?;
        } else if run.len() == 1 {
            sheet.marker(medians[run.start], RADIUS_ALONE, 0)?;
        }
    }
    Ok(())
}

/// Names of days below the plot, as many as there is room for.
fn draw_dates(
    sheet: &Sheet<'_>,
    plot: &Rectangle,
    (first, last): (Date, Date),
    x: &impl Fn(Date) -> f64,
) -> Result<()> {
    let n_days = offset(first, last) + 1.0;
    let room = text::width("28 Sep 2026", text::TICK_SIZE) + 16.0;
    let step = (n_days * room / plot.width()).ceil().max(1.0) as usize;
    let mut row = TickRow::default();
    let mut year = None;
    let dates = std::iter::successors(Some(first), |date| date.tomorrow().ok());
    for date in dates.take_while(|date| *date <= last).step_by(step) {
        let name = months::name(schema::Month::of(date).index());
        let label = format!("{} {name}", date.day());
        let is_new = year.replace(date.year()) != Some(date.year());
        let label = if is_new { format!("{label} {}", date.year()) } else { label };
        let width = text::width(&label, text::TICK_SIZE);
        if let Some(middle) = row.place(x(date), width, 0.0, plot.right) {
            sheet.text((middle, plot.bottom + 16.0), Center, Ink::of_role(Role::Tick), &label)?;
        }
    }
    Ok(())
}
