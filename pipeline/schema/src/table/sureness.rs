//! Columns of the tables: how sure it is.

use super::{
    Column, Reference, Table,
    columns::{
        A, ARCH, B, DAYS, MEMORY_MB, METRIC, N, Number, OF_SERIES, OF_SOURCE, PACKAGE, PERCENTILE,
        REPLICATES, RUNTIME, SEED, SOURCE, SOURCE_RUNTIME, Text, UNIT, WINDOW_END, WINDOW_START, WORKLOAD,
        column, count, ratio, share, value,
    },
};
use crate::{CalibrationRow, ComparisonRow, IntervalRow, RankRow, ShiftRow};

/// What tells a comparison from every other.
const PAIR_KEY: &[&str] = &["source", "package", "arch", "workload", "metric", "a", "b"];

const fn place(name: &'static str, about: &'static str) -> Column {
    count(name, "places", about).from(1.0)
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
        count("short_by", "samples", "Samples that are missing for the percentile to be supported"),
        value("estimate", "The percentile (Hyndman-Fan type 7)").from(0.0),
        value("lower", "Lower end of the 95 % interval from resampling days; empty where not supported")
            .from(0.0)
            .or_empty(),
        value("upper", "Upper end of it").from(0.0).or_empty(),
        share("coverage", "Coverage that such an interval achieves in simulation, nominally 0.95").or_empty(),
        value("order_lower", "Lower end of the 95 % order-statistic interval").from(0.0).or_empty(),
        value("order_upper", "Upper end of it").from(0.0).or_empty(),
        share("order_confidence", "Confidence that it achieves if samples are independent").or_empty(),
        REPLICATES,
        SEED,
    ];
    const KEY: &'static [&'static str] =
        &["source", "runtime", "package", "memory_mb", "arch", "workload", "metric", "percentile"];
    const REFERENCES: &'static [Reference] = &[OF_SOURCE, OF_SERIES];
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
        value("estimate", "The percentile that ranks it").from(0.0),
        place("rank_lower", "Best place; all of a ranking hold together with 95 % confidence"),
        place("rank_upper", "Worst place"),
        count("of", "runtimes", "Number of runtimes ranked"),
        count("tier", "tiers", "Tier, from 1; runtimes whose places do not overlap never share one")
            .from(1.0),
    ];
    const KEY: &'static [&'static str] =
        &["source", "package", "arch", "workload", "metric", "percentile", "runtime"];
    const REFERENCES: &'static [Reference] = &[OF_SOURCE];
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
        count("n_a", "samples", "Number of samples of a"),
        count("n_b", "samples", "Number of samples of b"),
        ratio("p50_ratio", "Median of a over median of b"),
        ratio("p50_ratio_lower", "Lower end of its 95 % interval, days resampled in pairs").or_empty(),
        ratio("p50_ratio_upper", "Upper end of it").or_empty(),
        value("p50_difference", "Median of a less median of b"),
        value("p50_difference_lower", "Lower end of its 95 % interval").or_empty(),
        value("p50_difference_upper", "Upper end of it").or_empty(),
        ratio("p90_ratio", "The same at the 90th percentile"),
        ratio("p90_ratio_lower", "Lower end; empty where the samples do not support the percentile")
            .or_empty(),
        ratio("p90_ratio_upper", "Upper end").or_empty(),
        value("p90_difference", "The same at the 90th percentile"),
        value("p90_difference_lower", "Lower end").or_empty(),
        value("p90_difference_upper", "Upper end").or_empty(),
        ratio("p99_ratio", "The same at the 99th percentile"),
        ratio("p99_ratio_lower", "Lower end; empty where the samples do not support the percentile")
            .or_empty(),
        ratio("p99_ratio_upper", "Upper end").or_empty(),
        value("p99_difference", "The same at the 99th percentile"),
        value("p99_difference_lower", "Lower end").or_empty(),
        value("p99_difference_upper", "Upper end").or_empty(),
        share("superiority", "Share of pairs of samples in which a is faster, ties half"),
        share("superiority_lower", "Lower end of its 95 % interval").or_empty(),
        share("superiority_upper", "Upper end of it").or_empty(),
        column("cliffs_delta", Number, "Share in which a is faster less share in which b is")
            .of("1")
            .between(-1.0, 1.0),
        column("verdict", Text, "faster, slower or not-distinguishable: a beside b, by the median ratio")
            .one_of(&["faster", "slower", "not-distinguishable"]),
    ];
    const KEY: &'static [&'static str] = PAIR_KEY;
    const REFERENCES: &'static [Reference] = &[OF_SOURCE];
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
        count("decile", "tenths", "Decile, from 1 to 9").between(1.0, 9.0),
        value("difference", "Decile of a less decile of b"),
        value("lower", "Lower end of the band; all nine hold together with 95 % confidence").or_empty(),
        value("upper", "Upper end of it").or_empty(),
    ];
    const KEY: &'static [&'static str] =
        &["source", "package", "arch", "workload", "metric", "a", "b", "decile"];
    const REFERENCES: &'static [Reference] =
        &[OF_SOURCE, Reference { columns: PAIR_KEY, table: "comparisons.csv", keys: PAIR_KEY }];
}

impl Table for CalibrationRow {
    const FILE: &'static str = "calibration.csv";
    const ABOUT: &'static str = "What a nominal 95 % interval achieves in simulation";
    const COLUMNS: &'static [Column] = &[
        count("days", "days", "Number of days"),
        count("samples_per_day", "samples", "Samples of each day"),
        count("day_share_percent", "%", "Share of the variance between days, in per cent")
            .between(0.0, 100.0),
        PERCENTILE,
        share("coverage", "Share of simulated datasets whose interval has the true value in it"),
        count("simulations", "datasets", "Number of simulated datasets"),
        count("replicates", "replicates", "Replicates of the resampling of each"),
    ];
    const KEY: &'static [&'static str] = &["days", "samples_per_day", "day_share_percent", "percentile"];
    const REFERENCES: &'static [Reference] = &[];
}
