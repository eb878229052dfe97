//! The first page of a report: a comparison of all functions, next steps, and the logs behind it.

use anyhow::Result;
use charts::ranking;
use schema::{Advice, FunctionSeriesRow, Metric, Percentile, Prices, ReadError, Timestamp, TotalUsage, Unit};
use serde::Serialize;
use serde_json::json;

use super::{
    baselines,
    inputs::{Function, MAX_CHARTED, ReportInputs},
    series::{cold_share, interval_of, main_series, percentile_of, plain, table},
};
use crate::{
    context::{
        figure::{Figure, Words, figure, usual_tail},
        hue,
        page::Link,
        table::{Cell, DISTRIBUTION, Table},
        texts::{Labelled, Texts},
    },
    figures::order::{Compared, Order},
};

#[derive(Serialize)]
pub(super) struct Overview<'a> {
    total: &'a TotalUsage,
    /// First and last minute with invocations; none if the logs have no times.
    span: Option<[String; 2]>,
    /// Name of the only function; none if there are several.
    only: Option<&'a str>,
    functions: Table,
    starts: Option<Figure>,
    baselines: Option<Figure>,
    next: Vec<Next<'a>>,
    /// Functions whose next steps are on their own pages only.
    more_next: usize,
    read: Table,
    faults: &'a [ReadError],
    prices: &'a Prices,
    n_undated: u64,
    downloads: [&'static str; 9],
}

/// Next steps for a function.
#[derive(Serialize)]
struct Next<'a> {
    function: Link,
    advice: &'a [Advice],
}

/// Functions whose next steps the first page repeats: more would hide the charts below. They have the most invocations.
const MAX_ADVISED: usize = 10;

pub(super) fn view<'a>(
    inputs: &ReportInputs<'a>,
    texts: &Texts,
    functions: &[Function<'a>],
) -> Result<Overview<'a>> {
    let words = texts.words("report/overview", &json!({}))?;
    let with_advice = || functions.iter().filter(|function| !function.advice.is_empty());
    let next = with_advice().take(MAX_ADVISED).map(|function| Next {
        function: Link { name: function.name.to_owned(), path: function.path.clone() },
        advice: function.advice,
    });
    let minute = |at: Timestamp| at.strftime("%Y-%m-%d %H:%M").to_string();
    let span = inputs.total.first_at.zip(inputs.total.last_at);
    Ok(Overview {
        total: inputs.total,
        span: span.map(|(first, last)| [minute(first), minute(last)]),
        only: functions.first().filter(|_| functions.len() == 1).map(|only| only.name),
        functions: compared(inputs, &words, functions)?,
        starts: starts(inputs, texts, functions)?,
        baselines: baselines::figure(inputs, texts, functions)?,
        next: next.collect(),
        more_next: with_advice().count().saturating_sub(MAX_ADVISED),
        read: read(inputs, &words)?,
        faults: inputs.faults,
        prices: inputs.prices,
        n_undated: inputs.n_undated,
        downloads: [
            "usage.csv",
            "series.csv",
            "intervals.csv",
            "days.csv",
            "changes.csv",
            "baselines.csv",
            "failures.csv",
            "cold_starts.csv",
            "cold_start_hours.csv",
        ],
    })
}

fn compared(inputs: &ReportInputs<'_>, words: &Labelled, functions: &[Function<'_>]) -> Result<Table> {
    let mut table = table(words, "Functions", &[])?;
    for function in functions {
        let usage = function.usage;
        let before = before(inputs, function);
        let warm = main_series(inputs, function.name, Metric::WarmDurationMs);
        let percentile = |row: Option<&FunctionSeriesRow>, percentile| {
            row.map_or_else(|| Cell::measured(None), |row| percentile_of(inputs, row, percentile))
        };
        let interval = before.and_then(|row| interval_of(inputs, row, Percentile::P50));
        table.rows.push(vec![
            Cell::text(function.name).to(function.path.as_str()).head(),
            Cell::count(usage.invocations),
            cold_share(usage),
            percentile(before, Percentile::P50),
            Cell::ends(interval),
            percentile(warm, Percentile::P50),
            percentile(warm, Percentile::P99),
            Cell::count(usage.failures),
            Cell::usd(usage.usd),
            Cell::usd(usage.init_usd),
        ]);
    }
    table.checked()
}

/// Finds the series of the wait before a cold invocation: init or restore.
fn before<'a>(inputs: &ReportInputs<'a>, function: &Function<'_>) -> Option<&'a FunctionSeriesRow> {
    let of = |metric| main_series(inputs, function.name, metric);
    of(Metric::InitMs).or_else(|| of(Metric::RestoreMs))
}

/// Draws functions by the duration of their cold starts; none for fewer than two.
fn starts(inputs: &ReportInputs<'_>, texts: &Texts, functions: &[Function<'_>]) -> Result<Option<Figure>> {
    let mut rows: Vec<(&Function<'_>, &FunctionSeriesRow)> = functions
        .iter()
        .take(MAX_CHARTED)
        .filter_map(|function| Some((function, main_series(inputs, function.name, Metric::ColdTotalMs)?)))
        .filter(|(_, row)| row.ceiling.is_some())
        .collect();
    rows.sort_by(|a, b| a.1.distribution.p50.total_cmp(&b.1.distribution.p50));
    if rows.len() < 2 {
        return Ok(None);
    }
    let tail = usual_tail(rows.iter().map(|(_, row)| row.ceiling));
    let ends = |row: &FunctionSeriesRow, percentile| interval_of(inputs, row, percentile);
    let marks: Vec<ranking::Row<'_>> = rows
        .iter()
        .map(|(function, row)| ranking::Row {
            label: function.name,
            series_idx: hue::SUBJECT,
            p50: row.distribution.p50,
            tail: row.supported(tail).filter(|_| tail != Percentile::P50),
            p50_ends: ends(row, Percentile::P50),
            tail_ends: if tail == Percentile::P50 { None } else { ends(row, tail) },
        })
        .collect();
    let compared = rows.iter().map(|(function, row)| Compared {
        name: function.name,
        median: row.distribution.p50,
        ends: ends(row, Percentile::P50),
        tail: row.supported(tail).filter(|_| tail > Percentile::P50).map(|value| (value, ends(row, tail))),
    });
    let compared: Vec<Compared<'_>> = compared.collect();
    let view = json!({
        "order": Order::of(&compared, tail),
        "unit": Unit::Ms,
        "charted": (functions.len() > MAX_CHARTED).then_some(MAX_CHARTED),
        "tail": (tail != Percentile::P50).then(|| tail.title()),
    });
    let words = texts.words("report/starts", &view)?;
    let mut table = table(&words, "Caption", &DISTRIBUTION)?;
    for (function, row) in &rows {
        let name = Cell::text(function.name).to(function.path.as_str()).head();
        table.rows.push(std::iter::once(name).chain(plain(inputs, row)).collect());
    }
    let words = Words::of(&words, "starts", tail)?;
    figure(texts, words, table, |frame| ranking::draw(frame, &marks, Unit::Ms)).map(Some)
}

fn read(inputs: &ReportInputs<'_>, words: &Labelled) -> Result<Table> {
    let mut table = table(words, "Read", &[])?;
    for log in inputs.read {
        table.rows.push(vec![
            Cell::code(log.file.as_str()).head(),
            Cell::text(&*log.format),
            Cell::count(log.bytes),
            Cell::count(log.records),
            Cell::count(log.invocations),
            Cell::count(log.ignored()),
            Cell::count(log.refused),
        ]);
    }
    table.checked()
}
