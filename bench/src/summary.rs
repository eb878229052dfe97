//! Percentiles for a terminal, by the same definition and with the same minimum sample counts as the site.

use std::fmt::Write;

use schema::{Percentile, quantile};

use crate::record::Record;

/// Returns a percentile of `values` in any order, or none if they are too few to support it.
pub(crate) fn percentile(values: &[f64], percentile: Percentile) -> Option<f64> {
    let is_supported = percentile.samples_needed() <= values.len() as u64;
    quantile(&sorted(values), percentile.fraction()).filter(|_| is_supported)
}

/// Returns the smallest of `values`, or none without any.
pub(crate) fn minimum(values: &[f64]) -> Option<f64> {
    values.iter().copied().min_by(f64::total_cmp)
}

/// Returns the median of `values` in any order, or none without any.
pub(crate) fn median(values: &[f64]) -> Option<f64> {
    quantile(&sorted(values), 0.5)
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// Index of the first invocation shown as warm. Earlier ones are shown apart, since a runtime may still be warming up.
const WARM_FROM: usize = 10;

/// Renders the percentiles of a function's processes as lines of text.
pub(crate) fn table(records: &[Record]) -> String {
    let mut out = format!(
        "  {:24} {:>10} {:>10} {:>10} {:>10} {:>10} {:>8}\n",
        "milliseconds", "min", "p50", "p90", "p95", "p99", "n"
    );
    let mut row = |name: &str, values: &[f64]| {
        // Writing to a string does not fail.
        let _ = write!(out, "  {name:24}");
        for value in [minimum(values)].into_iter().chain(Percentile::ALL.map(|p| percentile(values, p))) {
            let cell = value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"));
            let _ = write!(out, " {cell:>10}");
        }
        let _ = writeln!(out, " {:>8}", values.len());
    };
    let cold = |value: fn(&Record) -> Option<f64>| records.iter().filter_map(value).collect::<Vec<f64>>();
    row("init", &cold(Record::init_ms));
    row("first response", &cold(Record::first_response_ms));
    row("cold total", &cold(Record::cold_total_ms));
    let latencies: Vec<Vec<f64>> = records.iter().map(Record::latencies_ms).collect();
    let early: Vec<f64> =
        latencies.iter().flat_map(|all| all.iter().take(WARM_FROM).skip(1)).copied().collect();
    let warm: Vec<f64> = latencies.iter().flat_map(|all| all.iter().skip(WARM_FROM)).copied().collect();
    row("warm, calls 2 to 10", &early);
    row("warm, later calls", &warm);
    out
}

#[test]
fn percentiles_match_the_site_and_need_enough_samples() {
    let values: Vec<f64> = (0..100).rev().map(f64::from).collect();
    assert_eq!(percentile(&values, Percentile::P50), Some(49.5));
    assert_eq!(percentile(&values, Percentile::P95), Some(94.05));
    assert_eq!(percentile(&values, Percentile::P99), None);
    assert_eq!((median(&[2.0, 1.0]), median(&[]), minimum(&[])), (Some(1.5), None, None));
}
