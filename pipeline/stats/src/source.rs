//! Accounts of a source: the contents of its files, accepted or not.

use std::collections::{BTreeMap, BTreeSet};

use schema::{Date, FileDigest, FileRow, Runs, SourceRow};

/// Returns the row of this source; `None` without accepted samples.
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

/// Returns the row of each raw file, in the order of the runs. `digests` belong to the files that the runs were read
/// from.
pub(crate) fn files(runs: &Runs, digests: &[FileDigest]) -> Vec<FileRow> {
    let by_path: BTreeMap<&str, &FileDigest> =
        digests.iter().map(|digest| (digest.path.as_str(), digest)).collect();
    let mut accepted = vec![0; runs.files.len()];
    for record in &runs.records {
        accepted[record.file_idx as usize] += runs.samples_of(record).n();
    }
    let files = runs.files.iter().zip(accepted);
    let row = |(file, accepted_samples): (&schema::FileRead, u64)| {
        let digest = by_path.get(file.path.as_str())?;
        Some(FileRow {
            source: runs.source.clone(),
            file: file.path.clone(),
            date: file.date,
            bytes: digest.bytes,
            sha256: digest.sha256.clone(),
            records: file.raw_records,
            accepted_samples,
            refused_by: file.refused_by.unwrap_or_default().to_owned(),
        })
    };
    files.filter_map(row).collect()
}
