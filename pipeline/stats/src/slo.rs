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
mod tests;
