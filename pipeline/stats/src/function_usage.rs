//! Usage and cost of each function, counted invocation by invocation.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};
use schema::{
    Arch, ColdStartHourRow, ColdStartRow, Date, FailureRow, FunctionUsage, Invocation, Prices, TotalUsage,
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

/// Counts of invocations. Their size grows with the number of functions and days, and of each function with the cold
/// starts up to a limit.
#[derive(Debug, Default)]
pub struct Tally {
    functions: BTreeMap<String, FunctionTally>,
}

/// Counts of one function.
#[derive(Debug, Default)]
struct FunctionTally {
    parts: BTreeMap<Part, Counts>,
    failures: Failures,
    cold_starts: ColdStarts,
}

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

#[derive(Clone, Debug, Default)]
struct Counts {
    arch: Option<Arch>,
    first_at: Option<Timestamp>,
    last_at: Option<Timestamp>,
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

/// Gigabyte-seconds.
#[derive(Clone, Copy, Debug, Default)]
struct Billed {
    all: f64,
    before: f64,
}

impl Tally {
    /// Counts `invocation`, under `function` if it does not name its function. A round trip that only the caller
    /// measured is no further invocation: tools write it next to the log of the same invocations.
    pub fn add(&mut self, invocation: &Invocation, function: &str) {
        if invocation.is_round_trip_only() {
            return;
        }
        let function = invocation.function.as_deref().unwrap_or(function);
        if !self.functions.contains_key(function) {
            self.functions.insert(function.to_owned(), FunctionTally::default());
        }
        let Some(found) = self.functions.get_mut(function) else { return };
        let key = (invocation.version.clone(), invocation.memory_mb);
        found.parts.entry(key).or_default().add(invocation);
        found.failures.add(invocation);
        found.cold_starts.add(invocation);
    }

    /// Returns the failures and cold starts of each function.
    pub fn occurrences(&self) -> Occurrences {
        let mut found = Occurrences::default();
        for (name, function) in &self.functions {
            let all = function.all();
            let invocations = |date: Option<Date>| match date {
                None => all.invocations,
                Some(date) => all.by_day.get(&date).map_or(0, |day| day.0),
            };
            found.failures.extend(function.failures.rows(name, invocations));
            if let Some((row, hours)) = function.cold_starts.rows(name) {
                found.cold_starts.push(row);
                found.cold_start_hours.extend(hours);
            }
        }
        found
    }

    /// Returns a row for each function, followed by rows of its versions and memory sizes if it has several.
    pub fn rows(&self, prices: &Prices) -> Vec<FunctionUsage> {
        let mut rows = Vec::new();
        for (function, found) in &self.functions {
            let (parts, all) = (&found.parts, found.all());
            let version = common(parts.keys().map(|(version, _)| version)).cloned().flatten();
            let memory_mb = common(parts.keys().map(|(_, memory_mb)| memory_mb)).copied().flatten();
            rows.push(all.row(function, (version, memory_mb), prices));
            if parts.len() == 1 {
                continue;
            }
            rows.extend(parts.iter().map(|(key, part)| part.row(function, key.clone(), prices)));
        }
        rows
    }
}

/// Adds up the invocations of all functions.
impl From<&Tally> for TotalUsage {
    fn from(tally: &Tally) -> TotalUsage {
        let mut all = Counts::default();
        let parts = tally.functions.values().flat_map(|function| function.parts.values());
        parts.for_each(|part| all.join(part));
        let Counts { invocations, cold_starts, first_at, last_at, .. } = all;
        TotalUsage {
            functions: tally.functions.len() as u64,
            invocations,
            cold_starts,
            cold_share: (invocations > 0).then(|| cold_starts as f64 / invocations as f64),
            first_at,
            last_at,
        }
    }
}

impl FunctionTally {
    /// Returns the counts of all versions and memory sizes together.
    fn all(&self) -> Counts {
        let mut all = Counts::default();
        for part in self.parts.values() {
            all.join(part);
        }
        all
    }
}

/// Returns the common value of all `values`; none if they differ.
fn common<'v, T: PartialEq>(mut values: impl Iterator<Item = &'v T>) -> Option<&'v T> {
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

impl Counts {
    fn add(&mut self, invocation: &Invocation) {
        let is_cold = invocation.is_cold();
        self.arch = self.arch.or(invocation.arch);
        self.invocations += 1;
        self.cold_starts += u64::from(is_cold);
        self.restores += u64::from(invocation.restore_ms.is_some());
        let is_ahead = invocation.init_ms.is_some() && invocation.is_initialized_ahead();
        self.initialized_ahead += u64::from(is_ahead);
        self.failures += u64::from(invocation.is_failure());
        self.max_memory_used_mb = self.max_memory_used_mb.max(invocation.max_memory_used_mb);
        if let Some(at) = invocation.at {
            self.first_at = Some(self.first_at.map_or(at, |first| first.min(at)));
            self.last_at = self.last_at.max(Some(at));
            let day = self.by_day.entry(at.to_zoned(TimeZone::UTC).date()).or_default();
            *day = (day.0 + 1, day.1 + u64::from(is_cold));
        }
        if let Some((billed_ms, memory_mb)) = invocation.billed_ms.zip(invocation.memory_mb) {
            let gb_s = |ms: f64| ms / 1000.0 * f64::from(memory_mb) / MB_PER_GB;
            let restore_ms = invocation.billed_restore_ms.unwrap_or(0.0);
            // Durations are billed rounded up to whole milliseconds.
            let before_ms = match invocation.duration_ms {
                Some(duration_ms) if is_cold => (billed_ms - duration_ms.ceil()).max(0.0),
                _ => 0.0,
            };
            let billed = self.billed.get_or_insert_default();
            billed.all += gb_s(billed_ms + restore_ms);
            billed.before += gb_s(before_ms + restore_ms);
        }
    }

    fn join(&mut self, other: &Counts) {
        self.arch = self.arch.or(other.arch);
        self.first_at = [self.first_at, other.first_at].into_iter().flatten().min();
        self.last_at = self.last_at.max(other.last_at);
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
        let init_cost = |billed: Billed| Some(cost(billed.all)? - cost(billed.all - billed.before)?);
        let requests = self.invocations as f64 / 1e6 * prices.million_invocations_usd;
        // Lambda@Edge has prices of its own.
        let billed = self.billed.filter(|_| !Invocation::is_edge_function(function));
        let usd = billed.and_then(|billed| cost(billed.all)).map(|usd| usd + requests);
        let ends = self.cold_share_ends(function);
        FunctionUsage {
            function: function.to_owned(),
            version,
            memory_mb,
            arch,
            first_at: self.first_at,
            last_at: self.last_at,
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
            billed_gb_s: self.billed.map(|billed| billed.all),
            init_gb_s: self.billed.map(|billed| billed.before),
            usd,
            init_usd: billed.and_then(init_cost),
            million_usd: usd.map(|usd| usd / self.invocations as f64 * 1e6),
        }
    }

    /// Returns the 95 % interval of the share of cold starts. With enough days it resamples days, because cold starts
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
    fn what_is_billed_beyond_the_duration_is_init() {
        let mut tally = Tally::default();
        tally.add(&invocation(1, Some(90.0)), "f");
        tally.add(&invocation(1, None), "f");
        let [row] = &tally.rows(&prices())[..] else { panic!("one row") };
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
        let mut tally = Tally::default();
        tally.add(&invocation(1, Some(90.0)), "us-east-1.redirect");
        let [row] = &tally.rows(&prices())[..] else { panic!("one row") };
        assert_eq!((row.usd, row.init_usd, row.million_usd), (None, None, None));
        assert!(row.billed_gb_s.is_some());
    }

    #[test]
    fn what_a_log_does_not_say_is_not_zero() {
        let mut tally = Tally::default();
        tally.add(&Invocation { duration_ms: Some(1.0), ..Invocation::default() }, "f");
        let [row] = &tally.rows(&prices())[..] else { panic!("one row") };
        assert_eq!(
            (row.billed_gb_s, row.usd, row.max_memory_used_mb, row.first_at),
            (None, None, None, None)
        );
        assert_eq!((row.days, row.cold_share), (0, 0.0));
    }

    #[test]
    fn a_round_trip_at_the_caller_is_no_further_invocation() {
        let mut tally = Tally::default();
        tally.add(&invocation(1, None), "f");
        tally.add(&Invocation { client_ms: Some(42.5), ..Invocation::default() }, "f");
        let [row] = &tally.rows(&prices())[..] else { panic!("one row") };
        assert_eq!(row.invocations, 1);
    }

    #[test]
    fn days_are_drawn_where_there_are_enough() {
        let mut tally = Tally::default();
        for day in 1..=10 {
            // All cold starts fall on two days.
            for n in 0..100 {
                let is_cold = day <= 2 && n < 25;
                tally.add(&invocation(day, is_cold.then_some(50.0)), "f");
            }
        }
        let [row] = &tally.rows(&prices())[..] else { panic!("one row") };
        let independent = wilson(50, 1000).unwrap();
        assert!(row.cold_share_lower.unwrap() < independent.0, "{row:?}");
        assert!(row.cold_share_upper.unwrap() > independent.1, "{row:?}");
        assert_eq!(tally.rows(&prices()), tally.rows(&prices()));
    }

    #[test]
    fn parts_follow_their_function_where_there_are_several() {
        let mut tally = Tally::default();
        tally.add(&invocation(1, None), "f");
        tally.add(&Invocation { memory_mb: Some(1024), ..invocation(2, Some(1.0)) }, "f");
        let rows = tally.rows(&prices());
        let found: Vec<_> = rows.iter().map(|row| (row.memory_mb, row.invocations, row.days)).collect();
        assert_eq!(found, [(None, 2, 2), (Some(512), 1, 1), (Some(1024), 1, 1)]);
        let total = TotalUsage::from(&tally);
        assert_eq!((total.functions, total.invocations, total.cold_share), (1, 2, Some(0.5)));
        assert_eq!(TotalUsage::from(&Tally::default()).cold_share, None);
    }
}
