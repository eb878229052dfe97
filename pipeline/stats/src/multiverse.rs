//! Multiverse analysis: tests every claim again under every defensible set of choices.
//!
//! Source: Steegen, Tuerlinckx, Gelman and Vanpaemel, "Increasing Transparency Through a Multiverse Analysis",
//! Perspectives on Psychological Science 11 (2016), 702–712. The combinations form a fixed grid, and none is selected
//! for its result.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use rayon::prelude::*;
use schema::{
    Arch, BadDays, ChangeKind, ChangeRow, Choice, Claim, ClaimTest, Claims, Conditions, Date, Estimate,
    Memory, MultiverseRow, Packaging, Percentile, QuantileType, Record, RobustnessRow, Rule, Runs, SeriesKey,
    Statistic, TestResult, Window,
};

use crate::{
    bootstrap::{Bootstrap, REPLICATES, interval, seed_of},
    claims::result,
    clusters::Clusters,
    mover,
    percentile_ci::{PercentileCi, Residuals, percentile_ci},
    replicates::has_days,
    series::{EARLIER_DAYS, windows_before},
    superiority::{DayMajor, superiority},
    window_samples::WindowSamples,
};

/// Lengths of the windows up to the newest day: a week, the window of the published statistics, and a quarter.
const WINDOWS_DAYS: [u32; 3] = [7, 30, 90];

/// Computes the rows of every claim that tests series of `runs`, each with its rule, in the order of the claims.
pub(crate) fn multiverse(runs: &Runs, claims: &Claims, changes: &[ChangeRow]) -> Vec<(Rule, MultiverseRow)> {
    let Some(newest) = runs.records.iter().map(|record| record.date).max() else { return Vec::new() };
    let samples = Samples::of(runs);
    let bad_days = bad_days(changes);
    let questions: Vec<Question<'_>> =
        claims.claims.iter().flat_map(|claim| questions(runs, claim)).collect();
    let worlds: Vec<World> = WINDOWS_DAYS.iter().map(|days| World::of(runs, newest, *days)).collect();
    let cells: Vec<(Cell<'_>, &World)> = questions
        .iter()
        .flat_map(|question| question.cells(&samples, &bad_days))
        .flat_map(|cell| worlds.iter().map(move |world| (cell.clone(), world)))
        // Without a bad day in the window, dropping bad days changes nothing.
        .filter(|(cell, world)| cell.bad_days == BadDays::Kept || !cell.dropped_in(world).is_empty())
        .collect();
    // Each series is computed once for all its tests.
    let wanted: BTreeSet<TrackedPercentile> =
        cells.iter().flat_map(|(cell, world)| cell.sides(world)).collect();
    let wanted: Vec<TrackedPercentile> = wanted.into_iter().collect();
    let found: BTreeMap<TrackedPercentile, Side> = wanted
        .into_par_iter()
        .filter_map(|followed| Some((followed.clone(), followed.follow(&samples, &worlds)?)))
        .collect();
    cells
        .par_iter()
        .flat_map_iter(|(cell, world)| {
            let [a, b] = cell.sides(world);
            let rows =
                found.get(&a).zip(found.get(&b)).map(|(a, b)| cell.rows(world, a, b)).unwrap_or_default();
            rows.into_iter().map(|row| (cell.test.rule, row))
        })
        .collect()
}

/// Counts the rows in which each test holds, over all and with each choice held fixed, in the order of `rows`.
pub(crate) fn robustness(rows: &[(Rule, MultiverseRow)]) -> Vec<RobustnessRow> {
    let same = |(a_rule, a): &(Rule, MultiverseRow), (b_rule, b): &(Rule, MultiverseRow)| {
        (&a.claim, &a.a, &a.b, a.statistic, a_rule) == (&b.claim, &b.a, &b.b, b.statistic, b_rule)
    };
    rows.chunk_by(same).flat_map(tallies).collect()
}

fn tallies(rows: &[(Rule, MultiverseRow)]) -> Vec<RobustnessRow> {
    let mut found: Vec<RobustnessRow> = Vec::new();
    for choice in [
        Choice::All,
        Choice::Packaging,
        Choice::Arch,
        Choice::Memory,
        Choice::Window,
        Choice::Quantile,
        Choice::BadDays,
    ] {
        let first = found.len();
        for (rule, row) in rows {
            let value = chosen(row, choice);
            let known = found[first..].iter().position(|tally| tally.value == value);
            let position = known.map_or_else(
                || {
                    found.push(RobustnessRow {
                        claim: row.claim.clone(),
                        source: row.conditions.source.clone(),
                        a: row.a.clone(),
                        b: row.b.clone(),
                        statistic: row.statistic,
                        rule: row.rule.clone(),
                        choice,
                        value,
                        holds: 0,
                        of: 0,
                        unsupported: 0,
                        worst: None,
                    });
                    found.len() - 1
                },
                |known| first + known,
            );
            let tally = &mut found[position];
            match row.holds {
                Some(holds) => {
                    tally.of += 1;
                    tally.holds += u32::from(holds);
                    tally.worst = worse(*rule, row, tally.worst);
                }
                None => tally.unsupported += 1,
            }
        }
    }
    found
}

/// Returns the end of an interval that is least favourable to `rule`: that of `row` or the `worst` so far.
fn worse(rule: Rule, row: &MultiverseRow, worst: Option<f64>) -> Option<f64> {
    let (end, least_favourable): (_, fn(f64, f64) -> f64) = match rule {
        Rule::Below(_) => (row.upper, f64::max),
        Rule::Above(_) => (row.lower, f64::min),
        Rule::Around(_) => return None,
    };
    match (end, worst) {
        (Some(end), Some(worst)) => Some(least_favourable(end, worst)),
        (end, worst) => end.or(worst),
    }
}

/// Returns the value of a choice in a row.
fn chosen(row: &MultiverseRow, choice: Choice) -> String {
    match choice {
        Choice::All => String::new(),
        Choice::Packaging => row.conditions.packaging.to_string(),
        Choice::Arch => row.conditions.arch.to_string(),
        Choice::Memory => row.memory.words().replace(',', ""),
        Choice::Window => format!("{} days", row.window_days),
        Choice::Quantile => row.quantile.name().to_owned(),
        Choice::BadDays => row.bad_days.name().to_owned(),
    }
}

/// Samples by day of each series, and of each series with all memory sizes pooled.
struct Samples<'a>(BTreeMap<SeriesKey, Vec<(Date, schema::Samples<'a>)>>);

