//! Changes over time: level shifts, tail shifts and bad days, each with the series that changed together.

use std::{collections::BTreeSet, ops::Range};

use rayon::prelude::*;
use schema::{
    Change, ChangeKind, ChangeRow, ChangeScope, Conditions, Date, Record, Registry, Runs, Series,
    days_between,
};

use crate::{
    bootstrap::median,
    changepoints::{LEAST_NOISE, changepoints},
    clusters::Clusters,
    effect_size::{EffectSize, effect_size},
    frame::{Frame, Key},
};

/// Smallest level shift that is listed: smaller ones rarely matter for the choice of a runtime.
const LEAST_SHIFT: f64 = 0.1;

/// Longest stay at another level that counts as temporary: a month, as long as the published window.
const LONGEST_DIP_DAYS: i32 = 31;

/// Multiple of the median of its level above which a sample is slow: clearly slower than usual, and noticeable to a
/// caller.
const SLOW: f64 = 1.5;

/// Excess of slow samples over the usual share from which a day is bad: of forty samples, ten more. Smaller excesses
/// are more likely to be chance.
const BAD: f64 = 0.25;

/// Fewest samples of a bad day: one record. With fewer, two or three slow samples would make a day bad.
const LEAST_SAMPLES: u64 = 10;

/// Smallest shift of the share of slow samples that is listed: one start in twenty. Smaller shifts rarely change a
/// decision.
const LEAST_TAIL_SHIFT: f64 = 0.05;

/// One series day by day, with its changes in order of their kind.
pub(crate) struct History<S> {
    pub(crate) series: S,
    days: Vec<Day>,
    pub(crate) changes: Vec<Change>,
}

struct Day {
    date: Date,
    /// Logarithm of the median.
    level: f64,
    samples: Clusters,
}

/// Finds the changes of each pooled series with their scopes, newest first; those of one day in order of the series.
pub(crate) fn changes(frame: &Frame<'_>, registry: &Registry) -> Vec<ChangeRow> {
    let histories = histories(frame);
    let spans: Vec<Span<'_>> = histories.iter().filter_map(|history| Span::of(history, registry)).collect();
    let of_history = |history: &History<Series>| {
        history.changes.iter().map(|change| unscoped(&history.series, change.clone())).collect::<Vec<_>>()
    };
    let all: Vec<ChangeRow> = histories.iter().flat_map(of_history).collect();
    let mut rows: Vec<ChangeRow> = all.iter().map(|row| scoped(row, &all, &spans, registry)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.change.date));
    rows
}

/// Finds the changes of each pooled series of `frame`, in order of the series.
pub(crate) fn histories<K: Key>(frame: &Frame<'_, K>) -> Vec<History<K::Series>> {
    let of_series = |(series, records): (K::Series, Vec<&Record>)| {
        let days = days(frame.runs, &records);
        History { series, changes: of_days(&days), days }
    };
    frame.pooled_records().into_par_iter().map(of_series).collect()
}

/// Joins the `records` of one series day by day.
fn days<K>(runs: &Runs<K>, records: &[&Record]) -> Vec<Day> {
    let day = |same_day: &[&Record]| {
        let samples = same_day.iter().flat_map(|record| runs.samples_of(record).counted());
        let samples = Clusters::counted(samples.map(|(value, count)| (0, value, count)), 1);
        let level = samples.quantile(0.5)?.ln();
        Some(Day { date: same_day[0].date, level, samples })
    };
    records.chunk_by(|a, b| a.date == b.date).filter_map(day).collect()
}

/// Finds the changes of one series.
fn of_days(days: &[Day]) -> Vec<Change> {
    let levels: Vec<f64> = days.iter().map(|day| day.level).collect();
    let segments = segments(&levels, LEAST_NOISE);
    let shifts = segments.windows(2).filter_map(|pair| level_shift(days, &levels, &pair[0], &pair[1]));
    let mut found: Vec<Change> = shifts.collect();
    mark_returns(&mut found);
    let segments =
        joined(segments, |before, after| is_certain(&levels[before.clone()], &levels[after.clone()]));
    let tails: Vec<Tail> = segments.iter().map(|segment| Tail::of(&days[segment.clone()])).collect();
    for (segment, tail) in segments.iter().zip(&tails) {
        found.extend(bad_days(days, segment, tail));
    }
    let shares: Vec<f64> = tails.into_iter().flat_map(|tail| tail.shares).collect();
    found.extend(tail_shifts(days, &shares));
    found
}

