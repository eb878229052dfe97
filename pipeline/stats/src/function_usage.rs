//! Usage and cost of each function.

use std::collections::BTreeMap;

use counts::{CountKey, Counts, DayCounts};
use schema::{
    Arch, ColdStartHourRow, ColdStartRow, CountMetric, Date, Failure, FailurePhase, FailureRow,
    FunctionUsage, Invocation, Prices, Timestamp, TotalUsage,
};

use crate::{
    bootstrap::{Bootstrap, MIN_DAYS, REPLICATES, interval, seed},
    cold_starts::ColdStarts,
    failures::Failures,
    slo::compute_usd,
};

/// Megabytes of a gigabyte, as the platform bills them.
const MB_PER_GB: f64 = 1024.0;

/// The 97.5th percentile of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Failures and cold starts of functions, by the time at which they happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Occurrences {
    /// Failures by kind, in all and day by day.
    pub failures: Vec<FailureRow>,
    /// Concurrency of cold starts, a row for each function with dated ones.
    pub cold_starts: Vec<ColdStartRow>,
    /// Cold starts by hour of the day.
    pub cold_start_hours: Vec<ColdStartHourRow>,
}

/// Version and memory of a function, if the log has them.
type Part = (Option<String>, Option<u32>);

/// Usage of each function by its parts.
type Functions = BTreeMap<String, BTreeMap<Part, Usage>>;

/// Usage of a function, or of a part of it.
#[derive(Clone, Debug, Default)]
struct Usage {
    arch: Option<Arch>,
    first_at_us: Option<i64>,
    last_at_us: Option<i64>,
    invocations: u64,
    cold_starts: u64,
    restores: u64,
    initialized_ahead: u64,
    failures: u64,
    max_memory_used_mb: Option<u32>,
    billed: Option<Billed>,
    /// Invocations and cold starts of each day.
    by_day: BTreeMap<Date, (u64, u64)>,
}

/// Billed time by memory, in whole microseconds times megabytes: sums of whole numbers do not depend on their order.
#[derive(Clone, Copy, Debug, Default)]
struct Billed {
    all: u128,
    before: u128,
}

/// Returns the usage of each function, followed by that of its versions and memory sizes if it has several.
pub fn usage(counts: &Counts, prices: &Prices) -> Vec<FunctionUsage> {
    let mut rows = Vec::new();
    for (function, parts) in &functions(counts) {
        let version = common(parts.keys().map(|(version, _)| version)).cloned().flatten();
        let memory_mb = common(parts.keys().map(|(_, memory_mb)| memory_mb)).copied().flatten();
        rows.push(all(parts).row(function, (version, memory_mb), prices));
        if parts.len() == 1 {
            continue;
        }
        rows.extend(parts.iter().map(|(key, part)| part.row(function, key.clone(), prices)));
    }
    rows
}

/// Returns the usage of all functions together.
pub fn total_usage(counts: &Counts) -> TotalUsage {
    let functions = functions(counts);
    let mut total = Usage::default();
    functions.values().flat_map(BTreeMap::values).for_each(|part| total.join(part));
    let Usage { invocations, cold_starts, .. } = total;
    TotalUsage {
        functions: functions.len() as u64,
        invocations,
        cold_starts,
        cold_share: (invocations > 0).then(|| cold_starts as f64 / invocations as f64),
        first_at: total.first_at_us.and_then(timestamp),
        last_at: total.last_at_us.and_then(timestamp),
    }
}

/// Returns the failures and cold starts of each function.
pub fn occurrences(counts: &Counts) -> Occurrences {
    let mut failures: BTreeMap<&str, Failures> = BTreeMap::new();
    let mut cold_starts: BTreeMap<&str, ColdStarts> = BTreeMap::new();
    for found in counts.keys() {
        let function = found.key().function();
        for (date, day) in found.days() {
            failures.entry(function).or_default().add(date, day);
            cold_starts.entry(function).or_default().add(day);
        }
    }
    let mut found = Occurrences::default();
    for (function, parts) in &functions(counts) {
        let all = all(parts);
        let invocations = |date: Option<Date>| match date {
            None => all.invocations,
            Some(date) => all.by_day.get(&date).map_or(0, |day| day.0),
        };
        let rows = failures.remove(&**function).map(|failures| failures.rows(function, invocations));
        found.failures.extend(rows.into_iter().flatten());
        if let Some((row, hours)) = cold_starts.remove(&**function).and_then(|starts| starts.rows(function)) {
            found.cold_starts.push(row);
            found.cold_start_hours.extend(hours);
        }
    }
    found
}

