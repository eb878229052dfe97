//! Columns that several tables share.

use super::{Column, ColumnType};

pub(super) const fn column(name: &'static str, kind: ColumnType, about: &'static str) -> Column {
    Column { name, kind, about }
}

pub(super) use ColumnType::{Date, Integer, Month, Number, Text};

pub(super) const SOURCE: Column = column("source", Text, "Slug of the source that the samples come from");
pub(super) const RUNTIME: Column =
    column("runtime", Text, "Slug of the runtime; its page is runtimes/<slug>/");
pub(super) const SOURCE_RUNTIME: Column =
    column("source_runtime", Text, "Newest name that the source gave the runtime");
pub(super) const PACKAGE: Column = column(
    "package",
    Text,
    "How the function comes to where it runs: zip or image on AWS; cache-warm or disk-cold on a machine of ours",
);
pub(super) const MEMORY_MB: Column = column(
    "memory_mb",
    Integer,
    "Memory the function is given, in MB; empty for the series that pools all memory sizes, and for functions \
     of our own without limit",
);
pub(super) const ARCH: Column = column("arch", Text, "Instruction set: x86_64 or arm64");
pub(super) const WORKLOAD: Column = column("workload", Text, "What the function does");
pub(super) const METRIC: Column = column("metric", Text, "What is measured; the name ends in its unit");
pub(super) const UNIT: Column = column("unit", Text, "Unit of all values of the row");
pub(super) const WINDOW_START: Column = column("window_start", Date, "First day of the window, included");
pub(super) const WINDOW_END: Column = column("window_end", Date, "Last day of the window, included");
pub(super) const MONTH: Column = column("month", Month, "Calendar month");
pub(super) const N: Column = column("n", Integer, "Number of samples");
pub(super) const DAYS: Column = column(
    "days",
    Integer,
    "Number of distinct days with samples; of blocks where a machine of ours measured",
);
pub(super) const MIN: Column = column("min", Number, "Smallest sample");
pub(super) const MEAN: Column = column("mean", Number, "Arithmetic mean");
pub(super) const P50: Column = column("p50", Number, "Median (Hyndman-Fan type 7, as all percentiles)");
pub(super) const P90: Column = column("p90", Number, "90th percentile");
pub(super) const P95: Column = column("p95", Number, "95th percentile");
pub(super) const P99: Column = column("p99", Number, "99th percentile");
pub(super) const MAX: Column = column("max", Number, "Largest sample");
pub(super) const CEILING: Column =
    column("ceiling", Text, "Deepest percentile that the number of samples supports; empty for none");
pub(super) const PERCENTILE: Column = column("percentile", Text, "p50, p90, p95, p99 or p999");
pub(super) const A: Column = column("a", Text, "Slug of the first runtime");
pub(super) const B: Column = column("b", Text, "Slug of the second runtime");

pub(super) const CLAIM: Column = column("claim", Text, "Name of the claim");
pub(super) const CLAIM_A: Column = column("a", Text, "Slug of the runtime that the claim is about");
pub(super) const CLAIM_B: Column = column("b", Text, "Slug of the runtime that it is compared with");
pub(super) const STATISTIC: Column =
    column("statistic", Text, "What is compared: p50-ratio, p90-ratio, p99-ratio or superiority, of a to b");
pub(super) const RULE: Column = column("rule", Text, "What the interval must be for the test to hold");
