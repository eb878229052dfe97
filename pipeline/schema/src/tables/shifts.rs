//! `shifts.csv`.

use std::ops::Neg;

use super::{CONDITIONS_KEY, Column, Estimate, OF_SOURCE, Reference, Window, declare::table};
use crate::{Conditions, Metric};

/// The columns that identify a pair.
const PAIR_KEY: &[&str] = &{
    const PARTS: &[&[&str]] = &[CONDITIONS_KEY, &["metric", "a", "b"]];
    super::flatten::<&str, { super::total(PARTS) }>(PARTS)
};

/// The difference and its band, which holds for all nine deciles together.
const DIFFERENCE: &[Column] = &[
    Column::of::<f64>("difference", "Decile of a less decile of b").in_row_unit(),
    Column::of::<Option<f64>>("lower", "Lower end of the band; all nine hold together with 95 % confidence")
        .in_row_unit(),
    Column::of::<Option<f64>>("upper", "Upper end of the band").in_row_unit(),
];

table! {
    /// The shift function of each pair: the difference at each decile.
    pub struct ShiftRow in "shifts.csv" {
        key: [..CONDITIONS_KEY, metric, a, b, decile],
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
            /// Decile, from 1 to 9.
            pub decile: u8 => (unit("tenths").between(1.0, 9.0)),
            /// Decile of a less decile of b; the bands of all nine hold together with 95 % confidence.
            pub difference: Estimate => [DIFFERENCE],
        },
    }
}

impl ShiftRow {
    /// Returns the step with `a` first: the difference negated if the row has the opposite order.
    #[must_use]
    pub fn from(&self, a: &str) -> ShiftRow {
        if self.a == a {
            return self.clone();
        }
        let difference = self.difference.turned(f64::neg);
        ShiftRow { a: self.b.clone(), b: self.a.clone(), difference, ..self.clone() }
    }
}
