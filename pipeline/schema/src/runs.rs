//! Raw benchmark runs, the output of every adapter.

use std::ops::Range;

use crate::{ArtifactRow, ClusterUnit, Date, OutcomeRow, Pooled, Quarantined, RuleCount, SeriesKey};

/// All contents of a source's raw files, accepted and refused.
///
/// Each file keeps its samples in one list, and each record owns a range of it. Joining files copies nothing, and
/// five million `f64` take 40 MB.
#[derive(Clone, Debug)]
pub struct Runs<K = SeriesKey> {
    /// Slug of the source.
    pub source: String,
    /// Every series in the files; a record refers to one by index.
    pub series: Vec<K>,
    /// Every upstream runtime name in the files; a record refers to one by index.
    pub source_runtimes: Vec<String>,
    /// Every file read, in the order of the records.
    pub files: Vec<FileRead>,
    /// Accepted records, ordered by file, then by position in the file.
    pub records: Vec<Record>,
    /// Files, records and samples that no statistic uses.
    pub quarantined: Vec<Quarantined>,
    /// Counts of each rule of the adapter.
    pub rules: Vec<RuleCount>,
    /// Requests that failed or stayed without an answer; empty if the source does not count them.
    pub outcomes: Vec<OutcomeRow>,
    /// Upstream runtime names that `data/runtimes.toml` lacks.
    pub unregistered: Vec<String>,
    /// Unit that intervals resample.
    pub cluster_unit: ClusterUnit,
    /// The series that are also published together.
    pub pooled: Pooled,
    /// Functions as deployed, with their machines; empty if the source does not say.
    pub artifacts: Vec<ArtifactRow>,
}

// Derived, it would ask for a default key.
impl<K> Default for Runs<K> {
    fn default() -> Runs<K> {
        Runs {
            source: String::new(),
            series: Vec::new(),
            source_runtimes: Vec::new(),
            files: Vec::new(),
            records: Vec::new(),
            quarantined: Vec::new(),
            rules: Vec::new(),
            outcomes: Vec::new(),
            unregistered: Vec::new(),
            cluster_unit: ClusterUnit::default(),
            pooled: Pooled::default(),
            artifacts: Vec::new(),
        }
    }
}

impl<K> Runs<K> {
    /// Samples of one record.
    pub fn samples_of(&self, record: &Record) -> Samples<'_> {
        let file = &self.files[record.file_idx as usize];
        let counts = file.counts.get(record.samples()).unwrap_or_default();
        Samples { values: &file.samples[record.samples()], counts }
    }

    /// Samples of one record, each with the position of its upstream record in the file.
    pub fn samples_with_records(&self, record: &Record) -> impl Iterator<Item = (u32, f64)> {
        let file = &self.files[record.file_idx as usize];
        let position = |idx: usize| file.sample_records.get(idx).copied().unwrap_or(record.record_idx);
        let counts = record.samples().zip(self.samples_of(record).counted());
        counts.flat_map(move |(idx, (value, count))| {
            std::iter::repeat_n((position(idx), value), count as usize)
        })
    }

    /// Samples that statistics use.
    pub fn n_accepted_samples(&self) -> u64 {
        self.records.iter().map(|record| self.samples_of(record).n()).sum()
    }

    /// Samples in the raw files, accepted or not.
    pub fn n_raw_samples(&self) -> u64 {
        self.files.iter().map(|file| file.raw_samples).sum()
    }

    /// Samples excluded from every statistic.
    pub fn n_quarantined_samples(&self) -> u64 {
        self.quarantined.iter().map(|row| row.samples).sum()
    }
}

/// One raw file and its contents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileRead {
    /// Path below the source's raw folder.
    pub path: String,
    /// Day in the file's name; none if the name has none.
    pub date: Option<Date>,
    /// Records in the file, accepted or not.
    pub raw_records: u64,
    /// Samples in the file, accepted or not.
    pub raw_samples: u64,
    /// Name of the rule that refused the whole file, if any.
    pub refused_by: Option<&'static str>,
    /// Samples of all accepted records, in the unit of their series.
    pub samples: Vec<f64>,
    /// The number of times that each of `samples` was measured; empty where each stands for one measurement.
    pub counts: Vec<u32>,
    /// Position in the file of the upstream record behind each sample; empty where [`Record::record_idx`] says it.
    pub sample_records: Vec<u32>,
}

/// Samples of one record, each with a count.
#[derive(Clone, Copy, Debug)]
pub struct Samples<'a> {
    /// The values, in the order of the file.
    pub values: &'a [f64],
    /// The count of each value; empty where each counts once.
    counts: &'a [u32],
}

impl<'a> Samples<'a> {
    /// Returns each value with its count.
    pub fn counted(self) -> impl Iterator<Item = (f64, u32)> + 'a {
        let count = move |idx: usize| self.counts.get(idx).copied().unwrap_or(1);
        self.values.iter().enumerate().map(move |(idx, value)| (*value, count(idx)))
    }

    /// Returns the sum of the counts.
    pub fn n(self) -> u64 {
        match self.counts {
            [] => self.values.len() as u64,
            counts => counts.iter().map(|count| u64::from(*count)).sum(),
        }
    }
}

/// Samples of one series from one file and one cluster: one upstream record, or several that follow each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    /// Position in [`Runs::series`].
    pub series_idx: u32,
    /// Position in [`Runs::source_runtimes`].
    pub source_runtime_idx: u32,
    /// Position in [`Runs::files`].
    pub file_idx: u32,
    /// Position of the record in its file, from 0; that of the first where several are read as one.
    pub record_idx: u32,
    /// Number of the block or run, from 0. Days are clusters by their date instead.
    pub cluster_idx: u32,
    /// Day of measurement, UTC.
    pub date: Date,
    /// Position of the first sample in the samples of its file.
    pub first_sample: u32,
    /// Number of samples; each may have a count.
    pub n_samples: u32,
    /// Means that upstream gives for the whole record.
    pub batch_means: BatchMeans,
}

impl Record {
    /// The range of the record's samples among those of its file.
    pub fn samples(&self) -> Range<usize> {
        let first = self.first_sample as usize;
        first..first + self.n_samples as usize
    }
}

/// Means over the cold starts of one record. They are not samples: each stands for the whole batch.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BatchMeans {
    /// Handler duration of the cold invocation, in milliseconds.
    pub handler_ms: Option<f64>,
    /// Memory used, in megabytes.
    pub memory_used_mb: Option<f64>,
}

/// A raw file on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDigest {
    /// Path below the source's raw folder.
    pub path: String,
    /// Length, in bytes.
    pub bytes: u64,
    /// SHA-256, in hexadecimal.
    pub sha256: String,
}
