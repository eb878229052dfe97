//! `confidence_distributions.csv`.

use serde::{Deserialize, Serialize};

use super::{OF_SERIES, OF_SOURCE, SERIES_KEY, Series, Window};
use crate::csv::{Cell, Column, ColumnType, Limit, Part, declare::table};

/// Published quantiles, as the confidence that a statistic does not exceed the value.
pub const PUBLISHED_QUANTILES: [f64; 11] = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99];

/// A statistic whose confidence distribution is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum TrackedStatistic {
    /// The arithmetic mean.
    Mean,
    /// The percentile with this many samples in a hundred below it.
    Percentile(u8),
}

impl TrackedStatistic {
    /// The mean, the deciles and the deeper percentiles, ascending.
    pub const ALL: [TrackedStatistic; 12] = [
        TrackedStatistic::Mean,
        TrackedStatistic::Percentile(10),
        TrackedStatistic::Percentile(20),
        TrackedStatistic::Percentile(30),
        TrackedStatistic::Percentile(40),
        TrackedStatistic::Percentile(50),
        TrackedStatistic::Percentile(60),
        TrackedStatistic::Percentile(70),
        TrackedStatistic::Percentile(80),
        TrackedStatistic::Percentile(90),
        TrackedStatistic::Percentile(95),
        TrackedStatistic::Percentile(99),
    ];

    /// Returns the fraction of samples below a percentile; none for the mean.
    pub fn share(self) -> Option<f64> {
        match self {
            TrackedStatistic::Mean => None,
            TrackedStatistic::Percentile(percent) => Some(f64::from(percent) / 100.0),
        }
    }

    /// Returns the shallowest percentile that is at least as deep as `share`; none if all are shallower. Tolerates
    /// rounding errors in `share`.
    pub fn at_least(share: f64) -> Option<TrackedStatistic> {
        let is_deep = |found: &TrackedStatistic| found.share().is_some_and(|found| found >= share - 1e-9);
        TrackedStatistic::ALL.into_iter().find(is_deep)
    }
}

impl From<TrackedStatistic> for String {
    fn from(statistic: TrackedStatistic) -> String {
        match statistic {
            TrackedStatistic::Mean => "mean".to_owned(),
            TrackedStatistic::Percentile(percent) => format!("p{percent}"),
        }
    }
}

impl TryFrom<String> for TrackedStatistic {
    type Error = String;

    fn try_from(name: String) -> Result<TrackedStatistic, String> {
        let found = TrackedStatistic::ALL.into_iter().find(|statistic| String::from(*statistic) == name);
        found.ok_or_else(|| format!("'{name}' is neither 'mean' nor a tracked percentile"))
    }
}

impl Cell for TrackedStatistic {
    const KIND: ColumnType = ColumnType::Text;
    const LIMIT: Limit =
        Limit::OneOf(&["mean", "p10", "p20", "p30", "p40", "p50", "p60", "p70", "p80", "p90", "p95", "p99"]);

    fn write(&self, text: &mut String) {
        text.push_str(&String::from(*self));
    }

    fn read(text: &str) -> Result<TrackedStatistic, &'static str> {
        TrackedStatistic::try_from(text.to_owned()).map_err(|_| "is neither 'mean' nor a tracked percentile")
    }
}

/// One column for each of [`PUBLISHED_QUANTILES`].
const QUANTILE_COLUMNS: &[Column] = &[
    quantile("confidence_p1", "Value that the statistic reaches with 99% confidence"),
    quantile(
        "confidence_p2_5",
        "Value that it reaches with 97.5% confidence: the lower end of the 95% interval",
    ),
    quantile("confidence_p5", "Value that it reaches with 95% confidence"),
    quantile("confidence_p10", "Value that it reaches with 90% confidence"),
    quantile("confidence_p25", "Value that it reaches with 75% confidence"),
    quantile("confidence_p50", "Value above and below which it is equally likely to be"),
    quantile("confidence_p75", "Value that it does not exceed with 75% confidence"),
    quantile("confidence_p90", "Value that it does not exceed with 90% confidence"),
    quantile("confidence_p95", "Value that it does not exceed with 95% confidence"),
    quantile(
        "confidence_p97_5",
        "Value that it does not exceed with 97.5% confidence: the upper end of the 95% interval",
    ),
    quantile("confidence_p99", "Value that it does not exceed with 99% confidence"),
];

const fn quantile(name: &'static str, about: &'static str) -> Column {
    Column::of::<Option<f64>>(name, about).in_row_unit()
}

impl Part for [Option<f64>; PUBLISHED_QUANTILES.len()] {
    fn write(&self, row: &mut crate::csv::RowWriter) {
        for quantile in self {
            Part::write(quantile, row);
        }
    }

    fn read(
        row: &mut crate::csv::RowReader<'_>,
    ) -> Result<[Option<f64>; PUBLISHED_QUANTILES.len()], crate::csv::InvalidCell> {
        let mut quantiles = [None; PUBLISHED_QUANTILES.len()];
        for quantile in &mut quantiles {
            *quantile = Part::read(row)?;
        }
        Ok(quantiles)
    }
}

table! {
    /// The confidence distribution of each statistic of each series, from which probabilities are read.
    pub struct ConfidenceDistributionRow in "confidence_distributions.csv" {
        key: [..SERIES_KEY, statistic],
        references: [OF_SOURCE, OF_SERIES],
        source: series.conditions.source,
        columns: {
            /// The series, all memory sizes pooled.
            pub series: Series => [Series::COLUMNS],
            /// The days that it covers.
            pub window: Window => [Window::COLUMNS],
            /// Statistic: mean, or a percentile from p10 to p99.
            pub statistic: TrackedStatistic,
            /// Its value in the samples themselves.
            pub estimate: f64 => (in_row_unit()),
            /// Its quantiles at each of [`PUBLISHED_QUANTILES`]; empty where no sample is as certain.
            pub quantiles: [Option<f64>; PUBLISHED_QUANTILES.len()] => [QUANTILE_COLUMNS],
        },
    }
}

impl ConfidenceDistributionRow {
    /// Returns both ends of the 95% interval; each is missing where it does not exist.
    pub fn ends(&self) -> (Option<f64>, Option<f64>) {
        (self.quantiles[1], self.quantiles[PUBLISHED_QUANTILES.len() - 2])
    }
}

#[test]
fn every_statistic_reads_back_by_its_name() {
    for statistic in TrackedStatistic::ALL {
        assert_eq!(TrackedStatistic::try_from(String::from(statistic)), Ok(statistic));
    }
    assert!(TrackedStatistic::try_from("p45".to_owned()).is_err());
}

#[test]
fn the_interval_leaves_a_fortieth_on_either_side() {
    assert_eq!((PUBLISHED_QUANTILES[1], PUBLISHED_QUANTILES[PUBLISHED_QUANTILES.len() - 2]), (0.025, 0.975));
}

#[test]
fn a_share_is_covered_by_the_next_deeper_percentile() {
    let check = |share: f64, expected: Option<u8>| {
        assert_eq!(TrackedStatistic::at_least(share), expected.map(TrackedStatistic::Percentile), "{share}");
    };
    check(0.001, Some(10));
    check(0.1, Some(10));
    check((0.99 - 0.98) / 0.02, Some(50));
    check(0.501, Some(60));
    check(0.9, Some(90));
    check(0.91, Some(95));
    check(0.99, Some(99));
    check(0.995, None);
}
