//! Tests of moved numbers and their reasons on synthetic tables, also against a second implementation and on nearly
//! empty tables.

use std::collections::BTreeMap;

use schema::{
    AgreementRow, Arch, CalendarDay, ClusterUnit, ComparisonRow, Conditions, Date, DayStatus, Distribution,
    Estimate, FileRow, HistoryRow, IntervalRow, Load, Memory, Method, Metric, Month, MovedRow, Packaging,
    Percentile, Provider, Series, SeriesKey, SourceRow, Summaries, TableSince, Verdict, Window, date,
};
use stats::{Tables, moved};

const WINDOW: Window = Window { window_start: date(2026, 6, 1), window_end: date(2026, 6, 30) };
const LATER: Window = Window { window_start: date(2026, 6, 8), window_end: date(2026, 7, 7) };

fn compare(before: &Summaries, now: &Summaries, methods: &[Method]) -> (Vec<TableSince>, Vec<MovedRow>) {
    let methods: Vec<&Method> = methods.iter().collect();
    moved(&Tables::from(before), &Tables::from(now), &methods)
}

/// Returns the only number that moved.
fn sole(before: &Summaries, now: &Summaries, methods: &[Method]) -> MovedRow {
    let (_, mut rows) = compare(before, now, methods);
    assert_eq!(rows.len(), 1, "{rows:#?}");
    rows.remove(0)
}

fn series(runtime: &str) -> Series {
    let key = SeriesKey {
        conditions: Conditions {
            source: "upstream".to_owned(),
            arch: Arch::Arm64,
            workload: "hello".to_owned(),
            ..Conditions::default()
        },
        runtime: runtime.to_owned(),
        memory: Memory::Pooled,
        metric: Metric::InitMs,
    };
    Series::new(&key, runtime)
}

fn interval(runtime: &str, window: Window, [lower, estimate, upper]: [f64; 3]) -> IntervalRow {
    IntervalRow {
        series: series(runtime),
        window,
        percentile: Percentile::P50,
        n: 1,
        clusters: 1,
        cluster_unit: ClusterUnit::Day,
        short_by: 0,
        estimate,
        lower: Some(lower),
        upper: Some(upper),
        coverage: None,
        order_lower: None,
        order_upper: None,
        order_confidence: None,
        replicates: 2000,
        seed: "00".to_owned(),
    }
}

fn month(runtime: &str, month: Month, n: u64, p50: f64) -> HistoryRow {
    let distribution = Distribution {
        n,
        clusters: 1,
        cluster_unit: ClusterUnit::Day,
        min: 1.0,
        mean: p50,
        p50,
        p90: p50,
        p95: p50,
        p99: p50,
        max: 99.0,
    };
    HistoryRow { series: series(runtime), month, distribution, ceiling: None }
}

fn day(date: Date, samples: u64) -> CalendarDay {
    CalendarDay { source: "upstream".to_owned(), date, status: DayStatus::Complete, records: 1, samples }
}

fn file(date: Date, sha256: &str) -> FileRow {
    FileRow {
        source: "upstream".to_owned(),
        file: format!("{date}.json"),
        date: Some(date),
        bytes: 1,
        sha256: sha256.to_owned(),
        records: 1,
        accepted_samples: 1,
        refused_by: String::new(),
    }
}

fn method(changes: &str, adds: &str) -> Method {
    let listed = |table: &str| if table.is_empty() { Vec::new() } else { vec![table.to_owned()] };
    Method {
        id: "m".to_owned(),
        date: date(2026, 1, 1),
        title: String::new(),
        text: String::new(),
        changes: listed(changes),
        adds: listed(adds),
    }
}

/// Returns tables of a source through June or the first week of July, with a median of Go.
fn tables(window: Window, median: f64) -> Summaries {
    let newest_day = window.window_end;
    let source = SourceRow {
        source: "upstream".to_owned(),
        first_day: date(2026, 5, 1),
        newest_day,
        days: 1,
        files: 1,
        records: 1,
        raw_samples: 1,
        accepted_samples: 1,
        quarantined_samples: 0,
    };
    let days = std::iter::successors(Some(date(2026, 5, 1)), |day| day.tomorrow().ok());
    let days: Vec<Date> = days.take_while(|day| *day <= newest_day).collect();
    let months = [(5, 310), (6, 300), (7, 70)].into_iter().filter(|(month, _)| *month <= newest_day.month());
    Summaries {
        intervals: vec![interval("go", window, [median - 1.0, median, median + 1.0])],
        history: months.map(|(at, n)| month("go", Month::of(date(2026, at, 1)), n, 50.0)).collect(),
        calendar: days.iter().map(|at| day(*at, 10)).collect(),
        files: days.iter().map(|at| file(*at, "aa")).collect(),
        sources: vec![source],
        ..Summaries::default()
    }
}