/// Splits the days into segments without a shift.
fn segments(values: &[f64], least_noise: f64) -> Vec<Range<usize>> {
    let starts = changepoints(values, least_noise);
    let ends = starts.iter().copied().chain([values.len()]);
    std::iter::once(0).chain(starts.iter().copied()).zip(ends).map(|(start, end)| start..end).collect()
}

/// Joins each segment with the one before it, unless the shift between them is certain. A few slow days may look like a
/// level of their own; once the shift to it is rejected, they are bad days of the level around them. A small shift that
/// is certain still opens a level with its own usual tail.
fn joined(
    segments: Vec<Range<usize>>,
    is_shift: impl Fn(&Range<usize>, &Range<usize>) -> bool,
) -> Vec<Range<usize>> {
    let is_one_level = segments.windows(2).map(|pair| !is_shift(&pair[0], &pair[1])).collect::<Vec<_>>();
    let mut found: Vec<Range<usize>> = Vec::new();
    for (idx, segment) in segments.into_iter().enumerate() {
        match found.last_mut() {
            Some(before) if is_one_level[idx - 1] => before.end = segment.end,
            _ => found.push(segment),
        }
    }
    found
}

/// Returns true if the levels before and after differ beyond doubt.
fn is_certain(before: &[f64], after: &[f64]) -> bool {
    effect_size(before, after).is_some_and(|EffectSize { lower, upper, .. }| lower > 0.0 || upper < 0.0)
}

/// Returns the shift from one level to the next; none if it is small or not certain.
fn level_shift(days: &[Day], levels: &[f64], before: &Range<usize>, after: &Range<usize>) -> Option<Change> {
    let (before, after, at) = (&levels[before.clone()], &levels[after.clone()], after.start);
    let EffectSize { difference, lower, upper } = effect_size(before, after)?;
    let ratio = difference.exp();
    if (ratio - 1.0).abs() < LEAST_SHIFT || (lower <= 0.0 && upper >= 0.0) {
        return None;
    }
    Some(Change {
        kind: ChangeKind::LevelShift,
        before: mean(before).exp(),
        after: mean(after).exp(),
        ratio: Some(ratio),
        lower: Some(lower.exp()),
        upper: Some(upper.exp()),
        days_before: before.len() as u32,
        days_after: after.len() as u32,
        ..change(days, at)
    })
}

/// Marks each shift that the next one takes back: a temporary dip or rise, and no lasting change.
fn mark_returns(shifts: &mut [Change]) {
    for idx in 1..shifts.len() {
        let (before, back) = (&shifts[idx - 1], &shifts[idx]);
        let is_opposite = (before.after > before.before) != (back.after > back.before);
        let is_back = (back.after / before.before - 1.0).abs() <= LEAST_SHIFT;
        if is_opposite && is_back && days_between(before.date, back.date) <= LONGEST_DIP_DAYS {
            let date = back.date;
            shifts[idx - 1].back_on = Some(date);
        }
    }
}

/// Slow samples of the days of one level.
struct Tail {
    /// Share of slow samples of each day.
    shares: Vec<f64>,
    /// Median of the daily shares.
    usual: f64,
}

impl Tail {
    /// Counts samples above [`SLOW`] times the level of `days`. There must be at least one day.
    fn of(days: &[Day]) -> Tail {
        let mut levels: Vec<f64> = days.iter().map(|day| day.level).collect();
        let slow = SLOW * median(&mut levels).unwrap_or(f64::INFINITY).exp();
        let share = |day: &Day| {
            let n = day.samples.n();
            (n - day.samples.n_up_to(slow)) as f64 / n as f64
        };
        let shares: Vec<f64> = days.iter().map(share).collect();
        Tail { usual: median(&mut shares.clone()).unwrap_or(0.0), shares }
    }
}

