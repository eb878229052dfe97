//! The probability that a configuration meets a service level objective (SLO), and its monthly cost.
//!
//! A cold invocation takes its init duration, the extra time of a first call, and the handler's time; a warm one takes
//! the handler's time. A share t of all invocations must meet the latency target, and a share c starts cold. If warm
//! ones meet it, at least (t − (1 − c)) / c of the cold ones must. That share is rounded up to the next tracked
//! percentile. The probability of meeting the SLO is the confidence that this percentile meets the target.

use std::collections::BTreeMap;

use schema::{
    Arch, BatchRow, Conditions, ConfidenceDistributionRow, Memory, Metric, PUBLISHED_QUANTILES, Prices,
    Registry, Scenario, Series, SloResultRow, TrackedStatistic,
};

/// The inputs of [`slo_results`].
#[derive(Clone, Copy, Debug)]
pub struct SloInputs<'a> {
    /// The language of each runtime.
    pub registry: &'a Registry,
    /// The scenarios.
    pub scenarios: &'a [Scenario],
    /// The platform's prices.
    pub prices: &'a Prices,
    /// Confidence distributions of init durations.
    pub distributions: &'a [ConfidenceDistributionRow],
    /// First calls, as one mean a day.
    pub batches: &'a [BatchRow],
}

/// Evaluates every configuration in every scenario: by scenario, then by cost, then by cold latency.
pub fn slo_results(inputs: &SloInputs<'_>) -> Vec<SloResultRow> {
    let configurations = configurations(inputs);
    let evaluate_all = |scenario: &Scenario| {
        let mut results: Vec<SloResultRow> = configurations
            .iter()
            .filter(|found| scenario.arch.is_none_or(|arch| arch == found.series.conditions.arch))
            .filter(|found| {
                scenario.packaging.is_none_or(|packaging| packaging == found.series.conditions.packaging)
            })
            .filter(|found| is_of(scenario, inputs.registry, &found.series.runtime))
            .flat_map(|found| {
                let sizes = scenario.memory_mb.map_or_else(
                    || found.first_call_ms.keys().copied().collect(),
                    |memory_mb| vec![memory_mb],
                );
                sizes.into_iter().map(|memory_mb| evaluate(scenario, inputs.prices, found, memory_mb))
            })
            .collect();
        results.sort_by(|a, b| by_cost(a, b).then_with(|| by_name(a).cmp(&by_name(b))));
        mark_pareto(&mut results);
        results
    };
    inputs.scenarios.iter().flat_map(evaluate_all).collect()
}

/// Returns true if the scenario allows the runtime's language and its support.
fn is_of(scenario: &Scenario, registry: &Registry, runtime: &str) -> bool {
    let known = registry.by_slug(runtime);
    if !scenario.any_support && known.is_some_and(|known| !registry.is_usual(known)) {
        return false;
    }
    let language = known.map(|known| &known.language);
    scenario.languages.is_empty() || language.is_some_and(|language| scenario.languages.contains(language))
}

/// One runtime in one package and architecture.
struct Configuration<'a> {
    series: &'a Series,
    statistics: BTreeMap<TrackedStatistic, &'a ConfidenceDistributionRow>,
    /// Duration of the first call by memory size: the median of the daily means.
    first_call_ms: BTreeMap<u32, f64>,
}

type Shape<'a> = (&'a Conditions, &'a str);

fn shape(series: &Series) -> Shape<'_> {
    (&series.conditions, &series.runtime)
}

fn configurations<'a>(inputs: &SloInputs<'a>) -> Vec<Configuration<'a>> {
    let mut found: BTreeMap<Shape<'a>, Configuration<'a>> = BTreeMap::new();
    for row in inputs.distributions.iter().filter(|row| row.series.metric == Metric::InitMs) {
        let none = || Configuration {
            series: &row.series,
            statistics: BTreeMap::new(),
            first_call_ms: BTreeMap::new(),
        };
        found.entry(shape(&row.series)).or_insert_with(none).statistics.insert(row.statistic, row);
    }
    for row in inputs.batches.iter().filter(|row| row.series.metric == Metric::HandlerMs) {
        if let (Some(configuration), Some(memory_mb)) =
            (found.get_mut(&shape(&row.series)), row.series.memory.mb())
        {
            configuration.first_call_ms.insert(memory_mb, row.p50);
        }
    }
    found.into_values().collect()
}

