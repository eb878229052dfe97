//! The page of one runtime.

use anyhow::Result;
use charts::{
    Annotation, X,
    line::{self, Line, LineChart, Point},
};
use schema::{
    BatchRow, Change, Conditions, HistoryRow, IntervalRow, Memory, Metric, Month, Percentile, SeriesRow,
};
use serde::Serialize;
use serde_json::json;

use crate::{
    Inputs,
    context::{
        addresses::{address_of_months, address_of_series},
        catalog::{Catalog, RuntimeData},
        descriptions::{differing, status},
        events::Event,
        figure::{Figure, Words, common_tail, figure},
        formats::capital,
        hue,
        page::{Link, Page},
        table::{self, Cell, Table},
        texts::Labelled,
    },
    figures::{
        annotations::{self, Marked},
        history::point,
        order::overlap,
        similar_runtimes,
    },
    runtime_downloads::{self, Offer},
};

#[derive(Serialize)]
struct RuntimeView<'a> {
    facts: Facts<'a>,
    measures: Vec<Measure>,
    batches: Option<Table>,
    /// Runtimes with similar medians.
    neighbours: Option<Table>,
    siblings: Vec<Link>,
    /// Files to download.
    downloads: Vec<Offer>,
}

/// Facts about the runtime that are known, not measured; empty if they are not known.
#[derive(Serialize)]
struct Facts<'a> {
    status: String,
    months: Option<(Month, Month)>,
    language: &'a str,
    version: &'a str,
    os: &'a str,
    source_runtime: Option<&'a str>,
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
    let words = words(catalog, runtime)?;
    let siblings = catalog
        .runtimes
        .iter()
        .filter(|other| other.language == runtime.language && other.slug != runtime.slug && !other.is_local())
        .map(|other| Link { name: other.name.to_owned(), path: other.path() })
        .collect();
    let page = RuntimeView {
        facts: facts(catalog, runtime)?,
        measures: measures.collect::<Result<_>>()?,
        batches: batches(catalog, &runtime.batches)?,
        neighbours: similar_runtimes::table(inputs, catalog, runtime)?,
        downloads: runtime_downloads::offered(inputs, catalog, runtime),
        siblings,
    };
    let figures = page.measures.iter().flat_map(|it| [&it.history, &it.scaling]).flatten().cloned().collect();
    Ok(Page { figures, ..Page::worded(&words, runtime.path(), "runtime.html", &page)? })
}

/// Returns the words of the page, which state the runtime's main figure.
fn words(catalog: &Catalog<'_>, runtime: &RuntimeData<'_>) -> Result<Labelled> {
    let row =
        runtime.series.iter().find(|row| catalog.has_default_shape(&row.series)).or(runtime.series.first());
    let tail = row.map(|row| {
        let tail = common_tail(std::iter::once(row.ceiling));
        json!({ "title": tail.title(), "value": row.distribution.percentile(tail) })
    });
    let view = json!({
        "name": runtime.name,
        "row": row,
        "metric": row.map(|row| row.series.metric.title()),
        "is_elsewhere": runtime.is_elsewhere(catalog),
        "tail": tail,
        "memory": row.map(|row| row.series.memory.words()),
        "last": runtime.span().map(|(_, last)| last),
    });
    catalog.texts.words("pages/runtime", &view)
}

fn facts<'a>(catalog: &Catalog<'_>, runtime: &'a RuntimeData<'_>) -> Result<Facts<'a>> {
    let upstream =
        runtime.series.first().map(|row| &row.series).or(runtime.history.last().map(|row| &row.series));
    Ok(Facts {
        status: status(catalog, runtime)?,
        months: runtime.span(),
        language: runtime.language,
        version: runtime.version,
        os: runtime.os,
        source_runtime: upstream.map(|series| series.source_runtime.as_str()),
    })
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
    let history = history_figure(catalog, runtime, &rows, &changes, &events)?;
    // Without a drawing, nothing is marked.
    let (marked, events) = if history.is_some() {
        (annotations::table(&catalog.texts, &changes)?, events)
    } else {
        (None, Vec::new())
    };
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
        scaling: scaling_figure(catalog, runtime, &current)?,
        current: configurations(catalog, &current)?,
    })
}

