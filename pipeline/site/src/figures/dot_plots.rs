//! Medians of runtimes as dots, each with a line to a deeper percentile, or as bars.

use anyhow::Result;
use charts::{bars, ranking};
use schema::{Arch, CalibrationRow, IntervalRow, Memory, Packaging, Percentile, SeriesRow};
use serde::Serialize;

use crate::{
    context::{
        catalog::{Catalog, Ranked, RuntimeData},
        figure::{Figure, Spot, Words, figure, usual_tail},
        formats::rank_range,
        hue,
        table::{Cell, Table},
    },
    figures::{
        order::{Compared, Order, short_names},
        ranked::{interval_cell, rank_cell, receipt},
        subject::Subject,
    },
};

/// The marks of a plot.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marks {
    /// Dots with lines to a deeper percentile, on a log scale.
    Dots,
    /// Bars of medians from zero.
    Bars,
}

/// A kind of plot.
pub(crate) struct Plot<'p> {
    pub(crate) spot: Spot<'p>,
    /// Name of its words in `templates/words/`.
    pub(crate) template: &'p str,
    pub(crate) marks: Marks,
    /// True if the drawing shows the ranks after each name.
    pub(crate) has_ranks: bool,
    /// Makes a row of its table, without the interval of the deeper percentile at its end.
    pub(crate) row: &'p dyn Fn(&Ranked<'_, '_>) -> Vec<Cell>,
}

/// The numbers in the words of a plot.
#[derive(Serialize)]
struct View<'v> {
    subject: Subject<'v>,
    order: Option<Order<'v>>,
    /// The percentile deeper than the median, which all rows support.
    tail: Option<Tail>,
    /// Lowest coverage of the intervals in per cent, where it is lower than they say.
    coverage: Option<f64>,
    has_open_end: bool,
    has_bars: bool,
    /// Rows whose effective samples do not support the tail.
    without_tail: usize,
}

/// A percentile deeper than the median, which at least two thirds of the rows support.
#[derive(Serialize)]
struct Tail {
    name: Percentile,
    title: &'static str,
}

/// Compares runtimes, the lowest median first; none without any.
pub(crate) fn ranking(
    catalog: &Catalog<'_>,
    slug: &str,
    ranked: &[Ranked<'_, '_>],
    marks: Marks,
) -> Result<Option<Figure>> {
    let row = |entry: &Ranked<'_, '_>| {
        let runtime = entry.runtime;
        let name = [Cell::text(runtime.name).to(runtime.path()).head(), Cell::text(runtime.language)];
        let sure = [rank_cell(entry), interval_cell(entry)];
        let receipt = receipt(entry);
        let cells = catalog.distribution(entry.row, &receipt);
        name.into_iter().chain(sure).chain(cells).collect()
    };
    let spot = slug.into();
    let plot = Plot { spot, template: "figures/ranking", marks, has_ranks: marks == Marks::Dots, row: &row };
    let mut named = by_name(ranked);
    named.sort_by(|(_, a), (_, b)| a.row.distribution.p50.total_cmp(&b.row.distribution.p50));
    dots(catalog, &plot, &named)
}

/// Shows runtimes in every packaging and architecture that they are measured in; none without any.
pub(crate) fn packages(
    catalog: &Catalog<'_>,
    spot: Spot<'_>,
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
        format!("{} ({}, {})", entry.runtime.name, conditions.packaging, conditions.arch.title())
    };
    let named: Vec<_> = found.iter().map(|entry| (name(entry), entry)).collect();
    dots(
        catalog,
        &Plot { spot, template: "figures/packaging", marks: Marks::Dots, has_ranks: false, row: &row },
        &named,
    )
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
    let tail = match plot.marks {
        Marks::Dots => usual_tail(named.iter().map(|(_, entry)| entry.row.ceiling)),
        Marks::Bars => Percentile::P50,
    };
    let is_deep = tail > Percentile::P50;
    let interval = |entry: &Ranked<'_, '_>, percentile| catalog.interval(&entry.row.series, percentile);
    let drawn = if is_deep { &[Percentile::P50, tail][..] } else { &[Percentile::P50] };
    let intervals: Vec<&IntervalRow> = named
        .iter()
        .flat_map(|(_, entry)| drawn.iter().filter_map(|percentile| interval(entry, *percentile)))
        .collect();
    let short = intervals.iter().filter_map(|row| row.coverage.filter(|it| *it < CalibrationRow::LEAST));
    let is_open = |row: &&IntervalRow| row.ends().is_some_and(|ends| ends.upper.is_none());
    let ends = |entry: &Ranked<'_, '_>, percentile| interval(entry, percentile)?.ends();
    let full_names: Vec<&str> = named.iter().map(|(name, _)| name.as_str()).collect();
    let brief = short_names(&full_names);
    let compared = named.iter().zip(&brief).map(|((_, entry), name)| Compared {
        name,
        median: entry.row.distribution.p50,
        ends: ends(entry, Percentile::P50),
        tail: entry.row.supported(tail).filter(|_| is_deep).map(|value| (value, ends(entry, tail))),
    });
    let compared: Vec<Compared<'_>> = compared.collect();
    let view = View {
        coverage: short.min_by(f64::total_cmp),
        has_open_end: intervals.iter().any(is_open),
        has_bars: plot.marks == Marks::Bars,
        without_tail: named.iter().filter(|(_, entry)| entry.row.ceiling < Some(tail)).count(),
        subject: Subject::of(first.row),
        order: Order::of(&compared, tail),
        tail: is_deep.then(|| Tail { name: tail, title: tail.title() }),
    };
    let words = catalog.texts.words(plot.template, &view)?;
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
    let hues = hue::of_runtimes(named.iter().map(|(_, entry)| entry.runtime));
    let rows = named.iter().zip(&labels).map(|((_, entry), label)| ranking::Row {
        label,
        series_idx: hues[entry.runtime.slug],
        p50: entry.row.distribution.p50,
        tail: entry.row.supported(tail).filter(|_| is_deep),
        p50_ends: ends(entry, Percentile::P50),
        tail_ends: if is_deep { ends(entry, tail) } else { None },
    });
    let rows: Vec<_> = rows.collect();
    let bars = rows.iter().map(|row| bars::Row {
        label: row.label,
        series_idx: row.series_idx,
        parts: [row.p50, 0.0],
        whole: row.p50,
        ends: row.p50_ends,
    });
    let bars: Vec<_> = bars.collect();
    let unit = first.row.series.unit;
    figure(&catalog.texts, Words::of(&words, plot.spot, tail)?, table, |frame| match plot.marks {
        Marks::Dots => ranking::draw(frame, &rows, unit),
        Marks::Bars => bars::draw(frame, &bars, None, unit),
    })
    .map(Some)
}
