//! Dot plots: a mark for the median of each runtime, and a line to a deeper percentile.

use anyhow::Result;
use charts::ranking;
use schema::{Arch, CalibrationRow, IntervalRow, Memory, Packaging, Percentile, SeriesRow};
use serde::Serialize;

use crate::{
    context::{
        catalog::{Catalog, Ranked, RuntimeData},
        figure::{Figure, Words, figure, usual_tail},
        formats::rank_range,
        table::{Cell, Table},
    },
    figures::{
        ranked::{interval_cell, rank_cell, receipt},
        subject::{Extremes, Named, Subject},
    },
};

/// A kind of dot plot.
pub(crate) struct Plot<'p> {
    pub(crate) slug: &'p str,
    /// Name of its words in `templates/words/`.
    pub(crate) template: &'p str,
    /// True if the drawing shows the ranks after each name.
    pub(crate) has_ranks: bool,
    /// Makes a row of its table, without the interval of the deeper percentile at its end.
    pub(crate) row: &'p dyn Fn(&Ranked<'_, '_>) -> Vec<Cell>,
}

/// The numbers in the words of a plot.
#[derive(Serialize)]
struct View<'v> {
    subject: Subject<'v>,
    median: Option<Extremes<'v>>,
    tail: Option<Tail<'v>>,
    /// Lowest coverage of the intervals in per cent, where it is lower than they say.
    coverage: Option<f64>,
    has_open_end: bool,
    /// Rows whose effective samples do not support the tail.
    without_tail: usize,
}

/// A percentile deeper than the median, which at least two thirds of the rows support; the extremes are of those.
#[derive(Serialize)]
struct Tail<'v> {
    name: Percentile,
    title: &'static str,
    #[serde(flatten)]
    extremes: Option<Extremes<'v>>,
}

/// Compares runtimes in the order given; none without any.
pub(crate) fn ranking(
    catalog: &Catalog<'_>,
    slug: &str,
    ranked: &[Ranked<'_, '_>],
) -> Result<Option<Figure>> {
    let row = |entry: &Ranked<'_, '_>| {
        let runtime = entry.runtime;
        let name = [Cell::text(runtime.name).to(runtime.path()).head(), Cell::text(runtime.language)];
        let sure = [rank_cell(entry), interval_cell(entry)];
        let receipt = receipt(entry);
        let cells = catalog.distribution(entry.row, &receipt);
        name.into_iter().chain(sure).chain(cells).collect()
    };
    let plot = Plot { slug, template: "figures/ranking", has_ranks: true, row: &row };
    dots(catalog, &plot, &by_name(ranked))
}

/// Shows runtimes in every packaging and architecture that they are measured in; none without any.
pub(crate) fn packages(
    catalog: &Catalog<'_>,
    slug: &str,
    runtimes: &[&RuntimeData<'_>],
) -> Result<Option<Figure>> {
    let mut found = Vec::new();
    for packaging in [Packaging::Zip, Packaging::Image] {
        for arch in [Arch::X86_64, Arch::Arm64] {
            for runtime in runtimes {
                let is_it = |row: &&&SeriesRow| {
                    let series = &row.series;
                    (series.conditions.packaging, series.conditions.arch, series.memory)
                        == (packaging, arch, Memory::Pooled)
                        && series.metric == catalog.view.metric
                        && catalog.view.has_variant(&series.conditions)
                };
                let row = runtime.series.iter().find(is_it);
                found.extend(row.map(|row| catalog.of_series(runtime, row)));
            }
        }
    }
    let row = |entry: &Ranked<'_, '_>| {
        let conditions = &entry.row.series.conditions;
        let name = [
            Cell::text(entry.runtime.name).to(entry.runtime.path()).head(),
            Cell::text(conditions.packaging.name()),
            Cell::text(conditions.arch.name()),
            interval_cell(entry),
        ];
        let receipt = receipt(entry);
        name.into_iter().chain(catalog.distribution(entry.row, &receipt)).collect()
    };
    let name = |entry: &Ranked<'_, '_>| {
        let conditions = &entry.row.series.conditions;
        format!("{}, {}, {}", entry.runtime.name, conditions.packaging, conditions.arch)
    };
    let named: Vec<_> = found.iter().map(|entry| (name(entry), entry)).collect();
    dots(catalog, &Plot { slug, template: "figures/packaging", has_ranks: false, row: &row }, &named)
}

/// Names each entry by its runtime.
pub(crate) fn by_name<'n, 'c, 'a>(ranked: &'n [Ranked<'c, 'a>]) -> Vec<(String, &'n Ranked<'c, 'a>)> {
    ranked.iter().map(|entry| (entry.runtime.name.to_owned(), entry)).collect()
}

