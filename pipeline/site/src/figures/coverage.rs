//! Coverage of intervals, for the page on methods.

use std::collections::BTreeMap;

use anyhow::Result;
use charts::strips;
use schema::{CalibrationRow, Design, Percentile, SimulatedStatistic};
use serde_json::json;

use crate::{
    Inputs,
    context::{
        catalog::Catalog,
        figure::{Figure, Words, figure},
        formats::points,
        table::{Cell, Table},
        texts::{Labelled, Texts},
    },
};

/// Makes a row for each simulated design, with the coverage of each percentile; none if no design was simulated.
pub(crate) fn percentiles(inputs: &Inputs<'_>, texts: &Texts) -> Result<Option<Table>> {
    use SimulatedStatistic::{P50, P90, P95, P99};
    table(inputs, texts, "percentiles", &[P50, P90, P95, P99])
}

/// Makes a row for each design of which comparisons were simulated; none if none was.
pub(crate) fn comparisons(inputs: &Inputs<'_>, texts: &Texts) -> Result<Option<Table>> {
    use SimulatedStatistic::{P50Ratio, P90Ratio, P99Ratio, RankSet, ShiftBand, Superiority};
    table(inputs, texts, "comparisons", &[P50Ratio, P90Ratio, P99Ratio, Superiority, ShiftBand, RankSet])
}

fn table(
    inputs: &Inputs<'_>,
    texts: &Texts,
    name: &str,
    statistics: &[SimulatedStatistic],
) -> Result<Option<Table>> {
    let mut designs: BTreeMap<Design, Vec<&CalibrationRow>> = BTreeMap::new();
    for row in inputs.tables.calibration.iter().filter(|row| statistics.contains(&row.statistic)) {
        designs.entry(row.design).or_default().push(row);
    }
    let Some(first) = designs.values().next().and_then(|rows| rows.first()) else { return Ok(None) };
    let view = json!({ "name": name, "simulations": first.simulations });
    let words = texts.words("figures/coverage", &view)?;
    let mut table = Table::worded(&words)?;
    for (design, rows) in &designs {
        let coverage = |statistic: &SimulatedStatistic| {
            let row = rows.iter().find(|row| row.statistic == *statistic);
            Ok(match row {
                Some(row) => Cell::text(achieved(&words, row)?),
                None => Cell::measured(None),
            })
        };
        let found: Vec<Cell> = statistics.iter().map(coverage).collect::<Result<_>>()?;
        let size = format!("{} {}s × {}", design.clusters, design.cluster_unit, design.samples_per_cluster);
        let bad_days = match design.bad_day_percent {
            0 => String::new(),
            percent => format!(", {percent}% {}", words.part("Bad days")?),
        };
        let cells = [
            Cell::text(format!("{size}{bad_days}")).head(),
            Cell::text(format!("{}%", design.icc_percent)),
            Cell::count(u64::from(design.earlier_windows)),
        ];
        table.rows.push(cells.into_iter().chain(found).collect());
    }
    Ok(Some(table.checked()?))
}

/// Least share of open ends that is shown: less rounds to zero.
const SHOWN_OPEN: f64 = 0.0005;

/// Formats the coverage in per cent, with the share of intervals above and below the true value, and of those without an
/// upper end: `95.8 (2.1, 2.1)`. Coverage outside the tolerance is marked.
fn achieved(words: &Labelled, row: &CalibrationRow) -> Result<String> {
    let mark = match row.coverage {
        coverage if coverage < CalibrationRow::LEAST => format!(" {}", words.part("Low")?),
        coverage if coverage > CalibrationRow::MOST => format!(" {}", words.part("High")?),
        _ => String::new(),
    };
    let misses = row.too_high.zip(row.too_low);
    let misses = misses.map(|(high, low)| format!(" ({}, {})", points(high), points(low)));
    let open = if row.open >= SHOWN_OPEN {
        format!(", {} {}", points(row.open), words.part("Open")?)
    } else {
        String::new()
    };
    Ok(format!("{}{mark}{}{open}", points(row.coverage), misses.unwrap_or_default()))
}

/// Draws the coverage of every design by percentile, where its samples support the percentile; none if none was simulated.
pub(crate) fn chart(catalog: &Catalog<'_>, inputs: &Inputs<'_>, slug: &str) -> Result<Option<Figure>> {
    let supported = |row: &'_ CalibrationRow| {
        let percentile = percentile(row.statistic)?;
        let n = u64::from(row.design.clusters) * u64::from(row.design.samples_per_cluster);
        (percentile.samples_short(n) == 0).then_some(percentile)
    };
    let rows: Vec<(&CalibrationRow, Percentile)> =
        inputs.tables.calibration.iter().filter_map(|row| Some((row, supported(row)?))).collect();
    let lowest = rows.iter().min_by(|(a, _), (b, _)| a.coverage.total_cmp(&b.coverage));
    let Some((lowest, of_lowest)) = lowest else { return Ok(None) };
    let n = |is: fn(f64) -> bool| rows.iter().filter(|(row, _)| is(row.coverage)).count();
    let published: Vec<f64> =
        inputs.tables.intervals.iter().filter_map(|row| row.lower.and(row.coverage)).collect();
    let view = json!({
        "name": "chart",
        "simulations": lowest.simulations,
        "combinations": rows.len(),
        "below": n(|coverage| coverage < CalibrationRow::LEAST),
        "above": n(|coverage| coverage > CalibrationRow::MOST),
        "lowest": { "coverage": lowest.coverage, "percentile": of_lowest.title(), "has_bad_days": lowest.design.bad_day_percent > 0 },
        "published": published.len(),
        "published_below": published.iter().filter(|coverage| **coverage < CalibrationRow::LEAST).count(),
        "least": CalibrationRow::LEAST,
        "most": CalibrationRow::MOST,
    });
    let labelled = catalog.texts.words("figures/coverage", &view)?;
    let table = Table::worded(&labelled)?.with(Percentile::ALL.into_iter().map(|percentile| {
        let mut found: Vec<f64> =
            rows.iter().filter(|(_, it)| *it == percentile).map(|(row, _)| row.coverage).collect();
        found.sort_by(f64::total_cmp);
        let at = |fraction| Cell::measured(schema::quantile(&found, fraction));
        vec![Cell::text(percentile.name()).head(), Cell::count(found.len() as u64), at(0.0), at(0.5), at(1.0)]
    }))?;
    let words = Words::of(&labelled, slug, Percentile::P50)?;
    let rows: Vec<strips::Strip<'_>> = Percentile::ALL
        .into_iter()
        .map(|percentile| strips::Strip {
            label: percentile.name(),
            values: rows.iter().filter(|(_, it)| *it == percentile).map(|(row, _)| row.coverage).collect(),
        })
        .collect();
    let strips = strips::Strips {
        rows: &rows,
        x_name: &labelled.part("Axis")?,
        target: Some(strips::Target {
            value: 0.95,
            tolerance: (CalibrationRow::LEAST, CalibrationRow::MOST),
        }),
    };
    figure(&catalog.texts, words, table, |frame| strips::draw(frame, &strips)).map(Some)
}

fn percentile(statistic: SimulatedStatistic) -> Option<Percentile> {
    match statistic {
        SimulatedStatistic::P50 => Some(Percentile::P50),
        SimulatedStatistic::P90 => Some(Percentile::P90),
        SimulatedStatistic::P95 => Some(Percentile::P95),
        SimulatedStatistic::P99 => Some(Percentile::P99),
        _ => None,
    }
}
