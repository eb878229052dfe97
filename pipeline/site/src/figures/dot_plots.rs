//! Charts that several pages show.

use anyhow::Result;
use charts::{format_value, ranking};
use schema::{Arch, Memory, Packaging, Percentile, SeriesRow};

use crate::{
    context::{
        catalog::{Catalog, Ranked, RuntimeData},
        figure::{Figure, Words, common_tail, figure},
        formats::{capital, places},
        table::{self, Cell, Table},
    },
    figures::ranked::{interval_cell, place_cell, receipt},
};

/// Compares runtimes in the order given; none without any.
pub(crate) fn ranking(
    catalog: &Catalog<'_>,
    slug: &str,
    ranked: &[Ranked<'_, '_>],
) -> Result<Option<Figure>> {
    let Some(Ranked { row: first, .. }) = ranked.first() else { return Ok(None) };
    let labels =
        [&["Runtime", "Language", "#Place by p50", "#95 % interval of p50"], &table::DISTRIBUTION[..]]
            .concat();
    let caption = format!("{} by runtime, in {}", capital(first.series.metric.title()), first.series.unit);
    let mut table = Table::new(caption, &labels);
    for entry in ranked {
        let runtime = entry.runtime;
        let receipt = receipt(entry);
        let name = [Cell::text(runtime.name).to(runtime.path()).head(), Cell::text(runtime.language)];
        let sure = [place_cell(entry), interval_cell(entry)];
        let cells = table::distribution(&entry.row.distribution, &receipt);
        table.rows.push(name.into_iter().chain(sure).chain(cells).collect());
    }
    let named: Vec<_> = ranked.iter().map(|entry| (entry.runtime.name.to_owned(), entry)).collect();
    let label = |name: &str, entry: &Ranked<'_, '_>| match entry.places {
        Some(found) => format!("{name} · {}", places(found)),
        None => name.to_owned(),
    };
    let source = format!("After each name: the places that it may take. {}", source(first));
    dots(catalog, (slug, ""), (&named, &label), table, &source).map(Some)
}

/// Shows runtimes in every package and architecture that they are measured in; none without any.
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
    let Some(Ranked { row: first, .. }) = found.first() else { return Ok(None) };
    let caption = format!(
        "{} by package and architecture, in {}",
        capital(first.series.metric.title()),
        first.series.unit
    );
    let labels =
        [&["Runtime", "Package", "Architecture", "#95 % interval of p50"], &table::DISTRIBUTION[..]].concat();
    let mut table = Table::new(caption, &labels);
    for entry in &found {
        let series = &entry.row.series;
        let name = [
            Cell::text(entry.runtime.name).to(entry.runtime.path()).head(),
            Cell::text(series.conditions.packaging.name()),
            Cell::text(series.conditions.arch.name()),
            interval_cell(entry),
        ];
        let cells = table::distribution(&entry.row.distribution, &receipt(entry)).collect::<Vec<_>>();
        table.rows.push(name.into_iter().chain(cells).collect());
    }
    let named: Vec<_> = found
        .iter()
        .map(|entry| {
            let series = &entry.row.series;
            (
                format!(
                    "{}, {}, {}",
                    entry.runtime.name, series.conditions.packaging, series.conditions.arch
                ),
                entry,
            )
        })
        .collect();
    let window = first.window;
    let source = format!(
        "Source: {}, workload {}, {}, {} to {}",
        first.series.conditions.source,
        first.series.conditions.workload,
        first.series.memory.words(),
        window.window_start,
        window.window_end
    );
    dots(catalog, (slug, ""), (&named, &plain), table, &source).map(Some)
}

/// Makes the label of a row in a drawing from its name and its runtime.
type Label<'l> = &'l dyn Fn(&str, &Ranked<'_, '_>) -> String;

/// Returns the name alone.
pub(crate) fn plain(name: &str, _: &Ranked<'_, '_>) -> String {
    name.to_owned()
}

/// Draws a mark and a line for each of `named`, with their intervals. The finding begins with `subject`, unless it is
/// empty.
pub(crate) fn dots(
    catalog: &Catalog<'_>,
    (slug, subject): (&str, &str),
    (named, label_of): (&[(String, &Ranked<'_, '_>)], Label<'_>),
    table: Table,
    source: &str,
) -> Result<Figure> {
    let tail = common_tail(named.iter().map(|(_, entry)| &entry.row.distribution));
    let ends = |entry: &Ranked<'_, '_>, percentile| {
        let found = catalog.interval(&entry.row.series, percentile)?;
        found.lower.zip(found.upper)
    };
    let labels: Vec<String> = named.iter().map(|(name, entry)| label_of(name, entry)).collect();
    let rows: Vec<_> = named
        .iter()
        .zip(&labels)
        .map(|((_, entry), label)| ranking::Row {
            label,
            series_idx: catalog.hue(entry.runtime.language),
            p50: entry.row.distribution.p50,
            tail: entry.row.distribution.percentile(tail),
            p50_ends: ends(entry, Percentile::P50),
            tail_ends: if tail == Percentile::P50 { None } else { ends(entry, tail) },
        })
        .collect();
    let series = named.first().map(|(_, entry)| &entry.row.series);
    let metric = series.map_or("", |series| series.metric.title());
    let unit = series.map_or(catalog.view.metric.unit(), |series| series.unit);
    let words = Words {
        slug: slug.to_owned(),
        title: if tail == Percentile::P50 {
            format!("{}: p50", capital(metric))
        } else {
            format!("{}: p50 and {tail}", capital(metric))
        },
        finding: if subject.is_empty() {
            finding(named, tail)
        } else {
            format!("{subject}. {}", finding(named, tail))
        },
        source: if tail == Percentile::P50 {
            format!("Mark: median; pale bar: its 95 % interval. {source}")
        } else {
            let deep = tail.title();
            format!("Mark: median; line: to the {deep}; pale bars: 95 % intervals of both. {source}")
        },
        tail,
    };
    figure(words, table, |frame| ranking::draw(frame, &rows, unit))
}

/// Describes the ranges of medians and tails.
fn finding(named: &[(String, &Ranked<'_, '_>)], tail: Percentile) -> String {
    let span = |percentile: Percentile| {
        let value = |entry: &Ranked<'_, '_>| entry.row.distribution.percentile(percentile);
        let ms = |entry: &Ranked<'_, '_>| format_value(value(entry), entry.row.series.unit);
        let by_value = |a: &&(String, &Ranked<'_, '_>), b: &&(String, &Ranked<'_, '_>)| {
            value(a.1).total_cmp(&value(b.1))
        };
        let (lowest, highest) = named.iter().min_by(by_value).zip(named.iter().max_by(by_value))?;
        Some(format!(
            "{} from {} ({}) to {} ({})",
            percentile.title(),
            ms(lowest.1),
            lowest.0,
            ms(highest.1),
            highest.0
        ))
    };
    let tail = (tail > Percentile::P50).then(|| span(tail)).flatten();
    let parts: Vec<String> = span(Percentile::P50).into_iter().chain(tail).collect();
    format!("{}.", capital(&parts.join("; ")))
}

/// Describes the exact subject of a row.
fn source(row: &SeriesRow) -> String {
    let (series, window) = (&row.series, &row.window);
    format!(
        "Source: {}, workload {}, {}, {}, {}, {} to {}",
        series.conditions.source,
        series.conditions.workload,
        series.conditions.packaging,
        series.memory.words(),
        series.conditions.arch,
        window.window_start,
        window.window_end
    )
}
