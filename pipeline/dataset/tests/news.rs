//! Tests of news since earlier tables, on synthetic tables.

use std::collections::BTreeMap;

use dataset::{Compared, news};
use schema::{
    Arch, Change, ChangeKind, ChangeRow, ChangeScope, ClaimRow, ClaimVerdict, Conditions, Date, Metric, News,
    SourceRow, Statistic, Tables, TestResult, date,
};

const TODAY: Date = date(2026, 8, 10);

fn told(before: &Tables, now: &Tables) -> News {
    let alive = BTreeMap::from([("upstream".to_owned(), 7)]);
    news(&Compared { before, now, alive: &alive, today: TODAY })
}

/// Returns tables of a source whose newest day is `newest`.
fn fed(newest: Date) -> Tables {
    let row = |source: &str, newest_day| SourceRow {
        source: source.to_owned(),
        first_day: date(2026, 1, 1),
        newest_day,
        days: 1,
        files: 1,
        records: 1,
        raw_samples: 1,
        accepted_samples: 1,
        quarantined_samples: 0,
    };
    let sources = vec![row("own-campaign", date(2026, 1, 1)), row("upstream", newest)];
    Tables { sources, ..Tables::default() }
}

/// Returns a claim with two tests, each with its result.
fn claimed(results: [Option<TestResult>; 2], verdict: Option<ClaimVerdict>) -> Tables {
    let test = |b: &str, result| ClaimRow {
        memory_mb: None,
        claim: "cold-starts".to_owned(),
        conditions: Some(Conditions {
            source: "upstream".to_owned(),
            arch: Arch::Arm64,
            workload: "hello".to_owned(),
            ..Conditions::default()
        }),
        a: "rust".to_owned(),
        b: b.to_owned(),
        metric: Some(Metric::InitMs),
        statistic: Some(Statistic::P50Ratio),
        value: Some(0.5),
        lower: Some(0.4),
        upper: Some(0.6),
        rule: "below 0.5".to_owned(),
        result,
        verdict,
        relies_on: ClaimVerdict::Supported,
    };
    Tables { claims: vec![test("go", results[0]), test("python", results[1])], ..fed(TODAY) }
}

fn shift(runtime: &str, date: Date, after: f64) -> ChangeRow {
    ChangeRow {
        conditions: Conditions {
            source: "upstream".to_owned(),
            arch: Arch::Arm64,
            workload: "hello".to_owned(),
            ..Conditions::default()
        },
        scope: ChangeScope::Runtime,
        runtime: runtime.to_owned(),
        metric: Metric::InitMs,
        together: 1,
        of: 3,
        change: Change {
            date,
            previous_day: None,
            kind: ChangeKind::LevelShift,
            before: 10.0,
            after,
            ratio: Some(after / 10.0),
            difference: None,
            lower: Some(after / 10.0 - 0.1),
            upper: Some(after / 10.0 + 0.1),
            days_before: 30,
            days_after: 30,
            back_on: None,
        },
    }
}

fn shifted(changes: &[ChangeRow]) -> Tables {
    Tables { changes: changes.to_vec(), ..fed(TODAY) }
}

#[test]
fn the_same_tables_are_no_news() {
    let tables =
        Tables { changes: vec![shift("go", TODAY, 20.0)], ..claimed([Some(TestResult::Passed); 2], None) };
    assert!(told(&tables, &tables).is_empty());
}

#[test]
fn a_source_is_stale_on_the_day_after_the_last_that_is_allowed() {
    for (newest, is_stale) in [
        (date(2026, 8, 2), true),
        (date(2026, 8, 3), false),
        (TODAY, false),
        // A clock that is behind does not make a source silent.
        (date(2026, 9, 30), false),
    ] {
        let now = fed(newest);
        let stale = told(&now, &now).stale;
        assert_eq!(stale.len(), usize::from(is_stale), "{newest}");
        assert!(stale.iter().all(|source| source.source == "upstream" && source.newest_day == Some(newest)));
    }
}

#[test]
fn a_source_without_a_day_is_stale_and_a_campaign_of_ours_never_is() {
    let stale = told(&Tables::default(), &Tables::default()).stale;
    assert_eq!(stale.len(), 1);
    assert_eq!((stale[0].source.as_str(), stale[0].newest_day), ("upstream", None));
}

#[test]
fn a_claim_flips_with_its_verdict_and_names_the_tests_that_turned() {
    let before = claimed([Some(TestResult::Passed), Some(TestResult::Passed)], Some(ClaimVerdict::Supported));
    let now = claimed([Some(TestResult::Passed), Some(TestResult::Open)], Some(ClaimVerdict::Mixed));
    let flips = told(&before, &now).flips;
    assert_eq!(flips.len(), 1);
    let verdicts = (flips[0].before, flips[0].after, flips[0].relies_on);
    let expected = (Some(ClaimVerdict::Supported), Some(ClaimVerdict::Mixed), ClaimVerdict::Supported);
    assert_eq!(verdicts, expected);
    assert_eq!(flips[0].tests, now.claims[1..]);
}

#[test]
fn tests_that_turn_under_the_same_verdict_are_news() {
    let part = Some(ClaimVerdict::Mixed);
    let flips = told(
        &claimed([Some(TestResult::Passed), Some(TestResult::Open)], part),
        &claimed([Some(TestResult::Open), Some(TestResult::Passed)], part),
    )
    .flips;
    assert_eq!(flips[0].tests.len(), 2);
}

#[test]
fn a_claim_that_lost_its_data_is_news_and_a_new_claim_is_not() {
    let known = claimed([Some(TestResult::Passed), Some(TestResult::Passed)], Some(ClaimVerdict::Supported));
    let lost = claimed([Some(TestResult::Passed), None], None);
    assert_eq!(told(&known, &lost).flips[0].after, None);
    assert!(told(&fed(TODAY), &known).is_empty());
}

#[test]
fn a_shift_is_told_once_though_its_day_moves_a_little() {
    let known = shift("go", date(2026, 7, 10), 20.0);
    let before = shifted(std::slice::from_ref(&known));
    for (runtime, day, after, is_new) in [
        ("go", date(2026, 7, 13), 21.0, false),
        ("go", date(2026, 7, 7), 21.0, false),
        ("go", date(2026, 7, 14), 20.0, true),
        ("go", date(2026, 7, 10), 5.0, true),
        ("rust", date(2026, 7, 10), 20.0, true),
    ] {
        let found = told(&before, &shifted(&[known.clone(), shift(runtime, day, after)])).shifts;
        assert_eq!(found.len(), usize::from(is_new), "{runtime} {day} {after}");
    }
}

#[test]
fn bad_days_are_no_news_and_the_newest_shift_comes_first() {
    let mut bad = shift("go", TODAY, 20.0);
    bad.change.kind = ChangeKind::BadDay;
    let now = shifted(&[bad, shift("go", date(2026, 7, 1), 20.0), shift("rust", date(2026, 8, 1), 20.0)]);
    let found: Vec<_> = told(&fed(TODAY), &now).shifts.into_iter().map(|row| row.runtime).collect();
    assert_eq!(found, ["rust", "go"]);
}
