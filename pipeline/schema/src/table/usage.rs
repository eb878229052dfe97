//! Columns of the tables of a report: what an owner's own invocations come to.

use super::{
    Column, Table,
    columns::{
        ARCH, CEILING, DAYS, Date, Integer, MAX, MEAN, MEMORY_MB, METRIC, MIN, N, Number, P50, P90, P95, P99,
        PACKAGE, RUNTIME, SOURCE, SOURCE_RUNTIME, Text, UNIT, WORKLOAD, column,
    },
};
use crate::{DayRow, UseRow};

impl Table for UseRow {
    const FILE: &'static str = "use.csv";
    const ABOUT: &'static str = "How each function was used, all in all and by version and memory";
    const COLUMNS: &'static [Column] = &[
        column("function", Text, "Name of the function"),
        column("version", Text, "Its version; empty where the row is of several"),
        column(
            "memory_mb",
            Integer,
            "Memory that it was given, in MB; empty where the row is of several, or unknown",
        ),
        column("arch", Text, "Instruction set that the price is of"),
        column("first_at", Text, "When the first invocation was written down, UTC"),
        column("last_at", Text, "When the last one was, UTC"),
        column("days", Integer, "Days with invocations, UTC; 0 where the log has no times"),
        column("invocations", Integer, "Invocations"),
        column("cold_starts", Integer, "Invocations that waited for an environment, initialized or restored"),
        column("restores", Integer, "Those among them whose environment was restored from a snapshot"),
        column("failures", Integer, "Invocations that the platform says did not end well"),
        column("cold_share", Number, "Cold starts over invocations, 0 to 1"),
        column("cold_share_lower", Number, "Lower end of its 95 % interval"),
        column("cold_share_upper", Number, "Upper end of it"),
        column("max_memory_used_mb", Integer, "Most memory that an environment used, in MB"),
        column("billed_gb_s", Number, "Gigabyte-seconds that were billed; empty where the log does not say"),
        column("init_gb_s", Number, "Of those, what was billed for init and restore"),
        column("usd", Number, "Cost in US dollars: requests and duration at the first tier, nothing free"),
        column("init_usd", Number, "Of that, what init and restore cost"),
    ];
}

impl Table for DayRow {
    const FILE: &'static str = "days.csv";
    const ABOUT: &'static str = "Each measure of each function, day by day";
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
        column("date", Date, "The day, UTC"),
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
