//! What raw runs come to: the rows of the published tables.

use serde::{Deserialize, Serialize};

use crate::{
    Arch, CalendarDay, ClaimVerdict, Date, Metric, Month, Package, Percentile, Quarantined, RuleCount,
    Series, Statistic,
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
    /// The places that each runtime may take in each ranking, all memory sizes pooled.
    pub ranks: Vec<RankRow>,
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
    /// Number of distinct days with samples.
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
            Percentile::P99 => self.p99,
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
    /// Number of distinct days with samples.
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

/// An estimate with its 95 % interval, which is missing where the number of samples supports none.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Lower end of the interval.
    pub lower: Option<f64>,
    /// Upper end of the interval.
    pub upper: Option<f64>,
}

/// A row of `comparisons.csv`: runtime `a` beside runtime `b`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparisonRow {
    /// Slug of the source.
    pub source: String,
    /// How both functions are packaged.
    pub package: Package,
    /// Instruction set.
    pub arch: Arch,
    /// What both functions do.
    pub workload: String,
    /// What is measured.
    pub metric: Metric,
    /// When.
    pub window: Window,
    /// Slug of the first runtime.
    pub a: String,
    /// Slug of the second runtime.
    pub b: String,
    /// Samples of the first.
    pub n_a: u64,
    /// Samples of the second.
    pub n_b: u64,
    /// Median of a over median of b.
    pub p50_ratio: Estimate,
    /// Median of a less median of b.
    pub p50_difference: Estimate,
    /// The same at the 90th percentile.
    pub p90_ratio: Estimate,
    /// The same at the 90th percentile.
    pub p90_difference: Estimate,
    /// The same at the 99th percentile.
    pub p99_ratio: Estimate,
    /// The same at the 99th percentile.
    pub p99_difference: Estimate,
    /// Share of pairs, one sample of each, in which a is faster; ties count half.
    pub superiority: Estimate,
    /// Share in which a is faster less share in which b is faster.
    pub cliffs_delta: f64,
    /// What the interval of the median ratio says of a.
    pub verdict: Verdict,
}

impl ComparisonRow {
    /// Whether the row is of these two, in either order.
    pub fn is_of(&self, a: &str, b: &str) -> bool {
        let pair = (self.a.as_str(), self.b.as_str());
        pair == (a, b) || pair == (b, a)
    }

    /// A statistic of `a` to the other runtime of the pair, turned round where the row has it the other way.
    pub fn estimate(&self, statistic: Statistic, a: &str) -> Estimate {
        let (found, turn): (Estimate, fn(f64) -> f64) = match statistic {
            Statistic::P50Ratio => (self.p50_ratio, f64::recip),
            Statistic::P90Ratio => (self.p90_ratio, f64::recip),
            Statistic::P99Ratio => (self.p99_ratio, f64::recip),
            Statistic::Superiority => (self.superiority, |share| 1.0 - share),
        };
        if self.a == a {
            return found;
        }
        Estimate { value: turn(found.value), lower: found.upper.map(turn), upper: found.lower.map(turn) }
    }
}

/// A row of `shifts.csv`: how far apart two runtimes are at one decile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShiftRow {
    /// Slug of the source.
    pub source: String,
    /// How both functions are packaged.
    pub package: Package,
    /// Instruction set.
    pub arch: Arch,
    /// What both functions do.
    pub workload: String,
    /// What is measured.
    pub metric: Metric,
    /// When.
    pub window: Window,
    /// Slug of the first runtime.
    pub a: String,
    /// Slug of the second runtime.
    pub b: String,
    /// Decile, from 1 to 9.
    pub decile: u8,
    /// Decile of a less decile of b; the bands of all nine hold together with 95 % confidence.
    pub difference: Estimate,
}

/// A row of `claims.csv`: one test of a claim, or a claim without any.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimRow {
    /// Name of the claim.
    pub claim: String,
    /// Slug of the runtime that the claim is about; empty where there is no test.
    pub a: String,
    /// Slug of the runtime that it is compared with.
    pub b: String,
    /// How both functions are packaged.
    pub package: Option<Package>,
    /// Instruction set.
    pub arch: Option<Arch>,
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

/// A row of `changes.csv`: a level that shifted, or a day that was bad.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangeRow {
    /// Slug of the source.
    pub source: String,
    /// First day of the new level, or the bad day.
    pub date: Date,
    /// The measured day before it; none where there is none.
    pub previous_day: Option<Date>,
    /// What happened.
    pub kind: ChangeKind,
    /// What else changed, which says where to look for a cause.
    pub scope: ChangeScope,
    /// Slug of the runtime.
    pub runtime: String,
    /// How the function is packaged.
    pub package: Package,
    /// Instruction set.
    pub arch: Arch,
    /// What the function does.
    pub workload: String,
    /// What is measured.
    pub metric: Metric,
    /// Geometric mean of the daily medians before; of a bad day, the usual share of slow samples.
    pub before: f64,
    /// The same after; of a bad day, its share of slow samples.
    pub after: f64,
    /// After over before; none of a bad day.
    pub ratio: Option<f64>,
    /// Lower end of its 95 % interval.
    pub lower: Option<f64>,
    /// Upper end of it.
    pub upper: Option<f64>,
    /// Measured days of the level before.
    pub days_before: u32,
    /// Measured days of the level after; of a bad day, 1.
    pub days_after: u32,
    /// Series that changed in the same way at the same time, this one included.
    pub together: u32,
    /// Series that were measured then.
    pub of: u32,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// The daily median moved to another level and stayed.
    LevelShift,
    /// On one day many more samples than usual were slow.
    BadDay,
}

/// What else changed in the same way at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeScope {
    /// Half of all series or more: the platform, or the collector.
    Platform,
    /// Half of the series of the package and architecture or more: the platform, for those.
    Configuration,
    /// Half of the series of the language or more, in several runtimes: a release of the language.
    Language,
    /// Half of the series of the operating system or more, in several runtimes: its base image.
    BaseImage,
    /// This series, and few others: the function, or its runtime.
    Runtime,
}

impl ChangeScope {
    /// The words a reader sees.
    pub const fn title(self) -> &'static str {
        match self {
            ChangeScope::Platform => "most series at once: the platform or the collector",
            ChangeScope::Configuration => "most of its package and architecture: the platform, for those",
            ChangeScope::Language => "the language: a release of its runtimes",
            ChangeScope::BaseImage => "the operating system: a base image",
            ChangeScope::Runtime => "this function or its runtime",
        }
    }
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

/// What one runtime is beside another, by one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The whole interval of the ratio is below 1.
    Faster,
    /// The whole interval of the ratio is above 1.
    Slower,
    /// The interval of the ratio has 1 in it.
    NotDistinguishable,
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
