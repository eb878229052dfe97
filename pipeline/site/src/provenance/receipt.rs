//! Receipts: the cells of the tables behind a statement, and the samples behind those.

use std::collections::BTreeMap;

use schema::{
    ClaimRow, ComparisonRow, Date, FileRow, HistoryRow, IntervalRow, RobustnessRow, SeriesKey, SeriesRow,
    Window,
};
use serde::Serialize;

use crate::{Inputs, context::addresses::pair_words};

/// Receipt of a statement on the site.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Receipt<'a> {
    /// A series over the window.
    Series {
        /// Its row of `series.csv`.
        row: &'a SeriesRow,
        /// Its rows of `intervals.csv`, which hold the parts of each design effect.
        percentiles: Vec<&'a IntervalRow>,
    },
    /// A series in one month.
    Month {
        /// Its row of `history.csv`.
        row: &'a HistoryRow,
    },
    /// A comparison of two runtimes.
    Pair {
        /// Their row of `comparisons.csv`, with the first runtime first.
        row: Box<ComparisonRow>,
    },
    /// A claim.
    Claim {
        /// Name of the claim.
        claim: &'a str,
        /// The claim in one sentence.
        sentence: &'a str,
        /// Author of the claim.
        by: &'a str,
        /// Its rows of `claims.csv`.
        tests: Vec<&'a ClaimRow>,
        /// Its rows of `robustness.csv`.
        robustness: Vec<&'a RobustnessRow>,
    },
}

/// Samples behind a receipt.
#[derive(Clone, Debug, PartialEq)]
pub struct Extent {
    /// Keys of the series. The key of a pooled series stands for all series that it pools.
    pub series: Vec<SeriesKey>,
    /// The days.
    pub window: Window,
}

impl Receipt<'_> {
    /// Returns the samples behind it; none for a claim, because its tests have receipts of their own.
    pub fn extent(&self) -> Option<Extent> {
        let (series, window) = match self {
            Receipt::Series { row, .. } => (vec![row.series.key()], row.window),
            Receipt::Month { row } => {
                let window_start = row.month.first_day();
                let window = Window { window_start, window_end: window_start.last_of_month() };
                (vec![row.series.key()], window)
            }
            Receipt::Pair { row } => (vec![row.series_of(&row.a), row.series_of(&row.b)], row.window),
            Receipt::Claim { .. } => return None,
        };
        Some(Extent { series, window })
    }

    /// Returns the words of `coldmark explain` that name it.
    pub(super) fn words(&self) -> String {
        match self {
            Receipt::Series { row, .. } => row.series.key().to_string(),
            Receipt::Month { row } => format!("{} {}", row.series.key(), row.month),
            Receipt::Pair { row } => pair_words(&row.series_of(&row.a), &row.a, &row.b),
            Receipt::Claim { claim, .. } => (*claim).to_owned(),
        }
    }
}

impl Extent {
    /// Keeps one of the extents of each source and window, in the order of the sources.
    pub(crate) fn of_sources(extents: impl Iterator<Item = Extent>) -> Vec<Extent> {
        let by_source = extents.map(|extent| ((extent.source().to_owned(), extent.window), extent));
        by_source.collect::<BTreeMap<_, _>>().into_values().collect()
    }

    /// True if the extent includes samples of the series `key` on this day.
    pub fn has(&self, key: &SeriesKey, date: Date) -> bool {
        self.has_day(date) && self.series.iter().any(|own| key.is_within(own))
    }

    /// Name of the source of all its series.
    pub fn source(&self) -> &str {
        self.series.first().map_or("", |key| &key.conditions.source)
    }

    fn has_day(&self, date: Date) -> bool {
        (self.window.window_start..=self.window.window_end).contains(&date)
    }

    /// Finds the raw files of its days that have samples.
    pub(super) fn files<'a>(&self, inputs: &Inputs<'a>) -> Vec<&'a FileRow> {
        let is_used = |row: &&FileRow| {
            row.source == self.source()
                && row.accepted_samples > 0
                && row.date.is_some_and(|date| self.has_day(date))
        };
        inputs.tables.files.iter().filter(is_used).collect()
    }
}
