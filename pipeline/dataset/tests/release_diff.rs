//! Tests of changed estimates and their reasons on synthetic tables, also against a second implementation.

use std::collections::BTreeMap;

use dataset::{Changes, Earlier, Files, diff, release_diff};
use schema::{
    AgreementRow, Arch, CalendarDay, ClusterUnit, ComparisonRow, Conditions, Date, DayStatus, Estimate,
    EstimateChange, FileRow, IntervalRow, Load, Memory, Method, Metric, Packaging, Percentile, Provider,
    Series, SeriesKey, TableDiff, Tables, Unit, Verdict, Window, date,
};

const WINDOW: Window = Window { window_start: date(2026, 6, 1), window_end: date(2026, 6, 30) };
const LATER: Window = Window { window_start: date(2026, 6, 8), window_end: date(2026, 7, 7) };

fn compare(before: &Tables, now: &Tables, methods: &[Method]) -> Changes {
    let files = before.csv_files().into_iter().map(|file| (file.shape.file.to_owned(), file.bytes));
    changes_since(&files.collect(), now, methods)
}

fn changes_since(files: &Files, now: &Tables, methods: &[Method]) -> Changes {
    let methods: Vec<&Method> = methods.iter().collect();
    let version = "1.0".parse().unwrap_or_else(|_| unreachable!("it is a name"));
    release_diff(&Earlier { version: &version, files, new_methods: &methods }, now, &[])
}

/// Returns the counts of `intervals.csv`: both, changed, added and removed.
fn counts(changes: &Changes) -> [u64; 4] {
    let TableDiff { both, changed, added, removed, .. } = changes.diff.tables[0];
    [both, changed, added, removed]
}

/// Returns the only estimate that changed.
fn sole(before: &Tables, now: &Tables, methods: &[Method]) -> EstimateChange {
    let mut rows = compare(before, now, methods).estimates;
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
        lower_rank: None,
        upper_rank: None,
        design_effect: None,
        own_design_effect: None,
        small_sample_factor: None,
        modelled_design_effect: None,
        design_effect_limit: None,
        serial_factor: None,
        earlier_windows: 0,
    }
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

/// Returns tables of a source up to the end of `window`, with a median of Go.
fn tables(window: Window, median: f64) -> Tables {
    let days = std::iter::successors(Some(date(2026, 5, 1)), |day| day.tomorrow().ok());
    let days: Vec<Date> = days.take_while(|day| *day <= window.window_end).collect();
    Tables {
        intervals: vec![interval("go", window, [median - 1.0, median, median + 1.0])],
        calendar: days.iter().map(|at| day(*at, 10)).collect(),
        files: days.iter().map(|at| file(*at, "aa")).collect(),
        ..Tables::default()
    }
}

#[test]
fn a_diff_names_rows_and_cells_that_differ() {
    let (mut before, mut after) = (tables(WINDOW, 50.0).calendar, tables(LATER, 50.0).calendar);
    before[40].samples = 9;
    after.remove(0);
    after.reverse();
    let found = diff(&before, &after);
    assert_eq!((found.added.len(), found.removed.len(), found.unchanged.len()), (7, 1, 59));
    assert_eq!(found.removed[0].row.date, date(2026, 5, 1));
    assert_eq!(found.added[0].row.date, date(2026, 7, 7), "in the order of the later table");
    let cells = found.changed.iter().flat_map(dataset::Changed::cells);
    let cells: Vec<_> = cells.map(|(column, before, after)| (column.name, before, after)).collect();
    assert_eq!(cells, [("samples", "9", "10")]);
}

#[test]
fn equal_tables_have_no_changes() {
    let all = tables(WINDOW, 50.0);
    let found = compare(&all, &all, &[method("intervals.csv", "")]);
    assert_eq!((counts(&found), found.estimates.len(), found.diff.sources.len()), ([1, 0, 0, 0], 0, 0));
}

