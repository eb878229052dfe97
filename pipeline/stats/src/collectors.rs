//! The same series as different collectors measure it, month by month.

use std::collections::BTreeMap;

use anyhow::Result;
use schema::{
    ClusterUnit, CollectorComparisons, CollectorRow, Estimate, Memory, Month, Percentile, Record, Window,
};

use crate::{
    frame::{Frame, Pooling},
    mover,
    percentile_ci::percentile_ci,
    series::clusters,
    window_samples::WindowSamples,
};

/// Returns a row for each series and month of `comparisons` that the source has, without the ratio.
pub(crate) fn rows(frame: &Frame<'_>, comparisons: &CollectorComparisons) -> Result<Vec<CollectorRow>> {
    let mut rows = Vec::new();
    for comparison in &comparisons.comparisons {
        if !frame.runs.series.iter().any(|key| comparison.has(key)) {
            continue;
        }
        for month in &comparison.months {
            let next = Month::from_index(month.index() + 1).first_day();
            let window =
                Window { window_start: month.first_day(), window_end: next.yesterday().unwrap_or(next) };
            for (position, samples) in frame.samples(frame.within(window), Pooling::Own)? {
                let key = frame.key(Pooling::Own, position);
                if !comparison.has(key) {
                    continue;
                }
                let is_of = |record: &&Record| frame.runs.series[record.series_idx as usize] == *key;
                let newest =
                    frame.runs.records.iter().rfind(is_of).map_or(0, |record| record.source_runtime_idx);
                let series = frame.series(Pooling::Own, position, newest);
                let samples = WindowSamples::new(clusters(frame, samples, window));
                let Some(p50) = median(&samples, frame.runs.cluster_unit) else { continue };
                rows.push(CollectorRow {
                    series,
                    month: *month,
                    n: samples.clusters.n(),
                    clusters: samples.clusters.n_days(),
                    cluster_unit: frame.runs.cluster_unit,
                    p50,
                    reference: comparison.reference.clone(),
                    ratio: None,
                    ratio_lower: None,
                    ratio_upper: None,
                });
            }
        }
    }
    Ok(rows)
}

fn median(samples: &WindowSamples, unit: ClusterUnit) -> Option<Estimate> {
    let fraction = Percentile::P50.fraction();
    let value = samples.clusters.quantile(fraction)?;
    let found = percentile_ci(samples, &[], fraction, unit == ClusterUnit::Day);
    let (lower, upper) = found.map_or((None, None), |found| (found.lower, found.upper));
    Some(Estimate { value, lower, upper })
}

/// Fills in the ratio of each row to that of its reference. Collectors share nothing, so medians are independent.
#[must_use]
pub fn with_ratios(rows: &[CollectorRow]) -> Vec<CollectorRow> {
    let place = |row: &CollectorRow, source: &str| (source.to_owned(), row.series.memory, row.month);
    let medians: BTreeMap<(String, Memory, Month), Estimate> =
        rows.iter().map(|row| (place(row, &row.series.conditions.source), row.p50)).collect();
    let filled = |row: &CollectorRow| {
        let is_reference = row.series.conditions.source == row.reference;
        let reference = medians.get(&place(row, &row.reference)).filter(|_| !is_reference);
        let ratio = reference.map(|reference| mover::ratio(row.p50, *reference, 0.0));
        CollectorRow {
            ratio: ratio.map(|ratio| ratio.value),
            ratio_lower: ratio.and_then(|ratio| ratio.lower),
            ratio_upper: ratio.and_then(|ratio| ratio.upper),
            ..row.clone()
        }
    };
    rows.iter().map(filled).collect()
}
