//! Receipts: cells of the tables, the files behind them, and the command that recomputes them.

use schema::{
    ClaimRow, ComparisonRow, Date, FileRow, HistoryRow, IntervalRow, Month, RobustnessRow, SeriesKey,
    SeriesRow, Window,
};
use serde::Serialize;

/// Estimator of percentiles.
pub(crate) const ESTIMATOR: &str =
    "linear interpolation between order statistics, definition 7 of Hyndman and Fan (1996)";

/// Method of intervals.
pub(crate) const INTERVAL: &str = "95 % percentile interval of a cluster bootstrap: whole days, or blocks of a \
                                   campaign of ours, are drawn with replacement";

/// Receipt of a statement on the site.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Receipt {
    /// Receipt of a series over the window.
    Series(Box<OfSeries>),
    /// Receipt of a series in one month.
    Month(Box<OfMonth>),
    /// Receipt of a comparison of two runtimes.
    Pair(Box<OfPair>),
    /// Receipt of a claim.
    Claim(Box<OfClaim>),
}

/// Receipt of a series.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfSeries {
    /// Address of the series.
    pub address: String,
    /// Estimator of percentiles.
    pub estimator: &'static str,
    /// Method of intervals.
    pub interval: &'static str,
    /// Its row of `series.csv`.
    pub row: SeriesRow,
    /// Its rows of `intervals.csv`, which hold seed and replicates.
    pub percentiles: Vec<IntervalRow>,
    /// The raw files of its window.
    pub files: Vec<FileRow>,
    /// Command that recomputes it.
    pub command: String,
}

/// Receipt of a month of a series.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfMonth {
    /// Address of the series.
    pub address: String,
    /// Estimator of percentiles.
    pub estimator: &'static str,
    /// Its row of `history.csv`.
    pub row: HistoryRow,
    /// The raw files of the month.
    pub files: Vec<FileRow>,
    /// Command that recomputes it.
    pub command: String,
}

/// Receipt of a comparison of two runtimes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfPair {
    /// Addresses of both series.
    pub addresses: [String; 2],
    /// Estimator of percentiles.
    pub estimator: &'static str,
    /// Method of intervals.
    pub interval: &'static str,
    /// Their row of `comparisons.csv`.
    pub row: ComparisonRow,
    /// Replicates of the resampling.
    pub replicates: u32,
    /// Seed of the resampling, in hexadecimal.
    pub seed: String,
    /// The raw files of the window.
    pub files: Vec<FileRow>,
    /// Command that recomputes it.
    pub command: String,
}

/// Receipt of a claim.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfClaim {
    /// Name of the claim.
    pub claim: String,
    /// The claim in one sentence.
    pub sentence: String,
    /// Author of the claim.
    pub by: String,
    /// Its rows of `claims.csv`, each with the command that explains its pair.
    pub tests: Vec<OfTest>,
    /// Its rows of `robustness.csv`.
    pub robustness: Vec<RobustnessRow>,
    /// Command that recomputes it.
    pub command: String,
}

/// One test of a claim.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfTest {
    /// Its row of `claims.csv`.
    pub row: ClaimRow,
    /// Command that explains the pair; none if the pair is not compared.
    pub command: Option<String>,
}

/// Samples behind a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Keys of the series. The key of a pooled series stands for all series that it pools.
    pub series: Vec<SeriesKey>,
    /// First and last day.
    pub days: (Date, Date),
}

impl Receipt {
    /// Returns the samples behind it; none for a claim, because its tests have receipts of their own.
    pub fn extent(&self) -> Option<Extent> {
        let of_window = |window: Window| (window.window_start, window.window_end);
        match self {
            Receipt::Series(found) => {
                Some(Extent { series: vec![found.row.series.key()], days: of_window(found.row.window) })
            }
            Receipt::Month(found) => {
                Some(Extent { series: vec![found.row.series.key()], days: days_of(found.row.month) })
            }
            Receipt::Pair(found) => {
                let row = &found.row;
                Some(Extent {
                    series: vec![row.series_of(&row.a), row.series_of(&row.b)],
                    days: of_window(row.window),
                })
            }
            Receipt::Claim(_) => None,
        }
    }
}

impl Extent {
    /// True if the extent includes samples of the series `key` on this day.
    pub fn has(&self, key: &SeriesKey, date: Date) -> bool {
        let (first, last) = self.days;
        (first..=last).contains(&date) && self.series.iter().any(|own| own == key || *own == key.pooled())
    }
}

/// Returns the first and the last day of a month.
pub(crate) fn days_of(month: Month) -> (Date, Date) {
    let first = month.first_day();
    (first, first.last_of_month())
}
