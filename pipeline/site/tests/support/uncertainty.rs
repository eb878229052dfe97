//! Uncertainty on the small site: robustness, files and coverage.

use schema::{
    BadDays, CalibrationRow, Choice, Conditions, FileRow, Memory, Metric, MultiverseRow, Packaging,
    Percentile, QuantileType, RobustnessRow, Statistic, date,
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
    let row = |days, percentile, coverage| CalibrationRow {
        clusters: days,
        samples_per_cluster: 10,
        icc_percent: 0,
        percentile,
        coverage,
        simulations: 1000,
        replicates: 400,
    };
    vec![
        row(5, Percentile::P50, 0.82),
        row(5, Percentile::P90, 0.77),
        row(5, Percentile::P95, 0.86),
        row(5, Percentile::P99, 0.37),
        row(29, Percentile::P50, 0.93),
    ]
}
