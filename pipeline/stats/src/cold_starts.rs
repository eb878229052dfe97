//! Concurrency of cold starts: how many run at once, and how many come in bursts.
//!
//! A platform starts an environment for each invocation that finds none free. Isolated cold starts follow pauses in
//! traffic, and bursts follow sudden load, so each has its own remedy.

use std::iter;

use counts::DayCounts;
use schema::{Advice, ColdStartHourRow, ColdStartRow, CountMetric, Timestamp};

/// Length of the window of a burst. AWS adds environments in steps of ten seconds, "Lambda scaling behavior", Lambda
/// Developer Guide, and ten seconds is the limit of an init. One surge of load falls within it.
const WINDOW_MS: i64 = 10_000;

/// Multiple of the average over the day from which cold starts are a burst. Environments of a busy function end all the
/// time, and their successors start within seconds of each other by chance. Load that keeps to a fifth of the day
/// multiplies the average by five.
const BURST_FACTOR: u64 = 5;

/// Fewest cold starts for advice on bursts: with fewer, the share in bursts is uncertain by twenty points or more.
const MIN_STARTS: u64 = 20;

/// Share of cold starts in bursts from which bursts are what to act on: most of them.
const MANY_IN_BURSTS: f64 = 0.5;

/// Share of cold starts in bursts up to which bursts matter little.
const FEW_IN_BURSTS: f64 = 0.1;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The cold starts of one function that have a time: when init or restore began, and when the invocation ended, in
/// milliseconds since 1970. No number below depends on which end belongs to which start.
#[derive(Debug, Default)]
pub(crate) struct ColdStarts {
    starts_ms: Vec<i64>,
    ends_ms: Vec<i64>,
}

impl ColdStarts {
    /// Adds the cold starts of one day.
    pub(crate) fn add(&mut self, day: &DayCounts) {
        fn extend(times_ms: &mut Vec<i64>, counted: &[(i64, u64)]) {
            for (at_us, n) in counted {
                times_ms.extend(iter::repeat_n(at_us / 1000, *n as usize));
            }
        }
        extend(&mut self.starts_ms, &day.values(CountMetric::ColdStartBeganAtUs));
        extend(&mut self.ends_ms, &day.values(CountMetric::ColdStartEndedAtUs));
    }

    /// Returns the row of the function and those of its hours; none without a cold start.
    pub(crate) fn rows(&self, function: &str) -> Option<(ColdStartRow, Vec<ColdStartHourRow>)> {
        let (mut starts_ms, mut ends_ms) = (self.starts_ms.clone(), self.ends_ms.clone());
        starts_ms.sort_unstable();
        ends_ms.sort_unstable();
        let (peak_concurrency, peak_ms) = peak(&starts_ms, &ends_ms)?;
        let bursts = Bursts::of(&starts_ms);
        let at = |ms| Timestamp::from_millisecond(ms).ok();
        let (dated, in_bursts) = (starts_ms.len() as u64, bursts.n_starts());
        let largest = bursts.largest();
        let row = ColdStartRow {
            function: function.to_owned(),
            dated,
            peak_concurrency,
            peak_at: at(peak_ms)?,
            bursts: bursts.of_starts.len() as u64,
            in_bursts,
            burst_share: in_bursts as f64 / dated as f64,
            largest_burst: largest.map(|burst| burst.n_starts),
            largest_burst_at: largest.and_then(|burst| at(burst.first_ms)),
        };
        let mut hours = [(0, 0); 24];
        for (start_ms, is_in_burst) in starts_ms.iter().zip(&bursts.are_in_burst) {
            let hour = &mut hours[(start_ms.rem_euclid(DAY_MS) / HOUR_MS) as usize];
            *hour = (hour.0 + 1, hour.1 + u64::from(*is_in_burst));
        }
        let hours = (0..).zip(hours).filter(|(_, (cold_starts, _))| *cold_starts > 0);
        let hour = |(hour, (cold_starts, in_bursts))| ColdStartHourRow {
            function: function.to_owned(),
            hour,
            cold_starts,
            in_bursts,
        };
        Some((row, hours.map(hour).collect()))
    }
}