/// Returns the usage of each function. A function with round trips of a caller alone has none: tools write them next to
/// the log of the same invocations.
fn functions(counts: &Counts) -> Functions {
    let mut functions = Functions::new();
    for found in counts.keys() {
        let key = found.key();
        for (date, day) in found.days() {
            if day.sum(CountMetric::Invocations) > 0 {
                let part = (key.version.clone(), key.memory_mb);
                let parts = functions.entry(key.function().to_owned()).or_default();
                parts.entry(part).or_default().join(&Usage::of(key, date, day));
            }
        }
    }
    functions
}

/// Returns the usage of all versions and memory sizes together.
fn all(parts: &BTreeMap<Part, Usage>) -> Usage {
    let mut all = Usage::default();
    for part in parts.values() {
        all.join(part);
    }
    all
}

/// Returns the common value of all `values`; none if they differ.
fn common<'v, T: PartialEq>(mut values: impl Iterator<Item = &'v T>) -> Option<&'v T> {
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

/// Returns a time in microseconds since 1970 as a timestamp; none if it is out of range.
pub(crate) fn timestamp(at_us: i64) -> Option<Timestamp> {
    Timestamp::from_microsecond(at_us).ok()
}

impl Usage {
    /// Returns the usage of one day.
    fn of(key: &CountKey, date: Option<Date>, day: &DayCounts) -> Usage {
        let (invocations, cold_starts) =
            (day.sum(CountMetric::Invocations), day.sum(CountMetric::ColdStarts));
        let is_of_invocation = |(kind, _): &(&String, _)| {
            kind.parse().is_ok_and(|failure: Failure| failure.phase == FailurePhase::Invocation)
        };
        let failures = day.failures().iter().filter(is_of_invocation);
        let memory = |sum: u64| u128::from(sum) * u128::from(key.memory_mb.unwrap_or(0));
        let billed = |all| Billed { all, before: memory(day.sum(CountMetric::BilledInitUs)) };
        let max_memory_used_mb = day.values(CountMetric::MaxMemoryUsedMb).last().copied();
        Usage {
            arch: key.arch,
            first_at_us: day.number(CountMetric::FirstAtUs),
            last_at_us: day.number(CountMetric::LastAtUs),
            invocations,
            cold_starts,
            restores: day.sum(CountMetric::Restores),
            initialized_ahead: day.sum(CountMetric::InitializedAhead),
            failures: failures.map(|(_, counts)| counts.failures).sum(),
            max_memory_used_mb: max_memory_used_mb.and_then(|(used_mb, _)| used_mb.try_into().ok()),
            billed: day.number(CountMetric::BilledUs).map(|sum| billed(memory(sum.cast_unsigned()))),
            by_day: date.map(|date| (date, (invocations, cold_starts))).into_iter().collect(),
        }
    }

    fn join(&mut self, other: &Usage) {
        self.arch = self.arch.or(other.arch);
        self.first_at_us = [self.first_at_us, other.first_at_us].into_iter().flatten().min();
        self.last_at_us = self.last_at_us.max(other.last_at_us);
        self.invocations += other.invocations;
        self.cold_starts += other.cold_starts;
        self.restores += other.restores;
        self.initialized_ahead += other.initialized_ahead;
        self.failures += other.failures;
        self.max_memory_used_mb = self.max_memory_used_mb.max(other.max_memory_used_mb);
        if let Some(more) = other.billed {
            let billed = self.billed.get_or_insert_default();
            billed.all += more.all;
            billed.before += more.before;
        }
        for (date, (invocations, cold_starts)) in &other.by_day {
            let day = self.by_day.entry(*date).or_default();
            *day = (day.0 + invocations, day.1 + cold_starts);
        }
    }

