//! `replicates.csv`.

use serde::{Deserialize, Serialize};

use super::{
    Cell, Column, ColumnType, Limit, OF_SERIES, OF_SOURCE, Part, SERIES_KEY, Series, Window, declare::table,
};

/// Published levels of a resampled statistic: shares of its replicates at or below the value.
pub const LEVELS: [f64; 11] = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99];

/// A statistic that is computed in every replicate of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Followed {
    /// The arithmetic mean.
    Mean,
    /// The percentile with this many samples in a hundred below it.
    Percentile(u8),
}

impl Followed {
    /// The mean, the deciles and the deeper percentiles, ascending.
    pub const ALL: [Followed; 12] = [
        Followed::Mean,
        Followed::Percentile(10),
        Followed::Percentile(20),
        Followed::Percentile(30),
        Followed::Percentile(40),
        Followed::Percentile(50),
        Followed::Percentile(60),
        Followed::Percentile(70),
        Followed::Percentile(80),
        Followed::Percentile(90),
        Followed::Percentile(95),
        Followed::Percentile(99),
    ];

    /// Returns the fraction of samples below a percentile; none for the mean.
    pub fn share(self) -> Option<f64> {
        match self {
            Followed::Mean => None,
            Followed::Percentile(percent) => Some(f64::from(percent) / 100.0),
        }
    }

    /// Returns the shallowest percentile that is at least as deep as `share`; none if all are shallower. Tolerates
    /// rounding errors in `share`.
    pub fn at_least(share: f64) -> Option<Followed> {
        let is_deep = |found: &Followed| found.share().is_some_and(|found| found >= share - 1e-9);
        Followed::ALL.into_iter().find(is_deep)
    }
}

impl From<Followed> for String {
    fn from(followed: Followed) -> String {
        match followed {
            Followed::Mean => "mean".to_owned(),
            Followed::Percentile(percent) => format!("p{percent}"),
        }
    }
}

impl TryFrom<String> for Followed {
    type Error = String;

    fn try_from(name: String) -> Result<Followed, String> {
        let found = Followed::ALL.into_iter().find(|followed| String::from(*followed) == name);
        found.ok_or_else(|| format!("'{name}' is neither 'mean' nor a tracked percentile"))
    }
}

impl Cell for Followed {
    const KIND: ColumnType = ColumnType::Text;
    const LIMIT: Limit =
        Limit::OneOf(&["mean", "p10", "p20", "p30", "p40", "p50", "p60", "p70", "p80", "p90", "p95", "p99"]);

    fn write(&self, text: &mut String) {
        text.push_str(&String::from(*self));
    }

    fn read(text: &str) -> Result<Followed, &'static str> {
        Followed::try_from(text.to_owned()).map_err(|_| "is neither 'mean' nor a tracked percentile")
    }
}

/// One column for each of [`LEVELS`].
const LEVEL_COLUMNS: &[Column] = &[
    level("level_1", "1st percentile of the replicates"),
    level("level_2_5", "2.5th percentile of the replicates: the lower end of the 95 % interval"),
    level("level_5", "5th percentile of the replicates"),
    level("level_10", "10th percentile of the replicates"),
    level("level_25", "25th percentile of the replicates"),
    level("level_50", "Median of the replicates"),
    level("level_75", "75th percentile of the replicates"),
    level("level_90", "90th percentile of the replicates"),
    level("level_95", "95th percentile of the replicates"),
    level("level_97_5", "97.5th percentile of the replicates: the upper end of the 95 % interval"),
    level("level_99", "99th percentile of the replicates"),
];

const fn level(name: &'static str, about: &'static str) -> Column {
    Column::of::<f64>(name, about).in_row_unit()
}

impl Part for [f64; LEVELS.len()] {
    fn write(&self, row: &mut super::RowWriter) {
        for level in self {
            Part::write(level, row);
        }
    }

    fn read(row: &mut super::RowReader<'_>) -> Result<[f64; LEVELS.len()], super::InvalidCell> {
        let mut levels = [0.0; LEVELS.len()];
        for level in &mut levels {
            *level = Part::read(row)?;
        }
        Ok(levels)
    }
}

table! {
    /// The spread of the statistics of each series over the replicates of its bootstrap.
    pub struct ReplicateRow in "replicates.csv" {
        key: [..SERIES_KEY, statistic],
        references: [OF_SOURCE, OF_SERIES],
        source: series.conditions.source,
        columns: {
            /// The series, all memory sizes pooled.
            pub series: Series => [Series::COLUMNS],
            /// The days that it covers.
            pub window: Window => [Window::COLUMNS],
            /// Statistic: mean, or a percentile from p10 to p99.
            pub statistic: Followed,
            /// Its value in the samples themselves.
            pub estimate: f64 => (in_row_unit()),
            /// Its value at each of [`LEVELS`] of the replicates; definition 7 of Hyndman and Fan.
            pub levels: [f64; LEVELS.len()] => [LEVEL_COLUMNS],
            /// Replicates of the bootstrap.
            pub replicates: u32 => (unit("replicates")),
            /// Seed of the bootstrap, in hexadecimal.
            pub seed: String => (hex(16)),
        },
    }
}

impl ReplicateRow {
    /// Returns both ends of the 95 % interval, by the percentile method.
    pub fn ends(&self) -> (f64, f64) {
        (self.levels[1], self.levels[LEVELS.len() - 2])
    }
}

#[test]
fn every_statistic_reads_back_by_its_name() {
    for followed in Followed::ALL {
        assert_eq!(Followed::try_from(String::from(followed)), Ok(followed));
    }
    assert!(Followed::try_from("p45".to_owned()).is_err());
}

#[test]
fn the_interval_is_between_the_levels_that_leave_a_fortieth_on_either_side() {
    assert_eq!((LEVELS[1], LEVELS[LEVELS.len() - 2]), (0.025, 0.975));
}

#[test]
fn a_share_is_covered_by_the_next_deeper_percentile() {
    let check = |share: f64, expected: Option<u8>| {
        assert_eq!(Followed::at_least(share), expected.map(Followed::Percentile), "{share}");
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
