//! The published tables, one file each: the rows, their columns with unit, meaning and limits, the key, and the
//! references to other tables.
//!
//! A table is declared once, with `table!`. Everything else follows from the declaration: CSV in and out, JSON,
//! Parquet, the data dictionary, the Frictionless schema, and the rows that two datasets share.

mod groups;

mod agreement;
mod artifacts;
mod baselines;
mod batches;
mod calendar;
mod calibration;
mod changes;
mod claims;
mod cold_starts;
mod collectors;
mod comparisons;
mod confidence_distributions;
mod estimate_changes;
mod failures;
mod files;
mod function_series;
mod history;
mod intervals;
mod multiverse;
mod outcomes;
mod platform_comparisons;
mod platform_costs;
mod quarantine;
mod ranks;
mod robustness;
mod rules;
mod series;
mod shifts;
mod slo_results;
mod sources;
mod usage;

pub use agreement::AgreementRow;
pub use artifacts::ArtifactRow;
pub use baselines::{BaselineRow, NoBaseline};
pub use batches::BatchRow;
pub use calendar::{CalendarDay, DayStatus};
pub use calibration::{CalibrationRow, Design, SimulatedStatistic};
pub use changes::{Change, ChangeKind, ChangeRow, ChangeScope, days_between};
pub use claims::ClaimRow;
pub use cold_starts::{ColdStartHourRow, ColdStartRow};
pub use collectors::CollectorRow;
pub use comparisons::{ComparisonRow, Verdict};
pub use confidence_distributions::{ConfidenceDistributionRow, PUBLISHED_QUANTILES, TrackedStatistic};
pub use estimate_changes::EstimateChange;
pub use failures::FailureRow;
pub use files::FileRow;
pub use function_series::{
    FunctionChangeRow, FunctionDayRow, FunctionIntervalRow, FunctionKey, FunctionSeries, FunctionSeriesRow,
};
pub use groups::{Distribution, Ends, Estimate, Series, Window};
pub use history::HistoryRow;
pub use intervals::IntervalRow;
pub use multiverse::MultiverseRow;
pub use outcomes::{Observer, OutcomeRow};
pub use platform_comparisons::PlatformComparisonRow;
pub use platform_costs::PlatformCostRow;
pub use quarantine::Quarantined;
pub use ranks::RankRow;
pub use robustness::RobustnessRow;
pub use rules::{Outcome, RuleCount};
pub use series::SeriesRow;
pub use shifts::ShiftRow;
pub use slo_results::SloResultRow;
pub use sources::SourceRow;
pub use usage::{FunctionUsage, TotalUsage};

use groups::{CONDITIONS_KEY, OF_CLAIM, OF_SERIES, OF_SOURCE, SERIES_KEY};

use crate::csv::Table;

crate::csv::declare::tables! {
    /// Every table that a site is built from.
    pub struct Tables {
        /// Each series over its source's window.
        pub series: Vec<SeriesRow>,
        /// Each series, month by month.
        pub history: Vec<HistoryRow>,
        /// The interval of each percentile of each series.
        pub intervals: Vec<IntervalRow>,
        /// The spread of the statistics of each series over its bootstrap replicates.
        pub confidence_distributions: Vec<ConfidenceDistributionRow>,
        /// The possible ranks of each runtime in each ranking, all memory sizes pooled.
        pub ranks: Vec<RankRow>,
        /// Each pair of runtimes in the same configuration, all memory sizes pooled.
        pub comparisons: Vec<ComparisonRow>,
        /// Each pair of platforms under the same load.
        pub platform_comparisons: Vec<PlatformComparisonRow>,
        /// The price of a million calls on each platform.
        pub platform_costs: Vec<PlatformCostRow>,
        /// The same series by different collectors, month by month.
        pub collectors: Vec<CollectorRow>,
        /// The differences of each pair at the deciles.
        pub shifts: Vec<ShiftRow>,
        /// Level shifts, tail shifts and bad days.
        pub changes: Vec<ChangeRow>,
        /// The tests of each claim.
        pub claims: Vec<ClaimRow>,
        /// The number of sets of choices in which each test holds.
        pub robustness: Vec<RobustnessRow>,
        /// Each test of each claim under each set of defensible choices.
        pub multiverse: Vec<MultiverseRow>,
        /// The agreement of this project's test machines with AWS on the order of runtimes.
        pub agreement: Vec<AgreementRow>,
        /// The files that this project's test machines measured.
        pub artifacts: Vec<ArtifactRow>,
        /// The result of each configuration in each SLO scenario.
        pub slo_results: Vec<SloResultRow>,
        /// Batch means of each configuration over its source's window.
        pub batches: Vec<BatchRow>,
        /// Failures, time-outs and requests without an answer.
        pub outcomes: Vec<OutcomeRow>,
        /// Each source with its counts.
        pub sources: Vec<SourceRow>,
        /// Each raw file behind the tables.
        pub files: Vec<FileRow>,
        /// Each source, day by day.
        pub calendar: Vec<CalendarDay>,
        /// The counts of each rule.
        pub rules: Vec<RuleCount>,
        /// Files, records and samples that no statistic uses.
        pub quarantine: Vec<Quarantined>,
        /// The coverage that intervals achieve at the numbers of days and samples that occur.
        pub calibration: Vec<CalibrationRow>,
    }
}
