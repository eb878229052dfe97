//! Tests of intervals, and of the comparisons and rankings based on them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::sync::LazyLock;

use schema::{
    BadDays, Choice, Claim, ClaimTest, ClaimVerdict, Claims, Conditions, Date, Metric, Percentile,
    QuantileType, Registry, Rule, Runs, Statistic, Tables, Verdict, date,
};
use stats::{Context, summarize};
use support::{runs_of, summarized};

/// Returns thirty days of ten samples each, in two memory sizes: a fast runtime, one close to it and a slow one.
fn three_runtimes() -> Runs {
    let mut samples: Vec<(&str, u32, Date, Vec<f64>)> = Vec::new();
    for day in 1..=30_u32 {
        for memory_mb in [128, 256] {
            for (runtime, base) in [("quick", 15.0), ("near", 15.1), ("slow", 50.0)] {
                let noise = |sample: u32| f64::from((sample * 37 + day * 101 + memory_mb) % 97) / 20.0;
                let values = (0..10).map(|sample| base + noise(sample)).collect();
                samples.push((runtime, memory_mb, date(2026, 6, day as i8), values));
            }
        }
    }
    let records: Vec<_> = samples.iter().map(|(a, b, c, values)| (*a, *b, *c, values.as_slice())).collect();
    runs_of(&records)
}

/// The tables of [`three_runtimes`].
static THREE: LazyLock<Tables> = LazyLock::new(|| summarized(&three_runtimes()));

#[test]
fn memory_sizes_are_pooled_in_rows_of_their_own() {
    let rows = &THREE.series;
    let found: Vec<_> = rows
        .iter()
        .filter(|row| row.series.runtime == "quick")
        .map(|row| (row.series.memory.mb(), row.distribution.n, row.ceiling))
        .collect();
    let p95 = Some(Percentile::P95);
    assert_eq!(found, [(None, 600, Some(Percentile::P99)), (Some(128), 300, p95), (Some(256), 300, p95)]);
}

#[test]
fn a_percentile_without_enough_samples_has_no_interval_and_says_how_many_are_missing() {
    let rows = &THREE.intervals;
    let found = |memory_mb| {
        let is_it = |row: &&schema::IntervalRow| {
            row.series.runtime == "quick"
                && row.series.memory.mb() == memory_mb
                && row.percentile == Percentile::P99
        };
        rows.iter().find(is_it).unwrap()
    };
    let (own, pooled) = (found(Some(128)), found(None));
    assert_eq!(
        (own.short_by, own.lower, own.upper, own.upper_rank, own.coverage),
        (68, None, None, None, None)
    );
    assert_eq!(pooled.short_by, 0);
    assert!(pooled.lower <= Some(pooled.estimate) && Some(pooled.estimate) <= pooled.upper);
    assert!(pooled.lower_rank < pooled.upper_rank && pooled.upper_rank <= Some(600.0));
    assert!(pooled.coverage > Some(0.93), "{pooled:?}");
}

#[test]
fn a_pair_is_compared_both_in_size_and_in_words() {
    let rows = &THREE.comparisons;
    let pair = |a: &str, b: &str| rows.iter().find(|row| (row.a.as_str(), row.b.as_str()) == (a, b)).unwrap();
    let apart = pair("quick", "slow");
    assert_eq!(apart.verdict, Some(Verdict::Faster));
    assert!((apart.superiority.value, apart.cliffs_delta) == (1.0, 1.0));
    assert!(apart.p50_ratio.upper < Some(0.4));
    assert!(apart.p50_difference.upper < Some(-30.0));
    let close = pair("near", "quick");
    assert!(close.superiority.value > 0.4 && close.superiority.value < 0.5, "{:?}", close.superiority);
    assert!(close.p50_ratio.lower <= Some(close.p50_ratio.value));
    assert_eq!(rows.len(), 3);
}

#[test]
fn the_shift_function_has_nine_deciles_in_a_band() {
    let rows = &THREE.shifts;
    let row = rows.iter().find(|row| row.a == "quick" && row.b == "slow").unwrap();
    for shift in row.differences {
        assert!(shift.lower <= Some(shift.value) && Some(shift.value) <= shift.upper);
        assert!(shift.upper < Some(0.0), "{row:?}");
    }
}

#[test]
fn places_are_intervals_and_who_is_surely_behind_shares_no_tier() {
    let rows = &THREE.ranks;
    let at_median: Vec<_> = rows.iter().filter(|row| row.percentile == Percentile::P50).collect();
    assert_eq!(at_median.iter().map(|row| row.of).collect::<Vec<_>>(), [3, 3, 3]);
    let slow = at_median.iter().find(|row| row.runtime == "slow").unwrap();
    assert_eq!((slow.rank_lower, slow.rank_upper), (3, 3));
    assert!(at_median.iter().all(|row| row.runtime == "slow" || row.tier < slow.tier));
}