impl<'a> Samples<'a> {
    fn of(runs: &'a Runs) -> Samples<'a> {
        let newest = runs.records.iter().map(|record| record.date).max().unwrap_or_default();
        let longest = WINDOWS_DAYS.into_iter().map(i64::from).fold(0, i64::max);
        let oldest = newest.saturating_sub((longest + EARLIER_DAYS).days());
        let mut by_series: Vec<Vec<&Record>> = vec![Vec::new(); runs.series.len()];
        for record in runs.records.iter().filter(|record| record.date > oldest) {
            by_series[record.series_idx as usize].push(record);
        }
        let mut found: BTreeMap<SeriesKey, Vec<(Date, schema::Samples<'a>)>> = BTreeMap::new();
        for (key, records) in runs.series.iter().zip(by_series) {
            for record in records {
                let samples = (record.date, runs.samples_of(record));
                let pooled = key.pooled(runs.pooled);
                if pooled != *key {
                    found.entry(key.clone()).or_default().push(samples);
                }
                found.entry(pooled).or_default().push(samples);
            }
        }
        Samples(found)
    }
}

/// Bad days of each pooled series.
type ByDays = BTreeMap<SeriesKey, BTreeSet<Date>>;

fn bad_days(changes: &[ChangeRow]) -> ByDays {
    let mut found = ByDays::new();
    for row in changes.iter().filter(|row| row.change.kind == ChangeKind::BadDay) {
        let key = SeriesKey {
            conditions: row.conditions.clone(),
            metric: row.metric,
            runtime: row.runtime.clone(),
            memory: row.conditions.pooled_memory(),
        };
        found.entry(key).or_default().insert(row.change.date);
    }
    found
}

/// A comparison that a claim makes, with all configurations in which to test it.
struct Question<'a> {
    claim: &'a str,
    test: &'a ClaimTest,
    packagings: Vec<Packaging>,
    archs: Vec<Arch>,
}

/// Returns the distinct comparisons of one claim.
fn questions<'a>(runs: &Runs, claim: &'a Claim) -> Vec<Question<'a>> {
    let mut found: Vec<Question<'a>> = Vec::new();
    let asks = |a: &ClaimTest, b: &ClaimTest| {
        (&a.a, &a.b, a.statistic, a.rule, &a.conditions.workload, a.metric)
            == (&b.a, &b.b, b.statistic, b.rule, &b.conditions.workload, b.metric)
    };
    for test in claim.tests.iter().filter(|test| test.conditions.source == runs.source) {
        if found.iter().any(|question| asks(question.test, test)) {
            continue;
        }
        let same = || claim.tests.iter().filter(|other| asks(other, test));
        let (mut packagings, mut archs) =
            (vec![Packaging::Zip, Packaging::Image], vec![Arch::X86_64, Arch::Arm64]);
        if claim.fixed.contains(&Choice::Packaging) {
            packagings.retain(|packaging| same().any(|other| other.conditions.packaging == *packaging));
        }
        if claim.fixed.contains(&Choice::Arch) {
            archs.retain(|arch| same().any(|other| other.conditions.arch == *arch));
        }
        found.push(Question { claim: &claim.id, test, packagings, archs });
    }
    found
}

