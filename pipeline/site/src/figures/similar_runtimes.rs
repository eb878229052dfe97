//! Runtimes with similar medians: those that are statistically tied, and the next ones on either side.

use charts::number::format_number;
use schema::{ComparisonRow, Verdict};

use crate::{
    Inputs,
    context::{
        addresses::path_of_pair,
        catalog::{Catalog, RuntimeData},
        formats::sure,
        table::{Cell, Table},
    },
};

/// Number of distinguishable runtimes shown on either side.
const BESIDE: usize = 2;

/// Shows its neighbours in the default view, quickest first; none where it is not compared.
pub(crate) fn table(inputs: &Inputs<'_>, catalog: &Catalog<'_>, runtime: &RuntimeData<'_>) -> Option<Table> {
    let view = catalog.view;
    let is_default = |row: &&ComparisonRow| view.has_conditions(&row.conditions) && row.metric == view.metric;
    let is_of = |row: &&ComparisonRow| row.a == runtime.slug || row.b == runtime.slug;
    let rows = inputs.summaries.comparisons.iter().filter(is_default).filter(is_of);
    // Ratios of the other runtime to this one; below 1 means that the other is quicker.
    let mut rows: Vec<ComparisonRow> = rows
        .map(|row| row.from(if row.a == runtime.slug { &row.b } else { &row.a }))
        .filter(|row| catalog.by_slug(&row.a).is_some_and(|other| !other.is_local))
        .collect();
    rows.sort_by(|a, b| a.p50_ratio.value.total_cmp(&b.p50_ratio.value));
    let is_even = |row: &ComparisonRow| row.verdict == Verdict::NotDistinguishable;
    let n_quicker = rows.iter().filter(|row| row.verdict == Verdict::Faster).count();
    let (mut quicker, mut slower) = (0, 0);
    rows.retain(|row| match row.verdict {
        Verdict::NotDistinguishable => true,
        Verdict::Faster => {
            quicker += 1;
            quicker + BESIDE > n_quicker
        }
        Verdict::Slower => {
            slower += 1;
            slower <= BESIDE
        }
    });
    let even = rows.iter().filter(|row| is_even(row)).count();
    let caption = match even {
        0 => format!("{} can be told apart from all others; nearest to it are", runtime.name),
        1 => format!("One runtime cannot be told apart from {} by its median", runtime.name),
        even => format!("{even} runtimes cannot be told apart from {} by their medians", runtime.name),
    };
    let labels = ["Runtime", "#Its median over this one", "Beside this one", "Both"];
    let mut table = Table::new(caption, &labels);
    for row in &rows {
        let other = catalog.by_slug(&row.a)?;
        let says = match row.verdict {
            Verdict::Faster => "quicker",
            Verdict::Slower => "slower",
            Verdict::NotDistinguishable => "cannot be told apart",
        };
        let ends = row.p50_ratio.lower.and(row.p50_ratio.upper);
        table.rows.push(vec![
            Cell::text(other.name).to(other.path()).head(),
            Cell::text(ends.map_or_else(|| format_number(row.p50_ratio.value), |_| sure(row.p50_ratio))),
            Cell::text(says),
            path_of_pair(catalog, runtime.slug, other.slug)
                .map_or_else(Cell::default, |path| Cell::text("compare").to(path)),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}
