//! The page of one pair.

use std::{collections::BTreeSet, iter::once};

use anyhow::Result;
use charts::{
    Drawing,
    number::format_briefly,
    shift_function::{self, Step},
};
use schema::{BatchRow, ComparisonRow, Estimate, Memory, Metric, Percentile, ShiftRow, Verdict};
use serde::Serialize;
use serde_json::json;

use super::{distributions, rows::PairRows};
use crate::{
    Inputs,
    context::{
        addresses::{COLDMARK, in_query, page_of_pair, pair_words},
        catalog::{Catalog, Ranked},
        figure::{Figure, Spot, Words, figure},
        formats::{in_percent, rounded, with_interval},
        page::{Link, Page},
        table::{Cell, Table},
        texts::Labelled,
    },
    figures::{dot_plots, history},
};

#[derive(Serialize)]
struct PairView<'a> {
    names: [&'a str; 2],
    /// Configurations whose verdict differs from that of the default view.
    notes: Vec<&'a ComparisonRow>,
    /// Tails whose verdict differs from that of the median.
    tails: Vec<Tail>,
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

/// The ratio of one percentile, and the verdict by it.
#[derive(Serialize)]
struct Tail {
    title: &'static str,
    ratio: Estimate,
    verdict: Verdict,
}

pub(super) fn page(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    pair_rows: &PairRows<'_>,
    a: &Ranked<'_, '_>,
    b: &Ranked<'_, '_>,
) -> Result<Page> {
    let (slug_a, slug_b) = (a.runtime.slug, b.runtime.slug);
    let names = [a.runtime.name, b.runtime.name];
    let view_of = catalog.view;
    let rows: Vec<ComparisonRow> = pair_rows
        .comparisons(slug_a, slug_b)
        .into_iter()
        .filter(|row| row.metric == view_of.metric && view_of.has_variant(&row.conditions))
        .collect();
    let main = rows.iter().find(|row| view_of.has_conditions(&row.conditions));
    let words = words(inputs, catalog, main, [a, b])?;
    let page = PairView {
        names,
        notes: main.map_or_else(Vec::new, |main| differing(&rows, main)),
        tails: main.map_or_else(Vec::new, tails),
        packages: dot_plots::packages(catalog, Spot::narrow("packages"), &[a.runtime, b.runtime])?
            .map(by_runtime)
            .map(slim),
        ratios: ratios(&words, &rows, faster_first(main, [a, b]))?,
        shift: main.map(|row| shift(catalog, pair_rows, row, names)).transpose()?.flatten().map(slim),
        distributions: distributions::distributions(catalog, [a, b])?.map(slim),
        costs: distributions::costs(pair_rows, &words, [a, b])?,
        languages: languages(a, b),
        history: history::beside(catalog, Spot::narrow("history"), vec![a.runtime, b.runtime])?
            .map(by_column)
            .map(slim),
        batches: batches(catalog, &words, [a, b])?,
        runtimes: [a, b]
            .map(|entry| Link { name: entry.runtime.name.to_owned(), path: entry.runtime.path() })
            .into(),
        command: main.map(|row| {
            format!("{COLDMARK} {} --recompute", pair_words(&row.series_of(slug_a), slug_a, slug_b))
        }),
    };
    Page::worded(&words, page_of_pair(catalog, a, b), "compare.html", &page)
}

/// Returns the words of the page; they name the faster runtime first.
fn words(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    main: Option<&ComparisonRow>,
    [a, b]: [&Ranked<'_, '_>; 2],
) -> Result<Labelled> {
    let [fast, slow] = faster_first(main, [a, b]);
    let (first, second) = (fast.runtime, slow.runtime);
    let values = [fast, slow].map(|entry| entry.row.distribution.p50);
    let view = json!({
        "a": a.runtime.name,
        "b": b.runtime.name,
        "row": main.map(|row| row.from(first.slug)),
        "first": first.name,
        "second": second.name,
        "values": values,
        "times": main.map(|row| format_briefly(row.from(second.slug).p50_ratio.value)),
        "example": inputs.scenarios.first().map(|example| &example.title),
    });
    catalog.texts.words("pages/pair", &view)
}

/// Orders a pair by the default view, the faster runtime first; `a` is first without a faster one.
fn faster_first<T>(main: Option<&ComparisonRow>, [a, b]: [T; 2]) -> [T; 2] {
    if main.is_some_and(|row| row.verdict == Some(Verdict::Slower)) { [b, a] } else { [a, b] }
}

/// Shows the numbers of a chart with five digits, so that no cell holds an exact value as well. Intervals keep fewer
/// digits, so they do. Each byte of a pair counts 780 times.
fn slim(figure: Figure) -> Figure {
    let drawings = figure.drawings.into_iter().map(Drawing::without_description).collect();
    let mut table = figure.table;
    let digits = |end: Option<f64>| end.map_or_else(String::new, |end| rounded(end, 4));
    for cell in table.rows.iter_mut().flatten() {
        cell.span = cell.ends.map(|ends| format!("{} {}", digits(ends.lower), digits(ends.upper)));
        let Some(value) = cell.value.take() else { continue };
        let is_count = !value.contains('.');
        let number = value.parse().ok().filter(|_| !is_count);
        cell.text = number.map_or(value, |number| rounded(number, 4)).replace('-', "−");
    }
    Figure { drawings, table, frame: figure.frame.of_narrow(), ..figure }
}

/// Links one number of each runtime and nothing else: its receipts hold all of its rows, and the page ends with links
/// to both runtimes.
fn by_runtime(mut figure: Figure) -> Figure {
    figure.table = figure.table.with_receipts_by_row();
    let mut linked = BTreeSet::new();
    for row in &mut figure.table.rows {
        let is_first = linked.insert(row[0].text.clone());
        for cell in row.iter_mut().filter(|cell| !is_first || cell.link.is_none()) {
            cell.unlink();
        }
    }
    figure
}

/// Links the head of each column alone.
fn by_column(figure: Figure) -> Figure {
    Figure { table: figure.table.with_receipts_by_column(), ..figure }
}

/// Encodes the languages of both for an address.
fn languages(a: &Ranked<'_, '_>, b: &Ranked<'_, '_>) -> String {
    let mut languages = vec![a.runtime.language, b.runtime.language];
    languages.sort_unstable();
    languages.dedup();
    languages.into_iter().map(in_query).collect::<Vec<_>>().join(",")
}

/// Returns the configurations that disagree with the default view.
fn differing<'r>(rows: &'r [ComparisonRow], main: &ComparisonRow) -> Vec<&'r ComparisonRow> {
    rows.iter().filter(|row| row.verdict != main.verdict).collect()
}