fn evaluate(scenario: &Scenario, prices: &Prices, found: &Configuration<'_>, memory_mb: u32) -> SloResultRow {
    let first_call_ms = found.first_call_ms.get(&memory_mb).copied();
    let handler_ms = scenario.handler_ms_at(memory_mb);
    let at = (found.series.conditions.arch, memory_mb);
    let bill_of = |before_ms| month_usd(scenario, prices, at, (handler_ms, before_ms));
    let share = least_cold_share(scenario);
    let deciding_statistic = if share > 0.0 { TrackedStatistic::at_least(share) } else { None };
    // If cold starts cannot decide, the result still shows the latency of a cold invocation, at the median.
    let shown = if share > 0.0 { deciding_statistic } else { Some(TrackedStatistic::Percentile(50)) };
    let shown = shown.and_then(|statistic| found.statistics.get(&statistic));
    let spread = deciding_statistic.and_then(|statistic| found.statistics.get(&statistic));
    let after_init = first_call_ms.map(|first_call_ms| first_call_ms + handler_ms);
    let probability = if handler_ms > scenario.threshold_ms {
        // Warm invocations are too late, and cold ones take longer still.
        Some((0.0, false))
    } else if share <= 0.0 {
        // Nothing is estimated of warm invocations, so there is no probability.
        None
    } else {
        spread
            .zip(after_init)
            .map(|(row, after)| confidence_at_most(&row.quantiles, scenario.threshold_ms - after))
    };
    let cold = |init_ms: f64| after_init.map(|after| init_ms + after);
    let mean = found.statistics.get(&TrackedStatistic::Mean).zip(first_call_ms);
    let bill = |init_ms: fn(&ConfidenceDistributionRow) -> Option<f64>| {
        mean.and_then(|(row, first_call_ms)| Some(bill_of(init_ms(row)? + first_call_ms)))
    };
    let without_init = mean.map(|(_, first_call_ms)| bill_of(first_call_ms));
    let month_usd = bill(|row| Some(row.estimate));
    SloResultRow {
        scenario: scenario.id.clone(),
        conditions: found.series.conditions.clone(),
        runtime: found.series.runtime.clone(),
        memory: Memory::Mb(memory_mb),
        handler_ms,
        cold_starts_decide: share > 0.0,
        deciding_statistic,
        probability: probability.map(|(found, _)| found),
        is_floor: probability.is_some_and(|(_, is_floor)| is_floor),
        cold_ms: shown.and_then(|row| cold(row.estimate)),
        cold_ms_lower: shown.and_then(|row| cold(row.ends().0?)),
        cold_ms_upper: shown.and_then(|row| cold(row.ends().1?)),
        first_call_ms,
        month_usd,
        month_usd_lower: bill(|row| row.ends().0),
        month_usd_upper: bill(|row| row.ends().1),
        init_usd: month_usd.zip(without_init).map(|(with, without)| with - without),
        is_pareto: false,
    }
}

/// Returns the smallest share of cold invocations that must meet the target if warm ones do; at most 0 if none must.
fn least_cold_share(scenario: &Scenario) -> f64 {
    if scenario.cold_share <= 0.0 {
        return 0.0;
    }
    let share = (scenario.target - (1.0 - scenario.cold_share)) / scenario.cold_share;
    if share.abs() < 1e-9 { 0.0 } else { share }
}

/// Returns the confidence that the statistic is at most `value`, interpolated linearly between quantiles, and true if no
/// more is known than that it is at least this. It is 0 below the first quantile, and 1 from the last one on, if those are
/// of the outermost levels: less than a hundredth remains there.
fn confidence_at_most(quantiles: &[Option<f64>; PUBLISHED_QUANTILES.len()], value: f64) -> (f64, bool) {
    let levels = PUBLISHED_QUANTILES.into_iter().zip(quantiles);
    let known: Vec<(f64, f64)> = levels.filter_map(|(level, quantile)| Some((level, (*quantile)?))).collect();
    match known.iter().position(|(_, quantile)| *quantile > value) {
        Some(0) => (0.0, quantiles[0].is_none()),
        Some(above) => {
            let ((level, from), (next_level, to)) = (known[above - 1], known[above]);
            (level + (next_level - level) * (value - from) / (to - from), false)
        }
        None if quantiles[PUBLISHED_QUANTILES.len() - 1].is_some() => (1.0, false),
        None => (known.last().map_or(0.0, |(level, _)| *level), true),
    }
}

