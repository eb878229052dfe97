//! Uncertainty on the small site: robustness, files and coverage.

use schema::{
    BadDays, CalibrationRow, Choice, ClusterUnit, Conditions, Design, FileRow, Memory, Metric, MultiverseRow,
    Packaging, QuantileType, RobustnessRow, SimulatedStatistic, Statistic, date,
};

/// A test that holds for zip archives in two sets of three, and for images in all.
pub(super) fn robustness() -> Vec<RobustnessRow> {
    let row = |choice, value: &str, holds, of, unsupported| RobustnessRow {
        claim: "rust-first".to_owned(),
        source: "made-up".to_owned(),
        a: "rust".to_owned(),
        b: "cpp".to_owned(),
        statistic: Statistic::P50Ratio,
        rule: "below 0.9".to_owned(),
        choice,
        value: value.to_owned(),
        holds,
        of,
        unsupported,
        worst: Some(0.85),
    };
    vec![
        row(Choice::All, "", 5, 6, 2),
        row(Choice::Packaging, "zip", 2, 3, 1),
        row(Choice::Packaging, "image", 3, 3, 1),
    ]
}

/// The set of choices in which it does not hold, and one in which it does.
pub(super) fn multiverse() -> Vec<MultiverseRow> {
    let row = |package, value: f64, holds| MultiverseRow {
        claim: "rust-first".to_owned(),
        conditions: Conditions { packaging: package, ..super::rows::conditions() },
        a: "rust".to_owned(),
        b: "cpp".to_owned(),
        statistic: Statistic::P50Ratio,
        rule: "below 0.9".to_owned(),
        metric: Metric::InitMs,
        memory: Memory::Mb(128),
        window_days: 7,
        quantile: QuantileType::Type8,
        bad_days: BadDays::Dropped,
        n_a: 70,
        n_b: 70,
        value,
        lower: Some(value - 0.1),
        upper: Some(value + 0.1),
        holds: Some(holds),
    };
    vec![row(Packaging::Zip, 0.88, false), row(Packaging::Image, 0.7, true)]
}

/// A file of the window, one before it and one that was refused.
pub(super) fn files() -> Vec<FileRow> {
    let row = |day: i8, month: i8, samples: u64, refused_by: &str| FileRow {
        source: "made-up".to_owned(),
        file: format!("data/2026-{month:02}-{day:02}.json"),
        date: Some(date(2026, month, day)),
        bytes: 1234,
        sha256: format!("{month:02}{day:02}"),
        records: 4,
        accepted_samples: samples,
        refused_by: refused_by.to_owned(),
    };
    vec![row(1, 1, 40, ""), row(5, 2, 40, ""), row(6, 2, 0, "repeated-day")]
}

/// One complete design of the coverage study, and one with the median only.
pub(super) fn calibration() -> Vec<CalibrationRow> {
    use SimulatedStatistic::{P50, P50Ratio, P90, P95, P99, ShiftBand};
    let row = |clusters, statistic, coverage: f64, open| CalibrationRow {
        design: Design {
            cluster_unit: ClusterUnit::Day,
            clusters,
            samples_per_cluster: 10,
            icc_percent: 0,
            bad_day_percent: 0,
            earlier_windows: 0,
        },
        statistic,
        coverage,
        too_high: (statistic != ShiftBand).then_some((1.0 - coverage) * 0.75),
        too_low: (statistic != ShiftBand).then_some((1.0 - coverage) * 0.25),
        open,
        simulations: 10_000,
    };
    vec![
        row(5, P50, 0.92, 0.0),
        row(5, P90, 0.95, 0.0),
        row(5, P95, 0.98, 0.125),
        row(5, P99, 0.99, 1.0),
        row(5, P50Ratio, 0.96, 0.0),
        row(5, ShiftBand, 0.94, 0.0),
        row(29, P50, 0.93, 0.0),
    ]
}
