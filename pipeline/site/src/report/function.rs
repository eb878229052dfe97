//! The page of one function: durations by version, memory and day, and changes.

use anyhow::Result;
use charts::{daily_line, format_value};
use schema::{ChangeKind, FunctionChangeRow, FunctionDayRow, FunctionSeriesRow, Memory, Percentile, UseRow};
use serde::Serialize;

use super::{
    inputs::{Function, ReportInputs},
    series::{interval_of, of_function, plain},
    words,
};
use crate::{
    context::{
        figure::{Figure, Words, common_tail, figure},
        formats::{self, capital, grouped},
        table::{self, Cell, Table},
    },
    figures::annotations::{self, Marked},
};

#[derive(Serialize)]
pub(super) struct FunctionView {
    name: String,
    lead: String,
    advice: Vec<String>,
    measures: Table,
    intervals: Option<Table>,
    parts: Option<Table>,
    by_memory: Option<Table>,
    days: Vec<Figure>,
    changes: Option<Table>,
}

/// Minimum number of days for a drawing over time.
const FEWEST_DAYS: usize = 3;

pub(super) fn view(inputs: &ReportInputs<'_>, function: &Function<'_>) -> Result<FunctionView> {
    let all = of_function(inputs, function.name);
    let pooled: Vec<&FunctionSeriesRow> = all.iter().copied().filter(|row| row.series.is_pooled()).collect();
    let by_part: Vec<&FunctionSeriesRow> = all.iter().copied().filter(|row| !repeats(row, &all)).collect();
    let changes = changes(inputs, function.name);
    let figures = pooled.iter().map(|row| over_days(inputs, row, &changes)).collect::<Result<Vec<_>>>()?;
    Ok(FunctionView {
        name: function.name.to_owned(),
        lead: lead(function.used),
        advice: function.advice.iter().map(words::advice).collect(),
        measures: measures(&pooled),
        intervals: Some(intervals(inputs, &pooled)).filter(|table| !table.rows.is_empty()),
        parts: (!function.parts.is_empty()).then(|| parts(function.parts)),
        by_memory: (!function.parts.is_empty() && !by_part.is_empty()).then(|| by_memory(&by_part)),
        days: figures.into_iter().flatten().collect(),
        changes: changed(&changes),
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

fn lead(used: &UseRow) -> String {
    let cost = used.usd.map_or_else(String::new, |usd| {
        let init =
            used.init_usd.map_or_else(String::new, |init| format!(", {} of it for init", formats::usd(init)));
        let million = usd / used.invocations as f64 * 1e6;
        format!(" They cost {}{init}: {} for a million.", formats::usd(usd), formats::usd(million))
    });
    let memory = used
        .memory_mb
        .zip(used.max_memory_used_mb)
        .map_or_else(String::new, |(given, used)| format!(" At most {used} MB of {given} MB were used."));
    format!(
        "{} invocations on {} day{}, of which {} started cold: {}.{cost}{memory}",
        grouped(used.invocations),
        used.days,
        if used.days == 1 { "" } else { "s" },
        grouped(used.cold_starts),
        words::sure_share(used),
    )
}

fn measures(rows: &[&FunctionSeriesRow]) -> Table {
    let labels = [&["Measure"], &table::DISTRIBUTION[..]].concat();
    let mut found = Table::new("All versions and memory sizes, in ms", &labels);
    for row in rows {
        let name = Cell::text(capital(row.series.metric.title())).head();
        found.rows.push(std::iter::once(name).chain(plain(row)).collect());
    }
    found
}

fn intervals(inputs: &ReportInputs<'_>, rows: &[&FunctionSeriesRow]) -> Table {
    let mut found = Table::new(
        "How sure the percentiles are, in ms",
        &["Measure", "Percentile", "#Value", "#95 % interval", "By"],
    );
    for row in rows {
        for percentile in Percentile::ALL {
            let Some(sure) = interval_of(inputs, row, percentile) else { continue };
            let (lower, upper) = sure.ends.unzip();
            found.rows.push(vec![
                Cell::text(capital(row.series.metric.title())).head(),
                Cell::text(percentile.name()),
                Cell::percentile(&row.distribution, percentile),
                Cell::interval(lower, upper),
                Cell::text(sure.by),
            ]);
        }
    }
    found
}

fn parts(parts: &[UseRow]) -> Table {
    let labels = [
        "Version",
        "#Memory, MB",
        "#Invocations",
        "#Cold share, 95 % interval",
        "#Failures",
        "#Most memory used, MB",
        "#Cost, $",
        "#Of it init, $",
    ];
    let mut found = Table::new("How it was used, by version and memory", &labels);
    for part in parts {
        let mb = |mb: Option<u32>| mb.map_or_else(|| Cell::measured(None), |mb| Cell::count(u64::from(mb)));
        found.rows.push(vec![
            Cell::text(part.version.as_deref().unwrap_or("not said")).head(),
            mb(part.memory_mb),
            Cell::count(part.invocations),
            Cell::text(words::sure_share(part)),
            Cell::count(part.failures),
            mb(part.max_memory_used_mb),
            Cell::measured(part.usd),
            Cell::measured(part.init_usd),
        ]);
    }
    found
}

fn by_memory(rows: &[&FunctionSeriesRow]) -> Table {
    let labels = [&["Measure", "Version", "#Memory, MB"], &table::DISTRIBUTION[..]].concat();
    let mut found = Table::new("The same measures by version and memory, in ms", &labels);
    for row in rows {
        let series = &row.series;
        let memory = series.memory.mb().map_or_else(|| Cell::text("all"), |mb| Cell::count(u64::from(mb)));
        let version = series.version.as_deref().unwrap_or("all");
        let name = [Cell::text(capital(series.metric.title())).head(), Cell::text(version), memory];
        found.rows.push(name.into_iter().chain(plain(row)).collect());
    }
    found
}

/// Draws one metric by day; none with too few days.
fn over_days(
    inputs: &ReportInputs<'_>,
    row: &FunctionSeriesRow,
    changes: &[Marked],
) -> Result<Option<Figure>> {
    let rows: Vec<&FunctionDayRow> = inputs.days.iter().filter(|day| day.series == row.series).collect();
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(None) };
    if rows.len() < FEWEST_DAYS {
        return Ok(None);
    }
    let series = &row.series;
    let tail = common_tail(rows.iter().map(|day| &day.distribution));
    let points: Vec<daily_line::Day> = rows
        .iter()
        .map(|day| daily_line::Day {
            date: day.date,
            p50: day.distribution.p50,
            tail: day.distribution.percentile(tail),
        })
        .collect();
    let own: Vec<Marked> = changes.iter().filter(|marked| marked.metric == series.metric).cloned().collect();
    let labels = [&["Day"], &table::DISTRIBUTION[..]].concat();
    let mut numbers =
        Table::new(format!("{} by day, in {}", capital(series.metric.title()), series.unit), &labels);
    for day in &rows {
        let cells = table::distribution(&day.distribution, "");
        let cells = cells.map(|cell| Cell { href: None, link: None, ..cell });
        numbers.rows.push(std::iter::once(Cell::text(day.date.to_string()).head()).chain(cells).collect());
    }
    let ms = |day: &FunctionDayRow| format_value(day.distribution.p50, series.unit);
    let title = capital(series.metric.title());
    let words = Words {
        slug: series.metric.name().replace('_', "-"),
        title: format!("{title} by day"),
        finding: format!(
            "{title}: {} at the median on {}, {} on {}.{}",
            ms(first),
            first.date,
            ms(last),
            last.date,
            annotations::newest_shift(&own).map(|shift| format!(" {shift}")).unwrap_or_default()
        ),
        source: format!(
            "Days in UTC; those without samples are gaps.{} Triangles: level shifts; strokes at the foot: bad days.",
            few(&rows)
        ),
        tail,
    };
    let happened = annotations::happened(&own);
    figure(words, numbers, |frame| daily_line::draw(frame, &points, &happened, series.unit)).map(Some)
}

/// Notes that the table leaves out days with too few samples for a median; empty without such days.
fn few(rows: &[&FunctionDayRow]) -> String {
    let n_few = rows.iter().filter(|day| day.ceiling.is_none()).count();
    if n_few == 0 {
        return String::new();
    }
    format!(
        " On {n_few} of {} days there are fewer samples than a median needs ({}): the line is of those few there, and \
         the table leaves them out.",
        rows.len(),
        Percentile::P50.samples_needed()
    )
}

/// Returns the changes of a function over all its versions, newest first.
fn changes(inputs: &ReportInputs<'_>, function: &str) -> Vec<Marked> {
    let is_it = |row: &&FunctionChangeRow| row.series.function == function && row.series.version.is_none();
    let marked = |row: &FunctionChangeRow| Marked {
        metric: row.series.metric,
        change: row.change.clone(),
        scope: None,
    };
    inputs.changes.iter().filter(is_it).map(marked).collect()
}

/// Lists level shifts and bad days; none where nothing changed.
fn changed(changes: &[Marked]) -> Option<Table> {
    let listed = changes.iter().filter(|marked| marked.change.kind != ChangeKind::TailShift);
    annotations::table(&listed.cloned().collect::<Vec<_>>())
}
