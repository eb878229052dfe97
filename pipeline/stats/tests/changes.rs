//! Tests of change detection on synthetic runs with known changes.

mod support;

use schema::{ChangeKind, ChangeRow, ChangeScope, Claims, Date, Registry, Runtime, date};
use support::{runs_of, summarized_with};

const RUNTIMES: [(&str, &str); 6] = [
    ("java17", "Java"),
    ("java21", "Java"),
    ("go", "Go"),
    ("rust", "Rust"),
    ("cpp", "C++"),
    ("ruby", "Ruby"),
];

/// Finds the changes in eighty days of twelve samples. `level` gives a runtime's level on a day, and `slow` the
/// number of samples that day that take twice as long.
fn changes(level: impl Fn(&str, i32) -> f64, slow: impl Fn(&str, i32) -> i32) -> Vec<ChangeRow> {
    let mut samples: Vec<(&str, u32, Date, Vec<f64>)> = Vec::new();
    for (runtime, _) in RUNTIMES {
        for day in 0..80 {
            let value = |sample: i32| {
                let noise = f64::from((sample * 37 + day * 101) % 23) / 23.0 * 0.04;
                let factor = if sample < slow(runtime, day) { 2.0 } else { 1.0 };
                level(runtime, day) * (1.0 + noise) * factor
            };
            samples.push((runtime, 128, on(day), (0..12).map(value).collect()));
        }
    }
    let records: Vec<_> = samples.iter().map(|(a, b, c, values)| (*a, *b, *c, values.as_slice())).collect();
    let runtime = |(slug, language): (&str, &str)| Runtime {
        slug: slug.to_owned(),
        name: slug.to_owned(),
        language: language.to_owned(),
        version: String::new(),
        os: "Linux".to_owned(),
        kind: schema::RuntimeKind::Managed,
        experimental: false,
        deprecated: None,
        snapstart: false,
        measured: true,
        aliases: vec![slug.to_owned()],
        counterpart: None,
    };
    let registry = Registry { support: None, runtimes: RUNTIMES.into_iter().map(runtime).collect() };
    summarized_with(&runs_of(&records), &registry, &Claims::default()).changes
}

/// Returns the date of a day by its number, from 0.
fn on(day: i32) -> Date {
    let (month, day) = if day < 31 {
        (1, day + 1)
    } else if day < 59 {
        (2, day - 30)
    } else {
        (3, day - 58)
    };
    date(2026, month, day as i8)
}

fn told(rows: &[ChangeRow]) -> Vec<(String, Date, ChangeScope, u32)> {
    rows.iter().map(|row| (row.runtime.clone(), row.change.date, row.scope, row.together)).collect()
}

#[test]
fn a_series_that_shifts_alone_is_its_runtime() {
    let rows = changes(|runtime, day| if runtime == "rust" && day >= 40 { 20.0 } else { 15.0 }, |_, _| 0);
    assert_eq!(told(&rows), [("rust".to_owned(), on(40), ChangeScope::Runtime, 1)]);
    let row = &rows[0];
    assert_eq!((row.change.kind, row.change.previous_day), (ChangeKind::LevelShift, Some(on(39))));
    assert_eq!((row.change.days_before, row.change.days_after, row.of), (40, 40, 6));
    assert!((row.change.ratio.unwrap() - 4.0 / 3.0).abs() < 0.01, "{row:?}");
    assert!(row.change.lower < row.change.ratio && row.change.ratio < row.change.upper);
}

#[test]
fn a_language_that_shifts_together_is_a_release() {
    let is_java = |runtime: &str| runtime.starts_with("java");
    let rows = changes(|runtime, day| if is_java(runtime) && day >= 30 { 200.0 } else { 400.0 }, |_, _| 0);
    let expected = ["java17", "java21"].map(|name| (name.to_owned(), on(30), ChangeScope::Language, 2));
    assert_eq!(told(&rows), expected);
}

#[test]
fn everything_that_shifts_together_is_the_platform() {
    let rows = changes(|_, day| if day >= 50 { 30.0 } else { 15.0 }, |_, _| 0);
    assert_eq!(rows.len(), 6);
    assert!(rows.iter().all(|row| row.scope == ChangeScope::Platform && row.together == 6), "{rows:?}");
}

#[test]
fn a_bad_day_is_no_shift_and_a_shift_is_no_bad_day() {
    let slow = |runtime: &str, day: i32| if runtime == "go" && day == 33 { 5 } else { 0 };
    let rows = changes(|_, _| 50.0, slow);
    assert_eq!(told(&rows), [("go".to_owned(), on(33), ChangeScope::Runtime, 1)]);
    assert_eq!(
        (rows[0].change.kind, rows[0].change.ratio, rows[0].change.days_after),
        (ChangeKind::BadDay, None, 1)
    );
    assert!((rows[0].change.after - 5.0 / 12.0).abs() < 1e-12 && rows[0].change.before == 0.0);
}

#[test]
fn a_constant_series_has_no_change() {
    assert_eq!(changes(|_, _| 15.0, |_, _| 1), []);
    assert_eq!(changes(|_, day| if day >= 40 { 15.7 } else { 15.0 }, |_, _| 0), [], "less than a tenth");
}

#[test]
fn a_tail_that_grows_and_stays_is_a_shift_of_the_tail() {
    let slow = |runtime: &str, day: i32| if runtime == "go" && day >= 45 { 4 } else { 0 };
    let rows = changes(|_, _| 50.0, slow);
    let shifts: Vec<_> =
        rows.iter().filter(|row| row.change.kind == ChangeKind::TailShift).cloned().collect();
    assert_eq!(told(&shifts), [("go".to_owned(), on(45), ChangeScope::Runtime, 1)]);
    let row = &shifts[0];
    assert_eq!(
        (row.change.ratio, row.change.before, row.change.days_before, row.change.days_after),
        (None, 0.0, 45, 35)
    );
    assert!((row.change.difference.unwrap() - 1.0 / 3.0).abs() < 1e-12, "{row:?}");
    assert!(rows.iter().all(|row| row.change.kind != ChangeKind::LevelShift), "the median stayed");
}

#[test]
fn a_level_that_comes_back_within_a_month_says_when() {
    let is_low = |day| (40..50).contains(&day);
    let rows = changes(|runtime, day| if runtime == "go" && is_low(day) { 12.0 } else { 15.0 }, |_, _| 0);
    let found: Vec<_> = rows.iter().map(|row| (row.change.date, row.change.back_on)).collect();
    assert_eq!(found, [(on(50), None), (on(40), Some(on(50)))]);
    // Not if it comes back to another level.
    let level = |day| {
        if is_low(day) {
            12.0
        } else if day < 40 {
            15.0
        } else {
            18.0
        }
    };
    let rows = changes(|runtime, day| if runtime == "go" { level(day) } else { 15.0 }, |_, _| 0);
    assert!(rows.len() == 2 && rows.iter().all(|row| row.change.back_on.is_none()), "{rows:?}");
}
