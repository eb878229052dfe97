//! The page of one function: durations by version, memory and day, and changes.

use anyhow::Result;
use charts::{
    X,
    line::{self, Line, LineChart, Point},
};
use schema::{
    Advice, ChangeKind, FunctionChangeRow, FunctionDayRow, FunctionSeries, FunctionSeriesRow, FunctionUsage,
    Memory, Metric, Percentile,
};
use serde::Serialize;
use serde_json::json;

use super::{
    baselines::{self, BaselineView},
    bursts::{self, BurstsView},
    failures::{self, FailuresView},
    inputs::{Function, ReportInputs},
    phases::{self, Phases, is_phase},
    series::{
        cells, cold_share, interval_of, main_series, measure, measures, of_function, percentile_of, plain,
        table,
    },
};
use crate::{
    context::{
        figure::{Figure, Words, common_tail, figure},
        hue,
        table::{Cell, DISTRIBUTION, Table},
        texts::{Labelled, Texts},
    },
    figures::annotations::{self, Marked},
};

#[derive(Serialize)]
pub(super) struct FunctionView<'a> {
    name: &'a str,
    usage: &'a FunctionUsage,
    advice: &'a [Advice],
    baseline: Option<BaselineView<'a>>,
    failures: Option<FailuresView>,
    bursts: Option<BurstsView<'a>>,
    measures: Table,
    phases: Option<Phases>,
    intervals: Option<Table>,
    parts: Option<Table>,
    by_memory: Option<Table>,
    days: Vec<Figure>,
    changes: Option<Table>,
}

/// Minimum number of days for a drawing over time: a line of two says nothing about its course.
const FEWEST_DAYS: usize = 3;

pub(super) fn view<'a>(
    inputs: &ReportInputs<'a>,
    texts: &Texts,
    function: &Function<'a>,
) -> Result<FunctionView<'a>> {
    let words = texts.words("report/function", &json!({}))?;
    let (phases, all): (Vec<_>, Vec<_>) =
        of_function(inputs, function.name).into_iter().partition(|row| is_phase(row.series.metric));
    let of_all = |rows: &[&'a FunctionSeriesRow]| -> Vec<&'a FunctionSeriesRow> {
        rows.iter().copied().filter(|row| row.series.is_pooled()).collect()
    };
    let (pooled, phases) = (of_all(&all), of_all(&phases));
    let by_part: Vec<&FunctionSeriesRow> = all.iter().copied().filter(|row| !repeats(row, &all)).collect();
    let changes = changes(inputs.changes, function.name);
    let days = pooled.iter().map(|row| over_days(inputs, texts, row, &changes, &slug(row.series.metric)));
    let days = days.collect::<Result<Vec<_>>>()?;
    let has_parts = !function.parts.is_empty();
    Ok(FunctionView {
        name: function.name,
        usage: function.usage,
        advice: function.advice,
        baseline: baselines::of_function(inputs, &words, function.name)?,
        measures: measures(inputs, &words, "Measures", &pooled)?,
        phases: phases::view(inputs, &words, &phases)?,
        failures: failures::view(inputs, texts, function.name)?,
        bursts: bursts::view(inputs, texts, function.name)?,
        intervals: Some(intervals(inputs, &words, &pooled)?).filter(|table| !table.rows.is_empty()),
        parts: has_parts.then(|| parts(&words, function.parts)).transpose()?,
        by_memory: (has_parts && !by_part.is_empty())
            .then(|| by_memory(inputs, &words, &by_part))
            .transpose()?,
        days: days.into_iter().flatten().collect(),
        changes: annotations::table(texts, &changes)?,
    })
}

/// True if a series has exactly the samples of another one that names its version and memory size.
fn repeats(row: &FunctionSeriesRow, all: &[&FunctionSeriesRow]) -> bool {
    let names = |row: &FunctionSeriesRow| (row.series.version.is_some(), row.series.memory != Memory::Pooled);
    let own = names(row);
    let is_named_better = |other: &&FunctionSeriesRow| {
        let (version, memory) = names(other);
        let is_part = (own.0 <= version && own.1 <= memory) && own != (version, memory);
        let is_of = (!own.0 || row.series.version == other.series.version)
            && (!own.1 || row.series.memory == other.series.memory);
        is_part
            && is_of
            && row.series.metric == other.series.metric
            && row.distribution.n == other.distribution.n
    };
    row.series.is_pooled() || all.iter().any(is_named_better)
}

fn intervals(inputs: &ReportInputs<'_>, words: &Labelled, rows: &[&FunctionSeriesRow]) -> Result<Table> {
    let mut found = table(words, "Intervals", &[])?;
    for row in rows {
        for percentile in Percentile::ALL {
            let interval = interval_of(inputs, row, percentile);
            if interval.is_none() {
                continue;
            }
            found.rows.push(vec![
                measure(row),
                Cell::text(percentile.name()),
                percentile_of(inputs, row, percentile),
                Cell::ends(interval),
            ]);
        }
    }
    found.checked()
}

fn parts(words: &Labelled, parts: &[FunctionUsage]) -> Result<Table> {
    let mut found = table(words, "Parts", &[])?;
    let unknown = words.part("Unknown version")?;
    for part in parts {
        let mb = |mb: Option<u32>| mb.map_or_else(|| Cell::measured(None), |mb| Cell::count(u64::from(mb)));
        found.rows.push(vec![
            Cell::text(part.version.as_ref().unwrap_or(&unknown)).head(),
            mb(part.memory_mb),
            Cell::count(part.invocations),
            cold_share(part),
            Cell::count(part.failures),
            mb(part.max_memory_used_mb),
            Cell::usd(part.usd),
            Cell::usd(part.init_usd),
        ]);
    }
    found.checked()
}