/// Returns the tails that disagree with the median.
fn tails(main: &ComparisonRow) -> Vec<Tail> {
    let tail = |(percentile, ratio): (Percentile, Estimate)| {
        let verdict = Verdict::of(ratio).filter(|verdict| Some(*verdict) != main.verdict)?;
        Some(Tail { title: percentile.title(), ratio, verdict })
    };
    [(Percentile::P90, main.p90_ratio), (Percentile::P99, main.p99_ratio)]
        .into_iter()
        .filter_map(tail)
        .collect()
}

/// Shows every configuration that both have: ratios of `second` over `first`, which are above 1 in the default view.
fn ratios(words: &Labelled, rows: &[ComparisonRow], [first, second]: [&Ranked<'_, '_>; 2]) -> Result<Table> {
    let (tied, unknown) = (words.part("Tied")?, words.part("Unknown")?);
    let cell = |found: Estimate| {
        found.ends().map_or_else(|| Cell::measured(None), |_| Cell::text(with_interval(found)))
    };
    Table::named(words, "Ratios")?.with(rows.iter().map(|row| {
        let row = row.from(second.runtime.slug);
        let faster = match row.verdict {
            Some(Verdict::Faster) => second.runtime.name,
            Some(Verdict::Slower) => first.runtime.name,
            Some(Verdict::NotDistinguishable) => &tied,
            None => &unknown,
        };
        vec![
            Cell::text(format!("{}, {}", row.conditions.packaging, row.conditions.arch.title())).head(),
            Cell::text(faster),
            cell(row.p50_ratio),
            cell(row.p90_ratio),
            cell(row.p99_ratio),
            Cell::text(in_percent(row.from(first.runtime.slug).superiority.value)),
        ]
    }))
}