#[test]
fn the_same_tables_have_moved_nowhere() {
    let all = tables(WINDOW, 50.0);
    let again = all.clone();
    for (before, now) in [(&all, &all), (&all, &again)] {
        let (since, rows) = compare(before, now, &[method("intervals.csv", "")]);
        assert!(rows.is_empty());
        let counts: Vec<_> = since.iter().map(|table| (&*table.table, table.both, table.moved)).collect();
        assert_eq!(counts, [("intervals.csv", 1, 0), ("comparisons.csv", 0, 0), ("agreement.csv", 0, 0)]);
        assert!(since.iter().all(|table| table.appeared == 0 && table.gone == 0));
    }
}

#[test]
fn nothing_and_what_has_no_interval_is_no_number() {
    let all = tables(WINDOW, 50.0);
    let none = Summaries::default();
    let of_intervals = |before: &Summaries, now: &Summaries| {
        let (since, rows) = compare(before, now, &[]);
        assert!(rows.is_empty());
        let table = &since[0];
        (table.both, table.appeared, table.gone)
    };
    assert_eq!(of_intervals(&none, &none), (0, 0, 0));
    assert_eq!(of_intervals(&none, &all), (0, 1, 0));
    assert_eq!(of_intervals(&all, &none), (0, 0, 1));
    let spoil = |spoil: fn(&mut IntervalRow)| {
        let mut all = tables(WINDOW, 90.0);
        spoil(&mut all.intervals[0]);
        all
    };
    for unsure in [
        spoil(|row| row.lower = None),
        spoil(|row| row.upper = None),
        spoil(|row| row.estimate = f64::NAN),
        spoil(|row| row.upper = Some(f64::INFINITY)),
        spoil(|row| (row.lower, row.upper) = (row.upper, row.lower)),
    ] {
        assert_eq!(of_intervals(&all, &unsure), (0, 0, 1));
        assert_eq!(of_intervals(&unsure, &all), (0, 1, 0));
        assert_eq!(of_intervals(&unsure, &none), (0, 0, 0));
    }
}

#[test]
fn the_ends_of_an_interval_are_within_it() {
    let check = |median: f64, expected: u64| {
        let (since, rows) = compare(&tables(WINDOW, 50.0), &tables(WINDOW, median), &[]);
        assert_eq!((since[0].moved, rows.len() as u64), (expected, expected), "{median}");
    };
    check(50.0, 0);
    check(49.0, 0);
    check(51.0, 0);
    check(51.0_f64.next_up(), 1);
    check(49.0_f64.next_down(), 1);
    let row = sole(&tables(WINDOW, 50.0), &tables(WINDOW, 46.0), &[]);
    assert_eq!((row.before_lower, row.before_upper, row.after, row.beyond), (49.0, 51.0, 46.0, Some(1.5)));
    let mut point = tables(WINDOW, 50.0);
    (point.intervals[0].lower, point.intervals[0].upper) = (Some(50.0), Some(50.0));
    assert_eq!(sole(&point, &tables(WINDOW, 50.5), &[]).beyond, None, "no width to count in");
}