fn by_memory(inputs: &ReportInputs<'_>, words: &Labelled, rows: &[&FunctionSeriesRow]) -> Result<Table> {
    let mut found = table(words, "By memory", &DISTRIBUTION)?;
    let all = words.part("All")?;
    for row in rows {
        let version = Cell::text(row.series.version.as_ref().unwrap_or(&all));
        let memory = row.series.memory.mb();
        let memory = memory.map_or_else(|| Cell::text(&all), |mb| Cell::count(u64::from(mb)));
        found.rows.push([measure(row), version, memory].into_iter().chain(plain(inputs, row)).collect());
    }
    found.checked()
}

/// Name of the drawing of a metric on the page of its function.
fn slug(metric: Metric) -> String {
    metric.name().replace('_', "-")
}

/// Draws one metric of a function by day, all versions and memory sizes pooled; none with too few days.
pub(super) fn by_day(
    inputs: &ReportInputs<'_>,
    texts: &Texts,
    function: &str,
    metric: Metric,
    slug: &str,
) -> Result<Option<Figure>> {
    let Some(row) = main_series(inputs, function, metric) else { return Ok(None) };
    over_days(inputs, texts, row, &changes(inputs.changes, function), slug)
}

/// Draws one metric by day; none with too few days.
fn over_days(
    inputs: &ReportInputs<'_>,
    texts: &Texts,
    row: &FunctionSeriesRow,
    changes: &[Marked],
    slug: &str,
) -> Result<Option<Figure>> {
    let rows: Vec<&FunctionDayRow> = inputs.days.iter().filter(|day| day.series == row.series).collect();
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(None) };
    if rows.len() < FEWEST_DAYS {
        return Ok(None);
    }
    let FunctionSeries { metric, unit, .. } = row.series;
    let tail = common_tail(rows.iter().map(|day| day.ceiling));
    let point = |day: &&FunctionDayRow| Point {
        x: X::Day(day.date),
        p50: day.distribution.p50,
        tail: day.distribution.percentile(tail),
    };
    let lines =
        [Line { label: metric.title(), series_idx: hue::SUBJECT, points: rows.iter().map(point).collect() }];
    let own: Vec<Marked> = changes.iter().filter(|marked| marked.metric == metric).cloned().collect();
    let (newest, dip) = annotations::shift_and_dip(&own);
    let bad_days = || own.iter().filter(|marked| marked.change.kind == ChangeKind::BadDay);
    let view = json!({
        "metric": metric.title(),
        "unit": unit,
        "first": first,
        "last": last,
        // A day may have too few samples for its own median.
        "median": row.supported(Percentile::P50),
        "shift": annotations::newest_shift(texts, &own)?,
        "newest": newest,
        "dip": dip,
        "bad_days": bad_days().count(),
        "last_bad": bad_days().map(|marked| marked.change.date).max(),
        "tail": (tail > Percentile::P50).then(|| tail.title()),
        "days": rows.len(),
        "few": rows.iter().filter(|day| day.ceiling.is_none()).count(),
        "needed": Percentile::P50.samples_needed(),
    });
    let words = texts.words("report/days", &view)?;
    let mut numbers = table(&words, "Caption", &DISTRIBUTION)?;
    for day in &rows {
        let date = Cell::text(day.date.to_string()).head();
        numbers.rows.push(std::iter::once(date).chain(cells(&day.distribution)).collect());
    }
    let words = Words::of(&words, slug, tail)?;
    let annotations = annotations::annotations(&own);
    let chart = LineChart { lines: &lines, annotations: &annotations, unit, panel: None };
    figure(texts, words, numbers, |frame| line::draw(frame, &chart)).map(Some)
}

/// Returns the level shifts and bad days of a function over all its versions, newest first.
fn changes(rows: &[FunctionChangeRow], function: &str) -> Vec<Marked> {
    // A drawing of medians cannot show the shift of a tail.
    let is_marked = |row: &&FunctionChangeRow| {
        row.series.function == function
            && row.series.version.is_none()
            && row.change.kind != ChangeKind::TailShift
    };
    let marked = |row: &FunctionChangeRow| Marked {
        metric: row.series.metric,
        change: row.change.clone(),
        scope: None,
    };
    rows.iter().filter(is_marked).map(marked).collect()
}

#[test]
fn drawings_of_medians_leave_out_tail_shifts() {
    use schema::{Arch, Change, FunctionKey, date};

    let key = FunctionKey {
        function: "shop".to_owned(),
        version: None,
        memory: Memory::Pooled,
        arch: Arch::X86_64,
        metric: Metric::InitMs,
    };
    let row = |kind| FunctionChangeRow {
        series: FunctionSeries::new(&key),
        change: Change {
            date: date(2026, 7, 2),
            previous_day: None,
            kind,
            before: 0.1,
            after: 0.3,
            ratio: None,
            difference: None,
            lower: None,
            upper: None,
            days_before: 9,
            days_after: 9,
            back_on: None,
        },
    };
    let rows = [ChangeKind::TailShift, ChangeKind::LevelShift, ChangeKind::BadDay].map(row);
    let kinds: Vec<_> = changes(&rows, "shop").iter().map(|marked| marked.change.kind).collect();
    assert_eq!(kinds, [ChangeKind::LevelShift, ChangeKind::BadDay]);
    assert!(changes(&rows, "cart").is_empty());
}
