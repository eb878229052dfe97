//! One scenario and the results of two runtimes.

use schema::{
    Arch, Conditions, ConfidenceDistributionRow, DurationPrice, HandlerScaling, Memory, Metric, Packaging,
    Prices, Scenario, SloResultRow, Tier, TrackedStatistic, Window, date,
};

use super::series;

pub(crate) fn scenario() -> Scenario {
    Scenario {
        id: "small".to_owned(),
        title: "A small <function>".to_owned(),
        note: "Take note.".to_owned(),
        invocations: 1_000_000,
        cold_share: 0.02,
        target: 0.99,
        threshold_ms: 40.0,
        handler_ms: 2.5,
        handler_memory_mb: Some(256),
        handler_scaling: HandlerScaling::Same,
        any_support: false,
        memory_mb: Some(128),
        languages: vec!["Rust".to_owned(), "C++".to_owned()],
        arch: Some(Arch::X86_64),
        packaging: None,
    }
}

pub(crate) fn prices() -> Prices {
    Prices {
        platform: "A platform".to_owned(),
        region: "somewhere-1".to_owned(),
        since: date(2025, 8, 1),
        sources: vec!["https://host.example/prices".to_owned()],
        million_invocations_usd: 0.2,
        durations: vec![DurationPrice {
            arch: Arch::X86_64,
            tiers: vec![
                Tier { gb_seconds: Some(6e9), usd: 1.666_67e-5 },
                Tier { gb_seconds: None, usd: 1.5e-5 },
            ],
        }],
        clouds: Vec::new(),
    }
}

pub(crate) fn confidence_distributions(window: Window) -> Vec<ConfidenceDistributionRow> {
    let row = |statistic, estimate: f64| ConfidenceDistributionRow {
        series: series("rust", Packaging::Zip, None, Metric::InitMs),
        window,
        statistic,
        estimate,
        quantiles: std::array::from_fn(|idx| Some(estimate + idx as f64 / 10.0 - 0.5)),
    };
    vec![row(TrackedStatistic::Mean, 17.4), row(TrackedStatistic::Percentile(50), 15.8)]
}

pub(crate) fn results() -> Vec<SloResultRow> {
    let result = |runtime: &str, package, probability, cold_ms: f64, usd: f64| SloResultRow {
        scenario: "small".to_owned(),
        conditions: Conditions { packaging: package, ..super::rows::conditions() },
        runtime: runtime.to_owned(),
        memory: Memory::Mb(128),
        handler_ms: 2.5,
        cold_starts_decide: true,
        deciding_statistic: Some(TrackedStatistic::Percentile(50)),
        probability,
        is_floor: false,
        cold_ms: Some(cold_ms),
        cold_ms_lower: Some(cold_ms - 1.0),
        cold_ms_upper: Some(cold_ms + 2.0),
        first_call_ms: Some(1.5),
        month_usd: Some(usd),
        month_usd_lower: Some(usd - 0.01),
        month_usd_upper: Some(usd + 0.02),
        init_usd: Some(0.05),
        is_pareto: package == Packaging::Zip && runtime == "rust",
    };
    vec![
        result("rust", Packaging::Zip, Some(1.0), 19.8, 0.25),
        result("cpp", Packaging::Zip, Some(0.625), 24.0, 0.26),
        result("rust", Packaging::Image, None, 37.0, 0.28),
    ]
}
