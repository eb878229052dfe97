//! The vocabulary of Coldmark: the types that all rooms share, named as in the glossary.
//!
//! Nothing here reads, computes or draws. Raw runs are [`Runs`]; what they come to are the rows of
//! [`summary`]; what was refused is [`Quarantined`]; what each CSV column means is its [`Table`].

mod calendar;
mod claim;
mod metric;
mod month;
mod percentile;
mod quarantine;
mod runs;
mod runtime;
mod series;
mod source;
pub mod summary;
mod table;

pub use calendar::{CalendarDay, DayStatus};
pub use claim::{Claim, ClaimTest, ClaimVerdict, Claims, Rule, Statistic};
pub use jiff::civil::{Date, date};
pub use metric::{Metric, Unit};
pub use month::Month;
pub use percentile::Percentile;
pub use quarantine::{Outcome, Quarantined, RuleCount};
pub use runs::{BatchMeans, FileRead, Record, Runs};
pub use runtime::{Registry, Runtime};
pub use series::{Arch, Package, Series, SeriesKey, memory_words};
pub use source::{Layout, Source};
pub use summary::{
    BatchRow, CalibrationRow, ChangeKind, ChangeRow, ChangeScope, ClaimRow, ComparisonRow, Distribution,
    Estimate, HistoryRow, IntervalRow, RankRow, SeriesRow, ShiftRow, SourceRow, Summaries, Verdict, Window,
};
pub use table::{Column, ColumnType, Table};