    fn row(&self, function: &str, (version, memory_mb): Part, prices: &Prices) -> FunctionUsage {
        let arch = self.arch.unwrap_or_default();
        let cost = |gb_s: f64| compute_usd(prices, arch, gb_s);
        // Init adds to the rest of the usage, so it is charged in the highest tiers reached.
        let init_cost =
            |billed: Billed| Some(cost(gb_s(billed.all))? - cost(gb_s(billed.all - billed.before))?);
        let requests = self.invocations as f64 / 1e6 * prices.million_invocations_usd;
        // Lambda@Edge has prices of its own.
        let billed = self.billed.filter(|_| !Invocation::is_edge_function(function));
        let usd = billed.and_then(|billed| cost(gb_s(billed.all))).map(|usd| usd + requests);
        let ends = self.cold_share_ends(function);
        FunctionUsage {
            function: function.to_owned(),
            version,
            memory_mb,
            arch,
            first_at: self.first_at_us.and_then(timestamp),
            last_at: self.last_at_us.and_then(timestamp),
            days: self.by_day.len() as u32,
            invocations: self.invocations,
            cold_starts: self.cold_starts,
            restores: self.restores,
            initialized_ahead: self.initialized_ahead,
            failures: self.failures,
            cold_share: self.cold_starts as f64 / self.invocations as f64,
            cold_share_lower: ends.map(|ends| ends.0),
            cold_share_upper: ends.map(|ends| ends.1),
            max_memory_used_mb: self.max_memory_used_mb,
            billed_gb_s: self.billed.map(|billed| gb_s(billed.all)),
            init_gb_s: self.billed.map(|billed| gb_s(billed.before)),
            usd,
            init_usd: billed.and_then(init_cost),
            million_usd: usd.map(|usd| usd / self.invocations as f64 * 1e6),
        }
    }

    /// Returns the 95% interval of the share of cold starts. With enough days it resamples days, because cold starts
    /// come in bursts. Otherwise it treats invocations as independent, after Wilson.
    fn cold_share_ends(&self, function: &str) -> Option<(f64, f64)> {
        let n_dated: u64 = self.by_day.values().map(|day| day.0).sum();
        if self.by_day.len() < MIN_DAYS || n_dated < self.invocations {
            return wilson(self.cold_starts, self.invocations);
        }
        let days: Vec<(u64, u64)> = self.by_day.values().copied().collect();
        let bootstrap = Bootstrap::new(seed(&format!("cold share of {function}")), days.len(), REPLICATES);
        let share = |weights: &[u16]| {
            let pairs = days.iter().zip(weights);
            let sums = pairs.fold((0, 0), |sum, ((n, cold), weight)| {
                (sum.0 + n * u64::from(*weight), sum.1 + cold * u64::from(*weight))
            });
            sums.1 as f64 / sums.0 as f64
        };
        interval(&mut bootstrap.replicates().map(share).collect::<Vec<_>>(), days.len() as u32)
    }
}

/// Converts microseconds times megabytes to gigabyte-seconds.
fn gb_s(us_mb: u128) -> f64 {
    us_mb as f64 / 1e6 / MB_PER_GB
}

