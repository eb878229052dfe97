//! Small scenarios with results worked out by hand.

use schema::{DurationPrice, HandlerScaling, Tier, Window, date};

use super::*;

fn scenario() -> Scenario {
    Scenario {
        id: "made-up".to_owned(),
        title: String::new(),
        note: String::new(),
        invocations: 1_000_000,
        cold_share: 0.02,
        target: 0.99,
        threshold_ms: 100.0,
        handler_ms: 10.0,
        handler_memory_mb: None,
        handler_scaling: HandlerScaling::Cpu,
        any_support: false,
        memory_mb: Some(1024),
        languages: Vec::new(),
        arch: None,
        packaging: None,
    }
}

fn prices() -> Prices {
    let tiers = vec![Tier { gb_seconds: Some(10_000.0), usd: 2e-5 }, Tier { gb_seconds: None, usd: 1e-5 }];
    Prices {
        platform: String::new(),
        region: String::new(),
        since: date(2025, 8, 1),
        sources: Vec::new(),
        million_invocations_usd: 0.2,
        durations: vec![DurationPrice { arch: Arch::X86_64, tiers }],
        clouds: Vec::new(),
    }
}

fn series(runtime: &str, metric: Metric, memory: Memory) -> Series {
    Series {
        conditions: Conditions {
            source: "made-up".to_owned(),
            workload: "hello".to_owned(),
            ..Conditions::default()
        },
        metric,
        runtime: runtime.to_owned(),
        source_runtime: runtime.to_owned(),
        memory,
        unit: metric.unit(),
    }
}

const WINDOW: Window = Window { window_start: date(2026, 1, 1), window_end: date(2026, 1, 30) };

fn distributions(runtime: &str, init_ms: f64) -> Vec<ConfidenceDistributionRow> {
    let row = |statistic| ConfidenceDistributionRow {
        series: series(runtime, Metric::InitMs, Memory::Pooled),
        window: WINDOW,
        statistic,
        estimate: init_ms,
        quantiles: std::array::from_fn(|idx| Some(init_ms + idx as f64 - 5.0)),
    };
    TrackedStatistic::ALL.map(row).into()
}

fn first_call(runtime: &str, p50: f64) -> BatchRow {
    let series = series(runtime, Metric::HandlerMs, Memory::Mb(1024));
    BatchRow { series, window: WINDOW, n_batches: 30, min: p50, p50, max: p50 }
}

fn ask(scenario: &Scenario, runtimes: &[(&str, f64, f64)]) -> Vec<SloResultRow> {
    let distributions: Vec<_> = runtimes.iter().flat_map(|it| distributions(it.0, it.1)).collect();
    let batches: Vec<_> = runtimes.iter().map(|it| first_call(it.0, it.2)).collect();
    let (scenarios, prices) = (std::slice::from_ref(scenario), &prices());
    let registry = &Registry::default();
    slo_results(&SloInputs { registry, scenarios, prices, distributions: &distributions, batches: &batches })
}

#[test]
fn half_of_the_cold_starts_decide_where_one_of_two_in_a_hundred_may_be_late() {
    let check = |init_ms: f64, expected: f64| {
        let found = &ask(&scenario(), &[("a", init_ms, 5.0)])[0];
        assert_eq!(found.deciding_statistic, Some(TrackedStatistic::Percentile(50)));
        assert_eq!(found.cold_ms, Some(init_ms + 15.0));
        assert!((found.probability.unwrap() - expected).abs() < 1e-12, "{init_ms}: {found:?}");
    };
    // 85 ms are left for the init duration; levels are a millisecond apart.
    check(85.0, 0.5);
    check(84.5, 0.625);
    check(80.0, 1.0);
    check(79.0, 1.0);
    check(90.0, 0.01);
    check(91.0, 0.0);
}

#[test]
fn a_target_beyond_the_last_quantile_has_a_floor() {
    let mut quantiles: [Option<f64>; PUBLISHED_QUANTILES.len()] = std::array::from_fn(|idx| Some(idx as f64));
    assert_eq!(confidence_at_most(&quantiles, 11.0), (1.0, false));
    quantiles[8..].fill(None);
    assert_eq!(confidence_at_most(&quantiles, 11.0), (0.9, true));
    assert_eq!(confidence_at_most(&quantiles, 6.5), (0.825, false));
    assert_eq!(confidence_at_most(&quantiles, -1.0), (0.0, false));
    quantiles[..2].fill(None);
    assert_eq!(confidence_at_most(&quantiles, 1.0), (0.0, true));
    assert_eq!(confidence_at_most(&[None; PUBLISHED_QUANTILES.len()], 1.0), (0.0, true));
}

#[test]
fn cold_starts_that_are_rare_enough_do_not_decide() {
    let rare = Scenario { cold_share: 0.01, ..scenario() };
    let found = &ask(&rare, &[("a", 500.0, 5.0)])[0];
    assert_eq!((found.deciding_statistic, found.probability, found.cold_ms), (None, None, Some(515.0)));
    assert!(!found.cold_starts_decide, "{found:?}");
    let late = Scenario { handler_ms: 101.0, ..rare };
    assert_eq!(ask(&late, &[("a", 1.0, 1.0)])[0].probability, Some(0.0));
    let warm = Scenario { cold_share: 0.0, target: 1.0, ..scenario() };
    let found = &ask(&warm, &[("a", 500.0, 5.0)])[0];
    assert_eq!((found.cold_starts_decide, found.probability, found.init_usd), (false, None, Some(0.0)));
}

