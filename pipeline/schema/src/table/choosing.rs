//! Columns of the tables: what a choice of runtimes rests on.

use super::{
    Column, Table,
    columns::{
        ARCH, Integer, MEMORY_MB, METRIC, Number, PACKAGE, RUNTIME, SOURCE, SOURCE_RUNTIME, Text, UNIT,
        WINDOW_END, WINDOW_START, WORKLOAD, column,
    },
};
use crate::{AnswerRow, ReplicateRow};

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
        column("statistic", Text, "What was followed: mean, or a percentile from p10 to p99"),
        column("estimate", Number, "Its value in the samples themselves"),
        column("level_1", Number, "One replicate in a hundred is at or below it"),
        column("level_2_5", Number, "The lower end of the 95 % interval"),
        column("level_5", Number, "Five replicates in a hundred"),
        column("level_10", Number, "Ten"),
        column("level_25", Number, "Twenty-five"),
        column("level_50", Number, "Half of them"),
        column("level_75", Number, "Seventy-five"),
        column("level_90", Number, "Ninety"),
        column("level_95", Number, "Ninety-five"),
        column("level_97_5", Number, "The upper end of the 95 % interval"),
        column("level_99", Number, "Ninety-nine"),
        column("replicates", Integer, "Replicates of the resampling"),
        column("seed", Text, "Seed of the resampling, in hexadecimal"),
    ];
}

impl Table for AnswerRow {
    const FILE: &'static str = "answers.csv";
    const ABOUT: &'static str = "What each configuration has to say to each worked example";
    const COLUMNS: &'static [Column] = &[
        column("example", Text, "Name of the example, as in content/which.toml"),
        SOURCE,
        RUNTIME,
        PACKAGE,
        ARCH,
        MEMORY_MB,
        column("decides", Text, "Percentile of the init duration that decides; empty where none does"),
        column(
            "probability",
            Number,
            "Probability that the target is met, by the replicates; empty where unknown",
        ),
        column("cold_ms", Number, "What a cold invocation takes at that percentile, or else at the median"),
        column("cold_ms_lower", Number, "Lower end of its 95 % interval"),
        column("cold_ms_upper", Number, "Upper end of it"),
        column("first_call_ms", Number, "Of that, what the first call of an empty function takes"),
        column("month_usd", Number, "What a month costs, in US dollars"),
        column("month_usd_lower", Number, "Lower end of its 95 % interval"),
        column("month_usd_upper", Number, "Upper end of it"),
        column("init_usd", Number, "Of that, what init durations cost"),
        column("is_pareto", Text, "true where nothing is both cheaper and quicker"),
    ];
}
