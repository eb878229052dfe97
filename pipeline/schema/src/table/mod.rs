//! The columns of every published CSV file, with what each means.

mod accounts;
mod choosing;
mod columns;
mod figures;
mod findings;
mod local;
mod shape;
mod sureness;
mod usage;
mod versions;

use crate::{
    AgreementRow, AnswerRow, ArtifactRow, BatchRow, CalendarDay, CalibrationRow, ChangeRow, ClaimRow,
    ComparisonRow, FileRow, HistoryRow, IntervalRow, MultiverseRow, Quarantined, RankRow, ReplicateRow,
    RobustnessRow, RuleCount, SeriesRow, ShiftRow, SourceRow,
};

pub use shape::{Column, ColumnType, Limit, Measure, Reference, Shape};

/// A type whose rows are published as CSV.
pub trait Table {
    /// File name in `data/summaries/` and `site/data/`.
    const FILE: &'static str;
    /// What a row stands for, as a sentence without period.
    const ABOUT: &'static str;
    /// Columns in file order; each row serializes to as many cells.
    const COLUMNS: &'static [Column];
    /// Columns that together tell a row from every other.
    const KEY: &'static [&'static str];
    /// Rows of other tables that each row names.
    const REFERENCES: &'static [Reference];
}

/// Every table, in the order in which they are offered.
pub const TABLES: [Shape; 21] = [
    Shape::of::<SeriesRow>(),
    Shape::of::<HistoryRow>(),
    Shape::of::<IntervalRow>(),
    Shape::of::<ReplicateRow>(),
    Shape::of::<RankRow>(),
    Shape::of::<ComparisonRow>(),
    Shape::of::<ShiftRow>(),
    Shape::of::<ChangeRow>(),
    Shape::of::<ClaimRow>(),
    Shape::of::<RobustnessRow>(),
    Shape::of::<MultiverseRow>(),
    Shape::of::<AgreementRow>(),
    Shape::of::<ArtifactRow>(),
    Shape::of::<AnswerRow>(),
    Shape::of::<BatchRow>(),
    Shape::of::<SourceRow>(),
    Shape::of::<FileRow>(),
    Shape::of::<CalendarDay>(),
    Shape::of::<RuleCount>(),
    Shape::of::<Quarantined>(),
    Shape::of::<CalibrationRow>(),
];
