//! Tests of every estimate against an independent implementation: `reference/make.py`, with `NumPy` and `SciPy`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::sync::LazyLock;

use schema::{Date, Estimate, Percentile, Runs, Series, Tables, TrackedStatistic, date};
use serde_json::Value;
use support::{runs_of, summarized};

/// Returns the samples of `make.py`.
fn made_up() -> Runs {
    let mut samples: Vec<(&str, u32, Date, Vec<f64>)> = Vec::new();
    for (runtime_idx, (runtime, base)) in
        [("quick", 15.0), ("near", 15.05), ("slow", 50.0)].iter().enumerate()
    {
        for memory_mb in [128, 256] {
            for day in 1..=30_u32 {
                let value = |sample: u32| {
                    let noise =
                        sample * 7919 + day * 104_729 + memory_mb * 31 + runtime_idx as u32 * 1_299_709;
                    let slow = if (sample + day).is_multiple_of(17) { 25.0 } else { 0.0 };
                    base + f64::from(day * 37 % 11) / 8.0 + f64::from(noise % 1009) / 200.0 + slow
                };
                samples.push((runtime, memory_mb, date(2026, 6, day as i8), (0..11).map(value).collect()));
            }
        }
    }
    let records: Vec<_> = samples.iter().map(|(a, b, c, values)| (*a, *b, *c, values.as_slice())).collect();
    runs_of(&records)
}

static FOUND: LazyLock<Tables> = LazyLock::new(|| summarized(&made_up()));

fn both() -> (&'static Tables, Value) {
    (&FOUND, serde_json::from_str(include_str!("reference/expected.json")).unwrap())
}

#[track_caller]
fn same(found: f64, expected: &Value, what: &str) {
    let expected = expected.as_f64().unwrap_or_else(|| panic!("{what}: the reference has no number"));
    let difference = (found - expected).abs();
    assert!(difference <= 1e-9 * expected.abs().max(1.0), "{what}: {found} instead of {expected}");
}

#[track_caller]
fn same_end(found: Option<f64>, expected: &Value, what: &str) {
    assert_eq!(found.is_none(), expected.is_null(), "{what}: {found:?} instead of {expected}");
    if let Some(found) = found {
        same(found, expected, what);
    }
}

#[track_caller]
fn same_estimate(found: Estimate, expected: &Value, what: &str) {
    same(found.value, &expected[0], what);
    same_end(found.lower, &expected[1], what);
    same_end(found.upper, &expected[2], what);
}

fn name(series: &Series) -> String {
    let memory = series.memory.mb().map_or_else(|| "all".to_owned(), |memory_mb| memory_mb.to_string());
    format!("{} {memory}", series.runtime)
}

#[test]
fn shares_between_days_are_those_of_the_reference() {
    let (found, expected) = both();
    assert_eq!(found.series.len(), 9);
    for row in &found.series {
        let name = name(&row.series);
        let expected = &expected["series"][&name];
        same(row.icc.unwrap(), &expected["icc"], &name);
        same(row.n_eff.unwrap(), &expected["n_eff"], &name);
    }
}

#[test]
fn intervals_are_those_of_the_reference() {
    let (found, expected) = both();
    assert_eq!(found.intervals.len(), 9 * Percentile::ALL.len());
    for row in &found.intervals {
        let name = format!("{} {}", name(&row.series), row.percentile);
        let expected = &expected["series"][self::name(&row.series)][row.percentile.name()];
        same(row.estimate, &expected["estimate"], &name);
        assert_eq!(row.short_by, expected["short_by"].as_u64().unwrap(), "{name}");
        let interval = &expected["interval"];
        same_end(row.design_effect, &interval["design_effect"], &name);
        same_end(row.lower_rank, &interval["ranks"][0], &name);
        same_end(row.upper_rank, &interval["ranks"][1], &name);
        same_end(row.lower, &interval["ends"][0], &name);
        same_end(row.upper, &interval["ends"][1], &name);
    }
}

#[test]
fn comparisons_are_those_of_the_reference() {
    let (found, expected) = both();
    assert_eq!(found.comparisons.len(), 3);
    for row in &found.comparisons {
        let name = format!("{} {}", row.a, row.b);
        let expected = &expected["pairs"][&name];
        same_estimate(row.p50_ratio, &expected["p50"]["ratio"], &name);
        same_estimate(row.p50_difference, &expected["p50"]["difference"], &name);
        same_estimate(row.p90_ratio, &expected["p90"]["ratio"], &name);
        same_estimate(row.p90_difference, &expected["p90"]["difference"], &name);
        same_estimate(row.p99_ratio, &expected["p99"]["ratio"], &name);
        same_estimate(row.p99_difference, &expected["p99"]["difference"], &name);
        same_estimate(row.superiority, &expected["superiority"], &name);
    }
    for row in &found.shifts {
        let name = format!("{} {}", row.a, row.b);
        for (idx, difference) in row.differences.into_iter().enumerate() {
            same_estimate(difference, &expected["pairs"][&name]["shifts"][idx], &name);
        }
    }
}

#[test]
fn levels_are_those_of_the_reference() {
    let (found, expected) = both();
    // The 99th percentile of one runtime has too few effective samples.
    assert_eq!(found.confidence_distributions.len(), 3 * TrackedStatistic::ALL.len() - 1);
    for row in &found.confidence_distributions {
        let name = format!("{} {}", row.series.runtime, String::from(row.statistic));
        let expected = &expected["levels"][&name];
        same(row.estimate, &expected[0], &name);
        for (idx, level) in row.quantiles.into_iter().enumerate() {
            same_end(level, &expected[idx + 1], &name);
        }
    }
}

#[test]
fn places_are_those_of_the_reference() {
    let (found, expected) = both();
    assert_eq!(found.ranks.len(), 8);
    for row in &found.ranks {
        let expected = &expected["ranks"][row.percentile.name()][&row.runtime];
        assert_eq!(serde_json::json!([row.rank_lower, row.rank_upper]), *expected, "{row:?}");
    }
}