/// Returns the most cold starts that run at one moment, and the first such moment. An end frees its environment for a
/// start at the same millisecond. Both lists ascend.
fn peak(starts_ms: &[i64], ends_ms: &[i64]) -> Option<(u64, i64)> {
    let (mut n_ended, mut found) = (0, None);
    for (n_before, start_ms) in starts_ms.iter().enumerate() {
        while ends_ms.get(n_ended).is_some_and(|end_ms| end_ms <= start_ms) {
            n_ended += 1;
        }
        let n = (n_before + 1).saturating_sub(n_ended) as u64;
        if found.is_none_or(|(most, _)| n > most) {
            found = Some((n, *start_ms));
        }
    }
    found
}

/// The bursts of a function. A window of [`WINDOW_MS`] that opens with a cold start is crowded if it holds at least two,
/// and at least [`BURST_FACTOR`] times as many as the UTC day holds on average. Bursts are runs of cold starts in crowded
/// windows, each within a window of the one before.
struct Bursts {
    of_starts: Vec<Burst>,
    /// For each cold start, true if it is in a burst.
    are_in_burst: Vec<bool>,
}

#[derive(Clone, Copy)]
struct Burst {
    first_ms: i64,
    last_ms: i64,
    n_starts: u64,
}

impl Bursts {
    /// Finds the bursts in cold starts, which ascend.
    fn of(starts_ms: &[i64]) -> Bursts {
        let mut are_in_burst = vec![false; starts_ms.len()];
        let day = |start_ms: i64| start_ms.div_euclid(DAY_MS);
        let (mut end, mut n_marked, mut first) = (0, 0, 0);
        for same_day in starts_ms.chunk_by(|a, b| day(*a) == day(*b)) {
            let n_day = same_day.len() as u64;
            for (idx, opening_ms) in (first..).zip(same_day) {
                while starts_ms.get(end).is_some_and(|start_ms| *start_ms < opening_ms + WINDOW_MS) {
                    end += 1;
                }
                let n = (end - idx) as u64;
                let is_crowded = n >= 2 && n * DAY_MS as u64 >= BURST_FACTOR * n_day * WINDOW_MS as u64;
                if is_crowded {
                    are_in_burst[idx.max(n_marked)..end].fill(true);
                    n_marked = end;
                }
            }
            first += same_day.len();
        }
        let mut of_starts: Vec<Burst> = Vec::new();
        for (start_ms, _) in starts_ms.iter().zip(&are_in_burst).filter(|(_, is_in_burst)| **is_in_burst) {
            match of_starts.last_mut() {
                Some(burst) if start_ms - burst.last_ms < WINDOW_MS => {
                    burst.last_ms = *start_ms;
                    burst.n_starts += 1;
                }
                _ => of_starts.push(Burst { first_ms: *start_ms, last_ms: *start_ms, n_starts: 1 }),
            }
        }
        Bursts { of_starts, are_in_burst }
    }

    fn n_starts(&self) -> u64 {
        self.of_starts.iter().map(|burst| burst.n_starts).sum()
    }

    /// The burst with the most cold starts; of several, the first.
    fn largest(&self) -> Option<Burst> {
        self.of_starts.iter().rev().max_by_key(|burst| burst.n_starts).copied()
    }
}

/// Says what to do about cold starts that mostly come in bursts, or mostly alone; nothing between the two.
pub(crate) fn advice(row: &ColdStartRow, hours: &[ColdStartHourRow], is_provisioned: bool) -> Option<Advice> {
    let &ColdStartRow { burst_share, peak_concurrency, .. } = row;
    if row.dated < MIN_STARTS {
        return None;
    }
    if burst_share <= FEW_IN_BURSTS {
        let alone_share = 1.0 - burst_share;
        return Some(Advice::ColdStartsComeAlone { alone_share, peak_concurrency, is_provisioned });
    }
    let (largest, largest_at) = row.largest_burst.zip(row.largest_burst_at)?;
    let is_usual_hour = |hour: &&ColdStartHourRow| 2 * hour.in_bursts > row.in_bursts;
    (burst_share >= MANY_IN_BURSTS).then(|| Advice::ColdStartsComeInBursts {
        burst_share,
        bursts: row.bursts,
        largest,
        largest_at,
        peak_concurrency,
        // A single burst has an hour, and no usual one.
        hour: hours.iter().find(is_usual_hour).filter(|_| row.bursts > 1).map(|hour| hour.hour),
        is_provisioned,
    })
}

#[cfg(test)]
mod tests;
