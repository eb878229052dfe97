//! The pages in `receipts/`: one for each runtime, and one for the pairs that texts and claims cite.

use std::collections::BTreeSet;

use charts::number::format_number;
use rayon::prelude::*;
use schema::{ComparisonRow, Conditions, Estimate, FileRow, IntervalRow, SeriesRow};
use serde::Serialize;

use crate::{
    Inputs,
    context::{
        addresses::{
            COLDMARK, address_of_pair, command, pair_id, pair_words, receipt_folder, series_id, upstream,
        },
        catalog::{Catalog, RuntimeData},
        formats::{capital, grouped},
        page::{Page, view},
        table::{Cell, Table},
    },
    provenance::{ESTIMATOR, INTERVAL, files},
};

#[derive(Serialize)]
struct Receipts {
    lead: String,
    estimator: &'static str,
    interval: &'static str,
    windows: Vec<WindowView>,
    entries: Vec<Entry>,
    /// Command that explains a month of the history; none without a history.
    month: Option<String>,
}

/// Facts that all receipts of a source share.
#[derive(Serialize)]
struct WindowView {
    source: String,
    first: String,
    last: String,
    replicates: String,
    seed: String,
    files: Table,
}

#[derive(Serialize)]
struct Entry {
    id: String,
    title: String,
    table: Table,
    notes: Vec<String>,
    command: String,
    /// Command that prints the raw samples.
    samples: String,
}

