//! Columns of the tables: what has moved from one version to another.

use super::{
    Column, Reference, Table,
    columns::{
        ARCH, Boolean, MEMORY_MB, METRIC, Number, OF_SOURCE, PACKAGE, RUNTIME, SOURCE, Text, WORKLOAD,
        column, ratio,
    },
};
use crate::{MovedRow, moved::OF_NUMBERS};

/// A column of numbers whose unit hangs on the statistic.
const fn told(name: &'static str, about: &'static str) -> Column {
    column(name, Number, about).told()
}

/// A column that says whether something is a reason.
const fn reason(name: &'static str, about: &'static str) -> Column {
    column(name, Boolean, about)
}

impl Table for MovedRow {
    const FILE: &'static str = "moved.csv";
    const ABOUT: &'static str =
        "Each published number that lies outside the interval of the version before it, and why";
    const COLUMNS: &'static [Column] = &[
        column("table", Text, "File that has the number").one_of(&OF_NUMBERS),
        SOURCE,
        Column {
            about: "Slug of the runtime, a of a pair; empty where the number is of several",
            ..RUNTIME
        }
        .or_empty(),
        column(
            "against",
            Text,
            "Slug of the runtime that it is compared with, or the measurements on AWS; empty where it stands by itself",
        )
        .or_empty(),
        PACKAGE,
        MEMORY_MB,
        ARCH,
        WORKLOAD,
        METRIC,
        column(
            "statistic",
            Text,
            "A percentile, a ratio or difference of two percentiles, superiority, rank-correlation or slope",
        ),
        told(
            "before",
            "The number as it was: ratios, slopes, correlations and superiority as such, all else in the unit of the metric",
        ),
        told("before_lower", "Lower end of its 95 % interval then"),
        told("before_upper", "Upper end of it"),
        told("after", "The number as it is, outside the interval before"),
        told("after_lower", "Lower end of its 95 % interval now"),
        told("after_upper", "Upper end of it"),
        ratio(
            "beyond",
            "How far it lies beyond the nearer end of the interval before, in widths of that; empty where it had none",
        )
        .or_empty(),
        reason("new_data", "true where it rests on days that the version before did not have"),
        reason("corrected_data", "true where data of days that the version before had are other ones"),
        reason("changed_method", "true where a method that makes the table has changed; none of the three: unexplained"),
        column("evidence", Text, "What says why; empty where nothing does").or_empty(),
    ];
    const KEY: &'static [&'static str] = &[
        "table",
        "source",
        "runtime",
        "against",
        "package",
        "memory_mb",
        "arch",
        "workload",
        "metric",
        "statistic",
    ];
    const REFERENCES: &'static [Reference] = &[OF_SOURCE];
}
