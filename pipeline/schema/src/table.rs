//! The columns of every published CSV file, with what each means.

use crate::{
    BatchRow, CalendarDay, CalibrationRow, ChangeRow, ClaimRow, ComparisonRow, HistoryRow, IntervalRow,
    Quarantined, RankRow, RuleCount, SeriesRow, ShiftRow, SourceRow,
};

/// A type whose rows are published as CSV.
pub trait Table {
    /// File name in `data/summaries/` and `site/data/`.
    const FILE: &'static str;
    /// What a row stands for, as a sentence without period.
    const ABOUT: &'static str;
    /// Columns in file order; each row serializes to as many cells.
    const COLUMNS: &'static [Column];
}

/// One column of a CSV file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name in the header line.
    pub name: &'static str,
    /// What the cells hold.
    pub kind: ColumnType,
    /// What it means, units included.
    pub about: &'static str,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// A decimal number at full precision.
    Number,
    /// A day, `YYYY-MM-DD`, UTC.
    Date,
    /// A month, `YYYY-MM`, UTC.
    Month,
}

impl ColumnType {
    /// The word in the data dictionary.
    pub const fn name(self) -> &'static str {
        match self {
            ColumnType::Text => "text",
            ColumnType::Integer => "integer",
            ColumnType::Number => "number",
            ColumnType::Date => "date",
            ColumnType::Month => "month",
        }
    }
}

const fn column(name: &'static str, kind: ColumnType, about: &'static str) -> Column {
    Column { name, kind, about }
}

use ColumnType::{Date, Integer, Month, Number, Text};

const SOURCE: Column = column("source", Text, "Slug of the source that the samples come from");
const RUNTIME: Column = column("runtime", Text, "Slug of the runtime; its page is runtimes/<slug>/");
const SOURCE_RUNTIME: Column = column("source_runtime", Text, "Newest name that the source gave the runtime");
const PACKAGE: Column = column("package", Text, "How the function is packaged: zip or image");
const MEMORY_MB: Column = column(
    "memory_mb",
    Integer,
    "Memory the function is given, in MB; empty for the series that pools all memory sizes",
);
const ARCH: Column = column("arch", Text, "Instruction set: x86_64 or arm64");
const WORKLOAD: Column = column("workload", Text, "What the function does");
const METRIC: Column = column("metric", Text, "What is measured; the name ends in its unit");
const UNIT: Column = column("unit", Text, "Unit of all values of the row");
const WINDOW_START: Column = column("window_start", Date, "First day of the window, included");
const WINDOW_END: Column = column("window_end", Date, "Last day of the window, included");
const MONTH: Column = column("month", Month, "Calendar month");
const N: Column = column("n", Integer, "Number of samples");
const DAYS: Column = column("days", Integer, "Number of distinct days with samples");
const MIN: Column = column("min", Number, "Smallest sample");
const MEAN: Column = column("mean", Number, "Arithmetic mean");
const P50: Column = column("p50", Number, "Median (Hyndman-Fan type 7, as all percentiles)");
const P90: Column = column("p90", Number, "90th percentile");
const P95: Column = column("p95", Number, "95th percentile");
const P99: Column = column("p99", Number, "99th percentile");
const MAX: Column = column("max", Number, "Largest sample");
const CEILING: Column =
    column("ceiling", Text, "Deepest percentile that the number of samples supports; empty for none");
const PERCENTILE: Column = column("percentile", Text, "p50, p90, p95 or p99");
const A: Column = column("a", Text, "Slug of the first runtime");
const B: Column = column("b", Text, "Slug of the second runtime");

impl Table for SeriesRow {
    const FILE: &'static str = "series.csv";
    const ABOUT: &'static str = "Each series over the last 30 calendar days of its source";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        RUNTIME,
        SOURCE_RUNTIME,
        PACKAGE,
        MEMORY_MB,
        ARCH,
        WORKLOAD,
        METRIC,
        UNIT,
        WINDOW_START,
        WINDOW_END,
        N,
        DAYS,
        MIN,
        MEAN,
        P50,
        P90,
        P95,
        P99,
        MAX,
        CEILING,
        column("day_share", Number, "Share of the variance of normal scores that lies between days, 0 to 1"),
        column("n_eff", Number, "Number of independent samples that would say as much"),
    ];
}

impl Table for HistoryRow {
    const FILE: &'static str = "history.csv";
    const ABOUT: &'static str = "Each series, calendar month by calendar month";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        RUNTIME,
        SOURCE_RUNTIME,
        PACKAGE,
        MEMORY_MB,
        ARCH,
        WORKLOAD,
        METRIC,
        UNIT,
        MONTH,
        N,
        DAYS,
        MIN,
        MEAN,
        P50,
        P90,
        P95,
        P99,
        MAX,
        CEILING,
    ];
}

