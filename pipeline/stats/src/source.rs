//! The accounts of a source: what its files held and what became of it.

use std::collections::BTreeSet;

use schema::{Date, Runs, SourceRow};

/// The row of this source; none without accepted samples.
pub(crate) fn account(runs: &Runs) -> Option<SourceRow> {
    let same_day = runs.records.chunk_by(|a, b| a.date == b.date);
    let days: BTreeSet<Date> = same_day.map(|records| records[0].date).collect();
    Some(SourceRow {
        source: runs.source.clone(),
        first_day: *days.first()?,
        newest_day: *days.last()?,
        days: days.len() as u32,
        files: runs.files.len() as u64,
        records: runs.records.len() as u64,
        raw_samples: runs.n_raw_samples(),
        accepted_samples: runs.n_accepted_samples(),
        quarantined_samples: runs.n_quarantined_samples(),
    })
}
