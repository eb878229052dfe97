//! Columns of the tables: how sure it is.

use super::{
    Column, Table,
    columns::{
        A, ARCH, B, DAYS, Integer, MEMORY_MB, METRIC, N, Number, PACKAGE, PERCENTILE, RUNTIME, SOURCE,
        SOURCE_RUNTIME, Text, UNIT, WINDOW_END, WINDOW_START, WORKLOAD, column,
    },
};
use crate::{CalibrationRow, ComparisonRow, IntervalRow, RankRow, ShiftRow};

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
        column("short_by", Integer, "Samples that are missing for the percentile to be supported"),
        column("estimate", Number, "The percentile (Hyndman-Fan type 7)"),
        column(
            "lower",
            Number,
            "Lower end of the 95 % interval from resampling days; empty where not supported",
        ),
        column("upper", Number, "Upper end of it"),
        column("coverage", Number, "Coverage that such an interval achieves in simulation, nominally 0.95"),
        column("order_lower", Number, "Lower end of the 95 % order-statistic interval"),
        column("order_upper", Number, "Upper end of it"),
        column("order_confidence", Number, "Confidence that it achieves if samples are independent"),
        column("replicates", Integer, "Replicates of the resampling"),
        column("seed", Text, "Seed of the resampling, in hexadecimal"),
    ];
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
        column("estimate", Number, "The percentile that ranks it"),
        column("rank_lower", Integer, "Best place; all of a ranking hold together with 95 % confidence"),
        column("rank_upper", Integer, "Worst place"),
        column("of", Integer, "Number of runtimes ranked"),
        column("tier", Integer, "Tier, from 1; runtimes whose places do not overlap never share one"),
    ];
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
        column("n_a", Integer, "Number of samples of a"),
        column("n_b", Integer, "Number of samples of b"),
        column("p50_ratio", Number, "Median of a over median of b"),
        column("p50_ratio_lower", Number, "Lower end of its 95 % interval, days resampled in pairs"),
        column("p50_ratio_upper", Number, "Upper end of it"),
        column("p50_difference", Number, "Median of a less median of b"),
        column("p50_difference_lower", Number, "Lower end of its 95 % interval"),
        column("p50_difference_upper", Number, "Upper end of it"),
        column("p90_ratio", Number, "The same at the 90th percentile"),
        column("p90_ratio_lower", Number, "Lower end; empty where the samples do not support the percentile"),
        column("p90_ratio_upper", Number, "Upper end"),
        column("p90_difference", Number, "The same at the 90th percentile"),
        column("p90_difference_lower", Number, "Lower end"),
        column("p90_difference_upper", Number, "Upper end"),
        column("p99_ratio", Number, "The same at the 99th percentile"),
        column("p99_ratio_lower", Number, "Lower end; empty where the samples do not support the percentile"),
        column("p99_ratio_upper", Number, "Upper end"),
        column("p99_difference", Number, "The same at the 99th percentile"),
        column("p99_difference_lower", Number, "Lower end"),
        column("p99_difference_upper", Number, "Upper end"),
        column("superiority", Number, "Share of pairs of samples in which a is faster, ties half"),
        column("superiority_lower", Number, "Lower end of its 95 % interval"),
        column("superiority_upper", Number, "Upper end of it"),
        column("cliffs_delta", Number, "Share in which a is faster less share in which b is"),
        column("verdict", Text, "faster, slower or not-distinguishable: a beside b, by the median ratio"),
    ];
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
        column("decile", Integer, "Decile, from 1 to 9"),
        column("difference", Number, "Decile of a less decile of b"),
        column("lower", Number, "Lower end of the band; all nine hold together with 95 % confidence"),
        column("upper", Number, "Upper end of it"),
    ];
}

impl Table for CalibrationRow {
    const FILE: &'static str = "calibration.csv";
    const ABOUT: &'static str = "What a nominal 95 % interval achieves in simulation";
    const COLUMNS: &'static [Column] = &[
        column("days", Integer, "Number of days"),
        column("samples_per_day", Integer, "Samples of each day"),
        column("day_share_percent", Integer, "Share of the variance between days, in per cent"),
        PERCENTILE,
        column("coverage", Number, "Share of simulated datasets whose interval has the true value in it"),
        column("simulations", Integer, "Number of simulated datasets"),
        column("replicates", Integer, "Replicates of the resampling of each"),
    ];
}
