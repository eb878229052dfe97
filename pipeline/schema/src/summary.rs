//! What raw runs come to: the rows of the published tables.

use serde::{Deserialize, Serialize};

use crate::{
    AgreementRow, AnswerRow, Arch, ArtifactRow, CalendarDay, ChangeRow, ClaimVerdict, ComparisonRow, Date,
    Metric, Month, MultiverseRow, Package, Percentile, Quarantined, ReplicateRow, RobustnessRow, RuleCount,
    Series, ShiftRow, Statistic,
};

/// Every table that a site is built from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summaries {
    /// Each series over its source's window.
    pub series: Vec<SeriesRow>,
    /// Each series, month by month.
    pub history: Vec<HistoryRow>,
    /// How sure each percentile of each series is.
    pub intervals: Vec<IntervalRow>,
    /// How the statistics of each series spread over its replicates.
    pub replicates: Vec<ReplicateRow>,
    /// Each pair of runtimes in the same configuration, all memory sizes pooled.
    pub comparisons: Vec<ComparisonRow>,
    /// How far apart each pair is at each decile.
    pub shifts: Vec<ShiftRow>,
    /// What intervals achieve at the numbers of days and samples that occur.
    pub calibration: Vec<CalibrationRow>,
    /// What changed when, and what changed with it.
    pub changes: Vec<ChangeRow>,
    /// What the data say of each claim.
    pub claims: Vec<ClaimRow>,
    /// Each test of each claim under each set of defensible choices.
    pub multiverse: Vec<MultiverseRow>,
    /// In how many of those each test holds.
    pub robustness: Vec<RobustnessRow>,
    /// The places that each runtime may take in each ranking, all memory sizes pooled.
    pub ranks: Vec<RankRow>,
    /// What each configuration has to say to each worked example.
    pub answers: Vec<AnswerRow>,
    /// Batch means of each configuration over its source's window.
    pub batches: Vec<BatchRow>,
    /// Each source, day by day.
    pub calendar: Vec<CalendarDay>,
    /// What no statistic uses.
    pub quarantine: Vec<Quarantined>,
    /// What each rule met.
    pub rules: Vec<RuleCount>,
    /// Each source with its accounts.
    pub sources: Vec<SourceRow>,
    /// Each raw file that all of this rests on.
    pub files: Vec<FileRow>,
    /// What was measured on machines of our own.
    pub artifacts: Vec<ArtifactRow>,
    /// Whether machines of our own put runtimes in the order of AWS.
    pub agreement: Vec<AgreementRow>,
}

/// The days that a row covers, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Window {
    /// First day, UTC.
    pub window_start: Date,
    /// Last day, UTC.
    pub window_end: Date,
}

/// How the samples of one row spread. Values are in the unit of the row's series.
///
/// Percentiles interpolate linearly between order statistics: definition 7 of Hyndman and Fan,
/// "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// Number of samples.
    pub n: u64,
    /// Number of distinct days with samples; of blocks in runs of our own, which have those.
    pub days: u32,
    /// Smallest sample.
    pub min: f64,
    /// Arithmetic mean.
    pub mean: f64,
    /// Median.
    pub p50: f64,
    /// 90th percentile.
    pub p90: f64,
    /// 95th percentile.
    pub p95: f64,
    /// 99th percentile.
    pub p99: f64,
    /// Largest sample.
    pub max: f64,
}

impl Distribution {
    /// One percentile, whether the number of samples supports it or not.
    pub fn percentile(&self, percentile: Percentile) -> f64 {
        match percentile {
            Percentile::P50 => self.p50,
            Percentile::P90 => self.p90,
            Percentile::P95 => self.p95,
            // What goes deeper is no part of every distribution: `SeriesRow::p999` has it.
            Percentile::P99 | Percentile::P999 => self.p99,
        }
    }

    /// One percentile, where the number of samples supports it.
    pub fn supported(&self, percentile: Percentile) -> Option<f64> {
        (percentile.samples_needed() <= self.n).then(|| self.percentile(percentile))
    }
}

/// A row of `series.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeriesRow {
    /// What was measured.
    pub series: Series,
    /// When.
    pub window: Window,
    /// What came out.
    pub distribution: Distribution,
    /// The deepest percentile that the number of samples supports; none where it supports none.
    pub ceiling: Option<Percentile>,
    /// Share of the variance of normal scores that lies between days, 0 to 1; none with fewer than two days.
    pub day_share: Option<f64>,
    /// Number of independent samples that would say as much; none with fewer than two days.
    pub n_eff: Option<f64>,
    /// 99.9th percentile; none where the number of samples does not support it.
    pub p999: Option<f64>,
}

impl SeriesRow {
    /// One percentile, where the number of samples supports it.
    pub fn supported(&self, percentile: Percentile) -> Option<f64> {
        match percentile {
            Percentile::P999 => self.p999,
            shallower => self.distribution.supported(shallower),
        }
    }
}

/// A row of `history.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryRow {
    /// What was measured.
    pub series: Series,
    /// When.
    pub month: Month,
    /// What came out.
    pub distribution: Distribution,
    /// The deepest percentile that the number of samples supports; none where it supports none.
    pub ceiling: Option<Percentile>,
}

