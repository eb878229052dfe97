//! Columns of the tables of a report: what an owner's own invocations come to.

use super::{
    Column, Reference, Table,
    columns::{
        ARCH, CEILING, DAYS, Date, MAX, MEAN, MEMORY_MB, METRIC, MIN, N, Number, P50, P90, P95, P99, PACKAGE,
        RUNTIME, SOURCE, SOURCE_RUNTIME, Text, Time, UNIT, WORKLOAD, column, count, share,
    },
};
use crate::{DayRow, UseRow};

/// A column of numbers in `unit`, which may be unknown.
const fn known(name: &'static str, unit: &'static str, about: &'static str) -> Column {
    column(name, Number, about).of(unit).from(0.0).or_empty()
}

impl Table for UseRow {
    const FILE: &'static str = "use.csv";
    const ABOUT: &'static str = "How each function was used, all in all and by version and memory";
    const COLUMNS: &'static [Column] = &[
        column("function", Text, "Name of the function"),
        column("version", Text, "Its version; empty where the row is of several").or_empty(),
        count(
            "memory_mb",
            "MB",
            "Memory that it was given, in MB; empty where the row is of several, or unknown",
        )
        .or_empty(),
        ARCH_OF_PRICE,
        column("first_at", Time, "When the first invocation was written down, UTC").or_empty(),
        column("last_at", Time, "When the last one was, UTC").or_empty(),
        count("days", "days", "Days with invocations, UTC; 0 where the log has no times"),
        count("invocations", "invocations", "Invocations"),
        count(
            "cold_starts",
            "invocations",
            "Invocations that waited for an environment, initialized or restored",
        ),
        count("restores", "invocations", "Those among them whose environment was restored from a snapshot"),
        count("failures", "invocations", "Invocations that the platform says did not end well"),
        share("cold_share", "Cold starts over invocations, 0 to 1"),
        share("cold_share_lower", "Lower end of its 95 % interval").or_empty(),
        share("cold_share_upper", "Upper end of it").or_empty(),
        count("max_memory_used_mb", "MB", "Most memory that an environment used, in MB").or_empty(),
        known("billed_gb_s", "GB s", "Gigabyte-seconds that were billed; empty where the log does not say"),
        known("init_gb_s", "GB s", "Of those, what was billed for init and restore"),
        known("usd", "USD", "Cost in US dollars: requests and duration at the first tier, nothing free"),
        known("init_usd", "USD", "Of that, what init and restore cost"),
    ];
    const KEY: &'static [&'static str] = &["function", "version", "memory_mb", "arch"];
    const REFERENCES: &'static [Reference] = &[];
}

const ARCH_OF_PRICE: Column = Column { about: "Instruction set that the price is of", ..ARCH };

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
    const KEY: &'static [&'static str] =
        &["source", "runtime", "package", "memory_mb", "arch", "workload", "metric", "date"];
    const REFERENCES: &'static [Reference] = &[];
}
