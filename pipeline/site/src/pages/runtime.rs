//! The page of one runtime.

use anyhow::Result;
use charts::{Annotation, format_value, history, scaling};
use schema::{BatchRow, HistoryRow, Memory, Metric, Month, Percentile, SeriesRow};
use serde::Serialize;

use crate::{
    Inputs,
    context::{
        addresses::{address_of_months, address_of_series},
        catalog::{Catalog, RuntimeData},
        descriptions::status,
        events::Event,
        figure::{Figure, Words, common_tail, figure},
        formats::{capital, grouped},
        page::{Link, Page, view},
        table::{self, Cell, Table},
    },
    figures::{
        annotations::{self, Marked},
        history::point,
        similar_runtimes,
    },
    runtime_downloads::{self, Taken},
};

#[derive(Serialize)]
struct RuntimeView {
    lead: String,
    facts: Vec<Fact>,
    measures: Vec<Measure>,
    batches: Option<Table>,
    /// Runtimes with similar medians.
    neighbours: Option<Table>,
    siblings: Vec<Link>,
    /// Files to download.
    taken: Vec<Taken>,
    /// True if the tables of the window have rows of it.
    is_current: bool,
}

/// A fact about the runtime that is known, not measured.
#[derive(Serialize)]
struct Fact {
    name: &'static str,
    text: String,
}

/// One metric of the runtime.
#[derive(Serialize)]
struct Measure {
    id: String,
    title: String,
    is_restore: bool,
    history: Option<Figure>,
    /// Shifts and bad days that the history marks.
    marked: Option<Table>,
    /// Events that it marks.
    events: Vec<Event>,
    scaling: Option<Figure>,
    current: Option<Table>,
}

pub(crate) fn page(inputs: &Inputs<'_>, catalog: &Catalog<'_>, runtime: &RuntimeData<'_>) -> Result<Page> {
    let measures =
        runtime.metrics(catalog).into_iter().map(|metric| measure(inputs, catalog, runtime, metric));
    let lead = lead(catalog, runtime);
    let siblings = catalog
        .runtimes
        .iter()
        .filter(|other| other.language == runtime.language && other.slug != runtime.slug && !other.is_local)
        .map(|other| Link { name: other.name.to_owned(), path: other.path() })
        .collect();
    let page = RuntimeView {
        facts: facts(runtime),
        measures: measures.collect::<Result<_>>()?,
        batches: batches(&runtime.batches),
        neighbours: similar_runtimes::table(inputs, catalog, runtime),
        taken: runtime_downloads::offered(inputs, catalog, runtime),
        siblings,
        is_current: runtime.is_current,
        lead: lead.clone(),
    };
    Ok(Page {
        path: runtime.path(),
        template: "runtime.html",
        title: runtime.name.to_owned(),
        description: lead,
        figures: page.measures.iter().flat_map(|it| [&it.history, &it.scaling]).flatten().cloned().collect(),
        view: view(&page),
    })
}

/// States the runtime's main figure in a sentence.
fn lead(catalog: &Catalog<'_>, runtime: &RuntimeData<'_>) -> String {
    let current =
        runtime.series.iter().find(|row| catalog.has_default_shape(&row.series)).or(runtime.series.first());
    let Some(row) = current else {
        let last =
            runtime.span().map_or_else(String::new, |(_, last)| format!(": its last samples are of {last}"));
        return format!("{} has no current samples{last}.", runtime.name);
    };
    let (series, found) = (&row.series, &row.distribution);
    let verb = if series.metric == Metric::RestoreMs { "is restored" } else { "starts" };
    let tail = common_tail(std::iter::once(found));
    let ms = |value| format_value(value, series.unit);
    format!(
        "{} {verb} in {} at the median and {} at the {} ({}, {}, {}; {} samples of {} days).",
        runtime.name,
        ms(found.p50),
        ms(found.percentile(tail)),
        tail.title(),
        series.conditions.packaging,
        series.memory.words(),
        series.conditions.arch,
        grouped(found.n),
        found.clusters,
    )
}

fn facts(runtime: &RuntimeData<'_>) -> Vec<Fact> {
    let span = runtime.span().map_or_else(String::new, |(first, last)| format!("{first} to {last}"));
    let upstream =
        runtime.series.first().map(|row| &row.series).or(runtime.history.last().map(|row| &row.series));
    let facts = [
        ("Status", status(runtime).to_owned()),
        ("Months with samples", span),
        ("Language", runtime.language.to_owned()),
        ("Version", runtime.version.to_owned()),
        ("Operating system", runtime.os.to_owned()),
        ("Name in the source", upstream.map_or_else(String::new, |series| series.source_runtime.clone())),
    ];
    let known = facts.into_iter().filter(|(_, text)| !text.is_empty());
    known.map(|(name, text)| Fact { name, text }).collect()
}