/// Returns the score interval of a share: Wilson, "Probable Inference, the Law of Succession, and Statistical
/// Inference", Journal of the American Statistical Association 22 (1927), 209–212. None if `n` is 0.
fn wilson(successes: u64, n: u64) -> Option<(f64, f64)> {
    if n == 0 {
        return None;
    }
    let (n, share) = (n as f64, successes as f64 / n as f64);
    let middle = share + Z * Z / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + Z * Z / n;
    Some((((middle - half) / whole).max(0.0), ((middle + half) / whole).min(1.0)))
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use schema::{DurationPrice, Tier, date};

    use super::*;

    fn prices() -> Prices {
        let tiers = vec![Tier { gb_seconds: None, usd: 2e-5 }];
        Prices {
            platform: "P".to_owned(),
            region: "r".to_owned(),
            since: date(2026, 1, 1),
            sources: Vec::new(),
            million_invocations_usd: 0.2,
            durations: vec![DurationPrice { arch: Arch::X86_64, tiers }],
            clouds: Vec::new(),
        }
    }

    fn invocation(day: i8, init_ms: Option<f64>) -> Invocation {
        Invocation {
            at: date(2026, 1, day).at(12, 0, 0, 0).to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp()),
            init_ms,
            duration_ms: Some(9.5),
            billed_ms: Some(10.0 + init_ms.unwrap_or(0.0)),
            memory_mb: Some(512),
            max_memory_used_mb: Some(80),
            ..Invocation::default()
        }
    }

    fn named(invocation: Invocation, function: &str) -> Invocation {
        Invocation { function: Some(function.to_owned()), ..invocation }
    }

    #[test]
    fn the_score_interval_is_that_of_statsmodels() {
        // statsmodels.stats.proportion.proportion_confint(k, n, method="wilson")
        let check = |successes, n, (lower, upper): (f64, f64)| {
            let found = wilson(successes, n).unwrap();
            assert!(
                (found.0 - lower).abs() < 1e-12 && (found.1 - upper).abs() < 1e-12,
                "{successes} of {n}: {found:?}"
            );
        };
        check(3, 100, (0.010_254_524_024_038_9, 0.084_519_364_290_527_6));
        check(0, 10, (0.0, 0.277_532_799_862_889));
        check(7, 7, (0.645_669_564_933_313, 1.0));
        check(1, 1_000_000, (1.765_245_767_453_72e-7, 5.664_911_804_311_45e-6));
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn time_billed_beyond_the_duration_is_init() {
        let mut counts = Counts::default();
        counts.add(&named(invocation(1, Some(90.0)), "f"));
        counts.add(&named(invocation(1, None), "f"));
        let [row] = &usage(&counts, &prices())[..] else { panic!("one row") };
        assert_eq!((row.invocations, row.cold_starts, row.memory_mb), (2, 1, Some(512)));
        // 110 ms and 90 ms of half a gigabyte.
        assert!((row.billed_gb_s.unwrap() - 0.055).abs() < 1e-12, "{row:?}");
        assert!((row.init_gb_s.unwrap() - 0.045).abs() < 1e-12, "{row:?}");
        assert!((row.usd.unwrap() - (0.055 * 2e-5 + 0.4e-6)).abs() < 1e-15, "{row:?}");
        assert!((row.init_usd.unwrap() - 0.045 * 2e-5).abs() < 1e-15, "{row:?}");
        assert!((row.million_usd.unwrap() - row.usd.unwrap() / 2.0 * 1e6).abs() < 1e-9, "{row:?}");
    }

    #[test]
    fn a_function_of_lambda_at_edge_has_no_cost() {
        let mut counts = Counts::default();
        counts.add(&named(invocation(1, Some(90.0)), "us-east-1.redirect"));
        let [row] = &usage(&counts, &prices())[..] else { panic!("one row") };
        assert_eq!((row.usd, row.init_usd, row.million_usd), (None, None, None));
        assert!(row.billed_gb_s.is_some());
    }

    #[test]
    fn missing_fields_of_a_log_are_not_zero() {
        let mut counts = Counts::default();
        counts.add(&named(Invocation { duration_ms: Some(1.0), ..Invocation::default() }, "f"));
        let [row] = &usage(&counts, &prices())[..] else { panic!("one row") };
        assert_eq!(
            (row.billed_gb_s, row.usd, row.max_memory_used_mb, row.first_at),
            (None, None, None, None)
        );
        assert_eq!((row.days, row.cold_share), (0, 0.0));
    }

    #[test]
    fn a_round_trip_at_the_caller_is_no_further_invocation() {
        let mut counts = Counts::default();
        counts.add(&named(invocation(1, None), "f"));
        counts.add(&named(Invocation { client_ms: Some(42.5), ..Invocation::default() }, "f"));
        let [row] = &usage(&counts, &prices())[..] else { panic!("one row") };
        assert_eq!(row.invocations, 1);
    }

    #[test]
    fn days_are_drawn_where_there_are_enough() {
        let mut counts = Counts::default();
        for day in 1..=10 {
            // All cold starts fall on two days.
            for n in 0..100 {
                let is_cold = day <= 2 && n < 25;
                counts.add(&named(invocation(day, is_cold.then_some(50.0)), "f"));
            }
        }
        let [row] = &usage(&counts, &prices())[..] else { panic!("one row") };
        let independent = wilson(50, 1000).unwrap();
        assert!(row.cold_share_lower.unwrap() < independent.0, "{row:?}");
        assert!(row.cold_share_upper.unwrap() > independent.1, "{row:?}");
        assert_eq!(usage(&counts, &prices()), usage(&counts, &prices()));
    }

    #[test]
    fn parts_follow_their_function_where_there_are_several() {
        let mut counts = Counts::default();
        counts.add(&named(invocation(1, None), "f"));
        counts.add(&named(Invocation { memory_mb: Some(1024), ..invocation(2, Some(1.0)) }, "f"));
        let rows = usage(&counts, &prices());
        let found: Vec<_> = rows.iter().map(|row| (row.memory_mb, row.invocations, row.days)).collect();
        assert_eq!(found, [(None, 2, 2), (Some(512), 1, 1), (Some(1024), 1, 1)]);
        let total = total_usage(&counts);
        assert_eq!((total.functions, total.invocations, total.cold_share), (1, 2, Some(0.5)));
        assert_eq!(total_usage(&Counts::default()).cold_share, None);
    }
}
