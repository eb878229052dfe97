//! `shifts.csv`.

use std::ops::Neg;

use super::{CONDITIONS_KEY, Estimate, OF_SOURCE, Window};
use crate::{
    Conditions, Metric,
    csv::{Column, InvalidCell, Part, Reference, RowReader, RowWriter, declare::table, flatten, total},
};

/// The columns that identify a pair.
const PAIR_KEY: &[&str] = &{
    const PARTS: &[&[&str]] = &[CONDITIONS_KEY, &["metric", "a", "b"]];
    flatten::<&str, { total(PARTS) }>(PARTS)
};

/// Declares the three columns of each percentile: the difference and both ends of its band.
macro_rules! differences {
    ($($percentile:literal $name:literal),+ $(,)?) => {
        &[$(
            Column::of::<f64>(
                concat!($percentile, "_difference"),
                concat!($name, " of a less that of b"),
            )
            .in_row_unit(),
            Column::of::<Option<f64>>(
                concat!($percentile, "_lower"),
                "Lower end of its band; the bands of all nine hold together with 95% confidence",
            )
            .in_row_unit(),
            Column::of::<Option<f64>>(concat!($percentile, "_upper"), "Upper end of its band").in_row_unit(),
        )+]
    };
}

/// The differences at the deciles. They are no columns with an interval each, since their bands hold together.
const DIFFERENCES: &[Column] = differences![
    "p10" "10th percentile",
    "p20" "20th percentile",
    "p30" "30th percentile",
    "p40" "40th percentile",
    "p50" "Median",
    "p60" "60th percentile",
    "p70" "70th percentile",
    "p80" "80th percentile",
    "p90" "90th percentile",
];

impl Part for [Estimate; ShiftRow::DECILES] {
    fn write(&self, row: &mut RowWriter) {
        for difference in self {
            difference.write(row);
        }
    }

    fn read(row: &mut RowReader<'_>) -> Result<[Estimate; ShiftRow::DECILES], InvalidCell> {
        let mut differences = [Estimate { value: 0.0, lower: None, upper: None }; ShiftRow::DECILES];
        for difference in &mut differences {
            *difference = Part::read(row)?;
        }
        Ok(differences)
    }
}

table! {
    /// The shift function of each pair: the difference at each decile.
    pub struct ShiftRow in "shifts.csv" {
        key: [..CONDITIONS_KEY, metric, a, b],
        references: [
            OF_SOURCE,
            Reference { columns: PAIR_KEY, table: "comparisons.csv", keys: PAIR_KEY },
        ],
        source: conditions.source,
        columns: {
            /// The conditions that both runtimes share.
            pub conditions: Conditions => [Conditions::COLUMNS],
            /// Name of the metric, which ends in its unit.
            pub metric: Metric,
            /// The days that it covers.
            pub window: Window => [Window::COLUMNS],
            /// Slug of the first runtime.
            pub a: String,
            /// Slug of the second runtime.
            pub b: String,
            /// Each decile of a less that of b, from the first to the ninth; the bands hold together with 95%
            /// confidence.
            pub differences: [Estimate; ShiftRow::DECILES] => [DIFFERENCES],
        },
    }
}

impl ShiftRow {
    /// Number of deciles.
    pub const DECILES: usize = 9;

    /// Returns the shift function with `a` first: the differences negated if the row has the opposite order.
    #[must_use]
    pub fn from(&self, a: &str) -> ShiftRow {
        if self.a == a {
            return self.clone();
        }
        let differences = self.differences.map(|difference| difference.turned(f64::neg));
        ShiftRow { a: self.b.clone(), b: self.a.clone(), differences, ..self.clone() }
    }
}
