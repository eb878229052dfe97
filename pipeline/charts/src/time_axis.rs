//! Time axes: months with their names or years, and days.

use schema::{Date, Month};

use crate::{
    annotations::{Annotation, AnnotationKind},
    axis::Axis,
    canvas::Rectangle,
    scale::Scale,
    text,
};

/// A span of time, counted in its months or days from its start. A value of one lies at its middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Span {
    /// From the first month to the last.
    Months(Month, Month),
    /// From the first day to the last.
    Days(Date, Date),
}

/// Axes of no more months than this name months: more names than that do not fit.
const FEW_MONTHS: i32 = 14;

const NAMES: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Short name of a month.
pub(crate) fn name(month: Month) -> &'static str {
    NAMES[month.index().rem_euclid(12) as usize]
}

/// Days from `first` to `date`.
pub(crate) fn days_between(first: Date, date: Date) -> f64 {
    first.until(date).map_or(0.0, |span| f64::from(span.get_days()))
}

impl Span {
    /// Its axis along `plot`, with as many labels as a canvas of `width` has room for.
    pub(crate) fn axis(self, plot: &Rectangle, width: f64) -> Axis {
        let plot = plot.left..plot.right;
        let length = plot.end - plot.start;
        match self {
            Span::Months(first, last) => {
                let n_months = last.index() + 1 - first.index();
                let januaries = (1..n_months).filter(|month| (first.index() + month).rem_euclid(12) == 0);
                let grid = januaries.map(f64::from).collect();
                let axis = Axis { grid, ..Axis::bare(Scale::Linear(0.0..f64::from(n_months))) };
                let per_month = length / f64::from(n_months);
                let labels = if n_months <= FEW_MONTHS {
                    month_labels(first, n_months)
                } else {
                    year_labels(first, n_months, per_month)
                };
                axis.labelled(labels, plot, 0.0..width)
            }
            Span::Days(first, last) => {
                let n_days = days_between(first, last) + 1.0;
                let room = text::width("28 Sep 2026", text::TICK_SIZE) + 16.0;
                let step = (n_days * room / length).ceil().max(1.0) as usize;
                let axis = Axis::bare(Scale::Linear(0.0..n_days));
                axis.labelled(day_labels(first, last, step), plot, 0.0..width)
            }
        }
    }

    /// Those of `annotations` that lie within it, in order of their days, with their places on its axis.
    pub(crate) fn place<'a>(self, annotations: &[Annotation<'a>]) -> Vec<(f64, AnnotationKind<'a>)> {
        let at = |date: Date| match self {
            Span::Months(first, last) => {
                let month = Month::of(date);
                let day = f64::from(date.day() - 1) / f64::from(date.days_in_month());
                (first..=last).contains(&month).then(|| f64::from(month.index() - first.index()) + day)
            }
            Span::Days(first, last) => {
                (first..=last).contains(&date).then(|| days_between(first, date) + 0.5)
            }
        };
        let mut annotations = annotations.to_vec();
        annotations.sort_by_key(|annotation| annotation.date);
        annotations.iter().filter_map(|annotation| Some((at(annotation.date)?, annotation.kind))).collect()
    }
}

/// Each year at the middle of its months; a year that has less than its width is left out.
fn year_labels(first: Month, n_months: i32, per_month: f64) -> Vec<(f64, String)> {
    let (from, to) = (first.index(), first.index() + n_months);
    let years = from.div_euclid(12)..=(to - 1).div_euclid(12);
    let label = |year: i32| {
        let (start, end) = (from.max(year * 12) - from, to.min(year * 12 + 12) - from);
        let label = year.to_string();
        // A year at the edge of the plot may reach a little beyond its months.
        let fits = text::width(&label, text::TICK_SIZE) * 0.6 <= f64::from(end - start) * per_month;
        fits.then(|| (f64::from(start + end) / 2.0, label))
    };
    years.filter_map(label).collect()
}

/// Each month, the first one and each January with its year.
fn month_labels(first: Month, n_months: i32) -> Vec<(f64, String)> {
    let label = |offset: i32| {
        let month = Month::from_index(first.index() + offset);
        let with_year = offset == 0 || month.index().rem_euclid(12) == 0;
        let name = name(month);
        let label = if with_year { format!("{name} {}", month.year()) } else { name.to_owned() };
        (f64::from(offset) + 0.5, label)
    };
    (0..n_months).map(label).collect()
}

/// Each `step`-th day, the first one of a year with its year.
fn day_labels(first: Date, last: Date, step: usize) -> Vec<(f64, String)> {
    let mut year = None;
    let dates = std::iter::successors(Some(first), |date| date.tomorrow().ok());
    let label = |date: Date| {
        let label = format!("{} {}", date.day(), name(Month::of(date)));
        let is_new = year.replace(date.year()) != Some(date.year());
        let label = if is_new { format!("{label} {}", date.year()) } else { label };
        (days_between(first, date) + 0.5, label)
    };
    dates.take_while(|date| *date <= last).step_by(step).map(label).collect()
}