impl Table for IntervalRow {
    const FILE: &'static str = "intervals.csv";
    const ABOUT: &'static str = "Each percentile of each series, with how sure it is";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        RUNTIME,
        SOURCE_RUNTIME,
        PACKAGE,
        MEMORY_MB,
        ARCH,
        WORKLOAD,
        METRIC,
        UNIT,
        WINDOW_START,
        WINDOW_END,
        PERCENTILE,
        N,
        DAYS,
        column("short_by", Integer, "Samples that are missing for the percentile to be supported"),
        column("estimate", Number, "The percentile (Hyndman-Fan type 7)"),
        column(
            "lower",
            Number,
            "Lower end of the 95 % interval from resampling days; empty where not supported",
        ),
        column("upper", Number, "Upper end of it"),
        column("coverage", Number, "Coverage that such an interval achieves in simulation, nominally 0.95"),
        column("order_lower", Number, "Lower end of the 95 % order-statistic interval"),
        column("order_upper", Number, "Upper end of it"),
        column("order_confidence", Number, "Confidence that it achieves if samples are independent"),
        column("replicates", Integer, "Replicates of the resampling"),
        column("seed", Text, "Seed of the resampling, in hexadecimal"),
    ];
}

impl Table for ComparisonRow {
    const FILE: &'static str = "comparisons.csv";
    const ABOUT: &'static str = "Each pair of runtimes in the same configuration, all memory sizes pooled";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        PACKAGE,
        ARCH,
        WORKLOAD,
        METRIC,
        WINDOW_START,
        WINDOW_END,
        A,
        B,
        column("n_a", Integer, "Number of samples of a"),
        column("n_b", Integer, "Number of samples of b"),
        column("p50_ratio", Number, "Median of a over median of b"),
        column("p50_ratio_lower", Number, "Lower end of its 95 % interval, days resampled in pairs"),
        column("p50_ratio_upper", Number, "Upper end of it"),
        column("p50_difference", Number, "Median of a less median of b"),
        column("p50_difference_lower", Number, "Lower end of its 95 % interval"),
        column("p50_difference_upper", Number, "Upper end of it"),
        column("p90_ratio", Number, "The same at the 90th percentile"),
        column("p90_ratio_lower", Number, "Lower end; empty where the samples do not support the percentile"),
        column("p90_ratio_upper", Number, "Upper end"),
        column("p90_difference", Number, "The same at the 90th percentile"),
        column("p90_difference_lower", Number, "Lower end"),
        column("p90_difference_upper", Number, "Upper end"),
        column("p99_ratio", Number, "The same at the 99th percentile"),
        column("p99_ratio_lower", Number, "Lower end; empty where the samples do not support the percentile"),
        column("p99_ratio_upper", Number, "Upper end"),
        column("p99_difference", Number, "The same at the 99th percentile"),
        column("p99_difference_lower", Number, "Lower end"),
        column("p99_difference_upper", Number, "Upper end"),
        column("superiority", Number, "Share of pairs of samples in which a is faster, ties half"),
        column("superiority_lower", Number, "Lower end of its 95 % interval"),
        column("superiority_upper", Number, "Upper end of it"),
        column("cliffs_delta", Number, "Share in which a is faster less share in which b is"),
        column("verdict", Text, "faster, slower or not-distinguishable: a beside b, by the median ratio"),
    ];
}

impl Table for ShiftRow {
    const FILE: &'static str = "shifts.csv";
    const ABOUT: &'static str = "The shift function of each pair: how far apart the two are at each decile";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        PACKAGE,
        ARCH,
        WORKLOAD,
        METRIC,
        WINDOW_START,
        WINDOW_END,
        A,
        B,
        column("decile", Integer, "Decile, from 1 to 9"),
        column("difference", Number, "Decile of a less decile of b"),
        column("lower", Number, "Lower end of the band; all nine hold together with 95 % confidence"),
        column("upper", Number, "Upper end of it"),
    ];
}

impl Table for RankRow {
    const FILE: &'static str = "ranks.csv";
    const ABOUT: &'static str = "The places that each runtime may take, all memory sizes pooled";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        PACKAGE,
        ARCH,
        WORKLOAD,
        METRIC,
        WINDOW_START,
        WINDOW_END,
        PERCENTILE,
        RUNTIME,
        column("estimate", Number, "The percentile that ranks it"),
        column("rank_lower", Integer, "Best place; all of a ranking hold together with 95 % confidence"),
        column("rank_upper", Integer, "Worst place"),
        column("of", Integer, "Number of runtimes ranked"),
        column("tier", Integer, "Tier, from 1; runtimes whose places do not overlap never share one"),
    ];
}

impl Table for ChangeRow {
    const FILE: &'static str = "changes.csv";
    const ABOUT: &'static str = "Each shift of a level and each bad day, all memory sizes pooled";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        column("date", Date, "First day of the new level, or the bad day"),
        column("previous_day", Date, "The measured day before it"),
        column("kind", Text, "level-shift or bad-day"),
        column(
            "scope",
            Text,
            "What else changed so then: platform, configuration, language, base-image or runtime",
        ),
        RUNTIME,
        PACKAGE,
        ARCH,
        WORKLOAD,
        METRIC,
        column(
            "before",
            Number,
            "Geometric mean of the daily medians before; of a bad day, the usual slow share",
        ),
        column("after", Number, "The same after; of a bad day, its share of slow samples"),
        column("ratio", Number, "After over before; empty for a bad day"),
        column("lower", Number, "Lower end of its 95 % interval"),
        column("upper", Number, "Upper end of it"),
        column("days_before", Integer, "Measured days of the level before"),
        column("days_after", Integer, "Measured days of the level after"),
        column("together", Integer, "Series that changed so at the same time, this one included"),
        column("of", Integer, "Series that were measured then"),
    ];
}