/// Shows every configuration over the window.
fn configurations(catalog: &Catalog<'_>, rows: &[&SeriesRow]) -> Result<Option<Table>> {
    let Some(SeriesRow { series, window, distribution, .. }) = rows.first() else { return Ok(None) };
    let differing = differing(&rows.iter().map(|row| &row.series.conditions));
    let view = json!({
        "metric": series.metric.title(),
        "unit": series.unit,
        "window": window,
        "differing": differing.iter().map(|(label, _)| label).collect::<Vec<_>>(),
        "cluster_unit": distribution.cluster_unit,
    });
    let words = catalog.texts.words("pages/configurations", &view)?;
    let table = Table::worded(&words)?.filled(rows.iter().map(|row| {
        let series = &row.series;
        let mut cells: Vec<Cell> =
            differing.iter().map(|(_, words)| Cell::text(words(&series.conditions))).collect();
        cells.extend([
            Cell::text(series.conditions.packaging.name()),
            Cell::text(series.conditions.arch.name()),
            memory(series.memory),
        ]);
        cells[0].is_head = true;
        cells.extend(catalog.distribution(row, &address_of_series(&series.key())));
        cells
    }))?;
    Ok(table.map(Table::with_receipts_by_row))
}

/// Months after which a shift of the level is no longer the claim of a history: then first and last month are.
const NEWS_MONTHS: i32 = 12;

fn history_figure(
    catalog: &Catalog<'_>,
    runtime: &RuntimeData<'_>,
    rows: &[&HistoryRow],
    changes: &[Marked],
    events: &[Event],
) -> Result<Option<Figure>> {
    let ([first, ..], Some(last)) = (rows, rows.last()) else { return Ok(None) };
    let series = &first.series;
    let median = |row: &HistoryRow| row.distribution.p50;
    let by_median = |a: &&&HistoryRow, b: &&&HistoryRow| median(a).total_cmp(&median(b));
    let tail = common_tail(rows.iter().map(|row| row.ceiling));
    let is_news = |it: &Change| Month::of(it.date).index() + NEWS_MONTHS > last.month.index();
    let (newest_shift, dip) = match annotations::shift_and_dip(changes) {
        (Some(newest), dip) if is_news(newest) => (Some(newest), dip),
        _ => (None, None),
    };
    let view = json!({
        "newest_shift": newest_shift,
        "dip": dip,
        "name": runtime.name,
        "metric": series.metric.title(),
        "unit": series.unit,
        "conditions": series.conditions,
        "platform": series.conditions.provider.title(),
        "memory": series.memory.words(),
        "first": first,
        "last": last,
        "best": rows.iter().min_by(by_median),
        "worst": rows.iter().max_by(by_median),
        "shift": annotations::newest_shift(&catalog.texts, changes)?,
        "tail": (tail > Percentile::P50).then(|| tail.title()),
    });
    let words = catalog.texts.words("pages/runtime_history", &view)?;
    let receipt = address_of_months(runtime.slug);
    let table = Table::worded(&words)?.with(rows.iter().map(|row| {
        let month = Cell::text(row.month.to_string()).head();
        std::iter::once(month).chain(table::distribution(&row.distribution, &receipt)).collect()
    }))?;
    let table = table.with_receipts_by_column();
    let slug = format!("{}-history", series.metric.name().trim_end_matches("_ms").replace('_', "-"));
    let words = Words::of(&words, slug.as_str(), tail)?;
    let points = rows.iter().map(|row| point(row, words.tail)).collect();
    let lines = [Line { label: runtime.name, series_idx: hue::of_subject(runtime.language), points }];
    let mut annotations: Vec<Annotation<'_>> = events.iter().map(Event::annotation).collect();
    annotations.extend(annotations::annotations(changes));
    let chart = LineChart { lines: &lines, annotations: &annotations, unit: series.unit, panel: None };
    figure(&catalog.texts, words, table, |frame| line::draw(frame, &chart)).map(Some)
}

/// Makes a cell of a memory size.
fn memory(memory: Memory) -> Cell {
    memory.mb().map_or_else(|| Cell::text(memory.to_string()), |memory_mb| Cell::count(u64::from(memory_mb)))
}