/// Draws a mark and a line for each of `named`, with their intervals; none without any.
pub(crate) fn dots(
    catalog: &Catalog<'_>,
    plot: &Plot<'_>,
    named: &[(String, &Ranked<'_, '_>)],
) -> Result<Option<Figure>> {
    let Some((_, first)) = named.first() else { return Ok(None) };
    let tail = usual_tail(named.iter().map(|(_, entry)| entry.row.ceiling));
    let is_deep = tail > Percentile::P50;
    let value = |percentile| {
        named
            .iter()
            .filter_map(move |(name, entry)| Some(Named { name, value: entry.row.supported(percentile)? }))
    };
    let interval = |entry: &Ranked<'_, '_>, percentile| catalog.interval(&entry.row.series, percentile);
    let drawn = if is_deep { &[Percentile::P50, tail][..] } else { &[Percentile::P50] };
    let intervals: Vec<&IntervalRow> = named
        .iter()
        .flat_map(|(_, entry)| drawn.iter().filter_map(|percentile| interval(entry, *percentile)))
        .collect();
    let short = intervals.iter().filter_map(|row| row.coverage.filter(|it| *it < CalibrationRow::LEAST));
    let is_open = |row: &&IntervalRow| row.ends().is_some_and(|ends| ends.upper.is_none());
    let view = View {
        coverage: short.min_by(f64::total_cmp),
        has_open_end: intervals.iter().any(is_open),
        without_tail: named.iter().filter(|(_, entry)| entry.row.ceiling < Some(tail)).count(),
        subject: Subject::of(first.row),
        median: Extremes::of(value(Percentile::P50)),
        tail: is_deep.then(|| Tail { name: tail, title: tail.title(), extremes: Extremes::of(value(tail)) }),
    };
    let words = catalog.texts.words(plot.template, &view)?;
    let ends = |entry: &Ranked<'_, '_>, percentile| interval(entry, percentile)?.ends();
    let cells = |(_, entry): &(String, &Ranked<'_, '_>)| {
        let tail = is_deep.then(|| Cell::ends(ends(entry, tail)).receipt(&receipt(entry)));
        (plot.row)(entry).into_iter().chain(tail).collect()
    };
    let table = Table::worded(&words)?.with(named.iter().map(cells))?;
    let label = |(name, entry): &(String, &Ranked<'_, '_>)| match entry.ranks {
        Some(ranks) if plot.has_ranks => format!("{name} · {}", rank_range(ranks)),
        _ => name.clone(),
    };
    let labels: Vec<String> = named.iter().map(label).collect();
    let rows = named.iter().zip(&labels).map(|((_, entry), label)| ranking::Row {
        label,
        series_idx: catalog.hue(entry.runtime.language),
        p50: entry.row.distribution.p50,
        tail: entry.row.supported(tail).filter(|_| is_deep),
        p50_ends: ends(entry, Percentile::P50),
        tail_ends: if is_deep { ends(entry, tail) } else { None },
    });
    let rows: Vec<_> = rows.collect();
    let unit = first.row.series.unit;
    figure(&catalog.texts, Words::of(&words, plot.slug, tail)?, table, |frame| {
        ranking::draw(frame, &rows, unit)
    })
    .map(Some)
}