#[test]
fn few_days_are_not_resampled() {
    let samples = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0];
    let records: Vec<_> = (1..=4)
        .flat_map(|day| ["a", "b"].map(|name| (name, 128, date(2026, 1, day), &samples[..])))
        .collect();
    let found = summarized(&runs_of(&records));
    let medians = found.intervals.iter().filter(|row| row.percentile == Percentile::P50);
    assert!(medians.clone().count() > 0 && medians.clone().all(|row| row.lower < row.upper));
    assert!(found.comparisons.is_empty() && found.ranks.is_empty());
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let with = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| summarized(&three_runtimes()))
    };
    assert_eq!(with(3), with(1));
}

/// Returns the claim that the fast runtime is ahead of `b`, in the median and in the tail.
fn claim(b: &str, bound: f64) -> Claims {
    let test = |statistic| ClaimTest {
        memory_mb: None,
        conditions: Conditions {
            source: "made-up".to_owned(),
            workload: "hello".to_owned(),
            ..Conditions::default()
        },
        metric: Metric::InitMs,
        a: "quick".to_owned(),
        b: b.to_owned(),
        statistic,
        rule: Rule::Below(bound),
    };
    let claim = Claim {
        id: "ahead".to_owned(),
        sentence: "It is ahead.".to_owned(),
        by: "a test".to_owned(),
        relies_on: ClaimVerdict::Supported,
        tests: [Statistic::P50Ratio, Statistic::P99Ratio, Statistic::Superiority].map(test).to_vec(),
        fixed: vec![Choice::Packaging, Choice::Arch],
        needs: String::new(),
    };
    Claims { claims: vec![claim] }
}

fn tried(claims: &Claims) -> Tables {
    let context = Context {
        registry: &Registry::default(),
        collectors: &schema::CollectorComparisons::default(),
        claims,
        known: &THREE.calibration,
        digests: &[],
        study: false,
    };
    summarize(&three_runtimes(), &context).unwrap()
}

#[test]
fn the_published_comparison_is_one_of_the_multiverse() {
    let found = tried(&claim("slow", 0.8));
    let published = found.comparisons.iter().find(|row| row.is_of("quick", "slow")).unwrap();
    let is_published = |row: &&schema::MultiverseRow| {
        (row.window_days, row.memory.mb(), row.bad_days) == (30, None, BadDays::Kept)
            && row.quantile == QuantileType::Type7
    };
    let same: Vec<_> = found.multiverse.iter().filter(is_published).collect();
    assert_eq!(same.len(), 3);
    for row in same {
        let expected = published.estimate(row.statistic, "quick");
        assert_eq!((row.value, row.lower, row.upper), (expected.value, expected.lower, expected.upper));
    }
}

#[test]
fn every_set_of_choices_is_counted_once() {
    let found = tried(&claim("slow", 0.8));
    // Three windows and three memory choices: no day was bad, and definitions matter only in the tail.
    assert_eq!(found.multiverse.len(), 3 * 3 * (1 + 3 + 1));
    for (statistic, n) in [(Statistic::P50Ratio, 9), (Statistic::P99Ratio, 27)] {
        let rows: Vec<_> = found.robustness.iter().filter(|row| row.statistic == statistic).collect();
        let all = rows.iter().find(|row| row.choice == Choice::All).unwrap();
        assert_eq!(all.of + all.unsupported, n);
        for choice in [Choice::Memory, Choice::Window, Choice::Quantile, Choice::BadDays] {
            let parts = || rows.iter().filter(|row| row.choice == choice);
            assert_eq!(parts().map(|row| row.holds).sum::<u32>(), all.holds, "{choice:?}");
            assert_eq!(parts().map(|row| row.of).sum::<u32>(), all.of, "{choice:?}");
        }
    }
}

#[test]
fn clear_claims_hold_under_every_choice() {
    let holds = |b: &str, bound| {
        let found = tried(&claim(b, bound));
        let is_it =
            |row: &&schema::RobustnessRow| row.choice == Choice::All && row.statistic == Statistic::P50Ratio;
        let row = found.robustness.iter().find(is_it).unwrap().clone();
        (row.holds, row.of)
    };
    assert_eq!(holds("slow", 0.8), (9, 9));
    assert_eq!(holds("near", 0.8), (0, 9));
}

#[test]
fn a_percentile_that_samples_do_not_support_is_no_dissent() {
    let found = tried(&claim("slow", 0.8));
    let own = found.multiverse.iter().filter(|row| {
        row.statistic == Statistic::P99Ratio && row.memory.mb().is_some() && row.window_days == 30
    });
    for row in own {
        assert_eq!((row.n_a, row.lower, row.holds), (300, None, None));
    }
}
