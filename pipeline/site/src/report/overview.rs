//! The first page of a report: a comparison of all functions, next steps, and the logs behind it.

use anyhow::Result;
use charts::{format_value, ranking};
use schema::{FunctionSeriesRow, Metric, Percentile, ReadError, Unit};
use serde::Serialize;

use super::{
    inputs::{Function, ReportInputs},
    series::{interval_of, main_series, plain},
    words,
};
use crate::context::{
    figure::{Figure, Words, common_tail, figure},
    formats::{grouped, percent},
    page::Link,
    table::{self, Cell, Table},
};

#[derive(Serialize)]
pub(super) struct Overview<'a> {
    lead: String,
    functions: Table,
    starts: Option<Figure>,
    next: Vec<Next>,
    read: Table,
    faults: &'a [ReadError],
    /// Source of the prices, in a sentence.
    prices: String,
    undated: Option<String>,
    downloads: Vec<&'static str>,
}

/// Next steps for a function.
#[derive(Serialize)]
struct Next {
    function: Link,
    advice: Vec<String>,
}

pub(super) fn view<'a>(inputs: &ReportInputs<'a>, functions: &[Function<'_>]) -> Result<Overview<'a>> {
    let next = functions.iter().filter(|function| !function.advice.is_empty());
    let next = next.map(|function| Next {
        function: Link { name: function.name.to_owned(), path: function.path.clone() },
        advice: function.advice.iter().map(words::advice).collect(),
    });
    let prices = inputs.prices;
    Ok(Overview {
        lead: lead(functions),
        functions: table(inputs, functions),
        starts: starts(inputs, functions)?,
        next: next.collect(),
        read: read(inputs),
        faults: inputs.faults,
        prices: format!(
            "Costs are at the prices of {} in {} since {}, the first tier, without what is free; a log that does not say its \
             instruction set is taken for x86_64, unless --arch says otherwise.",
            prices.platform, prices.region, prices.since
        ),
        undated: (inputs.n_undated > 0).then(|| {
            let n = grouped(inputs.n_undated);
            format!("{n} invocations have no time: they count on the first day that there is.")
        }),
        downloads: vec!["use.csv", "series.csv", "intervals.csv", "days.csv", "changes.csv"],
    })
}

/// Counts functions, invocations and cold starts, and gives their period.
fn lead(functions: &[Function<'_>]) -> String {
    let invocations: u64 = functions.iter().map(|function| function.used.invocations).sum();
    let cold: u64 = functions.iter().map(|function| function.used.cold_starts).sum();
    let first = functions.iter().filter_map(|function| function.used.first_at).min();
    let last = functions.iter().filter_map(|function| function.used.last_at).max();
    let span = first.zip(last).map_or_else(String::new, |(first, last)| {
        format!(", {} to {}", first.strftime("%Y-%m-%d %H:%M"), last.strftime("%Y-%m-%d %H:%M UTC"))
    });
    let of = match functions {
        [only] => format!("of {}", only.name),
        all => format!("of {} functions", all.len()),
    };
    let share = percent(cold as f64 / invocations.max(1) as f64);
    format!(
        "{} invocations {of}{span}. {} of them started cold ({share}).",
        grouped(invocations),
        grouped(cold)
    )
}

fn table(inputs: &ReportInputs<'_>, functions: &[Function<'_>]) -> Table {
    let labels = [
        "Function",
        "#Invocations",
        "#Cold share, 95 % interval",
        "#Init or restore, p50, ms",
        "#95 % interval",
        "#Warm, p50, ms",
        "#Warm, p99, ms",
        "#Failures",
        "#Cost, $",
        "#Of it init, $",
    ];
    let mut table = Table::new("Functions, the most called first", &labels);
    for function in functions {
        let used = function.used;
        let before = before(inputs, function);
        let warm = main_series(inputs, function.name, Metric::WarmDurationMs);
        let percentile = |row: Option<&FunctionSeriesRow>, percentile| {
            row.map_or_else(|| Cell::measured(None), |row| Cell::percentile(&row.distribution, percentile))
        };
        let ends = before.and_then(|row| interval_of(inputs, row, Percentile::P50)).and_then(|it| it.ends);
        table.rows.push(vec![
            Cell::text(function.name).to(function.path.as_str()).head(),
            Cell::count(used.invocations),
            Cell::text(words::sure_share(used)),
            percentile(before, Percentile::P50),
            ends.map_or_else(
                || Cell::measured(None),
                |(lower, upper)| Cell::interval(Some(lower), Some(upper)),
            ),
            percentile(warm, Percentile::P50),
            percentile(warm, Percentile::P99),
            Cell::count(used.failures),
            Cell::measured(used.usd),
            Cell::measured(used.init_usd),
        ]);
    }
    table
}

/// Finds the series of the wait before a cold invocation: init or restore.
fn before<'a>(inputs: &ReportInputs<'a>, function: &Function<'_>) -> Option<&'a FunctionSeriesRow> {
    let of = |metric| main_series(inputs, function.name, metric);
    of(Metric::InitMs).or_else(|| of(Metric::RestoreMs))
}

/// Draws functions by the duration of their cold starts; none for fewer than two.
fn starts(inputs: &ReportInputs<'_>, functions: &[Function<'_>]) -> Result<Option<Figure>> {
    let mut rows: Vec<(&Function<'_>, &FunctionSeriesRow)> = functions
        .iter()
        .filter_map(|function| Some((function, main_series(inputs, function.name, Metric::ColdTotalMs)?)))
        .filter(|(_, row)| row.distribution.n >= Percentile::P50.samples_needed())
        .collect();
    rows.sort_by(|a, b| a.1.distribution.p50.total_cmp(&b.1.distribution.p50));
    let ([(quickest, first), .., (slowest, last)], true) = (&rows[..], rows.len() > 1) else {
        return Ok(None);
    };
    let tail = common_tail(rows.iter().map(|(_, row)| &row.distribution));
    let ends = |row: &FunctionSeriesRow, percentile| {
        interval_of(inputs, row, percentile).and_then(|found| found.ends)
    };
    let marks: Vec<ranking::Row<'_>> = rows
        .iter()
        .enumerate()
        .map(|(idx, (function, row))| ranking::Row {
            label: function.name,
            series_idx: idx % 8,
            p50: row.distribution.p50,
            tail: row.distribution.percentile(tail),
            p50_ends: ends(row, Percentile::P50),
            tail_ends: if tail == Percentile::P50 { None } else { ends(row, tail) },
        })
        .collect();
    let labels = [&["Function"], &table::DISTRIBUTION[..]].concat();
    let mut table = Table::new("Cold invocations, init or restore included, in ms", &labels);
    for (function, row) in &rows {
        let name = Cell::text(function.name).to(function.path.as_str()).head();
        table.rows.push(std::iter::once(name).chain(plain(row)).collect());
    }
    let ms = |row: &FunctionSeriesRow| format_value(row.distribution.p50, Unit::Ms);
    let words = Words {
        slug: "starts".to_owned(),
        title: "Cold invocations by function".to_owned(),
        finding: format!(
            "A cold invocation takes {} at the median in {}, and {} in {}.",
            ms(first),
            quickest.name,
            ms(last),
            slowest.name
        ),
        source: if tail == Percentile::P50 {
            "Mark: median of init or restore and duration together; pale bar: its 95 % interval.".to_owned()
        } else {
            format!(
                "Mark: median of init or restore and duration together; line: to the {}; pale bars: 95 % intervals.",
                tail.title()
            )
        },
        tail,
    };
    figure(words, table, |frame| ranking::draw(frame, &marks, Unit::Ms)).map(Some)
}

fn read(inputs: &ReportInputs<'_>) -> Table {
    let labels = ["Log", "Format", "#Bytes", "#Records", "#Invocations", "#Something else", "#Refused"];
    let mut table = Table::new("What was read, unpacked", &labels);
    for log in inputs.read {
        table.rows.push(vec![
            Cell::code(log.file.as_str()).head(),
            Cell::text(log.format),
            Cell::count(log.bytes),
            Cell::count(log.records),
            Cell::count(log.invocations),
            Cell::count(log.platform + log.other),
            Cell::count(log.refused),
        ]);
    }
    table
}
