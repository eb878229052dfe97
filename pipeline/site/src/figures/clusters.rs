//! The picture of days as clusters, for the page on methods.

use anyhow::Result;
use charts::strips;
use schema::Percentile;
use serde_json::json;

use crate::context::{
    catalog::Catalog,
    figure::{Figure, Words, figure},
    table::{Cell, Table},
};

/// Made-up samples of six days: five are alike, and on the fourth a third of the starts is slow.
const DAYS: [[f64; 12]; 6] = [
    [15.2, 15.9, 16.4, 15.1, 17.3, 15.6, 16.0, 18.1, 15.4, 16.8, 15.7, 16.2],
    [15.8, 16.1, 15.3, 17.0, 15.5, 16.6, 15.2, 15.9, 19.0, 16.3, 15.6, 16.9],
    [16.0, 15.4, 16.7, 15.9, 15.1, 17.6, 16.2, 15.7, 15.3, 16.4, 18.4, 15.8],
    [16.3, 31.5, 15.9, 35.2, 16.8, 15.5, 33.0, 17.4, 38.1, 16.1, 15.7, 16.6],
    [15.6, 16.2, 15.0, 15.8, 16.5, 17.1, 15.3, 16.0, 15.9, 18.8, 15.4, 16.7],
    [15.9, 15.5, 16.9, 16.1, 15.2, 15.7, 17.8, 16.4, 15.1, 16.0, 15.8, 16.6],
];

/// Milliseconds from which on a start of this picture is slow.
const SLOW_MS: f64 = 25.0;

/// Draws the samples of each day.
pub(crate) fn chart(catalog: &Catalog<'_>, slug: &str) -> Result<Figure> {
    let n_slow = |day: &[f64]| day.iter().filter(|value| **value > SLOW_MS).count();
    let view = json!({
        "days": DAYS.len(),
        "starts": DAYS.iter().flatten().count(),
        "slow": DAYS.iter().map(|day| n_slow(day)).sum::<usize>(),
    });
    let labelled = catalog.texts.words("figures/clusters", &view)?;
    let day = labelled.part("Day")?;
    let labels: Vec<String> = (1..=DAYS.len()).map(|number| format!("{day} {number}")).collect();
    let row = |(label, day): (&String, &[f64; 12])| {
        vec![Cell::text(label).head(), Cell::count(day.len() as u64), Cell::count(n_slow(day) as u64)]
    };
    let table = Table::worded(&labelled)?.with(labels.iter().zip(&DAYS).map(row))?;
    let words = Words::of(&labelled, slug, Percentile::P50)?;
    let rows: Vec<strips::Strip<'_>> =
        labels.iter().zip(&DAYS).map(|(label, day)| strips::Strip { label, values: day.to_vec() }).collect();
    let strips = strips::Strips { rows: &rows, x_name: &labelled.part("Axis")?, target: None };
    figure(&catalog.texts, words, table, |frame| strips::draw(frame, &strips))
}