#[test]
fn only_estimates_with_an_interval_are_compared() {
    let all = tables(WINDOW, 50.0);
    let none = Tables::default();
    let check = |before: &Tables, now: &Tables, expected: [u64; 4]| {
        assert_eq!(counts(&compare(before, now, &[])), expected);
    };
    check(&none, &none, [0, 0, 0, 0]);
    check(&none, &all, [0, 0, 1, 0]);
    check(&all, &none, [0, 0, 0, 1]);
    let spoil: [fn(&mut IntervalRow); 4] = [
        |row| (row.lower, row.upper) = (None, None),
        |row| row.estimate = f64::NAN,
        |row| row.upper = Some(f64::INFINITY),
        |row| (row.lower, row.upper) = (row.upper, row.lower),
    ];
    for spoil in spoil {
        let mut unsure = tables(WINDOW, 90.0);
        spoil(&mut unsure.intervals[0]);
        check(&all, &unsure, [0, 0, 0, 1]);
        check(&unsure, &all, [0, 0, 1, 0]);
        check(&unsure, &none, [0, 0, 0, 0]);
    }
}

#[test]
fn an_open_end_contains_every_larger_value() {
    let open: [fn(&mut IntervalRow); 2] = [|row| row.upper = None, |row| row.lower = None];
    for (open, expected) in open.into_iter().zip([[0, 1], [1, 0]]) {
        let mut before = tables(WINDOW, 50.0);
        open(&mut before.intervals[0]);
        let changed = |median: f64| counts(&compare(&before, &tables(WINDOW, median), &[]))[1];
        assert_eq!([90.0, 10.0].map(changed), expected);
        let found = sole(&before, &tables(WINDOW, if expected[0] > 0 { 90.0 } else { 10.0 }), &[]);
        assert_eq!(found.widths_outside, None, "an open interval has no width");
    }
}

#[test]
fn the_ends_of_an_interval_are_within_it() {
    let check = |median: f64, expected: u64| {
        let found = compare(&tables(WINDOW, 50.0), &tables(WINDOW, median), &[]);
        assert_eq!(counts(&found), [1, expected, 0, 0], "{median}");
    };
    check(50.0, 0);
    check(49.0, 0);
    check(51.0, 0);
    // The next numbers with the digits of a table.
    check(51.000_000_1, 1);
    check(48.999_999_9, 1);
    let row = sole(&tables(WINDOW, 50.0), &tables(WINDOW, 46.0), &[]);
    assert_eq!((row.before.lower, row.after.value, row.widths_outside), (Some(49.0), 46.0, Some(1.5)));
    assert_eq!((row.statistic.as_str(), row.unit), ("p50", Some(Unit::Ms)));
    let mut point = tables(WINDOW, 50.0);
    (point.intervals[0].lower, point.intervals[0].upper) = (Some(50.0), Some(50.0));
    assert_eq!(sole(&point, &tables(WINDOW, 50.5), &[]).widths_outside, None, "no width to count in");
}

#[test]
fn reasons_come_from_methods_and_days() {
    let was = tables(WINDOW, 50.0);
    let check = |now: &Tables, methods: &[Method], expected: [bool; 3]| {
        let row = sole(&was, now, methods);
        assert_eq!([row.new_data, row.corrected_data, row.changed_method], expected);
        let counts = &compare(&was, now, methods).diff.tables[0];
        let counted = [counts.new_data, counts.corrected_data, counts.changed_method];
        assert_eq!(counted.map(|count| count == 1), expected);
        assert_eq!(
            (counts.unexplained == 1, row.is_unexplained()),
            (expected == [false; 3], expected == [false; 3])
        );
    };
    let with = |change: fn(&mut Tables)| {
        let mut all = tables(WINDOW, 60.0);
        change(&mut all);
        all
    };
    let (same_days, later) = (tables(WINDOW, 60.0), tables(LATER, 60.0));
    check(&same_days, &[], [false, false, false]);
    // A method that only adds to a table explains no change in it.
    check(&same_days, &[method("comparisons.csv", "intervals.csv")], [false, false, false]);
    check(&same_days, &[method("intervals.csv", "")], [false, false, true]);
    check(&later, &[], [true, false, false]);
    check(&later, &[method("intervals.csv", "")], [true, false, true]);
    check(&with(|all| all.files[40].sha256 = "bb".to_owned()), &[], [false, true, false]);
    check(&with(|all| all.calendar[40].samples = 9), &[], [false, true, false]);
    check(&with(|all| drop(all.calendar.remove(40))), &[], [false, true, false]);
    check(&with(|all| drop(all.files.remove(40))), &[], [false, true, false]);
    // A day outside the window is no reason.
    check(&with(|all| all.files[3].sha256 = "bb".to_owned()), &[], [false, false, false]);
    check(&with(|all| all.calendar[3].samples = 9), &[], [false, false, false]);
}

