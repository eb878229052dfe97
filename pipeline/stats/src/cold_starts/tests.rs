//! Tests of the concurrency of cold starts, against counts of every pair.

use counts::Counts;
use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{Rng as _, SeedableRng as _},
};
use schema::Invocation;

use super::*;

fn cold(end_ms: i64, init_ms: f64, duration_ms: f64) -> Invocation {
    Invocation {
        at: Timestamp::from_millisecond(end_ms).ok(),
        init_ms: Some(init_ms),
        duration_ms: Some(duration_ms),
        ..Invocation::default()
    }
}

fn of(invocations: &[Invocation]) -> Option<(ColdStartRow, Vec<ColdStartHourRow>)> {
    let (mut counts, mut found) = (Counts::default(), ColdStarts::default());
    for invocation in invocations {
        counts.add(invocation);
    }
    for key in counts.keys() {
        key.days().into_iter().for_each(|(_, day)| found.add(day));
    }
    found.rows("f")
}

/// Cold starts in any order. Most fall into a few surges, the rest anywhere in two days.
fn random_starts(random: &mut Xoshiro256PlusPlus) -> Vec<Invocation> {
    let mut below = |n: u64| (random.next_u64() % n).cast_signed();
    let n = below(120);
    let surges: Vec<i64> = (0..3).map(|_| below(2 * DAY_MS as u64)).collect();
    let share = below(101);
    let one = |_| {
        let is_alone = below(100) < share;
        let at = if is_alone { below(2 * DAY_MS as u64) } else { surges[below(3) as usize] + below(25_000) };
        cold(at, below(3000) as f64, below(9000) as f64)
    };
    (0..n).map(one).collect()
}

/// The same row by comparing every cold start with every other one.
fn by_pairs(invocations: &[Invocation]) -> (u64, u64, u64, Option<u64>) {
    let span = |it: &Invocation| {
        let length = (it.init_ms.unwrap() + it.duration_ms.unwrap()).max(1.0) as i64;
        let end = it.at.unwrap().as_millisecond();
        (end - length, end)
    };
    let spans: Vec<(i64, i64)> = invocations.iter().map(span).collect();
    let covering =
        |moment: i64| spans.iter().filter(|(start, end)| *start <= moment && moment < *end).count();
    let peak = spans.iter().map(|(start, _)| covering(*start) as u64).max().unwrap_or(0);
    let day = |ms: i64| ms.div_euclid(86_400_000);
    let is_crowded = |opening: i64| {
        let n = spans.iter().filter(|(start, _)| (opening..opening + 10_000).contains(start)).count();
        let of_day = spans.iter().filter(|(start, _)| day(*start) == day(opening)).count();
        n >= 2 && n as f64 >= 5.0 * of_day as f64 / 8640.0
    };
    let openings: Vec<i64> =
        spans.iter().map(|(start, _)| *start).filter(|start| is_crowded(*start)).collect();
    let is_in = |start: &i64| openings.iter().any(|opening| (*opening..opening + 10_000).contains(start));
    let mut members: Vec<i64> = spans.iter().map(|(start, _)| *start).filter(is_in).collect();
    members.sort_unstable();
    let bursts: Vec<u64> = members.chunk_by(|a, b| b - a < 10_000).map(|burst| burst.len() as u64).collect();
    (peak, bursts.len() as u64, members.len() as u64, bursts.into_iter().max())
}

#[test]
fn counts_are_those_of_every_pair() {
    for seed in 0..400 {
        let invocations = random_starts(&mut Xoshiro256PlusPlus::seed_from_u64(seed));
        let expected = by_pairs(&invocations);
        let Some((row, hours)) = of(&invocations) else {
            assert!(invocations.is_empty(), "seed {seed}");
            continue;
        };
        let found = (row.peak_concurrency, row.bursts, row.in_bursts, row.largest_burst);
        assert_eq!(found, expected, "seed {seed}");
        let sums = hours.iter().fold((0, 0), |sum, hour| (sum.0 + hour.cold_starts, sum.1 + hour.in_bursts));
        assert_eq!(sums, (row.dated, row.in_bursts), "seed {seed}");
        let reversed: Vec<_> = invocations.iter().rev().cloned().collect();
        assert_eq!(of(&reversed), Some((row, hours)), "seed {seed}: the order of the log decides nothing");
    }
}