impl Table for ClaimRow {
    const FILE: &'static str = "claims.csv";
    const ABOUT: &'static str = "Each test of each claim, with what the data say";
    const COLUMNS: &'static [Column] = &[
        column("claim", Text, "Name of the claim"),
        column("a", Text, "Slug of the runtime that the claim is about; empty where there is no test"),
        column("b", Text, "Slug of the runtime that it is compared with"),
        PACKAGE,
        ARCH,
        column(
            "statistic",
            Text,
            "What is compared: p50-ratio, p90-ratio, p99-ratio or superiority, of a to b",
        ),
        column("value", Number, "What was found"),
        column("lower", Number, "Lower end of its 95 % interval"),
        column("upper", Number, "Upper end of it"),
        column("rule", Text, "What the interval must be for the test to hold"),
        column("holds", Text, "true or false; empty where it is not known"),
        column("verdict", Text, "Verdict on the whole claim; empty where a test has no data"),
        column("relies_on", Text, "The verdict that the words of the site rely on"),
    ];
}

impl Table for CalibrationRow {
    const FILE: &'static str = "calibration.csv";
    const ABOUT: &'static str = "What a nominal 95 % interval achieves in simulation";
    const COLUMNS: &'static [Column] = &[
        column("days", Integer, "Number of days"),
        column("samples_per_day", Integer, "Samples of each day"),
        column("day_share_percent", Integer, "Share of the variance between days, in per cent"),
        PERCENTILE,
        column("coverage", Number, "Share of simulated datasets whose interval has the true value in it"),
        column("simulations", Integer, "Number of simulated datasets"),
        column("replicates", Integer, "Replicates of the resampling of each"),
    ];
}

impl Table for BatchRow {
    const FILE: &'static str = "batches.csv";
    const ABOUT: &'static str =
        "Values that the source gives as one mean per record, over the last 30 calendar days; not samples";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        RUNTIME,
        SOURCE_RUNTIME,
        PACKAGE,
        MEMORY_MB,
        ARCH,
        WORKLOAD,
        METRIC,
        UNIT,
        WINDOW_START,
        WINDOW_END,
        column("n_batches", Integer, "Number of batch means, one per record"),
        column("min", Number, "Smallest batch mean"),
        column("p50", Number, "Median of the batch means (Hyndman-Fan type 7)"),
        column("max", Number, "Largest batch mean"),
    ];
}

impl Table for CalendarDay {
    const FILE: &'static str = "calendar.csv";
    const ABOUT: &'static str = "Each calendar day of each source, from its first to its newest";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        column("date", Date, "The day, UTC"),
        column(
            "status",
            Text,
            "complete (at least 95 % of the series then in service), partial, empty, repeated, quarantined or missing",
        ),
        column("records", Integer, "Records accepted"),
        column("samples", Integer, "Samples accepted"),
    ];
}

impl Table for Quarantined {
    const FILE: &'static str = "quarantine.csv";
    const ABOUT: &'static str = "Each file, record or value that no statistic uses";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        column("file", Text, "Path of the file below the source's raw folder"),
        column("date", Date, "Day that the file's name says; empty where it says none"),
        column(
            "source_runtime",
            Text,
            "Upstream name of the runtime; empty where the whole file is concerned",
        ),
        column("rule", Text, "Name of the rule that refused it, explained in rules.csv"),
        column("samples", Integer, "Samples kept out"),
        column("detail", Text, "The record's position and what exactly was wrong"),
    ];
}

impl Table for RuleCount {
    const FILE: &'static str = "rules.csv";
    const ABOUT: &'static str = "Each rule of each adapter, what it met and why it is as it is";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        column("rule", Text, "Name of the rule"),
        column("outcome", Text, "accept, flag, alias or quarantine"),
        column("files", Integer, "Files in which the rule met something"),
        column("records", Integer, "Records that the rule met"),
        column("samples", Integer, "Samples that the rule met"),
        column("reason", Text, "Why the rule is as it is"),
    ];
}

impl Table for SourceRow {
    const FILE: &'static str = "sources.csv";
    const ABOUT: &'static str = "Each source, how far it reaches and what became of its samples";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        column("first_day", Date, "First day with accepted samples, UTC"),
        column("newest_day", Date, "Newest day with accepted samples, UTC"),
        column("days", Integer, "Days with accepted samples"),
        column("files", Integer, "Files read"),
        column("records", Integer, "Records accepted"),
        column("raw_samples", Integer, "Samples in the files, whatever became of them"),
        column("accepted_samples", Integer, "Samples that statistics use"),
        column("quarantined_samples", Integer, "Samples listed in quarantine.csv"),
    ];
}
