//! Comparison of platforms: each pair that one source measured with the same function, memory size and load.
//!
//! Everything is read from the tables, so anyone can repeat it. Runs on two platforms share nothing, so their medians are
//! taken as independent.

use std::collections::BTreeMap;

use schema::{
    ClusterUnit, Conditions, Estimate, IntervalRow, Percentile, PlatformComparisonRow, Series, SeriesRow,
    Tables, Verdict,
};

use crate::mover;

/// Fewest clusters of either side: one run tells nothing of how runs differ.
const MIN_CLUSTERS: u32 = 2;

/// Compares every two platforms of each source.
pub fn platform_comparisons(tables: &Tables) -> Vec<PlatformComparisonRow> {
    let intervals: BTreeMap<(&Series, Percentile), &IntervalRow> =
        tables.intervals.iter().map(|row| ((&row.series, row.percentile), row)).collect();
    let mut groups: BTreeMap<_, Vec<&SeriesRow>> = BTreeMap::new();
    for row in tables.series.iter().filter(|row| is_compared(row, &tables.series)) {
        groups.entry(shape(&row.series)).or_default().push(row);
    }
    let mut rows = Vec::new();
    for group in groups.into_values() {
        for (idx, a) in group.iter().enumerate() {
            let others = group[idx + 1..]
                .iter()
                .filter(|b| a.series.conditions.provider != b.series.conditions.provider);
            rows.extend(others.map(|b| compare(a, b, &intervals)));
        }
    }
    rows
}

/// Returns the parts of a key that both platforms must share.
fn shape(series: &Series) -> (Conditions, schema::Metric, schema::Memory) {
    let anywhere = Conditions {
        provider: schema::Provider::Unknown,
        region: String::new(),
        ..series.conditions.clone()
    };
    (anywhere, series.metric, series.memory)
}

/// Returns true if the series stands for its platform: it pools all regions, or the source has only one region there.
fn is_compared(row: &SeriesRow, all: &[SeriesRow]) -> bool {
    let conditions = &row.series.conditions;
    let is_same_but_region = |other: &&SeriesRow| {
        let Conditions { region, .. } = &other.series.conditions;
        *region != conditions.region
            && shape(&other.series) == shape(&row.series)
            && other.series.conditions.provider == conditions.provider
    };
    row.distribution.clusters >= MIN_CLUSTERS
        && row.distribution.cluster_unit == ClusterUnit::Run
        && row.ceiling.is_some()
        && (conditions.region == Conditions::ALL_REGIONS
            || !all.iter().any(|other| is_same_but_region(&other)))
}

fn compare(
    a: &SeriesRow,
    b: &SeriesRow,
    intervals: &BTreeMap<(&Series, Percentile), &IntervalRow>,
) -> PlatformComparisonRow {
    let estimate = |row: &SeriesRow, percentile| {
        let found = intervals.get(&(&row.series, percentile));
        let value = row.distribution.percentile(percentile);
        let (lower, upper) = found.map_or((None, None), |found| (found.lower, found.upper));
        Estimate { value, lower, upper }
    };
    let ratio = |percentile| mover::ratio(estimate(a, percentile), estimate(b, percentile), 0.0);
    let p50_ratio = ratio(Percentile::P50);
    let b_conditions = &b.series.conditions;
    PlatformComparisonRow {
        conditions: a.series.conditions.clone(),
        metric: a.series.metric,
        memory: a.series.memory,
        window: a.window,
        a: a.series.runtime.clone(),
        b: b.series.runtime.clone(),
        b_provider: b_conditions.provider,
        b_region: b_conditions.region.clone(),
        n_a: a.distribution.n,
        n_b: b.distribution.n,
        p50_ratio,
        p50_difference: mover::difference(estimate(a, Percentile::P50), estimate(b, Percentile::P50), 0.0),
        p90_ratio: ratio(Percentile::P90),
        p99_ratio: ratio(Percentile::P99),
        verdict: Verdict::of(p50_ratio),
    }
}
