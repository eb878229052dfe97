//! Distributions of two runtimes, and the cost of a worked example with each.

use anyhow::Result;
use charts::ecdf::{self, Line, Step};
use schema::{BootstrapQuantileRow, Estimate, Percentile, SloResultRow, TrackedStatistic};

use crate::{
    Inputs,
    context::{
        catalog::{Catalog, Ranked},
        descriptions::default_view,
        figure::{Figure, Words, figure},
        formats::{ends, sure},
        table::{Cell, Table},
    },
};

/// Draws both distributions in the default view; none if the bootstrap does not follow one of them.
pub(super) fn distributions(catalog: &Catalog<'_>, pair: [&Ranked<'_, '_>; 2]) -> Result<Option<Figure>> {
    let rows = pair.map(|entry| steps(catalog, entry));
    if rows.iter().any(Vec::is_empty) {
        return Ok(None);
    }
    let [a, b] = pair.map(|entry| entry.runtime.name);
    let unit = pair[0].row.series.unit;
    let names: Vec<String> = [a, b].iter().map(|name| format!("#{name}, {unit}")).collect();
    let labels = ["Percentile", &names[0], "#95 % interval", &names[1], "#95 % interval"];
    let mut table = Table::new(format!("Percentiles of the {}", pair[0].row.series.metric.title()), &labels);
    for (first, second) in rows[0].iter().zip(&rows[1]) {
        let mut cells = vec![Cell::text(format!("p{:.0}", first.share * 100.0)).head()];
        for step in [first, second] {
            cells.push(Cell::number(step.value));
            cells.push(Cell::text(ends(step.ends)));
        }
        table.rows.push(cells);
    }
    let share_within = |steps: &[Step], value: f64| steps.iter().filter(|step| step.value <= value).count();
    let medians = pair.map(|entry| entry.row.distribution.p50);
    let slower = usize::from(medians[0] <= medians[1]);
    let quicker = 1 - slower;
    // Counts the percentiles of the quicker runtime that lie below the quickest tenth of the slower one.
    let below = share_within(&rows[quicker], rows[slower][0].value);
    let finding = match below {
        0 => format!(
            "The two overlap: even the quickest tenth of {} reaches into the starts of {}.",
            pair[slower].runtime.name, pair[quicker].runtime.name
        ),
        below => format!(
            "At least {:.0} % of the starts of {} take no longer than the quickest tenth of {}.",
            rows[quicker][below - 1].share * 100.0,
            pair[quicker].runtime.name,
            pair[slower].runtime.name
        ),
    };
    let words = Words {
        slug: "distributions".to_owned(),
        title: format!("{a} and {b}: share of starts within a time"),
        finding,
        source: format!(
            "Marks: percentiles, straight lines in between; pale bands: their 95 % intervals. {}",
            default_view(catalog)
        ),
        tail: Percentile::P50,
    };
    let lines = [0, 1].map(|idx| Line {
        label: pair[idx].runtime.name,
        series_idx: hue(catalog, pair, idx),
        steps: rows[idx].clone(),
    });
    figure(words, table, |frame| ecdf::draw(frame, &lines, unit)).map(Some)
}

/// Colour of its language, or the next colour if both share a language.
fn hue(catalog: &Catalog<'_>, pair: [&Ranked<'_, '_>; 2], idx: usize) -> usize {
    let hues = pair.map(|entry| catalog.hue(entry.runtime.language));
    if idx == 1 && hues[0] == hues[1] { hues[1] + 1 } else { hues[idx] }
}

fn steps(catalog: &Catalog<'_>, entry: &Ranked<'_, '_>) -> Vec<Step> {
    let step = |row: &BootstrapQuantileRow| match row.statistic {
        TrackedStatistic::Percentile(percent) => {
            Some(Step { share: f64::from(percent) / 100.0, value: row.estimate, ends: row.ends() })
        }
        TrackedStatistic::Mean => None,
    };
    catalog.replicates(&entry.row.series).filter_map(step).collect()
}

/// Shows the cost of the first worked example with each, as zip and image on both architectures.
pub(super) fn costs(inputs: &Inputs<'_>, pair: [&Ranked<'_, '_>; 2]) -> Option<Table> {
    let example = inputs.scenarios.first()?;
    let [a, b] = pair.map(|entry| entry.runtime);
    let (first, second) = (format!("#{}", a.name), format!("#{}", b.name));
    let labels = ["Package", "Architecture", &first, &second];
    let caption = format!("{}: US dollars a month, with 95 % intervals", example.title);
    let mut table = Table::new(caption, &labels);
    let results: Vec<&SloResultRow> =
        inputs.summaries.slo_results.iter().filter(|row| row.scenario == example.id).collect();
    let find = |slug: &str, like: &SloResultRow| {
        results.iter().copied().find(|row| {
            row.runtime == slug && (&row.conditions, row.memory) == (&like.conditions, like.memory)
        })
    };
    let cell = |row: &SloResultRow| {
        let (lower, upper) = (row.month_usd_lower, row.month_usd_upper);
        row.month_usd
            .map_or_else(|| Cell::measured(None), |value| Cell::text(sure(Estimate { value, lower, upper })))
    };
    for row in results.iter().filter(|row| row.runtime == a.slug) {
        let Some(other) = find(b.slug, row) else { continue };
        table.rows.push(vec![
            Cell::text(row.conditions.packaging.name()).head(),
            Cell::text(row.conditions.arch.name()),
            cell(row),
            cell(other),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}
