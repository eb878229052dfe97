//! `calibration.csv`.

use super::declare::table;
use crate::Percentile;

table! {
    /// The coverage that a nominal 95 % interval achieves in simulation.
    pub struct CalibrationRow in "calibration.csv" {
        key: [days, samples_per_day, day_share_percent, percentile],
        references: [],
        columns: {
            /// Number of days.
            pub days: u32 => (unit("days")),
            /// Samples per day.
            pub samples_per_day: u32 => (unit("samples")),
            /// Fraction of the variance between days, in per cent.
            pub day_share_percent: u32 => (unit("%").between(0.0, 100.0)),
            /// Percentile: p50, p90, p95, p99 or p999.
            pub percentile: Percentile,
            /// Fraction of simulated datasets whose interval contains the true value.
            pub coverage: f64 => (fraction()),
            /// Number of simulated datasets.
            pub simulations: u32 => (unit("datasets")),
            /// Replicates of the bootstrap of each dataset.
            pub replicates: u32 => (unit("replicates")),
        },
    }
}

impl CalibrationRow {
    /// Days, samples per day, and percentages of the variance between days in the coverage study. They range from few
    /// days to many, and from alike to different.
    pub const STUDY: ([u32; 3], [u32; 2], [u32; 3]) = ([5, 15, 30], [10, 40], [0, 20, 50]);

    /// True for rows of the coverage study.
    pub fn is_study(&self) -> bool {
        let (days, samples_per_day, shares) = CalibrationRow::STUDY;
        days.contains(&self.days)
            && samples_per_day.contains(&self.samples_per_day)
            && shares.contains(&self.day_share_percent)
    }
}
