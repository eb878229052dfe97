//! A calendar month, the step of every history.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Date, date};

/// A calendar month in UTC, written `YYYY-MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// Returns the month of `date`.
    pub fn of(date: Date) -> Month {
        Month { year: date.year(), month: date.month() }
    }

    /// The calendar year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// The first day of the month.
    pub fn first_day(self) -> Date {
        date(self.year, self.month, 1)
    }

    /// Months since year 0. Consecutive months differ by one, so a gap is a larger step.
    pub fn index(self) -> i32 {
        i32::from(self.year) * 12 + i32::from(self.month) - 1
    }

    /// The month with this [`Month::index`].
    pub fn from_index(index: i32) -> Month {
        let year = i16::try_from(index.div_euclid(12)).unwrap_or(i16::MAX);
        let month = i8::try_from(index.rem_euclid(12) + 1).unwrap_or(12);
        Month { year, month }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = String;

    fn from_str(text: &str) -> Result<Month, String> {
        let day: Result<Date, _> = format!("{text}-01").parse();
        day.map(Month::of).map_err(|_| format!("`{text}` is not a month; write it as YYYY-MM"))
    }
}

impl TryFrom<String> for Month {
    type Error = String;

    fn try_from(text: String) -> Result<Month, String> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> String {
        month.to_string()
    }
}

#[test]
fn months_step_by_one_across_a_year() {
    let december: Month = "2023-12".parse().unwrap();
    assert_eq!(Month::from_index(december.index() + 1).to_string(), "2024-01");
    assert_eq!(Month::from_index(december.index()), december);
}

#[test]
fn only_year_and_month_make_a_month() {
    for wrong in ["2023-13", "2023", "2023-01-01", "x"] {
        assert!(wrong.parse::<Month>().is_err(), "{wrong}");
    }
}