fn measure(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    runtime: &RuntimeData<'_>,
    metric: Metric,
) -> Result<Measure> {
    let is_it = |row: &&SeriesRow| row.series.metric == metric && runtime.is_main(catalog, &row.series);
    let current: Vec<_> = runtime.series.iter().copied().filter(is_it).collect();
    let rows = runtime.main_history(catalog, metric);
    let changes = rows.first().map(|row| annotations::changes(inputs, &row.series)).unwrap_or_default();
    // The drawing shows the months with samples, so letters stand for events in those months only.
    let span = rows.first().zip(rows.last()).map(|(first, last)| first.month..=last.month);
    let is_drawn = |it: &&Event| {
        let is_within = span.as_ref().is_some_and(|span| span.contains(&Month::of(it.date)));
        is_within && it.concerns(&[runtime.language])
    };
    let events: Vec<Event> = catalog.events.iter().filter(is_drawn).cloned().collect();
    let history = history_figure(runtime, &rows, &changes, &events)?;
    // Without a drawing, nothing is marked.
    let (marked, events) =
        if history.is_some() { (annotations::table(&changes), events) } else { (None, Vec::new()) };
    Ok(Measure {
        id: match metric {
            Metric::RestoreMs => "restore-duration".to_owned(),
            Metric::InitMs => "init-duration".to_owned(),
            other => other.name().replace('_', "-"),
        },
        title: capital(metric.title()),
        is_restore: metric == Metric::RestoreMs,
        history,
        marked,
        events,
        scaling: scaling_figure(runtime, &current)?,
        current: (!current.is_empty()).then(|| current_table(&current)),
    })
}

/// Shows every configuration over the window.
fn current_table(rows: &[&SeriesRow]) -> Table {
    let first = rows[0];
    let caption = format!(
        "{} of every configuration in {}, {} to {}",
        capital(first.series.metric.title()),
        first.series.unit,
        first.window.window_start,
        first.window.window_end
    );
    let labels = [&["Package", "Architecture", "#Memory, MB"], &table::DISTRIBUTION[..]].concat();
    let mut table = Table::new(caption, &labels);
    for row in rows {
        let series = &row.series;
        let name = [
            Cell::text(series.conditions.packaging.name()).head(),
            Cell::text(series.conditions.arch.name()),
            memory(series.memory),
        ];
        let receipt = address_of_series(&series.key());
        let cells = table::distribution(&row.distribution, &receipt);
        table.rows.push(name.into_iter().chain(cells).collect());
    }
    table
}

fn history_figure(
    runtime: &RuntimeData<'_>,
    rows: &[&HistoryRow],
    changes: &[Marked],
    events: &[Event],
) -> Result<Option<Figure>> {
    let ([first, ..], Some(last)) = (rows, rows.last()) else { return Ok(None) };
    let series = &first.series;
    let metric = series.metric.title();
    let labels = [&["Month"], &table::DISTRIBUTION[..]].concat();
    let mut table = Table::new(format!("{} by month, in {}", capital(metric), series.unit), &labels);
    let receipt = address_of_months(runtime.slug);
    for row in rows {
        let month = Cell::text(row.month.to_string()).head();
        let cells = table::distribution(&row.distribution, &receipt);
        table.rows.push(std::iter::once(month).chain(cells).collect());
    }
    let ms = |row: &HistoryRow| format_value(row.distribution.p50, series.unit);
    let by_median = |row: &&&HistoryRow| row.distribution.p50;
    let best = rows.iter().min_by(|a, b| by_median(a).total_cmp(&by_median(b))).unwrap_or(first);
    let worst = rows.iter().max_by(|a, b| by_median(a).total_cmp(&by_median(b))).unwrap_or(first);
    let words = Words {
        slug: format!("{}-history", series.metric.name().trim_end_matches("_ms").replace('_', "-")),
        title: format!("{}: {metric} by month", runtime.name),
        finding: format!(
            "The median {metric} was {} in {} and {} in {}; its best month was {} ({}), its worst {} ({}).",
            ms(first),
            first.month,
            ms(last),
            last.month,
            best.month,
            ms(best),
            worst.month,
            ms(worst),
        ) + &annotations::newest_shift(changes).map(|shift| format!(" {shift}")).unwrap_or_default(),
        source: format!(
            "Triangles: level shifts; strokes at the foot: bad days; letters: events. Source: {}, workload {}, {}, {}, {}; \
             calendar months, those without samples are gaps",
            series.conditions.source,
            series.conditions.workload,
            series.conditions.packaging,
            series.memory.words(),
            series.conditions.arch
        ),
        tail: common_tail(rows.iter().map(|row| &row.distribution)),
    };
    let points = rows.iter().map(|row| point(row, words.tail)).collect();
    let lines = [history::Line { label: runtime.name, series_idx: 0, points }];
    let mut happened: Vec<Annotation<'_>> = events.iter().map(Event::happened).collect();
    happened.extend(annotations::happened(changes));
    figure(words, table, |frame| history::draw(frame, &lines, &happened, series.unit)).map(Some)
}

