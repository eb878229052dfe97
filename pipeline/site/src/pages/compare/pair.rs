//! The page of one pair.

use anyhow::Result;
use charts::{
    number::format_number,
    shift_function::{self, Step},
};
use schema::{BatchRow, ComparisonRow, Estimate, Memory, Metric, Percentile, Verdict};
use serde::Serialize;

use super::{distributions, rows::Beside};
use crate::{
    Inputs,
    context::{
        addresses::{COLDMARK, in_query, page_of_pair, pair_words},
        catalog::{Catalog, Ranked},
        figure::{Figure, Words, figure},
        formats::{capital, rounded, sure},
        page::{Link, Page, view},
        table::{Cell, Table},
    },
    figures::{dot_plots, history},
};

#[derive(Serialize)]
struct PairView {
    lead: String,
    /// Differences by package, architecture and tail.
    notes: Vec<String>,
    packages: Option<Figure>,
    ratios: Table,
    shift: Option<Figure>,
    distributions: Option<Figure>,
    history: Option<Figure>,
    costs: Option<Table>,
    /// Languages of the pair, for a link to the solver.
    languages: String,
    batches: Option<Table>,
    /// Pages of both runtimes.
    runtimes: Vec<Link>,
    /// Command that explains the comparison in the default view.
    command: Option<String>,
}

pub(super) fn page(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    beside: &Beside<'_>,
    a: &Ranked<'_, '_>,
    b: &Ranked<'_, '_>,
) -> Result<Page> {
    let (slug_a, slug_b) = (a.runtime.slug, b.runtime.slug);
    let names = [a.runtime.name, b.runtime.name];
    let view_of = catalog.view;
    let rows: Vec<ComparisonRow> = beside
        .comparisons(slug_a, slug_b)
        .into_iter()
        .filter(|row| row.metric == view_of.metric && view_of.has_variant(&row.conditions))
        .collect();
    let main = rows.iter().find(|row| view_of.has_conditions(&row.conditions));
    let lead = main.map_or_else(
        || format!("{} and {} are not compared yet.", names[0], names[1]),
        |row| lead(row, names),
    );
    let page = PairView {
        notes: notes(&rows, main, names),
        packages: dot_plots::packages(catalog, "packages", &[a.runtime, b.runtime])?.map(by_row).map(slim),
        ratios: ratios(&rows, names),
        shift: main.map(|row| shift_figure(beside, row, names)).transpose()?.flatten().map(slim),
        distributions: distributions::distributions(catalog, [a, b])?.map(slim),
        costs: distributions::costs(inputs, [a, b]),
        languages: languages(a, b),
        history: history::beside(catalog, "history", vec![a.runtime, b.runtime])?.map(by_column).map(slim),
        batches: batches(catalog, a, b),
        runtimes: [a, b]
            .map(|entry| Link { name: entry.runtime.name.to_owned(), path: entry.runtime.path() })
            .into(),
        command: main.map(|row| {
            format!("{COLDMARK} {} --recompute", pair_words(&row.series_of(slug_a), slug_a, slug_b))
        }),
        lead: lead.clone(),
    };
    Ok(Page {
        path: page_of_pair(catalog, a, b),
        template: "compare.html",
        title: format!("{} or {}?", names[0], names[1]),
        description: lead,
        figures: Vec::new(),
        view: view(&page),
    })
}

/// Keeps the narrow drawing alone, since charts of a pair stand two in a row, and numbers without artifacts of binary
/// fractions. Each byte of a pair counts 780 times.
fn slim(figure: Figure) -> Figure {
    let drawings = figure.drawings.into_iter().skip(1).collect();
    let mut table = figure.table;
    for value in table.rows.iter_mut().flatten().filter_map(|cell| cell.value.as_mut()) {
        if let Ok(number) = value.parse() {
            *value = rounded(number, 8);
        }
    }
    Figure { drawings, table, ..figure }
}

/// Links one number of each row to the receipt that all of them share.
fn by_row(mut figure: Figure) -> Figure {
    for row in &mut figure.table.rows {
        for cell in row.iter_mut().filter(|cell| cell.link.is_some()).skip(1) {
            cell.unlink();
        }
    }
    figure
}

