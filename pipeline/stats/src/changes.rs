//! What changed when: levels that shifted and days that were bad, and what changed with them.

use std::collections::BTreeSet;

use schema::{Arch, ChangeKind, ChangeRow, ChangeScope, Date, Package, Record, Registry, Runs, Series};
use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::{
    groups::{Group, Pooling, rows},
    resampling::quantile,
    segments::shifts,
};

/// Shifts of less than this are noise to a reader.
const LEAST_SHIFT: f64 = 0.1;

/// Samples above this many medians of their level are slow.
const SLOW: f64 = 1.5;

/// A day is bad when this much more of its samples are slow than on the usual day of its level.
const BAD: f64 = 0.25;

/// Days with fewer samples are not called bad.
const LEAST_SAMPLES: usize = 10;

/// Changes within this many days are the same change: not every series is measured every day.
const SAME_TIME_DAYS: i32 = 3;

/// One series day by day.
struct History {
    series: Series,
    days: Vec<Day>,
}

struct Day {
    date: Date,
    /// Logarithm of the median.
    level: f64,
    samples: Vec<f64>,
}

/// The changes of each pooled series, newest first; those of a day in order of the series.
pub(crate) fn changes(runs: &Runs, registry: &Registry) -> Vec<ChangeRow> {
    let found: Vec<(History, Vec<ChangeRow>)> = rows(
        runs,
        Pooling::Pooled,
        |_| true,
        |_| (),
        |group| {
            let history = history(runs, group);
            let changes = of_series(&runs.source, &history);
            (history, changes)
        },
    );
    let spans: Vec<Span<'_>> = found.iter().filter_map(|(history, _)| Span::of(history, registry)).collect();
    let all: Vec<&ChangeRow> = found.iter().flat_map(|(_, changes)| changes).collect();
    let mut rows: Vec<ChangeRow> = all.iter().map(|row| scoped(row, &all, &spans, registry)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.date));
    rows
}

fn history(runs: &Runs, group: &Group<'_, ()>) -> History {
    let mut days: Vec<Day> = Vec::new();
    let records: Vec<&Record> = group.records().collect();
    for same_day in records.chunk_by(|a, b| a.date == b.date) {
        let mut samples: Vec<f64> =
            same_day.iter().flat_map(|record| runs.samples_of(record).iter().copied()).collect();
        let level = quantile(&mut samples, 0.5).ln();
        days.push(Day { date: same_day[0].date, level, samples });
    }
    History { series: group.series(runs), days }
}

/// The changes of one series, by itself.
fn of_series(source: &str, history: &History) -> Vec<ChangeRow> {
    let levels: Vec<f64> = history.days.iter().map(|day| day.level).collect();
    let starts = shifts(&levels);
    let ends: Vec<usize> = starts.iter().copied().chain([levels.len()]).collect();
    let segments: Vec<(usize, usize)> = std::iter::once(0).chain(starts).zip(ends).collect();
    let mut found: Vec<ChangeRow> =
        segments.windows(2).filter_map(|pair| shift(source, history, &levels, pair[0], pair[1])).collect();
    for (start, end) in segments {
        found.extend(bad_days(source, history, start, end));
    }
    found
}

/// A shift from one segment to the next; none where it is small or may be none.
fn shift(
    source: &str,
    history: &History,
    levels: &[f64],
    (from, start): (usize, usize),
    (_, to): (usize, usize),
) -> Option<ChangeRow> {
    let (before, after) = (&levels[from..start], &levels[start..to]);
    let (difference, lower, upper) = welch(before, after)?;
    let ratio = difference.exp();
    if (ratio - 1.0).abs() < LEAST_SHIFT || (lower <= 0.0 && upper >= 0.0) {
        return None;
    }
    Some(ChangeRow {
        kind: ChangeKind::LevelShift,
        before: mean(before).exp(),
        after: mean(after).exp(),
        ratio: Some(ratio),
        lower: Some(lower.exp()),
        upper: Some(upper.exp()),
        days_before: before.len() as u32,
        days_after: after.len() as u32,
        ..change(source, history, start)
    })
}

/// The days of a level on which many more samples than usual are slow.
fn bad_days(source: &str, history: &History, start: usize, end: usize) -> Vec<ChangeRow> {
    let days = &history.days[start..end];
    let mut levels: Vec<f64> = days.iter().map(|day| day.level).collect();
    if levels.is_empty() {
        return Vec::new();
    }
    let slow = SLOW * quantile(&mut levels, 0.5).exp();
    let share = |day: &Day| {
        day.samples.iter().filter(|sample| **sample > slow).count() as f64 / day.samples.len() as f64
    };
    let shares: Vec<f64> = days.iter().map(share).collect();
    let usual = quantile(&mut shares.clone(), 0.5);
    let is_bad = |idx: &usize| days[*idx].samples.len() >= LEAST_SAMPLES && shares[*idx] >= usual + BAD;
    let bad = (0..days.len()).filter(is_bad);
    bad.map(|idx| ChangeRow {
        kind: ChangeKind::BadDay,
        before: usual,
        after: shares[idx],
        days_before: days.len() as u32 - 1,
        days_after: 1,
        ..change(source, history, start + idx)
    })
    .collect()
}