impl<'a> Question<'a> {
    /// Returns every configuration of the first runtime, with bad days kept and dropped.
    fn cells(&self, samples: &Samples<'_>, bad_days: &ByDays) -> Vec<Cell<'a>> {
        let mut found = Vec::new();
        for (packaging, arch) in
            self.packagings.iter().flat_map(|packaging| self.archs.iter().map(|arch| (*packaging, *arch)))
        {
            let conditions = Conditions { packaging, arch, ..self.test.conditions.clone() };
            let key = |runtime: &str, memory| SeriesKey {
                conditions: conditions.clone(),
                metric: self.test.metric,
                runtime: runtime.to_owned(),
                memory,
            };
            let bad: BTreeSet<Date> = [&self.test.a, &self.test.b]
                .into_iter()
                .filter_map(|runtime| bad_days.get(&key(runtime, Memory::Pooled)))
                .flatten()
                .copied()
                .collect();
            let memories: BTreeSet<Memory> = samples
                .0
                .keys()
                .filter(|known| **known == key(&self.test.a, known.memory))
                .map(|known| known.memory)
                .collect();
            for memory in memories {
                let (a, b) = (key(&self.test.a, memory), key(&self.test.b, memory));
                for (kind, dropped) in [(BadDays::Kept, BTreeSet::new()), (BadDays::Dropped, bad.clone())] {
                    let (claim, test, a, b) = (self.claim, self.test, a.clone(), b.clone());
                    found.push(Cell { claim, test, a, b, bad_days: kind, dropped });
                }
            }
        }
        found
    }
}

/// A comparison in one configuration.
#[derive(Clone)]
struct Cell<'a> {
    claim: &'a str,
    test: &'a ClaimTest,
    a: SeriesKey,
    b: SeriesKey,
    bad_days: BadDays,
    dropped: BTreeSet<Date>,
}

impl Cell<'_> {
    /// Returns the dropped days within the window of `world`.
    fn dropped_in(&self, world: &World) -> Vec<Date> {
        let window = world.window;
        let is_within = |date: &&Date| (window.window_start..=window.window_end).contains(date);
        self.dropped.iter().filter(is_within).copied().collect()
    }

    fn sides(&self, world: &World) -> [TrackedPercentile; 2] {
        // Days before the window are dropped as well: they help to say how much days differ.
        let dropped: Vec<Date> = self.dropped.iter().copied().collect();
        [&self.a, &self.b].map(|key| TrackedPercentile {
            key: key.clone(),
            percentile: percentile(self.test.statistic),
            days: world.days,
            dropped: dropped.clone(),
        })
    }

    fn rows(&self, world: &World, a: &Side, b: &Side) -> Vec<MultiverseRow> {
        let row = |quantile, found: Estimate| MultiverseRow {
            claim: self.claim.to_owned(),
            conditions: self.a.conditions.clone(),
            a: self.a.runtime.clone(),
            b: self.b.runtime.clone(),
            statistic: self.test.statistic,
            rule: self.test.rule.to_string(),
            metric: self.a.metric,
            memory: self.a.memory,
            window_days: world.days,
            quantile,
            bad_days: self.bad_days,
            n_a: a.samples.clusters.n(),
            n_b: b.samples.clusters.n(),
            value: found.value,
            lower: found.lower,
            upper: found.upper,
            holds: result(self.test.rule, found).map(|result| result == TestResult::Passed),
        };
        let is_sure = [a, b]
            .iter()
            .all(|side| has_days(&side.samples.clusters) && side.is_supported(self.test.statistic));
        if self.test.statistic == Statistic::Superiority {
            // Superiority uses no percentile, so definitions make no difference.
            let days = a.samples.clusters.n_days().min(b.samples.clusters.n_days());
            let found = superiority(&a.samples.clusters, &b.samples.clusters, &world.by_day);
            let found = found.map(|(value, mut replicates)| {
                let ends = if is_sure { interval(&mut replicates, days) } else { None };
                let (lower, upper) = ends.unzip();
                Estimate { value, lower, upper }
            });
            return found.map(|found| row(QuantileType::Type7, found)).into_iter().collect();
        }
        // All definitions give the same median.
        let is_median = self.test.statistic == Statistic::P50Ratio;
        let each = QuantileType::ALL.into_iter().enumerate().take(if is_median { 1 } else { 3 });
        let residuals = a.residuals.as_ref().zip(b.residuals.as_ref());
        let correlation = residuals.map_or(0.0, |(a, b)| a.correlation(b));
        each.map(|(definition, quantile)| {
            let (a, b) = (a.estimate(definition, is_sure), b.estimate(definition, is_sure));
            row(quantile, mover::ratio(a, b, correlation))
        })
        .collect()
    }
}

