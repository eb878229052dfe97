//! Columns of the tables: what a choice of runtimes rests on.

use super::{
    Column, Reference, Table,
    columns::{
        ARCH, Boolean, Integer, MEMORY_MB, METRIC, Number, OF_SERIES, OF_SOURCE, PACKAGE, REPLICATES,
        RUNTIME, SEED, SOURCE, SOURCE_RUNTIME, Text, UNIT, WINDOW_END, WINDOW_START, WORKLOAD, column, share,
        value,
    },
};
use crate::{AnswerRow, ReplicateRow};

const FOLLOWED: &[&str] =
    &["mean", "p10", "p20", "p30", "p40", "p50", "p60", "p70", "p80", "p90", "p95", "p99"];

/// A column of times, which may be unknown.
const fn time(name: &'static str, about: &'static str) -> Column {
    column(name, Number, about).of("ms").from(0.0).or_empty()
}

/// A column of costs, which may be unknown.
const fn dollars(name: &'static str, about: &'static str) -> Column {
    column(name, Number, about).of("USD").from(0.0).or_empty()
}

impl Table for ReplicateRow {
    const FILE: &'static str = "replicates.csv";
    const ABOUT: &'static str =
        "How the statistics of each series spread over the replicates of its resampling";
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
        column("statistic", Text, "What was followed: mean, or a percentile from p10 to p99")
            .one_of(FOLLOWED),
        value("estimate", "Its value in the samples themselves"),
        value("level_1", "One replicate in a hundred is at or below it"),
        value("level_2_5", "The lower end of the 95 % interval"),
        value("level_5", "Five replicates in a hundred"),
        value("level_10", "Ten"),
        value("level_25", "Twenty-five"),
        value("level_50", "Half of them"),
        value("level_75", "Seventy-five"),
        value("level_90", "Ninety"),
        value("level_95", "Ninety-five"),
        value("level_97_5", "The upper end of the 95 % interval"),
        value("level_99", "Ninety-nine"),
        REPLICATES,
        SEED,
    ];
    const KEY: &'static [&'static str] =
        &["source", "runtime", "package", "memory_mb", "arch", "workload", "metric", "statistic"];
    const REFERENCES: &'static [Reference] = &[OF_SOURCE, OF_SERIES];
}

impl Table for AnswerRow {
    const FILE: &'static str = "answers.csv";
    const ABOUT: &'static str = "What each configuration has to say to each worked example";
    const COLUMNS: &'static [Column] = &[
        column("example", Text, "Name of the example, as in content/which.toml").slug(),
        SOURCE,
        RUNTIME,
        PACKAGE,
        ARCH,
        column("memory_mb", Integer, "Memory the function is given, in MB").of("MB").from(1.0),
        column("decides", Text, "Percentile of the init duration that decides; empty where none does")
            .one_of(FOLLOWED)
            .or_empty(),
        share("probability", "Probability that the target is met, by the replicates; empty where unknown")
            .or_empty(),
        time("cold_ms", "What a cold invocation takes at that percentile, or else at the median"),
        time("cold_ms_lower", "Lower end of its 95 % interval"),
        time("cold_ms_upper", "Upper end of it"),
        time("first_call_ms", "Of that, what the first call of an empty function takes"),
        dollars("month_usd", "What a month costs, in US dollars"),
        dollars("month_usd_lower", "Lower end of its 95 % interval"),
        dollars("month_usd_upper", "Upper end of it"),
        dollars("init_usd", "Of that, what init durations cost"),
        column("is_pareto", Boolean, "true where nothing is both cheaper and quicker"),
    ];
    const KEY: &'static [&'static str] = &["example", "source", "runtime", "package", "arch", "memory_mb"];
    const REFERENCES: &'static [Reference] = &[OF_SOURCE];
}
