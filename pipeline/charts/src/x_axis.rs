//! The x axis of a line chart: months with their names or years, days, or memory sizes.

use std::{collections::BTreeSet, fmt};

use schema::{Date, Month, Unit};

use crate::{
    annotations::{Annotation, AnnotationKind},
    axis::Axis,
    canvas::Rectangle,
    number::format_round,
    scale::Scale,
    text,
};

/// Place of a point on the x axis; all points of a chart have the same kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum X {
    /// A month.
    Month(Month),
    /// A day.
    Day(Date),
    /// Memory that the function is given, in megabytes, above zero.
    MemoryMb(u32),
}

/// Axes of no more months than this name months: more names than that do not fit.
const FEW_MONTHS: i32 = 14;
/// Months within which a line still counts as going on: the newest month may not have every runtime yet.
const RECENT: i32 = 2;

const NAMES: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Short name of a month.
fn name(month: Month) -> &'static str {
    NAMES[month.index().rem_euclid(12) as usize]
}

fn days_between(first: Date, date: Date) -> f64 {
    first.until(date).map_or(0.0, |span| f64::from(span.get_days()))
}

impl fmt::Display for X {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            X::Month(month) => write!(f, "{month}"),
            X::Day(date) => write!(f, "{date}"),
            X::MemoryMb(mb) => write!(f, "{}\u{202f}{}", format_round(f64::from(*mb)), Unit::Mb),
        }
    }
}

impl X {
    /// Says where a line ends whose last point this is; none where it goes on to `last`.
    pub(crate) fn end(self, last: X) -> Option<String> {
        match (self, last) {
            (X::Month(month), X::Month(last)) => {
                let has_ended = month.index() + RECENT <= last.index();
                has_ended.then(|| format!("until {} {}", name(month), month.year()))
            }
            (X::MemoryMb(_), _) => (self < last).then(|| format!("up to {self}")),
            _ => None,
        }
    }
}

/// The places of all points of a chart, at least one.
pub(crate) struct Span {
    /// The first place.
    pub(crate) first: X,
    /// The last place.
    pub(crate) last: X,
    all: BTreeSet<X>,
}

impl Span {
    /// The span of `all` places; none without any.
    pub(crate) fn of(all: impl Iterator<Item = X>) -> Option<Span> {
        let all: BTreeSet<X> = all.collect();
        Some(Span { first: *all.first()?, last: *all.last()?, all })
    }

    /// Position of `x`: megabytes, or months or days since the first, each at its middle. None beyond the span.
    pub(crate) fn position(&self, x: X) -> Option<f64> {
        let position = match (self.first, x) {
            (X::Month(first), X::Month(month)) => f64::from(month.index() - first.index()) + 0.5,
            (X::Month(first), X::Day(date)) => {
                let day = f64::from(date.day() - 1) / f64::from(date.days_in_month());
                f64::from(Month::of(date).index() - first.index()) + day
            }
            (X::Day(first), X::Day(date)) => days_between(first, date) + 0.5,
            (X::MemoryMb(_), X::MemoryMb(mb)) => f64::from(mb),
            _ => return None,
        };
        self.scale().range().contains(&position).then_some(position)
    }

    /// Positions of `annotations` within it, in order.
    pub(crate) fn place<'a>(&self, annotations: &[Annotation<'a>]) -> Vec<(f64, AnnotationKind<'a>)> {
        let mut sorted = annotations.to_vec();
        sorted.sort_by_key(|annotation| annotation.date);
        let placed = sorted.iter().filter_map(|it| Some((self.position(X::Day(it.date))?, it.kind)));
        placed.collect()
    }

    fn scale(&self) -> Scale {
        match (self.first, self.last) {
            (X::Month(first), X::Month(last)) => {
                Scale::Linear(0.0..f64::from(last.index() + 1 - first.index()))
            }
            (X::Day(first), X::Day(last)) => Scale::Linear(0.0..days_between(first, last) + 1.0),
            // By logarithm, so that each doubling is one step.
            (X::MemoryMb(first), X::MemoryMb(last)) => {
                Scale::log_with_room(f64::from(first), f64::from(last), 0.07, 0.93)
            }
            _ => Scale::Linear(0.0..0.0),
        }
    }

    /// Its axis along `plot`, with as many labels as a canvas of `width` has room for.
    pub(crate) fn axis(&self, plot: &Rectangle, width: f64) -> Axis {
        let axis = Axis::bare(self.scale());
        let end = axis.scale.range().end;
        let plot_range = plot.left..plot.right;
        let (grid, labels) = match (self.first, self.last) {
            (X::Month(first), _) => {
                (januaries(first, end as i32), month_labels(first, end as i32, plot.width()))
            }
            (X::Day(first), X::Day(last)) => {
                let room = text::width("28 Sep 2026", text::TICK_SIZE) + 16.0;
                let step = (end * room / plot.width()).ceil().max(1.0) as usize;
                let dates = std::iter::successors(Some(first), |date| date.tomorrow().ok());
                let dates = dates.take_while(|date| *date <= last).step_by(step);
                let label = |date: Date| {
                    let label = format!("{} {}", date.day(), name(Month::of(date)));
                    (days_between(first, date) + 0.5, label, date.year())
                };
                (Vec::new(), with_years(dates.map(label)))
            }
            _ => (Vec::new(), self.memory_labels()),
        };
        Axis { grid, ..axis }.labelled(labels, plot_range, 0.0..width)
    }

    /// Each memory size, the first one with its unit.
    fn memory_labels(&self) -> Vec<(f64, String)> {
        let label = |x: &X| {
            let mb = self.position(*x)?;
            Some((mb, if *x == self.first { x.to_string() } else { format_round(mb) }))
        };
        self.all.iter().filter_map(label).collect()
    }
}

fn januaries(first: Month, n_months: i32) -> Vec<f64> {
    let is_january = |month: &i32| (first.index() + month).rem_euclid(12) == 0;
    (1..n_months).filter(is_january).map(f64::from).collect()
}

/// A few months each, or else each year at the middle of its months, in a plot of `width`.
fn month_labels(first: Month, n_months: i32, width: f64) -> Vec<(f64, String)> {
    if n_months <= FEW_MONTHS {
        let month = |offset: i32| {
            let month = Month::from_index(first.index() + offset);
            (f64::from(offset) + 0.5, name(month).to_owned(), month.year())
        };
        return with_years((0..n_months).map(month));
    }
    let (from, to) = (first.index(), first.index() + n_months);
    let label = |year: i32| {
        let (start, end) = (from.max(year * 12) - from, to.min(year * 12 + 12) - from);
        let label = year.to_string();
        // A year at the edge of the plot may reach a little beyond its months.
        let room = f64::from(end - start) / f64::from(n_months) * width;
        let fits = text::width(&label, text::TICK_SIZE) * 0.6 <= room;
        fits.then(|| (f64::from(start + end) / 2.0, label))
    };
    (from.div_euclid(12)..=(to - 1).div_euclid(12)).filter_map(label).collect()
}

/// Labels in order, the first one of a year with its year.
fn with_years(labels: impl Iterator<Item = (f64, String, i16)>) -> Vec<(f64, String)> {
    let mut last = None;
    let label = |(at, label, year)| {
        let is_new = last.replace(year) != Some(year);
        (at, if is_new { format!("{label} {year}") } else { label })
    };
    labels.map(label).collect()
}
