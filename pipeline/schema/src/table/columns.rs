//! Columns that several tables share.

use super::{Column, ColumnType, Limit, Reference};

/// A column without empty cells and without unit.
pub(super) const fn column(name: &'static str, kind: ColumnType, about: &'static str) -> Column {
    Column { name, kind, about, measure: None, is_required: true, limit: Limit::None }
}

/// A column of whole numbers of `unit`.
pub(super) const fn count(name: &'static str, unit: &'static str, about: &'static str) -> Column {
    column(name, Integer, about).of(unit).from(0.0)
}

/// A column of numbers in the unit of what the row measures.
pub(super) const fn value(name: &'static str, about: &'static str) -> Column {
    column(name, Number, about).of_row()
}

/// A column of ratios.
pub(super) const fn ratio(name: &'static str, about: &'static str) -> Column {
    column(name, Number, about).of("1").from(0.0)
}

/// A column of shares and probabilities, from 0 to 1.
pub(super) const fn share(name: &'static str, about: &'static str) -> Column {
    column(name, Number, about).of("1").between(0.0, 1.0)
}

pub(super) use ColumnType::{Boolean, Date, Integer, Month, Number, Text, Time};

/// Rows that are of a source name it.
pub(super) const OF_SOURCE: Reference =
    Reference { columns: &["source"], table: "sources.csv", keys: &["source"] };
/// What tells a series from every other.
pub(super) const SERIES_KEY: &[&str] =
    &["source", "runtime", "package", "memory_mb", "arch", "workload", "metric"];
/// What rests on the samples of a series names it.
pub(super) const OF_SERIES: Reference =
    Reference { columns: SERIES_KEY, table: "series.csv", keys: SERIES_KEY };
/// What tests a claim names it.
pub(super) const OF_CLAIM: Reference =
    Reference { columns: &["claim"], table: "claims.csv", keys: &["claim"] };

const METRICS: &[&str] = &[
    "init_ms",
    "restore_ms",
    "handler_ms",
    "memory_used_mb",
    "first_response_ms",
    "cold_total_ms",
    "early_ms",
    "warm_ms",
    "cold_duration_ms",
    "warm_duration_ms",
    "init_cpu_ms",
    "call_cpu_ms",
    "peak_rss_mb",
];
pub(super) const PACKAGES: &[&str] = &["zip", "image", "cache-warm", "disk-cold"];
const PERCENTILES: &[&str] = &["p50", "p90", "p95", "p99", "p999"];
pub(super) const CLAIM_VERDICTS: &[&str] =
    &["supported", "supported-in-part", "not-supported", "not-testable"];

pub(super) const SOURCE: Column =
    column("source", Text, "Slug of the source that the samples come from").slug();
pub(super) const RUNTIME: Column =
    column("runtime", Text, "Slug of the runtime; its page is runtimes/<slug>/");
pub(super) const SOURCE_RUNTIME: Column =
    column("source_runtime", Text, "Newest name that the source gave the runtime");
pub(super) const PACKAGE: Column = column(
    "package",
    Text,
    "How the function comes to where it runs: zip or image on AWS; cache-warm or disk-cold on a machine of ours",
)
.one_of(PACKAGES);
pub(super) const MEMORY_MB: Column = column(
    "memory_mb",
    Integer,
    "Memory the function is given, in MB; empty for the series that pools all memory sizes, and for functions \
     of our own without limit",
)
.of("MB")
.from(1.0)
.or_empty();
pub(super) const ARCH: Column =
    column("arch", Text, "Instruction set: x86_64 or arm64").one_of(&["x86_64", "arm64"]);
pub(super) const WORKLOAD: Column = column("workload", Text, "What the function does");
pub(super) const METRIC: Column =
    column("metric", Text, "What is measured; the name ends in its unit").one_of(METRICS);
pub(super) const UNIT: Column = column("unit", Text, "Unit of all values of the row").one_of(&["ms", "MB"]);
pub(super) const WINDOW_START: Column = column("window_start", Date, "First day of the window, included");
pub(super) const WINDOW_END: Column = column("window_end", Date, "Last day of the window, included");
pub(super) const MONTH: Column = column("month", Month, "Calendar month");
pub(super) const N: Column = count("n", "samples", "Number of samples");
pub(super) const DAYS: Column =
    count("days", "days", "Number of distinct days with samples; of blocks where a machine of ours measured");
pub(super) const MIN: Column = value("min", "Smallest sample").from(0.0);
pub(super) const MEAN: Column = value("mean", "Arithmetic mean").from(0.0);
pub(super) const P50: Column = value("p50", "Median (Hyndman-Fan type 7, as all percentiles)").from(0.0);
pub(super) const P90: Column = value("p90", "90th percentile").from(0.0);
pub(super) const P95: Column = value("p95", "95th percentile").from(0.0);
pub(super) const P99: Column = value("p99", "99th percentile").from(0.0);
pub(super) const MAX: Column = value("max", "Largest sample").from(0.0);
pub(super) const CEILING: Column =
    column("ceiling", Text, "Deepest percentile that the number of samples supports; empty for none")
        .one_of(PERCENTILES)
        .or_empty();
pub(super) const PERCENTILE: Column =
    column("percentile", Text, "p50, p90, p95, p99 or p999").one_of(PERCENTILES);
pub(super) const A: Column = column("a", Text, "Slug of the first runtime");
pub(super) const B: Column = column("b", Text, "Slug of the second runtime");
pub(super) const REPLICATES: Column = count("replicates", "replicates", "Replicates of the resampling");
pub(super) const SEED: Column = column("seed", Text, "Seed of the resampling, in hexadecimal").hex(16);

pub(super) const CLAIM: Column = column("claim", Text, "Name of the claim").slug();
pub(super) const CLAIM_A: Column = column("a", Text, "Slug of the runtime that the claim is about").slug();
pub(super) const CLAIM_B: Column = column("b", Text, "Slug of the runtime that it is compared with").slug();
pub(super) const STATISTIC: Column =
    column("statistic", Text, "What is compared: p50-ratio, p90-ratio, p99-ratio or superiority, of a to b")
        .one_of(&["p50-ratio", "p90-ratio", "p99-ratio", "superiority"]);
pub(super) const RULE: Column = column("rule", Text, "What the interval must be for the test to hold");