/// A change at one day, with nothing said of it yet.
fn change(source: &str, history: &History, at: usize) -> ChangeRow {
    let series = &history.series;
    ChangeRow {
        source: source.to_owned(),
        date: history.days[at].date,
        previous_day: at.checked_sub(1).map(|before| history.days[before].date),
        kind: ChangeKind::BadDay,
        scope: ChangeScope::Runtime,
        runtime: series.runtime.clone(),
        package: series.package,
        arch: series.arch,
        workload: series.workload.clone(),
        metric: series.metric,
        before: 0.0,
        after: 0.0,
        ratio: None,
        lower: None,
        upper: None,
        days_before: 0,
        days_after: 0,
        together: 1,
        of: 1,
    }
}

/// The difference of means and its 95 % interval: Welch, "The Generalization of 'Student's' Problem when
/// Several Different Population Variances are Involved", Biometrika 34 (1947), 28–35. Days are taken as
/// independent, which they are not quite. None with fewer than two days on a side.
fn welch(before: &[f64], after: &[f64]) -> Option<(f64, f64, f64)> {
    let part = |values: &[f64]| {
        let n = values.len() as f64;
        let mean = mean(values);
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
        (mean, variance / n, n - 1.0)
    };
    if before.len() < 2 || after.len() < 2 {
        return None;
    }
    let ((mean_before, error_before, freedom_before), (mean_after, error_after, freedom_after)) =
        (part(before), part(after));
    let difference = mean_after - mean_before;
    let error = error_before + error_after;
    if error <= 0.0 {
        return Some((difference, difference, difference));
    }
    let freedom =
        error.powi(2) / (error_before.powi(2) / freedom_before + error_after.powi(2) / freedom_after);
    let width = StudentsT::new(0.0, 1.0, freedom).ok()?.inverse_cdf(0.975) * error.sqrt();
    Some((difference, difference - width, difference + width))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// When a series was measured, and what it shares with others.
struct Span<'a> {
    first: Date,
    last: Date,
    kin: Kin<'a>,
}

/// What series may have in common.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Kin<'a> {
    language: &'a str,
    os: &'a str,
    configuration: (Package, Arch),
}

impl<'a> Kin<'a> {
    /// An unknown runtime is a language and a system of its own.
    fn of(runtime: &'a str, configuration: (Package, Arch), registry: &'a Registry) -> Kin<'a> {
        let known = registry.by_slug(runtime);
        let (language, os) = known.map_or((runtime, runtime), |known| (&known.language, &known.os));
        Kin { language, os, configuration }
    }
}

impl<'a> Span<'a> {
    fn of(history: &'a History, registry: &'a Registry) -> Option<Span<'a>> {
        let (first, last) = (history.days.first()?.date, history.days.last()?.date);
        let series = &history.series;
        Some(Span { first, last, kin: Kin::of(&series.runtime, (series.package, series.arch), registry) })
    }
}

/// The change with its scope: how many series of its kin changed in the same way at the same time.
fn scoped(row: &ChangeRow, all: &[&ChangeRow], spans: &[Span<'_>], registry: &Registry) -> ChangeRow {
    let is_up = |row: &ChangeRow| row.after > row.before;
    let is_with = |other: &&&ChangeRow| {
        other.kind == row.kind
            && is_up(other) == is_up(row)
            && days_between(other.date, row.date) <= SAME_TIME_DAYS
    };
    let name = |row: &ChangeRow| (row.runtime.clone(), row.package, row.arch, row.metric);
    let count = |is_kin: &dyn Fn(Kin<'_>) -> bool| {
        let changed = all.iter().filter(is_with).filter(|other| is_kin(kin_of(other, registry)));
        let series: BTreeSet<_> = changed.clone().map(|other| name(other)).collect();
        let runtimes: BTreeSet<&str> = changed.map(|other| other.runtime.as_str()).collect();
        let measured =
            spans.iter().filter(|span| span.first < row.date && row.date <= span.last && is_kin(span.kin));
        (series.len() as u32, runtimes.len(), measured.count().max(1) as u32)
    };
    let own = kin_of(row, registry);
    let (together, _, of) = count(&|_| true);
    let most = |(changed, n_runtimes, of): (u32, usize, u32)| n_runtimes > 1 && 2 * changed >= of;
    let scope = if of > 1 && 2 * together >= of {
        ChangeScope::Platform
    } else if most(count(&|kin| kin.configuration == own.configuration)) {
        ChangeScope::Configuration
    } else if most(count(&|kin| kin.language == own.language)) {
        ChangeScope::Language
    } else if most(count(&|kin| kin.os == own.os)) {
        ChangeScope::BaseImage
    } else {
        ChangeScope::Runtime
    };
    ChangeRow { scope, together, of, ..row.clone() }
}

fn kin_of<'a>(row: &'a ChangeRow, registry: &'a Registry) -> Kin<'a> {
    Kin::of(&row.runtime, (row.package, row.arch), registry)
}

fn days_between(a: Date, b: Date) -> i32 {
    a.until(b).map_or(i32::MAX, |span| span.get_days().abs())
}

#[test]
fn the_interval_is_that_of_welch() {
    // scipy.stats.ttest_ind(after, before, equal_var=False).confidence_interval(0.95)
    let (difference, lower, upper) = welch(&[1.0, 1.2, 1.1, 0.9], &[2.0, 2.4, 2.1, 2.3, 2.2]).unwrap();
    assert!((difference - 1.15).abs() < 1e-12);
    assert!((lower - 0.923_477_971_824_647_6).abs() < 1e-9, "{lower}");
    assert!((upper - 1.376_522_028_175_352_7).abs() < 1e-9, "{upper}");
    assert_eq!(welch(&[1.0], &[1.0, 2.0]), None);
    assert_eq!(welch(&[1.0, 1.0], &[2.0, 2.0]), Some((1.0, 1.0, 1.0)));
}