/// Makes all receipt pages. `cited` holds the addresses of the pairs that texts cite.
pub(crate) fn pages(inputs: &Inputs<'_>, catalog: &Catalog<'_>, cited: &BTreeSet<String>) -> Vec<Page> {
    let mut parts: Vec<(&RuntimeData<'_>, Vec<&SeriesRow>)> = Vec::new();
    for runtime in &catalog.runtimes {
        if !runtime.is_local {
            parts.push((runtime, runtime.series.clone()));
            continue;
        }
        let workloads: BTreeSet<&str> =
            runtime.series.iter().map(|row| row.series.conditions.workload.as_str()).collect();
        for workload in workloads {
            let rows =
                runtime.series.iter().copied().filter(|row| row.series.conditions.workload == workload);
            parts.push((runtime, rows.collect()));
        }
    }
    let page =
        |(runtime, rows): &(&RuntimeData<'_>, Vec<&SeriesRow>)| of_runtime(inputs, catalog, runtime, rows);
    let mut pages: Vec<Page> = parts.par_iter().map(page).collect();
    pages.push(of_pairs(inputs, catalog, cited));
    pages
}

fn page(slug: &str, title: String, receipts: &Receipts) -> Page {
    Page {
        path: format!("receipts/{slug}/index.html"),
        template: "receipts.html",
        title,
        description: receipts.lead.clone(),
        figures: Vec::new(),
        view: view(receipts),
    }
}

/// Makes the receipts of a runtime's series that are in `series`.
fn of_runtime(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    runtime: &RuntimeData<'_>,
    all: &[&SeriesRow],
) -> Page {
    let ours = all.first().map(|row| row.series.key()).filter(|key| key.conditions.is_local());
    let name = match &ours {
        Some(key) => format!("{}, {}", runtime.name, key.conditions.workload),
        None => runtime.name.to_owned(),
    };
    let lead = format!("Where each figure of {name} comes from, and how to compute it again.");
    let rows = || all.iter().copied();
    let windows = windows(inputs, rows().map(|row| row.series.conditions.source.as_str()));
    // Our own functions have thousands of series, and a page holds one workload of them.
    let workloads: BTreeSet<&str> = rows().map(|row| row.series.conditions.workload.as_str()).collect();
    let intervals = catalog.intervals_of(runtime.slug).iter().copied();
    let intervals: Vec<&IntervalRow> =
        intervals.filter(|found| workloads.contains(found.series.conditions.workload.as_str())).collect();
    let by_series = |row: &SeriesRow| -> Vec<&IntervalRow> {
        intervals.iter().copied().filter(|found| found.series == row.series).collect()
    };
    let entries = rows().map(|row| series(row, &by_series(row))).collect();
    let newest = runtime.metrics(catalog).into_iter().next().and_then(|metric| {
        runtime.main_history(catalog, metric).last().map(|row| (row.series.key(), row.month))
    });
    let month = newest.map(|(key, month)| format!("{COLDMARK} {key} {month}"));
    let receipts = Receipts { lead, estimator: ESTIMATOR, interval: INTERVAL, windows, entries, month };
    let folder = ours.map_or_else(|| runtime.slug.to_owned(), |key| receipt_folder(&key));
    page(&folder, format!("Receipts: {name}"), &receipts)
}

fn of_pairs(inputs: &Inputs<'_>, catalog: &Catalog<'_>, cited: &BTreeSet<String>) -> Page {
    let is_tested =
        |row: &ComparisonRow| inputs.summaries.claims.iter().any(|test| row.is_in(test) && test.a == row.a);
    let both_ways = |row: &ComparisonRow| [row.from(&row.a), row.from(&row.b)];
    let rows: Vec<ComparisonRow> = inputs
        .summaries
        .comparisons
        .iter()
        .flat_map(both_ways)
        .filter(|row| is_tested(row) || cited.contains(&address_of_pair(row, &row.a)))
        .collect();
    let windows = windows(inputs, rows.iter().map(|row| row.conditions.source.as_str()));
    let entries = rows.iter().map(|row| pair(catalog, row)).collect();
    let lead =
        "Where each comparison comes from that the words and claims of this site are about.".to_owned();
    let receipts = Receipts { lead, estimator: ESTIMATOR, interval: INTERVAL, windows, entries, month: None };
    page("pairs", "Receipts: pairs".to_owned(), &receipts)
}

fn windows<'a>(inputs: &Inputs<'_>, sources: impl Iterator<Item = &'a str>) -> Vec<WindowView> {
    let sources: BTreeSet<&str> = sources.collect();
    let of_source = |source: &str| {
        let found = inputs.summaries.intervals.iter().find(|row| row.series.conditions.source == source)?;
        let (first, last) = (found.window.window_start, found.window.window_end);
        Some(WindowView {
            source: source.to_owned(),
            first: first.to_string(),
            last: last.to_string(),
            replicates: grouped(u64::from(found.replicates)),
            seed: found.seed.clone(),
            files: file_table(inputs, source, &files(inputs, source, (first, last))),
        })
    };
    sources.into_iter().filter_map(of_source).collect()
}

fn file_table(inputs: &Inputs<'_>, source: &str, rows: &[FileRow]) -> Table {
    let labels = ["File", "#Bytes", "#Samples used", "SHA-256"];
    let layout = inputs.sources.iter().find(|known| known.name == source).and_then(|it| it.layout.as_ref());
    let caption = match layout {
        Some(_) => "The raw files of the window, each a link to its newest version upstream",
        None => "The raw files of the window",
    };
    let mut table = Table::new(caption, &labels);
    for row in rows {
        table.rows.push(vec![
            Cell {
                upstream: layout.map(|layout| upstream(layout, &row.file)),
                ..Cell::code(row.file.as_str()).head()
            },
            Cell::count(row.bytes),
            Cell::count(row.accepted_samples),
            Cell::code(row.sha256.as_str()),
        ]);
    }
    table
}

fn series(row: &SeriesRow, percentiles: &[&IntervalRow]) -> Entry {
    let key = row.series.key();
    let Conditions { arch, .. } = key.conditions;
    let mut title = format!("{}, {arch}, {}", key.conditions.packaging_words(), key.memory.words());
    if key.conditions.is_local() {
        title = format!("{}: {}, {title}", key.conditions.source, key.metric.title());
    }
    let caption = format!("{}: {} in {}", title, key.metric.title(), row.series.unit);
    let labels = [
        "Percentile",
        "#Estimate",
        "#95 % interval",
        "#Coverage it achieves",
        "#Order-statistic interval",
        "#Its confidence",
    ];
    let mut table = Table::new(caption, &labels);
    for found in percentiles {
        let estimate =
            if found.short_by > 0 { Cell::short(found.short_by) } else { Cell::number(found.estimate) };
        table.rows.push(vec![
            Cell::text(found.percentile.name()).head(),
            estimate,
            Cell::interval(found.lower, found.upper),
            Cell::measured(found.coverage),
            Cell::interval(found.order_lower, found.order_upper),
            Cell::measured(found.order_confidence),
        ]);
    }
    let clusters = format!("{}s", row.distribution.cluster_unit);
    let counted =
        format!("{} samples of {} {clusters}.", grouped(row.distribution.n), row.distribution.clusters);
    let independent = row.n_eff.zip(row.icc).map(|(n_eff, icc)| {
        format!(
            "{} differ: {} of the variance lies between them, so that the samples say as much as {} \
             independent ones.",
            capital(&clusters),
            percent(icc),
            format_number(n_eff)
        )
    });
    Entry {
        id: series_id(&key),
        title,
        table,
        notes: std::iter::once(counted).chain(independent).collect(),
        command: command(&key.to_string()),
        samples: format!("{COLDMARK} {key} --samples"),
    }
}

fn pair(catalog: &Catalog<'_>, row: &ComparisonRow) -> Entry {
    let name = |slug: &str| {
        let known = catalog.runtimes.iter().find(|runtime| runtime.slug == slug);
        known.map_or_else(|| slug.to_owned(), |runtime| runtime.name.to_owned())
    };
    let mut title = format!(
        "{} beside {}: {}, {}",
        name(&row.a),
        name(&row.b),
        row.conditions.packaging_words(),
        row.conditions.arch
    );
    if row.conditions.is_local() {
        title = format!(
            "{title}, {}, {}, {}",
            row.conditions.workload,
            row.metric.title(),
            row.conditions.source
        );
    }
    let how = if row.conditions.is_local() {
        "without limit, blocks resampled in pairs"
    } else {
        "all memory sizes pooled, days resampled in pairs"
    };
    let mut table = Table::new(
        format!("{title}: {}, {how}", row.metric.title()),
        &["Statistic", "#Value", "#95 % interval"],
    );
    let unit = row.metric.unit();
    let statistics = [
        ("Ratio of medians".to_owned(), row.p50_ratio),
        (format!("Difference of medians, {unit}"), row.p50_difference),
        ("Ratio of 90th percentiles".to_owned(), row.p90_ratio),
        (format!("Difference of 90th percentiles, {unit}"), row.p90_difference),
        ("Ratio of 99th percentiles".to_owned(), row.p99_ratio),
        (format!("Difference of 99th percentiles, {unit}"), row.p99_difference),
        ("Probability of superiority".to_owned(), row.superiority),
    ];
    for (statistic, Estimate { value, lower, upper }) in statistics {
        table.rows.push(vec![
            Cell::text(statistic).head(),
            Cell::number(value),
            Cell::interval(lower, upper),
        ]);
    }
    let delta =
        vec![Cell::text("Cliff\u{2019}s delta").head(), Cell::number(row.cliffs_delta), Cell::text("")];
    table.rows.push(delta);
    let words = pair_words(&row.series_of(&row.a), &row.a, &row.b);
    Entry {
        id: pair_id(row),
        title,
        table,
        notes: vec![format!("{} samples beside {}.", grouped(row.n_a), grouped(row.n_b))],
        command: command(&words),
        samples: format!("{COLDMARK} {words} --samples"),
    }
}

/// Formats a share as a percentage.
fn percent(share: f64) -> String {
    format!("{} %", format_number(share * 100.0))
}