/// Returns the percentile that a statistic compares. For superiority, the median decides if there are enough samples.
const fn percentile(statistic: Statistic) -> Percentile {
    match statistic {
        Statistic::P50Ratio | Statistic::Superiority => Percentile::P50,
        Statistic::P90Ratio => Percentile::P90,
        Statistic::P99Ratio => Percentile::P99,
    }
}

/// A window with its draws of days.
struct World {
    days: u32,
    window: Window,
    by_day: DayMajor,
}

impl World {
    /// Draws the same days as every window with these ends, so published intervals are reproduced.
    fn of(runs: &Runs, newest: Date, days: u32) -> World {
        let window_start = newest.saturating_sub((i64::from(days) - 1).days());
        let window = Window { window_start, window_end: newest };
        let bootstrap = Bootstrap::new(seed_of(&runs.source, window), days as usize, REPLICATES);
        World { days, window, by_day: DayMajor::of(&bootstrap, days as usize) }
    }
}

/// One percentile of one series in one window, without the dropped days.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct TrackedPercentile {
    key: SeriesKey,
    percentile: Percentile,
    days: u32,
    dropped: Vec<Date>,
}

/// The percentile by each definition, and its interval, which depends on none.
struct Side {
    samples: WindowSamples,
    found: [f64; QuantileType::ALL.len()],
    interval: Option<PercentileCi>,
    residuals: Option<Residuals>,
}

impl Side {
    /// Returns true if there are enough effective samples, or just samples where no interval is computed.
    fn is_supported(&self, statistic: Statistic) -> bool {
        let (percentile, n) = (percentile(statistic), self.samples.clusters.n());
        let effective = self.interval.as_ref().map_or(n, |found| found.design_effect.effective(n));
        percentile.samples_short(n.min(effective)) == 0
    }

    /// Returns the percentile by one definition, with its interval if it `is_sure`.
    fn estimate(&self, definition: usize, is_sure: bool) -> Estimate {
        let value = self.found[definition];
        let interval = self.interval.as_ref().filter(|_| is_sure);
        Estimate {
            value,
            lower: interval.and_then(|interval| interval.lower).map(|lower| lower.min(value)),
            upper: interval.and_then(|interval| interval.upper).map(|upper| upper.max(value)),
        }
    }
}

impl TrackedPercentile {
    /// Computes the percentile and its interval. None without samples.
    fn follow(&self, samples: &Samples<'_>, worlds: &[World]) -> Option<Side> {
        let world = worlds.iter().find(|world| world.days == self.days)?;
        let days = samples.0.get(&self.key)?;
        let samples_of = |window| WindowSamples::new(self.clusters(days, window, world.days));
        let samples = samples_of(world.window);
        let earlier = windows_before(world.window).into_iter().map(samples_of);
        let earlier: Vec<WindowSamples> = earlier.filter(|samples| samples.clusters.n() > 0).collect();
        let fraction = self.percentile.fraction();
        let found = samples.clusters.by_each_definition(&vec![1; world.days as usize], fraction)?;
        let interval = percentile_ci(&samples, &earlier, fraction, true);
        let residuals = Residuals::of(&samples.clusters, fraction);
        Some(Side { samples, found, interval, residuals })
    }

    /// Returns the samples of the series within `window`, without the dropped days.
    fn clusters(&self, days: &[(Date, schema::Samples<'_>)], window: Window, n_days: u32) -> Clusters {
        let start = window.window_start;
        let day = |date: Date| start.until(date).ok().and_then(|span| u16::try_from(span.get_days()).ok());
        let is_within = |date: &Date| (start..=window.window_end).contains(date);
        let kept = days.iter().filter(|(date, _)| is_within(date) && !self.dropped.contains(date));
        let kept = kept.filter_map(|(date, samples)| Some((day(*date)?, *samples)));
        let samples =
            kept.flat_map(|(day, samples)| samples.counted().map(move |(value, count)| (day, value, count)));
        Clusters::counted(samples, n_days as usize)
    }
}