#[test]
fn none_one_and_all_at_once() {
    assert_eq!(of(&[]), None);
    assert_eq!(of(&[Invocation { at: None, ..cold(0, 1.0, 1.0) }]), None, "no time, no concurrency");
    assert_eq!(of(&[Invocation { init_ms: None, ..cold(0, 1.0, 1.0) }]), None, "warm");
    let (row, hours) = of(&[cold(5 * HOUR_MS, 100.0, 900.0)]).unwrap();
    assert_eq!((row.dated, row.peak_concurrency, row.bursts, row.largest_burst), (1, 1, 0, None));
    assert_eq!(row.peak_at.as_millisecond(), 5 * HOUR_MS - 1000);
    assert_eq!((hours.len(), hours[0].hour, hours[0].in_bursts), (1, 4, 0));
    let (row, hours) = of(&vec![cold(0, 100.0, 900.0); 500]).unwrap();
    assert_eq!((row.peak_concurrency, row.bursts, row.in_bursts), (500, 1, 500));
    assert_eq!(row.largest_burst_at.unwrap().as_millisecond(), -1000);
    assert_eq!((hours.len(), hours[0].hour), (1, 23), "the hour before 1970");
}

#[test]
fn a_start_at_the_end_of_another_does_not_overlap() {
    let (row, _) = of(&[cold(1000, 400.0, 600.0), cold(2000, 400.0, 600.0)]).unwrap();
    assert_eq!((row.peak_concurrency, row.bursts), (1, 1));
    let (row, _) = of(&[cold(1000, 400.0, 600.0), cold(2000, 400.0, 601.0)]).unwrap();
    assert_eq!(row.peak_concurrency, 2);
    let absurd = [cold(0, f64::NAN, 0.0), cold(0, 1e300, 0.0), cold(0, -5.0, 0.0)];
    assert_eq!(of(&absurd).unwrap().0.peak_concurrency, 3);
}

#[test]
fn steady_replacement_is_no_burst() {
    // A start every two seconds all day: windows hold five, as many as on average.
    let steady: Vec<Invocation> = (0..43_200).map(|n| cold(n * 2000 + 500, 100.0, 10.0)).collect();
    assert_eq!(of(&steady).unwrap().0.bursts, 0);
    let surge = (0..40).map(|n| cold(12 * HOUR_MS + n, 100.0, 10.0));
    let (row, _) = of(&steady.into_iter().chain(surge).collect::<Vec<_>>()).unwrap();
    assert_eq!(row.bursts, 1);
    // The surge, and the steady starts in windows with it.
    assert!((40..=50).contains(&row.largest_burst.unwrap()), "{row:?}");
}

#[test]
fn advice_needs_a_majority_and_enough_starts() {
    let advice_of =
        |invocations: &[Invocation]| of(invocations).and_then(|(row, hours)| advice(&row, &hours, false));
    let alone: Vec<_> = (0..20).map(|n| cold(n * HOUR_MS, 100.0, 10.0)).collect();
    assert!(matches!(advice_of(&alone), Some(Advice::ColdStartsComeAlone { peak_concurrency: 1, .. })));
    assert_eq!(advice_of(&alone[1..]), None);
    let at_nine = |day: i64| (0..5).map(move |n| cold(day * DAY_MS + 9 * HOUR_MS + 5000 + n, 100.0, 10.0));
    let bursts: Vec<_> = (0..4).flat_map(at_nine).collect();
    let Some(Advice::ColdStartsComeInBursts { burst_share, bursts: n, largest, hour, .. }) =
        advice_of(&bursts)
    else {
        panic!("all come in bursts")
    };
    assert_eq!((burst_share, n, largest, hour), (1.0, 4, 5, Some(9)));
    let mixed: Vec<_> = bursts[..5].iter().chain(&alone).cloned().collect();
    assert_eq!(advice_of(&mixed), None, "a fifth comes in bursts");
}