#[test]
fn why_is_said_as_far_as_the_tables_show_it() {
    let reasons = |row: &MovedRow| (row.new_data, row.corrected_data, row.changed_method);
    let was = tables(WINDOW, 50.0);
    let check = |now: &Summaries, methods: &[Method], expected: (bool, bool, bool), evidence: &str| {
        let row = sole(&was, now, methods);
        assert_eq!((reasons(&row), row.evidence.as_str()), (expected, evidence));
        assert_eq!(row.is_unexplained(), expected == (false, false, false));
        let (since, _) = compare(&was, now, methods);
        let counts = (since[0].new_data == 1, since[0].corrected_data == 1, since[0].changed_method == 1);
        assert_eq!((counts, since[0].unexplained == 1), (expected, row.is_unexplained()));
    };
    let still = || tables(WINDOW, 60.0);
    check(&still(), &[], (false, false, false), "");
    // Additions of a method leave existing numbers alone; its changes may explain a move.
    check(&still(), &[method("comparisons.csv", "intervals.csv")], (false, false, false), "");
    check(&still(), &[method("intervals.csv", "")], (false, false, true), "method: m");
    let later = "new: 7 days, 2026-07-01 to 2026-07-07, of upstream";
    check(&tables(LATER, 60.0), &[], (true, false, false), later);
    check(
        &tables(LATER, 60.0),
        &[method("intervals.csv", "")],
        (true, false, true),
        &format!("method: m; {later}"),
    );
    // The series' own month was over.
    let with = |change: &dyn Fn(&mut Summaries)| {
        let mut all = tables(WINDOW, 60.0);
        change(&mut all);
        all
    };
    let fewer = with(&|all| all.history[1].distribution.n = 290);
    check(&fewer, &[], (false, true, false), "corrected: 2026-06 of go has 290 samples, had 300");
    let other = with(&|all| all.history[1].distribution.p50 = 51.0);
    check(&other, &[], (false, true, false), "corrected: 2026-06 of go has other values");
    // A month outside the windows is no reason, nor is one that a method change recomputes.
    check(&with(&|all| all.history[0].distribution.n = 9), &[], (false, false, false), "");
    check(&other, &[method("history.csv", "")], (false, false, false), "");
    // A changed file of the source is no reason if the months of the series are unchanged.
    let file_alone = with(&|all| all.files[40].sha256 = "bb".to_owned());
    check(&file_alone, &[], (false, false, false), "");
    let without_months = |all: &mut Summaries| all.history.clear();
    let file_and_no_months = with(&|all| {
        all.files[40].sha256 = "bb".to_owned();
        without_months(all);
    });
    let told = "corrected: 2026-06-10 has other counts or another file";
    check(&file_and_no_months, &[], (false, true, false), told);
    let counts_and_no_months = with(&|all| {
        all.calendar[40].samples = 9;
        without_months(all);
    });
    check(&counts_and_no_months, &[], (false, true, false), told);
    // A day outside the windows is no reason.
    let long_ago = with(&|all| {
        all.files[3].sha256 = "bb".to_owned();
        without_months(all);
    });
    check(&long_ago, &[], (false, false, false), "");
    let gone = with(&|all| {
        all.calendar.remove(40);
        without_months(all);
    });
    check(&gone, &[], (false, true, false), told);
}

#[test]
fn a_day_that_came_late_is_new_and_no_correction() {
    let mut was = tables(WINDOW, 50.0);
    was.calendar[40].samples = 0;
    was.files.remove(40);
    was.history.clear();
    let row = sole(&was, &tables(WINDOW, 60.0), &[]);
    assert_eq!((row.new_data, row.corrected_data), (true, false));
    assert_eq!(row.evidence, "new: 2026-06-10 of upstream");
}

#[test]
fn a_month_that_was_not_over_is_judged_by_its_days() {
    let (was, mut now) = (tables(LATER, 50.0), tables(LATER, 60.0));
    // July has more samples than before, as expected: it was not over.
    now.history[2].distribution.n = 80;
    assert!(sole(&was, &now, &[]).is_unexplained());
    now.calendar.last_mut().into_iter().for_each(|day| day.samples = 20);
    let row = sole(&was, &now, &[]);
    assert_eq!(row.evidence, "corrected: 2026-07-07 has other counts or another file");
}

#[test]
fn tables_that_say_nothing_of_their_data_leave_the_window_to_say_it() {
    let bare = |window: Window, median: f64| Summaries {
        intervals: vec![interval("go", window, [median - 1.0, median, median + 1.0])],
        ..Summaries::default()
    };
    let row = sole(&bare(WINDOW, 50.0), &bare(LATER, 60.0), &[]);
    assert_eq!((row.new_data, row.evidence.as_str()), (true, "new: days up to 2026-07-07 of upstream"));
    assert!(sole(&bare(WINDOW, 50.0), &bare(WINDOW, 60.0), &[]).is_unexplained());
    // Only one version has a calendar, so its days do not count as new.
    assert!(sole(&bare(WINDOW, 50.0), &tables(WINDOW, 60.0), &[]).is_unexplained());
    assert!(sole(&tables(WINDOW, 50.0), &bare(WINDOW, 60.0), &[]).is_unexplained());
}

/// Returns a pair with an interval of the ratio of medians, and no other.
fn pair(a: &str, b: &str, ratio: Estimate) -> ComparisonRow {
    let unsure = Estimate { value: 1.0, lower: None, upper: None };
    let of = series(a);
    ComparisonRow {
        conditions: of.conditions,
        metric: of.metric,
        window: WINDOW,
        a: a.to_owned(),
        b: b.to_owned(),
        n_a: 1,
        n_b: 1,
        p50_ratio: ratio,
        p50_difference: unsure,
        p90_ratio: unsure,
        p90_difference: unsure,
        p99_ratio: unsure,
        p99_difference: unsure,
        superiority: unsure,
        cliffs_delta: 0.0,
        verdict: Verdict::Faster,
    }
}

