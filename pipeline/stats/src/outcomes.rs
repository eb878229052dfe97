//! Counts of requests, with those of pooled series.

use std::collections::BTreeMap;

use schema::{Metric, Observer, OutcomeRow, Runs, SeriesKey};

/// Returns the counts of `runs`, and the sums over the memory sizes or regions that the source pools.
pub(crate) fn outcomes(runs: &Runs) -> Vec<OutcomeRow> {
    let mut sums: BTreeMap<(SeriesKey, Observer), OutcomeRow> = BTreeMap::new();
    for row in &runs.outcomes {
        let own = SeriesKey {
            conditions: row.conditions.clone(),
            // Counts are not of a metric.
            metric: Metric::DurationMs,
            runtime: row.runtime.clone(),
            memory: row.memory,
        };
        let pooled = own.pooled(runs.pooled);
        if pooled != own {
            let (conditions, memory) = (pooled.conditions.clone(), pooled.memory);
            let part = OutcomeRow { conditions, memory, ..row.clone() };
            let sum = sums.entry((pooled, row.observer));
            sum.and_modify(|sum| sum.add(&part)).or_insert(part);
        }
        sums.insert((own, row.observer), row.clone());
    }
    sums.into_values().collect()
}