/// Links the head of each column, in place of its numbers, to the receipt that all of them share.
fn by_column(mut figure: Figure) -> Figure {
    for (idx, heading) in figure.table.columns.iter_mut().enumerate() {
        for cell in figure.table.rows.iter_mut().map(|row| &mut row[idx]).filter(|cell| cell.link.is_some()) {
            heading.receipt = cell.unlink().or(heading.receipt.take());
        }
    }
    figure
}

/// Encodes the languages of both for an address.
fn languages(a: &Ranked<'_, '_>, b: &Ranked<'_, '_>) -> String {
    let mut languages = vec![a.runtime.language, b.runtime.language];
    languages.sort_unstable();
    languages.dedup();
    languages.into_iter().map(in_query).collect::<Vec<_>>().join(",")
}

/// Formats a share in per cent: `98.7 %`.
fn percent(share: f64) -> String {
    format!("{} %", format_number(share * 100.0))
}

/// States the verdict and its evidence.
fn lead(row: &ComparisonRow, [a, b]: [&str; 2]) -> String {
    let ratio = sure(row.p50_ratio);
    let pairs =
        format!("A start of {a} beats a start of {b} in {} of pairs.", percent(row.superiority.value));
    match row.verdict {
        Verdict::Faster => format!("{a} starts faster: its median is {ratio} times that of {b}. {pairs}"),
        Verdict::Slower => {
            let turned = row.from(&row.b);
            let pairs = format!(
                "A start of {b} beats a start of {a} in {} of pairs.",
                percent(turned.superiority.value)
            );
            format!("{b} starts faster: its median is {} times that of {a}. {pairs}", sure(turned.p50_ratio))
        }
        Verdict::NotDistinguishable => {
            format!("The medians of {a} and {b} cannot be told apart: their ratio is {ratio}. {pairs}")
        }
    }
}

/// Describes configurations and tails that disagree with the default view.
fn notes(rows: &[ComparisonRow], main: Option<&ComparisonRow>, names: [&str; 2]) -> Vec<String> {
    let Some(main) = main else { return Vec::new() };
    let mut notes = Vec::new();
    for row in rows.iter().filter(|row| row.verdict != main.verdict) {
        let says = match row.verdict {
            Verdict::Faster => format!("{} is faster", names[0]),
            Verdict::Slower => format!("{} is faster", names[1]),
            Verdict::NotDistinguishable => "the two cannot be told apart".to_owned(),
        };
        notes.push(format!(
            "As {} on {} {says}: the median of {} is {} times that of {}.",
            in_words(row),
            row.conditions.arch,
            names[0],
            sure(row.p50_ratio),
            names[1],
        ));
    }
    let side = |found: Estimate| match (found.lower, found.upper) {
        (_, Some(upper)) if upper < 1.0 => Some(Verdict::Faster),
        (Some(lower), _) if lower > 1.0 => Some(Verdict::Slower),
        (Some(_), Some(_)) => Some(Verdict::NotDistinguishable),
        _ => None,
    };
    for (found, percentile) in [(main.p90_ratio, Percentile::P90), (main.p99_ratio, Percentile::P99)] {
        let differs = match side(found) {
            Some(Verdict::NotDistinguishable) if main.verdict != Verdict::NotDistinguishable => {
                "the two cannot be told apart"
            }
            Some(Verdict::Faster) if main.verdict != Verdict::Faster => names[0],
            Some(Verdict::Slower) if main.verdict != Verdict::Slower => names[1],
            _ => continue,
        };
        let says = if names.contains(&differs) { format!("{differs} is ahead") } else { differs.to_owned() };
        let (title, ratio) = (percentile.title(), sure(found));
        notes.push(format!(
            "At the {title} {says}: that of {} is {ratio} times that of {}.",
            names[0], names[1]
        ));
    }
    notes
}

fn in_words(row: &ComparisonRow) -> &'static str {
    match row.conditions.packaging {
        schema::Packaging::Image => "a container image",
        _ => "a zip archive",
    }
}