/// Finds the days of a level with many more slow samples than usual.
fn bad_days(days: &[Day], level: &Range<usize>, tail: &Tail) -> Vec<Change> {
    let shares = level.clone().zip(&tail.shares);
    let is_bad =
        |(at, share): &(usize, &f64)| days[*at].samples.n() >= LEAST_SAMPLES && **share >= tail.usual + BAD;
    shares
        .filter(is_bad)
        .map(|(at, share)| Change {
            kind: ChangeKind::BadDay,
            before: tail.usual,
            after: *share,
            days_before: level.len() as u32 - 1,
            days_after: 1,
            ..change(days, at)
        })
        .collect()
}

/// Finds lasting shifts of the daily share of slow samples. Works on the arcsine of its square root, whose variance
/// is 1/(4n) for n samples at any share: Bartlett, "The Use of Transformations", Biometrics 3 (1947), 39–52.
fn tail_shifts(days: &[Day], shares: &[f64]) -> Vec<Change> {
    let mut sizes: Vec<f64> = days.iter().map(|day| day.samples.n() as f64).collect();
    let Some(usual_size) = median(&mut sizes) else { return Vec::new() };
    let least_noise = 0.5 / usual_size.sqrt();
    let steady: Vec<f64> = shares.iter().map(|share| share.sqrt().asin()).collect();
    let shift = |pair: &[Range<usize>]| {
        let (before, after) = (&shares[pair[0].clone()], &shares[pair[1].clone()]);
        let EffectSize { difference, lower, upper } = effect_size(before, after)?;
        let is_small = difference.abs() < LEAST_TAIL_SHIFT || (lower <= 0.0 && upper >= 0.0);
        (!is_small).then(|| Change {
            kind: ChangeKind::TailShift,
            before: mean(before),
            after: mean(after),
            difference: Some(difference),
            lower: Some(lower),
            upper: Some(upper),
            days_before: before.len() as u32,
            days_after: after.len() as u32,
            ..change(days, pair[1].start)
        })
    };
    segments(&steady, least_noise).windows(2).filter_map(shift).collect()
}

/// Returns a change on one day, with all other fields still empty.
fn change(days: &[Day], at: usize) -> Change {
    Change {
        date: days[at].date,
        previous_day: at.checked_sub(1).map(|before| days[before].date),
        kind: ChangeKind::BadDay,
        before: 0.0,
        after: 0.0,
        ratio: None,
        difference: None,
        lower: None,
        upper: None,
        days_before: 0,
        days_after: 0,
        back_on: None,
    }
}

/// Returns the row of a change before its scope is known.
fn unscoped(series: &Series, change: Change) -> ChangeRow {
    ChangeRow {
        conditions: series.conditions.clone(),
        metric: series.metric,
        runtime: series.runtime.clone(),
        change,
        scope: ChangeScope::Runtime,
        together: 1,
        of: 1,
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The measured period of a series, and the properties it shares with others.
struct Span<'a> {
    first: Date,
    last: Date,
    kin: Kin<'a>,
}

/// Properties that series may share.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Kin<'a> {
    language: &'a str,
    os: &'a str,
    conditions: &'a Conditions,
}

impl<'a> Kin<'a> {
    /// Returns the properties of a runtime. An unknown one counts as its own language and operating system.
    fn of(runtime: &'a str, conditions: &'a Conditions, registry: &'a Registry) -> Kin<'a> {
        let known = registry.by_slug(runtime);
        let (language, os) = known.map_or((runtime, runtime), |known| (&known.language, &known.os));
        Kin { language, os, conditions }
    }
}

impl<'a> Span<'a> {
    fn of(history: &'a History<Series>, registry: &'a Registry) -> Option<Span<'a>> {
        let (first, last) = (history.days.first()?.date, history.days.last()?.date);
        let series = &history.series;
        Some(Span { first, last, kin: Kin::of(&series.runtime, &series.conditions, registry) })
    }
}

