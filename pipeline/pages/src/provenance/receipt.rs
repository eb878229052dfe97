//! A receipt: cells of the tables, the files behind them, and what computes them again.

use schema::{
    ClaimRow, ComparisonRow, Date, FileRow, HistoryRow, IntervalRow, Month, RobustnessRow, SeriesKey,
    SeriesRow, Window,
};
use serde::Serialize;

/// How percentiles are read off samples.
pub(crate) const ESTIMATOR: &str =
    "linear interpolation between order statistics, definition 7 of Hyndman and Fan (1996)";

/// How intervals come about.
pub(crate) const INTERVAL: &str = "95 % percentile interval of a cluster bootstrap: whole days, or blocks of a \
                                   campaign of ours, are drawn with replacement";

/// The receipt of something that the site says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Receipt {
    /// Of one series over the window.
    Series(Box<OfSeries>),
    /// Of one series in one month.
    Month(Box<OfMonth>),
    /// Of two runtimes beside each other.
    Pair(Box<OfPair>),
    /// Of a claim.
    Claim(Box<OfClaim>),
}

/// The receipt of a series.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfSeries {
    /// Names the series.
    pub address: String,
    /// How percentiles are read off samples.
    pub estimator: &'static str,
    /// How intervals come about.
    pub interval: &'static str,
    /// Its row of `series.csv`.
    pub row: SeriesRow,
    /// Its rows of `intervals.csv`, which hold seed and replicates.
    pub percentiles: Vec<IntervalRow>,
    /// The raw files of its window.
    pub files: Vec<FileRow>,
    /// What computes it again.
    pub command: String,
}

/// The receipt of a month of a series.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfMonth {
    /// Names the series.
    pub address: String,
    /// How percentiles are read off samples.
    pub estimator: &'static str,
    /// Its row of `history.csv`.
    pub row: HistoryRow,
    /// The raw files of the month.
    pub files: Vec<FileRow>,
    /// What computes it again.
    pub command: String,
}

/// The receipt of two runtimes beside each other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfPair {
    /// Names of both series.
    pub addresses: [String; 2],
    /// How percentiles are read off samples.
    pub estimator: &'static str,
    /// How intervals come about.
    pub interval: &'static str,
    /// Their row of `comparisons.csv`.
    pub row: ComparisonRow,
    /// Replicates of the resampling.
    pub replicates: u32,
    /// Seed of the resampling, in hexadecimal.
    pub seed: String,
    /// The raw files of the window.
    pub files: Vec<FileRow>,
    /// What computes it again.
    pub command: String,
}

/// The receipt of a claim.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfClaim {
    /// Name of the claim.
    pub claim: String,
    /// The claim in one sentence.
    pub sentence: String,
    /// Who makes it.
    pub by: String,
    /// Its rows of `claims.csv`, each with the receipt of its pair where there is one.
    pub tests: Vec<OfTest>,
    /// Its rows of `robustness.csv`.
    pub robustness: Vec<RobustnessRow>,
    /// What computes it again.
    pub command: String,
}

/// One test of a claim.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfTest {
    /// Its row of `claims.csv`.
    pub row: ClaimRow,
    /// What explains the pair; none where it is not compared.
    pub command: Option<String>,
}

/// The samples that a receipt rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The series; where it pools memory sizes, all that it pools.
    pub series: Vec<SeriesKey>,
    /// First and last day.
    pub days: (Date, Date),
}

impl Receipt {
    /// The samples that it rests on; none of a claim, whose tests have receipts of their own.
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
    /// Whether samples of the series `key` of this day are among them.
    pub fn has(&self, key: &SeriesKey, date: Date) -> bool {
        let (first, last) = self.days;
        (first..=last).contains(&date) && self.series.iter().any(|own| own == key || *own == key.pooled())
    }
}

/// First and last day of a month.
pub(crate) fn days_of(month: Month) -> (Date, Date) {
    let first = month.first_day();
    (first, first.last_of_month())
}