#[test]
fn new_and_corrected_days_are_listed_by_source() {
    let (mut was, mut now) = (tables(WINDOW, 50.0), tables(LATER, 60.0));
    // A day that arrived late is new, and its file is no correction.
    was.calendar[45].samples = 0;
    was.files[45].sha256 = "bb".to_owned();
    now.calendar[50].records = 2;
    let found = compare(&was, &now, &[]).diff.sources;
    let first_week_of_july = (1..=7).map(|day| date(2026, 7, day));
    let new_days: Vec<Date> = std::iter::once(date(2026, 6, 15)).chain(first_week_of_july).collect();
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0].new_days, &found[0].corrected_days), (&new_days, &vec![date(2026, 6, 20)]));
}

#[test]
fn tables_without_days_give_no_reason() {
    let bare = |window: Window, median: f64| Tables {
        intervals: tables(window, median).intervals,
        ..Tables::default()
    };
    assert!(sole(&bare(WINDOW, 50.0), &tables(LATER, 60.0), &[]).is_unexplained());
    assert!(sole(&tables(WINDOW, 50.0), &bare(LATER, 60.0), &[]).is_unexplained());
}

#[test]
fn an_unreadable_table_is_a_problem_of_its_own() {
    let now = tables(WINDOW, 50.0);
    let files = Files::from([("intervals.csv".to_owned(), b"source\n".to_vec())]);
    let tables = changes_since(&files, &now, &[]).diff.tables;
    let problems: Vec<bool> = tables.iter().map(|table| table.problem.is_some()).collect();
    assert_eq!((problems, tables[0].both, tables[0].added), (vec![true, false, false], 0, 0));
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
        verdict: Some(Verdict::Faster),
    }
}

#[test]
fn a_comparison_names_both_runtimes_and_its_statistic() {
    let around = |value: f64| Estimate { value, lower: Some(value - 0.1), upper: Some(value + 0.1) };
    let with_pair = |value: f64| {
        let comparisons = vec![pair("go", "rust", around(value))];
        Tables { comparisons, ..tables(WINDOW, 50.0) }
    };
    let row = sole(&with_pair(2.0), &with_pair(3.0), &[]);
    assert_eq!((row.table.as_str(), row.statistic.as_str()), ("comparisons.csv", "p50-ratio"));
    assert_eq!((row.runtime.as_deref(), row.against.as_deref()), (Some("go"), Some("rust")));
    assert_eq!(row.unit, None);
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
    assert_eq!((row.statistic.as_str(), row.new_data), ("rank-correlation", true));
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
fn counts_equal_those_of_a_second_implementation() {
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
            Tables { intervals, ..Tables::default() }
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
        let found = compare(&rows(&was, true), &rows(&is, false), &[]);
        assert_eq!(counts(&found), expected);
        assert_eq!(found.estimates.len() as u64, expected[1]);
        assert_eq!(found.diff.tables[0].unexplained, expected[1]);
        let names: Vec<_> = found.estimates.iter().map(|row| row.runtime.clone()).collect();
        let order: Vec<_> =
            is.keys().map(|name| Some(name.clone())).filter(|name| names.contains(name)).collect();
        assert_eq!(names, order, "in the order of the later table");
    }
}