/// Draws the difference at each decile, in the default view.
fn shift(
    catalog: &Catalog<'_>,
    pair_rows: &PairRows<'_>,
    main: &ComparisonRow,
    names: [&str; 2],
) -> Result<Option<Figure>> {
    let is_main = |row: &ShiftRow| (&row.conditions, row.metric) == (&main.conditions, main.metric);
    let Some(row) = pair_rows.shifts(&main.a, &main.b).into_iter().find(is_main) else { return Ok(None) };
    let step = |(decile, found): (u8, Estimate)| Step {
        decile,
        difference: found.value,
        ends: found.lower.zip(found.upper),
    };
    let steps: Vec<Step> = (1..).zip(row.differences).map(step).collect();
    let [first, .., last] = &row.differences;
    let unit = main.metric.unit();
    let view = json!({
        "a": names[0],
        "b": names[1],
        "unit": unit,
        "first": first.value,
        "last": last.value,
        // The band of at least one decile leaves out zero.
        "is_certain": row.differences.iter().any(|found| {
            found.lower.is_some_and(|lower| lower > 0.0) || found.upper.is_some_and(|upper| upper < 0.0)
        }),
    });
    let words = catalog.texts.words("pages/shift", &view)?;
    let table = Table::worded(&words)?.with(steps.iter().map(|step| {
        let (lower, upper) = step.ends.unzip();
        vec![
            Cell::text(format!("p{}0", step.decile)).head(),
            Cell::number(step.difference),
            Cell::measured(lower),
            Cell::measured(upper),
        ]
    }))?;
    let words = Words::of(&words, Spot::narrow("shift"), Percentile::P50)?;
    figure(&catalog.texts, words, table, |frame| shift_function::draw(frame, &steps, names, unit)).map(Some)
}

/// Shows first calls and memory of both by memory size, in the default packaging and architecture.
fn batches(catalog: &Catalog<'_>, words: &Labelled, pair: [&Ranked<'_, '_>; 2]) -> Result<Option<Table>> {
    let view_of = catalog.view;
    let find = |entry: &Ranked<'_, '_>, metric, memory| {
        let is_it = |row: &&&BatchRow| {
            let series = &row.series;
            (series.metric, series.memory) == (metric, memory) && view_of.has_conditions(&series.conditions)
        };
        entry.runtime.batches.iter().find(is_it).map(|row| row.p50)
    };
    let sizes: BTreeSet<u32> = pair
        .iter()
        .flat_map(|entry| &entry.runtime.batches)
        .filter_map(|row| row.series.memory.mb())
        .collect();
    let row = |memory_mb: u32| {
        let medians = [Metric::HandlerMs, Metric::MemoryUsedMb]
            .map(|metric| pair.map(|entry| find(entry, metric, Memory::Mb(memory_mb))));
        let medians = medians.as_flattened();
        let cells = medians.iter().map(|median| Cell::measured(*median));
        let is_measured = medians.iter().any(Option::is_some);
        is_measured.then(|| once(Cell::count(u64::from(memory_mb)).head()).chain(cells).collect())
    };
    Table::named(words, "Batches")?.filled(sizes.into_iter().filter_map(row))
}
