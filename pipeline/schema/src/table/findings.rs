//! Columns of the tables: what follows.

use super::{
    Column, Table,
    columns::{
        ARCH, CLAIM, CLAIM_A, CLAIM_B, Date, Integer, MEMORY_MB, METRIC, Number, PACKAGE, RULE, RUNTIME,
        SOURCE, STATISTIC, Text, WORKLOAD, column,
    },
};
use crate::{ChangeRow, ClaimRow, MultiverseRow, RobustnessRow};

impl Table for ChangeRow {
    const FILE: &'static str = "changes.csv";
    const ABOUT: &'static str = "Each shift of a level and each bad day, all memory sizes pooled";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        column("date", Date, "First day of the new level, or the bad day"),
        column("previous_day", Date, "The measured day before it"),
        column("kind", Text, "level-shift, tail-shift or bad-day"),
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
            "Of a level shift the geometric mean of the daily medians before, else the share of slow samples",
        ),
        column("after", Number, "The same after; of a bad day, on that day"),
        column("ratio", Number, "Of a level shift, after over before"),
        column("difference", Number, "Of a tail shift, after less before"),
        column("lower", Number, "Lower end of the 95 % interval of ratio or difference"),
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
        CLAIM,
        column("source", Text, "Slug of the source; empty, as all that follows, where there is no test"),
        CLAIM_A,
        CLAIM_B,
        PACKAGE,
        ARCH,
        WORKLOAD,
        METRIC,
        STATISTIC,
        column("value", Number, "What was found"),
        column("lower", Number, "Lower end of its 95 % interval"),
        column("upper", Number, "Upper end of it"),
        RULE,
        column("holds", Text, "true or false; empty where it is not known"),
        column("verdict", Text, "Verdict on the whole claim; empty where a test has no data"),
        column("relies_on", Text, "The verdict that the words of the site rely on"),
    ];
}

impl Table for MultiverseRow {
    const FILE: &'static str = "multiverse.csv";
    const ABOUT: &'static str = "Each test of each claim under each set of defensible choices";
    const COLUMNS: &'static [Column] = &[
        CLAIM,
        SOURCE,
        CLAIM_A,
        CLAIM_B,
        STATISTIC,
        RULE,
        WORKLOAD,
        METRIC,
        PACKAGE,
        ARCH,
        MEMORY_MB,
        column("window_days", Integer, "Calendar days up to the newest one"),
        column("quantile", Text, "Definition of percentiles by Hyndman and Fan: type-6, type-7 or type-8"),
        column("bad_days", Text, "What is done with bad days: kept, or dropped from both"),
        column("n_a", Integer, "Number of samples of a"),
        column("n_b", Integer, "Number of samples of b"),
        column("value", Number, "What was found"),
        column("lower", Number, "Lower end of its 95 % interval; empty where the samples support none"),
        column("upper", Number, "Upper end of it"),
        column("holds", Text, "true or false; empty where there is no interval"),
    ];
}

impl Table for RobustnessRow {
    const FILE: &'static str = "robustness.csv";
    const ABOUT: &'static str = "In how many sets of choices each test of each claim holds";
    const COLUMNS: &'static [Column] = &[
        CLAIM,
        SOURCE,
        CLAIM_A,
        CLAIM_B,
        STATISTIC,
        RULE,
        column(
            "choice",
            Text,
            "The choice that is held fixed: all (none), package, arch, memory, window, quantile or bad-days",
        ),
        column("value", Text, "At what it is held"),
        column("holds", Integer, "Sets of choices in which the test holds"),
        column("of", Integer, "Sets of choices in which the samples support an interval"),
        column("unsupported", Integer, "Sets of choices in which they do not"),
        column("worst", Number, "The end of all intervals that is least favourable to the rule"),
    ];
}
