//! Rows of tables, each with the values that most tests need.

use schema::{
    CalendarDay, Change, ChangeKind, ChangeRow, ChangeScope, ClusterUnit, ComparisonRow, Conditions, Date,
    DayStatus, Distribution, Estimate, IntervalRow, Load, Memory, Metric, Outcome, Packaging, Percentile,
    Provider, RankRow, RuleCount, Series, SeriesKey, Verdict, Window, date,
};

pub(super) fn comparison(window: Window) -> ComparisonRow {
    let near = |value: f64| Estimate { value, lower: Some(value * 0.95), upper: Some(value * 1.05) };
    let unsure = Estimate { value: 1.5, lower: None, upper: None };
    let series = series("rust", Packaging::Zip, None, Metric::InitMs);
    ComparisonRow {
        conditions: series.conditions,
        metric: series.metric,
        window,
        a: "cpp".to_owned(),
        b: "rust".to_owned(),
        n_a: 1160,
        n_b: 1160,
        p50_ratio: near(1.25),
        p50_difference: near(4.2),
        p90_ratio: near(1.25),
        p90_difference: near(4.2),
        p99_ratio: unsure,
        p99_difference: unsure,
        superiority: near(0.25),
        cliffs_delta: -0.5,
        verdict: Some(Verdict::Slower),
    }
}

pub(super) fn change(slug: &str, kind: ChangeKind, day: i8, scope: ChangeScope) -> ChangeRow {
    let is_shift = kind == ChangeKind::LevelShift;
    ChangeRow {
        conditions: conditions(),
        scope,
        runtime: slug.to_owned(),
        metric: Metric::InitMs,
        together: if is_shift { 2 } else { 1 },
        of: 3,
        change: Change {
            date: date(2026, 2, day),
            previous_day: Some(date(2026, 2, day - 1)),
            kind,
            before: if is_shift { 16.0 } else { 0.05 },
            after: if is_shift { 20.0 } else { 0.4 },
            ratio: is_shift.then_some(1.25),
            difference: (kind == ChangeKind::TailShift).then_some(0.35),
            lower: (kind != ChangeKind::BadDay).then_some(if is_shift { 1.2 } else { 0.3 }),
            upper: (kind != ChangeKind::BadDay).then_some(if is_shift { 1.3 } else { 0.4 }),
            days_before: 33,
            days_after: 27,
            back_on: None,
        },
    }
}

pub(super) fn rule() -> RuleCount {
    RuleCount {
        source: "made-up".to_owned(),
        rule: "newest-day-copy".to_owned(),
        outcome: Outcome::Quarantine,
        files: 1,
        records: 1,
        samples: 10,
        reason: "It would count twice.".to_owned(),
    }
}

pub(super) fn interval(slug: &str, p50: f64, window: Window) -> IntervalRow {
    IntervalRow {
        series: series(slug, Packaging::Zip, None, Metric::InitMs),
        window,
        percentile: Percentile::P50,
        n: 1160,
        clusters: 29,
        cluster_unit: ClusterUnit::Day,
        short_by: 0,
        estimate: p50,
        lower: Some(p50 - 1.0),
        upper: Some(p50 + 5.0),
        coverage: Some(0.93),
        lower_rank: Some(530.25),
        upper_rank: Some(631.75),
        design_effect: Some(2.25),
        own_design_effect: Some(2.0),
        small_sample_factor: Some(1.125),
        modelled_design_effect: None,
        design_effect_limit: None,
        serial_factor: Some(1.0),
        earlier_windows: 0,
    }
}

pub(super) fn rank(slug: &str, (rank_lower, rank_upper): (u32, u32), window: Window) -> RankRow {
    let series = series(slug, Packaging::Zip, None, Metric::InitMs);
    RankRow {
        conditions: series.conditions,
        metric: series.metric,
        window,
        percentile: Percentile::P50,
        runtime: series.runtime,
        estimate: 15.8,
        rank_lower,
        rank_upper,
        of: 2,
        tier: 1,
    }
}

pub(super) fn calendar() -> Vec<CalendarDay> {
    let day = |(idx, status): (usize, DayStatus)| CalendarDay {
        source: "made-up".to_owned(),
        date: Date::new(2026, 1, idx as i8 + 1).unwrap(),
        status,
        records: 0,
        samples: 0,
    };
    DayStatus::VALUES.iter().copied().enumerate().map(day).collect()
}

pub(super) fn series(slug: &str, package: Packaging, memory_mb: Option<u32>, metric: Metric) -> Series {
    let key = SeriesKey {
        conditions: Conditions { packaging: package, ..conditions() },
        runtime: slug.replace('_', "-"),
        memory: memory_mb.map_or(Memory::Pooled, Memory::Mb),
        metric,
    };
    Series::new(&key, slug)
}

pub(super) fn distribution(p50: f64, n: u64) -> Distribution {
    Distribution {
        n,
        clusters: 29,
        cluster_unit: ClusterUnit::Day,
        min: p50 * 0.5,
        mean: p50 * 1.1,
        p50,
        p90: p50 * 2.0,
        p95: p50 * 2.5,
        p99: p50 * 3.0,
        max: p50 * 5.0,
    }
}

/// Returns the conditions of the default view.
pub(super) fn conditions() -> Conditions {
    Conditions {
        source: "made-up".to_owned(),
        provider: Provider::Aws,
        region: "us-east-1".to_owned(),
        load: Load::SEQUENTIAL,
        workload: "hello".to_owned(),
        ..Conditions::default()
    }
}
