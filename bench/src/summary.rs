//! Percentiles for a terminal, with the same definition and the same ceilings as everywhere.

use std::fmt::Write;

use schema::{Percentile, QuantileType};

use crate::record::Record;

/// One percentile of values in any order; none where they do not support it.
pub(crate) fn percentile(values: &[f64], percentile: Percentile) -> Option<f64> {
    let is_supported = percentile.samples_needed() <= values.len() as u64;
    is_supported.then(|| quantile(values, percentile.fraction()))
}

/// The smallest of `values`; none without any.
pub(crate) fn least(values: &[f64]) -> Option<f64> {
    values.iter().copied().min_by(f64::total_cmp)
}

/// The middle of `values`, however few; none without any.
pub(crate) fn median(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| quantile(values, 0.5))
}

/// One quantile of values in any order, of which there is at least one.
fn quantile(values: &[f64], fraction: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = QuantileType::Type7.place(sorted.len() as u64, fraction);
    let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    low + (place - place.floor()) * (high - low)
}

/// Calls that are told apart from later ones, since a runtime may still be warming up.
const STEADY_FROM: usize = 10;

/// What processes of one function came to, as lines of text.
pub(crate) fn text(records: &[Record]) -> String {
    let mut out = String::new();
    let mut line = |name: &str, values: &[f64]| {
        let cells: Vec<String> = [least(values)]
            .into_iter()
            .chain(Percentile::ALL.map(|found| percentile(values, found)))
            .map(|value| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}")))
            .collect();
        // Writing to a string does not fail.
        let _ = writeln!(
            out,
            "  {name:24} {:>10} {:>10} {:>10} {:>10} {:>10} {:>8}",
            cells[0],
            cells[1],
            cells[2],
            cells[3],
            cells[4],
            values.len()
        );
    };
    let cold = |value: fn(&Record) -> Option<f64>| records.iter().filter_map(value).collect::<Vec<f64>>();
    line("init", &cold(Record::init_ms));
    line("first response", &cold(Record::first_response_ms));
    line("cold total", &cold(Record::cold_total_ms));
    let latencies: Vec<Vec<f64>> = records.iter().map(Record::latencies_ms).collect();
    let early: Vec<f64> =
        latencies.iter().flat_map(|all| all.iter().take(STEADY_FROM).skip(1)).copied().collect();
    let steady: Vec<f64> = latencies.iter().flat_map(|all| all.iter().skip(STEADY_FROM)).copied().collect();
    line("warm, calls 2 to 10", &early);
    line("warm, later calls", &steady);
    let heading = format!(
        "  {:24} {:>10} {:>10} {:>10} {:>10} {:>10} {:>8}",
        "milliseconds", "min", "p50", "p90", "p95", "p99", "n"
    );
    format!("{heading}\n{out}")
}

#[test]
fn percentiles_are_those_of_the_site_and_end_where_samples_end() {
    let values: Vec<f64> = (0..100).rev().map(f64::from).collect();
    assert_eq!(percentile(&values, Percentile::P50), Some(49.5));
    assert_eq!(percentile(&values, Percentile::P95), Some(94.05));
    assert_eq!(percentile(&values, Percentile::P99), None);
    assert_eq!((median(&[2.0, 1.0]), median(&[]), least(&[])), (Some(1.5), None, None));
}