#[test]
fn a_handler_that_computes_takes_longer_with_less_memory_and_one_that_waits_does_not() {
    let check = |handler_scaling, measured_mb, memory_mb, expected: f64| {
        let asked = Scenario { handler_memory_mb: measured_mb, handler_scaling, ..scenario() };
        let found = asked.handler_ms_at(memory_mb);
        assert!((found - expected).abs() < 1e-9, "{measured_mb:?} to {memory_mb}: {found}");
    };
    check(HandlerScaling::Cpu, Some(512), 128, 40.0);
    check(HandlerScaling::Cpu, Some(512), 512, 10.0);
    check(HandlerScaling::Cpu, None, 128, 10.0);
    check(HandlerScaling::Same, Some(512), 128, 10.0);
    // One thread gets no faster above one full vCPU.
    check(HandlerScaling::Cpu, Some(1769), 10_240, 10.0);
    check(HandlerScaling::Cpu, Some(10_240), 1769, 10.0);

    let asked = Scenario { handler_memory_mb: Some(2048), ..scenario() };
    let found = &ask(&asked, &[("a", 50.0, 5.0)])[0];
    let handler_ms = 10.0 * 1769.0 / 1024.0;
    assert!((found.handler_ms - handler_ms).abs() < 1e-9, "{found:?}");
    assert!((found.cold_ms.unwrap() - 55.0 - handler_ms).abs() < 1e-9, "{found:?}");
    // 980,000 × 18 ms and 20,000 × 73 ms at 1 GB: 19,100 GB-s.
    let expected = 0.2 + 10_000.0 * 2e-5 + 9_100.0 * 1e-5;
    assert!((found.month_usd.unwrap() - expected).abs() < 1e-12, "{found:?}");
}

#[test]
fn unsupported_percentiles_have_no_result() {
    let deep = Scenario { cold_share: 1.0, target: 0.999, ..scenario() };
    let found = &ask(&deep, &[("a", 1.0, 1.0)])[0];
    assert_eq!((found.deciding_statistic, found.probability, found.cold_ms), (None, None, None));
    let other_memory = Scenario { memory_mb: Some(512), ..scenario() };
    let found = &ask(&other_memory, &[("a", 1.0, 1.0)])[0];
    assert_eq!((found.probability, found.month_usd, found.is_pareto), (None, None, false));
}

#[test]
fn any_memory_is_every_size_that_is_measured_and_a_language_leaves_others_out() {
    let any = Scenario { memory_mb: None, ..scenario() };
    assert_eq!(
        ask(&any, &[("a", 1.0, 1.0)]).iter().map(|row| row.memory.mb()).collect::<Vec<_>>(),
        [Some(1024)]
    );
    let other = Scenario { languages: vec!["Go".to_owned()], ..scenario() };
    assert!(ask(&other, &[("a", 1.0, 1.0)]).is_empty());
}

#[test]
fn every_tier_charges_its_own_and_durations_round_up() {
    // 980,000 × 10 ms and 20,000 × 116 ms at 1 GB: 12,120 GB-s, including 10,000 in the first tier.
    let found = &ask(&scenario(), &[("a", 100.2, 5.0)])[0];
    let expected = 0.2 + 10_000.0 * 2e-5 + 2_120.0 * 1e-5;
    assert!((found.month_usd.unwrap() - expected).abs() < 1e-12, "{found:?}");
    // Without init durations, a cold invocation takes 15 ms instead of 116 ms: 2,020 GB-s less.
    let expected = 20_000.0 * 0.101 * 1e-5;
    assert!((found.init_usd.unwrap() - expected).abs() < 1e-12, "{found:?}");
}

#[test]
fn no_offer_beats_the_pareto_front() {
    let mut rows = ask(&scenario(), &[("a", 50.0, 1.0), ("b", 60.0, 1.0), ("c", 55.0, 1.0)]);
    let costs = [1.0, 1.0, 2.0, 2.0, 3.0];
    let colds = [Some(30.0), Some(40.0), Some(20.0), Some(20.0), None];
    let row = rows.remove(0);
    let mut rows: Vec<SloResultRow> = costs
        .into_iter()
        .zip(colds)
        .map(|(cost, cold_ms)| SloResultRow { month_usd: Some(cost), cold_ms, ..row.clone() })
        .collect();
    mark_pareto(&mut rows);
    assert_eq!(rows.iter().map(|row| row.is_pareto).collect::<Vec<_>>(), [true, false, true, true, false]);
}

#[test]
fn deprecated_runtimes_are_candidates_only_if_asked_for() {
    let runtime = schema::Runtime {
        slug: "old".to_owned(),
        name: "Old".to_owned(),
        language: "Old".to_owned(),
        version: String::new(),
        os: "Linux".to_owned(),
        kind: schema::RuntimeKind::Managed,
        experimental: true,
        deprecated: None,
        snapstart: false,
        measured: true,
        aliases: Vec::new(),
        counterpart: None,
    };
    let registry = Registry { support: None, runtimes: vec![runtime] };
    assert!(!is_of(&scenario(), &registry, "old") && is_of(&scenario(), &registry, "unknown"));
    assert!(is_of(&Scenario { any_support: true, ..scenario() }, &registry, "old"));
}