#[test]
fn a_pair_is_explained_by_either_of_the_two() {
    let around = |value: f64| Estimate { value, lower: Some(value - 0.1), upper: Some(value + 0.1) };
    let with_pair = |value: f64, n: u64| {
        let mut all = tables(WINDOW, 50.0);
        all.comparisons = vec![pair("go", "rust", around(value))];
        all.history.push(month("rust", Month::of(date(2026, 6, 1)), n, 20.0));
        all
    };
    let row = sole(&with_pair(2.0, 300), &with_pair(3.0, 299), &[]);
    assert_eq!((row.table.as_str(), row.statistic.as_str()), ("comparisons.csv", "p50-ratio"));
    assert_eq!((row.runtime.as_deref(), row.against.as_deref()), (Some("go"), Some("rust")));
    assert_eq!(row.evidence, "corrected: 2026-06 of rust has 299 samples, had 300");
    assert!(sole(&with_pair(2.0, 300), &with_pair(3.0, 300), &[]).is_unexplained());
}

#[test]
fn agreement_rests_on_two_sources() {
    let with_agreement = |window: Window, rank_correlation: f64| {
        let mut all = tables(window, 50.0);
        all.agreement = vec![AgreementRow {
            conditions: Conditions {
                source: "local".to_owned(),
                provider: Provider::Local,
                packaging: Packaging::Files,
                workload: "hello".to_owned(),
                ..Conditions::default()
            },
            metric: Metric::InitMs,
            reference: "upstream".to_owned(),
            reference_provider: Provider::Aws,
            reference_region: "us-east-1".to_owned(),
            reference_packaging: Packaging::Zip,
            reference_load: Load::SEQUENTIAL,
            reference_metric: Metric::InitMs,
            runtimes: 6,
            rank_correlation,
            lower: Some(rank_correlation - 0.1),
            upper: Some(rank_correlation + 0.1),
            medians_lower: None,
            medians_upper: None,
            furthest: None,
            furthest_rank: None,
            furthest_reference_rank: None,
            chance: 0.5,
            slope: 1.0,
            slope_lower: None,
            slope_upper: None,
            seed: "00".to_owned(),
        }];
        all
    };
    let row = sole(&with_agreement(WINDOW, 0.5), &with_agreement(LATER, 0.8), &[]);
    assert_eq!(
        (row.runtime, row.against.as_deref()),
        (None, Some("upstream/aws/us-east-1/zip/sequential/init_ms"))
    );
    assert_eq!(row.evidence, "new: 7 days, 2026-07-01 to 2026-07-07, of upstream");
}

/// Generator of reproducible pseudorandom numbers.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f64 / f64::from(1 << 24)
    }
}

#[test]
fn counts_are_those_of_a_computation_by_other_means() {
    let mut chance = Chance(11);
    for _ in 0..50 {
        // Values and interval ends of a version by name: a map instead of rows.
        let mut version = || -> BTreeMap<String, Option<[f64; 3]>> {
            let mut found = BTreeMap::new();
            for name in 0..60 {
                let value = 10.0 + chance.next();
                let ends = [value - chance.next(), value, value + chance.next()];
                let kind = chance.next();
                if kind > 0.2 {
                    found.insert(format!("r{name}"), (kind > 0.3).then_some(ends));
                }
            }
            found
        };
        let (was, is) = (version(), version());
        let rows = |found: &BTreeMap<String, Option<[f64; 3]>>, is_reversed: bool| {
            let row = |(name, ends): (&String, &Option<[f64; 3]>)| {
                let row = interval(name, WINDOW, ends.unwrap_or_default());
                if ends.is_some() { row } else { IntervalRow { lower: None, upper: None, ..row } }
            };
            let mut intervals: Vec<IntervalRow> = found.iter().map(row).collect();
            if is_reversed {
                intervals.reverse();
            }
            Summaries { intervals, ..Summaries::default() }
        };
        let mut expected = [0, 0, 0, 0];
        for name in (0..60).map(|name| format!("r{name}")) {
            let ends = |found: &BTreeMap<_, Option<[f64; 3]>>| found.get(&name).copied().flatten();
            match (ends(&was), ends(&is)) {
                (Some([lower, _, upper]), Some([_, value, _])) => {
                    expected[0] += 1;
                    expected[1] += u64::from(!(lower..=upper).contains(&value));
                }
                (None, Some(_)) => expected[2] += 1,
                (Some(_), None) => expected[3] += 1,
                (None, None) => {}
            }
        }
        // The order of rows does not matter.
        let (since, found) = compare(&rows(&was, true), &rows(&is, false), &[]);
        let since = &since[0];
        assert_eq!([since.both, since.moved, since.appeared, since.gone], expected);
        assert_eq!(found.len() as u64, since.moved);
        assert_eq!(since.unexplained, since.moved);
        let names: Vec<_> = found.iter().map(|row| row.runtime.clone()).collect();
        let order: Vec<_> =
            is.keys().map(|name| Some(name.clone())).filter(|name| names.contains(name)).collect();
        assert_eq!(names, order, "in the order of the later table");
    }
}
