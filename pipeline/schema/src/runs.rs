//! Raw benchmark runs as every adapter hands them on.

use std::ops::Range;

use crate::{ArtifactRow, Date, Quarantined, RuleCount, SeriesKey};

/// Everything that a source's raw files hold, accepted and refused.
///
/// Each file keeps its samples in one list and each record owns a range of it: nothing is copied when files
/// are joined, and five million `f64` take 40 MB.
#[derive(Clone, Debug, Default)]
pub struct Runs {
    /// Slug of the source.
    pub source: String,
    /// Every series met; a record names one by position.
    pub series: Vec<SeriesKey>,
    /// Every upstream runtime name met; a record names one by position.
    pub source_runtimes: Vec<String>,
    /// Every file read, in the order of the records.
    pub files: Vec<FileRead>,
    /// Accepted records, in order of file, then of position in it.
    pub records: Vec<Record>,
    /// What no statistic uses.
    pub quarantined: Vec<Quarantined>,
    /// What each rule of the adapter met.
    pub rules: Vec<RuleCount>,
    /// Upstream runtime names that `data/runtimes.toml` lacks.
    pub unregistered: Vec<String>,
    /// What samples share, so that it is what intervals resample.
    pub clustering: Clustering,
    /// What was deployed where; empty where the source does not say.
    pub artifacts: Vec<ArtifactRow>,
}

/// What makes samples belong together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clustering {
    /// The day of their measurement.
    #[default]
    Days,
    /// The block of a campaign, which is a file.
    Blocks,
}

impl Runs {
    /// Samples of one record.
    pub fn samples_of(&self, record: &Record) -> &[f64] {
        &self.files[record.file_idx as usize].samples[record.samples()]
    }

    /// Samples that statistics use.
    pub fn n_accepted_samples(&self) -> u64 {
        self.records.iter().map(|record| u64::from(record.n_samples)).sum()
    }

    /// Samples that the raw files held, accepted or not.
    pub fn n_raw_samples(&self) -> u64 {
        self.files.iter().map(|file| file.raw_samples).sum()
    }

    /// Samples kept out of every statistic.
    pub fn n_quarantined_samples(&self) -> u64 {
        self.quarantined.iter().map(|row| row.samples).sum()
    }
}

/// One raw file and what was found in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileRead {
    /// Path below the source's raw folder.
    pub path: String,
    /// Day that the file's name says; none where it says none.
    pub date: Option<Date>,
    /// Records in the file, whatever became of them.
    pub raw_records: u64,
    /// Samples in the file, whatever became of them.
    pub raw_samples: u64,
    /// Name of the rule that refused the whole file, if one did.
    pub refused_by: Option<&'static str>,
    /// Samples that records own, in the unit of their series.
    pub samples: Vec<f64>,
}

/// One upstream record: the samples of one series on one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    /// Position in [`Runs::series`].
    pub series_idx: u32,
    /// Position in [`Runs::source_runtimes`].
    pub source_runtime_idx: u32,
    /// Position in [`Runs::files`].
    pub file_idx: u32,
    /// Position of the record in its file, from 0.
    pub record_idx: u32,
    /// Day of measurement, UTC.
    pub date: Date,
    /// Position of the first sample in the samples of its file.
    pub first_sample: u32,
    /// Number of samples.
    pub n_samples: u32,
    /// What upstream gives once for the whole record.
    pub batch_means: BatchMeans,
}

impl Record {
    /// Where the samples lie in those of the file.
    pub fn samples(&self) -> Range<usize> {
        let first = self.first_sample as usize;
        first..first + self.n_samples as usize
    }
}

/// Means over the cold starts of one record. They are not samples: one number stands for the batch.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BatchMeans {
    /// Handler duration of the cold invocation, in milliseconds.
    pub handler_ms: Option<f64>,
    /// Memory used, in megabytes.
    pub memory_used_mb: Option<f64>,
}

/// A raw file as it lies on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDigest {
    /// Path below the source's raw folder.
    pub path: String,
    /// Length.
    pub bytes: u64,
    /// SHA-256, in hexadecimal.
    pub sha256: String,
}