/// Returns the change with its scope: the group of series that changed in the same way at the same time.
fn scoped(row: &ChangeRow, all: &[ChangeRow], spans: &[Span<'_>], registry: &Registry) -> ChangeRow {
    let is_with = |other: &&ChangeRow| other.change.is_with(&row.change);
    let name =
        |row: &ChangeRow| (row.runtime.clone(), row.conditions.packaging, row.conditions.arch, row.metric);
    let count = |is_kin: &dyn Fn(Kin<'_>) -> bool| {
        let changed = all.iter().filter(is_with).filter(|other| is_kin(kin_of(other, registry)));
        let series: BTreeSet<_> = changed.clone().map(name).collect();
        let runtimes: BTreeSet<&str> = changed.map(|other| other.runtime.as_str()).collect();
        let measured = spans
            .iter()
            .filter(|span| span.first < row.change.date && row.change.date <= span.last && is_kin(span.kin));
        (series.len() as u32, runtimes.len(), measured.count().max(1) as u32)
    };
    let own = kin_of(row, registry);
    let (together, _, of) = count(&|_| true);
    let most = |(changed, n_runtimes, of): (u32, usize, u32)| n_runtimes > 1 && 2 * changed >= of;
    let scope = if of > 1 && 2 * together >= of {
        ChangeScope::Platform
    } else if most(count(&|kin| kin.conditions == own.conditions)) {
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
    Kin::of(&row.runtime, &row.conditions, registry)
}

#[cfg(test)]
mod tests {
    use schema::date;

    use super::*;

    /// Returns days of twenty samples around `level`, of which `slow` take three times as long.
    fn days_of(days: &[(f64, usize)]) -> Vec<Day> {
        let day = |(idx, (level, slow)): (i32, &(f64, usize))| {
            let noise = |n: usize| 1.0 + ((idx as usize * 31 + n * 17) % 13) as f64 / 5000.0;
            let sample = |n: usize| level * noise(n) * if n < *slow { 3.0 } else { 1.0 };
            let samples = Clusters::new((0..20).map(|n| (0, sample(n))), 1);
            let level = samples.quantile(0.5).unwrap().ln();
            Day { date: date(2026, 1, 1).saturating_add(jiff::Span::new().days(idx)), level, samples }
        };
        (0..).zip(days).map(day).collect()
    }

    #[test]
    fn bad_days_are_sought_across_a_shift_that_is_not_certain() {
        // Four days whose level is 6% higher, with eight slow samples of twenty each: too few days for a level.
        let mut levels = vec![(100.0, 0); 42];
        levels[20..24].fill((106.0, 8));
        let days = days_of(&levels);
        let medians: Vec<f64> = days.iter().map(|day| day.level).collect();
        assert_eq!(segments(&medians, LEAST_NOISE), [0..20, 20..27, 27..42], "the shifts are candidates");
        let found = of_days(&days);
        assert!(found.iter().all(|change| change.kind == ChangeKind::BadDay), "{found:?}");
        let bad: Vec<i8> = found.iter().map(|change| change.date.day()).collect();
        assert_eq!(bad, [21, 22, 23, 24]);
    }

    #[test]
    fn a_small_level_has_its_own_usual_tail() {
        // The level rises by 6% for good, and with it the share of slow samples.
        let mut levels = vec![(100.0, 0); 40];
        levels.extend((0..20).map(|day| (106.0, if day % 5 == 4 { 0 } else { 8 })));
        let found = of_days(&days_of(&levels));
        assert!(found.iter().all(|change| change.kind == ChangeKind::TailShift), "{found:?}");
    }

    #[test]
    fn segments_are_joined_where_no_shift_is_certain() {
        let ends = |segments: &[Range<usize>], shifts: &[usize]| {
            let found = joined(segments.to_vec(), |_, after| shifts.contains(&after.start));
            found.into_iter().map(|segment| (segment.start, segment.end)).collect::<Vec<_>>()
        };
        let all = [0..7, 7..20, 20..40];
        assert_eq!(ends(&all, &[7, 20]), [(0, 7), (7, 20), (20, 40)]);
        assert_eq!(ends(&all, &[20]), [(0, 20), (20, 40)]);
        assert_eq!(ends(&all, &[7]), [(0, 7), (7, 40)]);
        assert_eq!(ends(&all, &[]), [(0, 40)]);
        assert_eq!(ends(&all[..1], &[]), [(0, 7)]);
        assert_eq!(ends(&[], &[]), []);
    }
}
