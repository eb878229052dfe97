//! The vocabulary of Coldmark: the types that all rooms share, named as in the glossary.
//!
//! Nothing here reads, computes or draws. Raw runs are [`Runs`]; what they come to are the rows of
//! [`summary`]; what was refused is [`Quarantined`]; what each CSV column means is its [`Table`].

mod calendar;
mod change;
mod claim;
mod comparison;
mod demand;
mod invocation;
mod local;
mod metric;
mod month;
mod moved;
mod multiverse;
mod news;
mod percentile;
mod quantile;
mod quarantine;
mod runs;
mod runtime;
mod series;
mod source;
pub mod summary;
mod table;
mod usage;
mod version;

pub use calendar::{CalendarDay, DayStatus};
pub use change::{ChangeKind, ChangeRow, ChangeScope};
pub use claim::{Claim, ClaimTest, ClaimVerdict, Claims, Rule, Statistic};
pub use comparison::{ComparisonRow, Estimate, ShiftRow, Verdict};
pub use demand::{AnswerRow, Demand, Demands, DurationPrice, Followed, LEVELS, Prices, ReplicateRow, Tier};
pub use invocation::{Initialization, Invocation, InvocationStatus};
pub use jiff::Timestamp;
pub use jiff::civil::{Date, date};
pub use local::{AgreementRow, ArtifactRow};
pub use metric::{Metric, Unit};
pub use month::Month;
pub use moved::{MovedRow, OF_NUMBERS, Since, TableSince};
pub use multiverse::{BadDays, Choice, MultiverseRow, QuantileType, RobustnessRow};
pub use news::{Flip, News, Stale};
pub use percentile::Percentile;
pub use quantile::quantile;
pub use quarantine::{Outcome, Quarantined, RuleCount};
pub use runs::{BatchMeans, Clustering, FileDigest, FileRead, Record, Runs};
pub use runtime::{Registry, Runtime};
pub use series::{Arch, POOLED, Package, Series, SeriesKey, UNCAPPED, memory_words};
pub use source::{Layout, Source};
pub use summary::{
    BatchRow, CalibrationRow, ClaimRow, Distribution, FileRow, HistoryRow, IntervalRow, RankRow, SeriesRow,
    SourceRow, Summaries, Window,
};
pub use table::{Column, ColumnType, Limit, Measure, Reference, Shape, TABLES, Table};
pub use usage::{Advice, DayRow, UseRow};
pub use version::{InvalidVersion, Manifest, ManifestSource, ManifestTable, Method, Version};