/// Makes a cell of a memory size.
fn memory(memory: Memory) -> Cell {
    memory.mb().map_or_else(|| Cell::text("all"), |memory_mb| Cell::count(u64::from(memory_mb)))
}

/// Draws the effect of memory on the figure; none if there is only one memory size.
fn scaling_figure(runtime: &RuntimeData<'_>, rows: &[&SeriesRow]) -> Result<Option<Figure>> {
    let mut shapes: Vec<(String, Vec<&SeriesRow>)> = Vec::new();
    for row in rows.iter().filter(|row| row.series.memory.mb().is_some()) {
        let label = format!("{} {}", row.series.conditions.packaging, row.series.conditions.arch);
        match shapes.iter_mut().find(|(known, _)| *known == label) {
            Some((_, rows)) => rows.push(*row),
            None => shapes.push((label, vec![*row])),
        }
    }
    for (_, rows) in &mut shapes {
        rows.sort_by_key(|row| row.series.memory);
    }
    let Some((label, main)) = shapes.iter().find(|(_, rows)| rows.len() > 1) else { return Ok(None) };
    let (least, most) = (main[0], main[main.len() - 1]);
    let metric = least.series.metric.title();
    let ms = |row: &SeriesRow| format_value(row.distribution.p50, row.series.unit);
    let words = Words {
        slug: match least.series.metric {
            Metric::InitMs | Metric::RestoreMs => "memory".to_owned(),
            other => format!("{}-memory", other.name().trim_end_matches("_ms").replace('_', "-")),
        },
        title: format!("{}: {metric} by memory", runtime.name),
        finding: format!(
            "{label}: {} at the median with {}, {} with {}.",
            ms(least),
            least.series.memory.words(),
            ms(most),
            most.series.memory.words()
        ),
        source: format!(
            "Source: {}, workload {}, {} to {}",
            least.series.conditions.source,
            least.series.conditions.workload,
            least.window.window_start,
            least.window.window_end
        ),
        tail: common_tail(shapes.iter().flat_map(|(_, rows)| rows).map(|row| &row.distribution)),
    };
    let tail_label = format!("#{}", words.tail);
    let labels = ["#Memory, MB", "Packaging and architecture", "#p50", &tail_label];
    let mut table = Table::new(format!("{} by memory, in {}", capital(metric), least.series.unit), &labels);
    for (label, rows) in &shapes {
        table.rows.extend(rows.iter().map(|row| {
            let receipt = address_of_series(&row.series.key());
            vec![
                memory(row.series.memory).head(),
                Cell::text(label.as_str()),
                Cell::percentile(&row.distribution, Percentile::P50).receipt(&receipt),
                Cell::percentile(&row.distribution, words.tail).receipt(&receipt),
            ]
        }));
    }
    let tail = words.tail;
    let point = |row: &&SeriesRow| {
        let found = &row.distribution;
        Some(scaling::Point {
            memory_mb: row.series.memory.mb()?,
            p50: found.p50,
            tail: found.percentile(tail),
        })
    };
    let lines: Vec<_> = shapes
        .iter()
        .map(|(label, rows)| scaling::Line { label, points: rows.iter().filter_map(point).collect() })
        .collect();
    figure(words, table, |frame| scaling::draw(frame, &lines, least.series.unit)).map(Some)
}

/// Shows data that the source publishes as one mean per record.
fn batches(rows: &[&BatchRow]) -> Option<Table> {
    let first = rows.first()?;
    let caption = format!(
        "Means over the cold starts of each day, {} to {}; one mean per day, not one value per start",
        first.window.window_start, first.window.window_end
    );
    let labels = [
        "Mean of",
        "Package",
        "Architecture",
        "#Memory, MB",
        "Unit",
        "#Lowest",
        "#Median",
        "#Highest",
        "#Means",
    ];
    let mut table = Table::new(caption, &labels);
    for row in rows {
        let series = &row.series;
        table.rows.push(vec![
            Cell::text(series.metric.title()).head(),
            Cell::text(series.conditions.packaging.name()),
            Cell::text(series.conditions.arch.name()),
            memory(series.memory),
            Cell::text(series.unit.to_string()),
            Cell::number(row.min),
            Cell::number(row.p50),
            Cell::number(row.max),
            Cell::count(row.n_batches),
        ]);
    }
    Some(table)
}
