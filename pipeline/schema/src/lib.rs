//! The vocabulary of Coldmark: the types that all crates share, named as in the glossary.
//!
//! Raw runs are [`Runs`]. The rows computed from them are in [`tables`], one file per table.

mod advice;
mod claim;
mod conditions;
mod invocation;
mod memory;
mod metric;
mod month;
mod news;
mod percentile;
mod prices;
mod quantile;
mod read_error;
mod read_stats;
mod release_diff;
mod runs;
mod runtime;
mod scenario;
mod series;
mod source;
pub mod tables;
mod version;

pub use advice::Advice;
pub use claim::{Claim, ClaimTest, ClaimVerdict, Claims, Rule, Statistic};
pub use conditions::{Arch, Conditions, Load, LoadPattern, Packaging, PageCache, Provider};
pub use invocation::{Initialization, Invocation, InvocationStatus};
pub use jiff::Timestamp;
pub use jiff::civil::{Date, date};
pub use memory::Memory;
pub use metric::{Metric, Unit};
pub use month::Month;
pub use news::{Flip, News, Stale};
pub use percentile::Percentile;
pub use prices::{DurationPrice, Prices, Tier};
pub use quantile::quantile;
pub use read_error::{ReadError, ReadErrorKind};
pub use read_stats::ReadStats;
pub use release_diff::{ESTIMATE_TABLES, ReleaseDiff, SourceDiff, TableDiff};
pub use runs::{BatchMeans, ClusterUnit, FileDigest, FileRead, Record, Runs};
pub use runtime::{Registry, Runtime};
pub use scenario::{Scenario, Scenarios};
pub use series::SeriesKey;
pub use source::{Layout, Source};
pub use tables::{
    AgreementRow, ArtifactRow, BadDays, BatchRow, BootstrapQuantileRow, CalendarDay, CalibrationRow, Change,
    ChangeKind, ChangeRow, ChangeScope, Choice, ClaimRow, Column, ColumnType, Columns, ComparisonRow,
    CsvFile, DayStatus, Distribution, Estimate, EstimateChange, FileRow, FunctionChangeRow, FunctionDayRow,
    FunctionIntervalRow, FunctionKey, FunctionSeries, FunctionSeriesRow, HistoryRow, IntervalRow,
    InvalidCell, InvalidTable, Limit, Measure, MultiverseRow, Outcome, PUBLISHED_QUANTILES, QuantileType,
    Quarantined, RankRow, Reference, RobustnessRow, RowWriter, RuleCount, Series, SeriesRow, Shape, ShiftRow,
    SloResultRow, SourceRow, Summaries, TABLES, Table, TrackedStatistic, UseRow, UseTotal, Verdict, Window,
    csv_of, days_between, json_of, rows_of, rows_of_earlier,
};
pub use version::{InvalidVersion, Manifest, ManifestSource, ManifestTable, Method, Version};