/// Draws the effect of memory on the figure, of all regions together where they are pooled. One memory size gives no
/// figure, and neither do several loads or workloads.
fn scaling_figure(
    catalog: &Catalog<'_>,
    runtime: &RuntimeData<'_>,
    rows: &[&SeriesRow],
) -> Result<Option<Figure>> {
    let is_pooled = |row: &&&SeriesRow| row.series.conditions.region == Conditions::ALL_REGIONS;
    let has_pooled = rows.iter().any(|row| is_pooled(&row));
    let rows: Vec<_> = rows.iter().filter(|row| !has_pooled || is_pooled(row)).collect();
    if !differing(&rows.iter().map(|row| &row.series.conditions)).is_empty() {
        return Ok(None);
    }
    let mut shapes: Vec<(String, Vec<&SeriesRow>)> = Vec::new();
    for row in rows.into_iter().filter(|row| row.series.memory.mb().is_some()) {
        let label = format!("{} {}", row.series.conditions.packaging, row.series.conditions.arch.title());
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
    let series = &least.series;
    let tail = common_tail(shapes.iter().flat_map(|(_, rows)| rows).map(|row| row.ceiling));
    let end = |row: &SeriesRow| json!({ "value": row.distribution.p50, "memory": row.series.memory.words() });
    let median = |row: &SeriesRow| {
        let found = catalog.interval(&row.series, Percentile::P50);
        (row.distribution.p50, found.and_then(IntervalRow::ends))
    };
    let view = json!({
        "name": runtime.name,
        "label": label,
        "metric": series.metric.title(),
        "unit": series.unit,
        "conditions": series.conditions,
        "platform": series.conditions.provider.title(),
        "window": least.window,
        "least": end(least),
        "most": end(most),
        "overlaps": overlap(median(least), median(most)),
        "tail": tail,
    });
    let words = catalog.texts.words("pages/runtime_memory", &view)?;
    let mut drawn = vec![Percentile::P50, tail];
    drawn.dedup();
    let rows = shapes.iter().flat_map(|(label, rows)| rows.iter().map(move |row| (label, row)));
    let table = Table::worded(&words)?.with(rows.map(|(label, row)| {
        let receipt = address_of_series(&row.series.key());
        let cells = drawn.iter().map(|it| catalog.percentile(row, *it).receipt(&receipt));
        [memory(row.series.memory).head(), Cell::text(label.as_str())].into_iter().chain(cells).collect()
    }))?;
    let table = table.with_receipts_by_row();
    let slug = match series.metric {
        Metric::InitMs | Metric::RestoreMs => "memory".to_owned(),
        other => format!("{}-memory", other.name().trim_end_matches("_ms").replace('_', "-")),
    };
    let words = Words::of(&words, slug.as_str(), tail)?;
    let point = |row: &&SeriesRow| {
        let found = &row.distribution;
        Some(Point { x: X::MemoryMb(row.series.memory.mb()?), p50: found.p50, tail: found.percentile(tail) })
    };
    let lines: Vec<Line<'_>> = (0..)
        .zip(&shapes)
        .map(|(idx, (label, rows))| Line {
            label,
            series_idx: hue::other(idx),
            points: rows.iter().filter_map(point).collect(),
        })
        .collect();
    let chart = LineChart { lines: &lines, annotations: &[], unit: series.unit, panel: None };
    figure(&catalog.texts, words, table, |frame| line::draw(frame, &chart)).map(Some)
}

/// Shows data that the source publishes as one mean per record.
fn batches(catalog: &Catalog<'_>, rows: &[&BatchRow]) -> Result<Option<Table>> {
    let Some(first) = rows.first() else { return Ok(None) };
    let words = catalog.texts.words("pages/batches", &json!({ "window": first.window }))?;
    Table::worded(&words)?.filled(rows.iter().map(|row| {
        let series = &row.series;
        vec![
            Cell::text(series.metric.title()).head(),
            Cell::text(series.conditions.packaging.name()),
            Cell::text(series.conditions.arch.name()),
            memory(series.memory),
            Cell::text(series.unit.to_string()),
            Cell::number(row.min),
            Cell::number(row.p50),
            Cell::number(row.max),
            Cell::count(row.n_batches),
        ]
    }))
}