/// Returns the cost of a month in which a cold invocation is billed `before_ms` more than the handler takes.
/// Durations are billed up to the next millisecond, the init duration like all others.
fn month_usd(
    scenario: &Scenario,
    prices: &Prices,
    (arch, memory_mb): (Arch, u32),
    (handler_ms, before_ms): (f64, f64),
) -> f64 {
    let invocations = scenario.invocations as f64;
    let cold = invocations * scenario.cold_share;
    let ms = (invocations - cold) * billed_ms(handler_ms) + cold * billed_ms(before_ms + handler_ms);
    let gb_seconds = ms / 1000.0 * f64::from(memory_mb) / 1024.0;
    invocations / 1e6 * prices.million_invocations_usd + compute_usd(prices, arch, gb_seconds).unwrap_or(0.0)
}

/// Rounds up to the next millisecond. A rounding error of the scaled handler must not add one: 20 ms at 512 MB are 40 ms at
/// 256 MB, not 40.000000000000004.
fn billed_ms(ms: f64) -> f64 {
    (ms - 1e-9).ceil()
}

/// Charges `gb_seconds` of one month tier by tier, without requests; `None` where the architecture has no price.
pub(crate) fn compute_usd(prices: &Prices, arch: Arch, gb_seconds: f64) -> Option<f64> {
    let price = prices.durations.iter().find(|price| price.arch == arch)?;
    let (mut left, mut usd) = (gb_seconds, 0.0);
    for tier in &price.tiers {
        let charged = tier.gb_seconds.map_or(left, |most| left.min(most));
        usd += charged * tier.usd;
        left -= charged;
    }
    Some(usd)
}

fn by_cost(a: &SloResultRow, b: &SloResultRow) -> std::cmp::Ordering {
    let last = |found: Option<f64>| found.unwrap_or(f64::INFINITY);
    let by_time = || last(a.cold_ms).total_cmp(&last(b.cold_ms));
    last(a.month_usd).total_cmp(&last(b.month_usd)).then_with(by_time)
}

fn by_name(row: &SloResultRow) -> (&str, &Conditions, Memory) {
    (&row.runtime, &row.conditions, row.memory)
}

/// Marks the Pareto-optimal results. Expects them sorted by cost.
fn mark_pareto(results: &mut [SloResultRow]) {
    let mut quickest = f64::INFINITY;
    for same_cost in results.chunk_by_mut(|a, b| a.month_usd == b.month_usd) {
        let cold =
            |row: &SloResultRow| row.cold_ms.filter(|_| row.month_usd.is_some()).unwrap_or(f64::INFINITY);
        let best = same_cost.iter().map(cold).fold(f64::INFINITY, f64::min);
        for row in same_cost {
            row.is_pareto = cold(row) <= best && best < quickest;
        }
        quickest = quickest.min(best);
    }
}

#[cfg(test)]
mod tests {
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
        let tiers =
            vec![Tier { gb_seconds: Some(10_000.0), usd: 2e-5 }, Tier { gb_seconds: None, usd: 1e-5 }];
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
        slo_results(&SloInputs {
            registry,
            scenarios,
            prices,
            distributions: &distributions,
            batches: &batches,
        })
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
        let mut quantiles: [Option<f64>; PUBLISHED_QUANTILES.len()] =
            std::array::from_fn(|idx| Some(idx as f64));
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
    fn what_samples_do_not_support_is_not_answered() {
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
    fn nothing_is_cheaper_and_quicker_than_what_is_on_the_front() {
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
        assert_eq!(
            rows.iter().map(|row| row.is_pareto).collect::<Vec<_>>(),
            [true, false, true, true, false]
        );
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
}
