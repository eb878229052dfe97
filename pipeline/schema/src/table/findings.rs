//! Columns of the tables: what follows.

use super::{
    Column, Reference, Table,
    columns::{
        ARCH, Boolean, CLAIM, CLAIM_A, CLAIM_B, CLAIM_VERDICTS, Date, MEMORY_MB, METRIC, Number, OF_CLAIM,
        OF_SOURCE, PACKAGE, RULE, RUNTIME, SOURCE, STATISTIC, Text, WORKLOAD, column, count, ratio,
    },
};
use crate::{ChangeRow, ClaimRow, MultiverseRow, RobustnessRow};

impl Table for ChangeRow {
    const FILE: &'static str = "changes.csv";
    const ABOUT: &'static str = "Each shift of a level and each bad day, all memory sizes pooled";
    const COLUMNS: &'static [Column] = &[
        SOURCE,
        column("date", Date, "First day of the new level, or the bad day"),
        column("previous_day", Date, "The measured day before it; empty where there is none").or_empty(),
        column("kind", Text, "level-shift, tail-shift or bad-day").one_of(&[
            "level-shift",
            "tail-shift",
            "bad-day",
        ]),
        column(
            "scope",
            Text,
            "What else changed so then: platform, configuration, language, base-image or runtime",
        )
        .one_of(&["platform", "configuration", "language", "base-image", "runtime"]),
        RUNTIME,
        PACKAGE,
        ARCH,
        WORKLOAD,
        METRIC,
        column(
            "before",
            Number,
            "Of a level shift the geometric mean of the daily medians before, in the unit of the metric, else the \
             share of slow samples, from 0 to 1",
        )
        .told()
        .from(0.0),
        column("after", Number, "The same after; of a bad day, on that day").told().from(0.0),
        ratio("ratio", "Of a level shift, after over before; empty for others").or_empty(),
        column("difference", Number, "Of a tail shift, after less before; empty for others")
            .of("1")
            .between(-1.0, 1.0)
            .or_empty(),
        column("lower", Number, "Lower end of the 95 % interval of ratio or difference").of("1").or_empty(),
        column("upper", Number, "Upper end of it").of("1").or_empty(),
        count("days_before", "days", "Measured days of the level before"),
        count("days_after", "days", "Measured days of the level after"),
        count("together", "series", "Series that changed so at the same time, this one included"),
        count("of", "series", "Series that were measured then"),
    ];
    const KEY: &'static [&'static str] =
        &["source", "date", "kind", "runtime", "package", "arch", "workload", "metric"];
    const REFERENCES: &'static [Reference] = &[OF_SOURCE];
}

impl Table for ClaimRow {
    const FILE: &'static str = "claims.csv";
    const ABOUT: &'static str = "Each test of each claim, with what the data say";
    const COLUMNS: &'static [Column] = &[
        CLAIM,
        column("source", Text, "Slug of the source; empty, as all that follows, where there is no test")
            .slug()
            .or_empty(),
        CLAIM_A.or_empty(),
        CLAIM_B.or_empty(),
        PACKAGE.or_empty(),
        ARCH.or_empty(),
        WORKLOAD.or_empty(),
        METRIC.or_empty(),
        STATISTIC.or_empty(),
        ratio("value", "What was found").or_empty(),
        ratio("lower", "Lower end of its 95 % interval").or_empty(),
        ratio("upper", "Upper end of it").or_empty(),
        RULE.or_empty(),
        column("holds", Boolean, "true or false; empty where it is not known").or_empty(),
        column("verdict", Text, "Verdict on the whole claim; empty where a test has no data")
            .one_of(CLAIM_VERDICTS)
            .or_empty(),
        column("relies_on", Text, "The verdict that the words of the site rely on").one_of(CLAIM_VERDICTS),
    ];
    const KEY: &'static [&'static str] =
        &["claim", "source", "a", "b", "package", "arch", "workload", "metric", "statistic", "rule"];
    const REFERENCES: &'static [Reference] = &[OF_SOURCE];
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
        count("window_days", "days", "Calendar days up to the newest one"),
        column("quantile", Text, "Definition of percentiles by Hyndman and Fan: type-6, type-7 or type-8")
            .one_of(&["type-7", "type-8", "type-6"]),
        column("bad_days", Text, "What is done with bad days: kept, or dropped from both")
            .one_of(&["kept", "dropped"]),
        count("n_a", "samples", "Number of samples of a"),
        count("n_b", "samples", "Number of samples of b"),
        ratio("value", "What was found"),
        ratio("lower", "Lower end of its 95 % interval; empty where the samples support none").or_empty(),
        ratio("upper", "Upper end of it").or_empty(),
        column("holds", Boolean, "true or false; empty where there is no interval").or_empty(),
    ];
    const KEY: &'static [&'static str] = &[
        "claim",
        "source",
        "a",
        "b",
        "statistic",
        "rule",
        "workload",
        "metric",
        "package",
        "arch",
        "memory_mb",
        "window_days",
        "quantile",
        "bad_days",
    ];
    const REFERENCES: &'static [Reference] = &[OF_SOURCE, OF_CLAIM];
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
        )
        .one_of(&["all", "package", "arch", "memory", "window", "quantile", "bad-days"]),
        column("value", Text, "At what it is held; empty where none is").or_empty(),
        count("holds", "sets of choices", "Sets of choices in which the test holds"),
        count("of", "sets of choices", "Sets of choices in which the samples support an interval"),
        count("unsupported", "sets of choices", "Sets of choices in which they do not"),
        ratio("worst", "The end of all intervals that is least favourable to the rule; empty without one")
            .or_empty(),
    ];
    const KEY: &'static [&'static str] =
        &["claim", "source", "a", "b", "statistic", "rule", "choice", "value"];
    const REFERENCES: &'static [Reference] = &[OF_SOURCE, OF_CLAIM];
}