/// Shows every configuration that both have.
fn ratios(rows: &[ComparisonRow], [a, b]: [&str; 2]) -> Table {
    let labels = ["Configuration", "Faster", "#p50", "#p90", "#p99", "#pairs won"];
    let mut table = Table::new(
        format!(
            "{a} over {b}: ratios of percentiles with 95 % intervals, and pairs of starts in which {a} is faster"
        ),
        &labels,
    );
    for row in rows {
        let cell = |found: Estimate| {
            found.lower.zip(found.upper).map_or_else(|| Cell::measured(None), |_| Cell::text(sure(found)))
        };
        table.rows.push(vec![
            Cell::text(format!("{}, {}", row.conditions.packaging, row.conditions.arch)).head(),
            Cell::text(match row.verdict {
                Verdict::Faster => a,
                Verdict::Slower => b,
                Verdict::NotDistinguishable => "not to be told apart",
            }),
            cell(row.p50_ratio),
            cell(row.p90_ratio),
            cell(row.p99_ratio),
            Cell::text(percent(row.superiority.value)),
        ]);
    }
    table
}

/// Draws the difference at each decile, in the default view.
fn shift_figure(beside: &Beside<'_>, main: &ComparisonRow, names: [&str; 2]) -> Result<Option<Figure>> {
    let (rows, is_turned) = beside.shifts(&main.a, &main.b);
    let is_main = |row: &&&schema::ShiftRow| (&row.conditions, row.metric) == (&main.conditions, main.metric);
    let steps: Vec<Step> = rows
        .iter()
        .filter(is_main)
        .map(|row| {
            let found = row.difference;
            let ends = found.lower.zip(found.upper);
            if is_turned {
                let ends = ends.map(|(lower, upper)| (-upper, -lower));
                Step { decile: row.decile, difference: -found.value, ends }
            } else {
                Step { decile: row.decile, difference: found.value, ends }
            }
        })
        .collect();
    let ([first, ..], [.., last]) = (&steps[..], &steps[..]) else { return Ok(None) };
    let unit = main.metric.unit();
    let mut table = Table::new(
        format!("{} less {} at each decile, in {unit}", names[0], names[1]),
        &["Percentile", "#Difference", "#Lower end", "#Upper end"],
    );
    for step in &steps {
        let (lower, upper) = step.ends.unzip();
        table.rows.push(vec![
            Cell::text(format!("p{}0", step.decile)).head(),
            Cell::number(step.difference),
            Cell::measured(lower),
            Cell::measured(upper),
        ]);
    }
    let value = |step: &Step| format!("{} {unit}", format_number(step.difference));
    let words = Words {
        slug: "shift".to_owned(),
        title: format!("{} less {} at each decile", names[0], names[1]),
        finding: format!(
            "{} less {}: {} at the 10th percentile, {} at the 90th.",
            names[0],
            names[1],
            value(first),
            value(last)
        ),
        source: format!(
            "Shift function; the band holds for all deciles together with 95 % confidence. Below zero {} is faster.",
            names[0]
        ),
        tail: Percentile::P50,
    };
    figure(words, table, |frame| shift_function::draw(frame, &steps, names, unit)).map(Some)
}

/// Shows first calls and memory of both by memory size, in the default package and architecture.
fn batches(catalog: &Catalog<'_>, a: &Ranked<'_, '_>, b: &Ranked<'_, '_>) -> Option<Table> {
    let view_of = catalog.view;
    let labels = [
        "Mean over a day's cold starts",
        "#Memory, MB",
        &format!("#{}", a.runtime.name),
        &format!("#{}", b.runtime.name),
    ];
    let mut table = Table::new("The first call and the memory that it used: medians of daily means", &labels);
    for metric in [Metric::HandlerMs, Metric::MemoryUsedMb] {
        let find = |entry: &Ranked<'_, '_>, memory| {
            let is_it = |row: &&&BatchRow| {
                let series = &row.series;
                (series.metric, series.memory) == (metric, memory)
                    && view_of.has_conditions(&series.conditions)
            };
            entry.runtime.batches.iter().find(is_it).map(|row| row.p50)
        };
        let sizes: std::collections::BTreeSet<u32> = [a, b]
            .iter()
            .flat_map(|entry| &entry.runtime.batches)
            .filter_map(|row| row.series.memory.mb())
            .collect();
        for memory_mb in sizes {
            let found = [a, b].map(|entry| find(entry, Memory::Mb(memory_mb)));
            if found.iter().all(Option::is_none) {
                continue;
            }
            table.rows.push(vec![
                Cell::text(format!("{}, {}", capital(metric.title()), metric.unit())).head(),
                Cell::count(u64::from(memory_mb)),
                Cell::measured(found[0]),
                Cell::measured(found[1]),
            ]);
        }
    }
    (!table.rows.is_empty()).then_some(table)
}