/// A row of `intervals.csv`: how sure one percentile of one series is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IntervalRow {
    /// What was measured.
    pub series: Series,
    /// When.
    pub window: Window,
    /// Which percentile.
    pub percentile: Percentile,
    /// Number of samples.
    pub n: u64,
    /// Number of distinct days with samples; of blocks in runs of our own, which have those.
    pub days: u32,
    /// Samples that are missing for the percentile to be supported; 0 where it is.
    pub short_by: u64,
    /// The percentile of the samples.
    pub estimate: f64,
    /// Lower end of the 95 % interval that resamples days; none below the ceiling or with too few days.
    pub lower: Option<f64>,
    /// Upper end of it.
    pub upper: Option<f64>,
    /// Coverage that a nominal 95 % interval of this kind achieves at this number of days and samples.
    pub coverage: Option<f64>,
    /// Lower end of the 95 % order-statistic interval, which takes samples as independent.
    pub order_lower: Option<f64>,
    /// Upper end of it.
    pub order_upper: Option<f64>,
    /// Confidence that the order-statistic interval achieves.
    pub order_confidence: Option<f64>,
    /// Replicates of the resampling.
    pub replicates: u32,
    /// Seed of the resampling, in hexadecimal.
    pub seed: String,
}

/// A row of `claims.csv`: one test of a claim, or a claim without any.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimRow {
    /// Name of the claim.
    pub claim: String,
    /// Slug of the source; empty where there is no test.
    pub source: String,
    /// Slug of the runtime that the claim is about.
    pub a: String,
    /// Slug of the runtime that it is compared with.
    pub b: String,
    /// How both functions are packaged.
    pub package: Option<Package>,
    /// Instruction set.
    pub arch: Option<Arch>,
    /// What both functions do.
    pub workload: String,
    /// What is measured.
    pub metric: Option<Metric>,
    /// What is compared.
    pub statistic: Option<Statistic>,
    /// What was found; none where the data are not here.
    pub value: Option<f64>,
    /// Lower end of its 95 % interval.
    pub lower: Option<f64>,
    /// Upper end of it.
    pub upper: Option<f64>,
    /// What the interval must be, in words.
    pub rule: String,
    /// Whether it is; none where that is not known.
    pub holds: Option<bool>,
    /// Verdict on the whole claim; none where a test has no data.
    pub verdict: Option<ClaimVerdict>,
    /// The verdict that the words of the site rely on.
    pub relies_on: ClaimVerdict,
}

/// A row of `calibration.csv`: what a nominal 95 % interval achieves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CalibrationRow {
    /// Number of days.
    pub days: u32,
    /// Samples of each day.
    pub samples_per_day: u32,
    /// Share of the variance that lies between days, in per cent.
    pub day_share_percent: u32,
    /// Which percentile.
    pub percentile: Percentile,
    /// Share of simulated datasets whose interval has the true value in it.
    pub coverage: f64,
    /// Number of simulated datasets.
    pub simulations: u32,
    /// Replicates of the resampling of each.
    pub replicates: u32,
}

impl CalibrationRow {
    /// The numbers of days, samples of a day and shares between days, in per cent, of the coverage study: few days
    /// and many, alike and not.
    pub const STUDY: ([u32; 3], [u32; 2], [u32; 3]) = ([5, 15, 30], [10, 40], [0, 20, 50]);

    /// Whether the row is part of the coverage study.
    pub fn is_study(&self) -> bool {
        let (days, samples_per_day, shares) = CalibrationRow::STUDY;
        days.contains(&self.days)
            && samples_per_day.contains(&self.samples_per_day)
            && shares.contains(&self.day_share_percent)
    }
}

/// A row of `ranks.csv`: the places that one runtime may take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankRow {
    /// Slug of the source.
    pub source: String,
    /// How the functions are packaged.
    pub package: Package,
    /// Instruction set.
    pub arch: Arch,
    /// What the functions do.
    pub workload: String,
    /// What is measured.
    pub metric: Metric,
    /// When.
    pub window: Window,
    /// Which percentile ranks them.
    pub percentile: Percentile,
    /// Slug of the runtime.
    pub runtime: String,
    /// Its percentile.
    pub estimate: f64,
    /// Best place that it may have; all places of the ranking hold together with 95 % confidence.
    pub rank_lower: u32,
    /// Worst place that it may have.
    pub rank_upper: u32,
    /// Number of runtimes ranked.
    pub of: u32,
    /// Tier, from 1: two runtimes whose places do not overlap never share one.
    pub tier: u32,
}

/// A row of `batches.csv`: statistics of means, one mean per record, kept apart from samples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchRow {
    /// What was measured.
    pub series: Series,
    /// When.
    pub window: Window,
    /// Number of batches, each with one mean.
    pub n_batches: u64,
    /// Smallest batch mean.
    pub min: f64,
    /// Median of the batch means.
    pub p50: f64,
    /// Largest batch mean.
    pub max: f64,
}

/// A row of `sources.csv`: how far a source reaches and what became of its samples.
///
/// `raw_samples` = `accepted_samples` + `quarantined_samples`, to the last sample.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceRow {
    /// Slug of the source.
    pub source: String,
    /// First day with accepted samples, UTC.
    pub first_day: Date,
    /// Newest day with accepted samples, UTC.
    pub newest_day: Date,
    /// Days with accepted samples.
    pub days: u32,
    /// Files read.
    pub files: u64,
    /// Records accepted.
    pub records: u64,
    /// Samples in the files, whatever became of them.
    pub raw_samples: u64,
    /// Samples that statistics use.
    pub accepted_samples: u64,
    /// Samples listed in `quarantine.csv`.
    pub quarantined_samples: u64,
}

/// A row of `files.csv`: a raw file, with what identifies it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    /// Slug of the source.
    pub source: String,
    /// Path below the source's raw folder.
    pub file: String,
    /// Day of measurement; none where it says none.
    pub date: Option<Date>,
    /// Length.
    pub bytes: u64,
    /// SHA-256, in hexadecimal.
    pub sha256: String,
    /// Records in it, whatever became of them.
    pub records: u64,
    /// Samples in it that statistics use.
    pub accepted_samples: u64,
    /// Name of the rule that refused the whole file; empty where none did.
    pub refused_by: String,
}
