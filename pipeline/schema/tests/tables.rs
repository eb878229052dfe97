//! Tests that table declarations are consistent, and that rows survive a round trip through CSV.

use std::{collections::BTreeSet, fmt::Debug};

use rayon::prelude::*;
use schema::{
    Arch, CalendarDay, Change, ChangeKind, ChangeRow, ChangeScope, ColumnType, Columns, Conditions,
    ConfidenceDistributionRow, DayStatus, FileRow, InvalidTable, Limit, Memory, Metric, Outcome, RuleCount,
    Series, SeriesKey, TABLES, Table, Tables, TrackedStatistic, Window, csv_of, date, json_of, rows_of,
    rows_of_earlier,
};

#[test]
fn only_columns_of_numbers_have_a_unit() {
    for table in TABLES {
        for column in table.columns {
            let is_number = matches!(column.kind, ColumnType::Integer | ColumnType::Number);
            assert_eq!(column.measure.is_some(), is_number, "{}: {}", table.file, column.name);
            let fits = match column.limit {
                Limit::None => true,
                Limit::Between(least, most) => is_number && most.is_none_or(|most| least <= most),
                Limit::OneOf(_) | Limit::Slug | Limit::Hex(_) => column.kind == ColumnType::Text,
            };
            assert!(fits, "{}: {}", table.file, column.name);
        }
    }
}

#[test]
fn doc_comments_describe_columns() {
    let column = CalendarDay::COLUMNS[1];
    assert_eq!((column.name, column.about), ("date", "The day, UTC"));
    for column in TABLES.iter().flat_map(|table| table.columns) {
        assert!(!column.about.is_empty() && !column.about.ends_with('.'), "{}", column.name);
    }
}

#[test]
fn keys_and_references_name_existing_columns() {
    let has = |file: &str, names: &[&str]| {
        let table = TABLES.iter().find(|table| table.file == file).unwrap();
        names.iter().all(|name| table.columns.iter().any(|column| column.name == *name))
    };
    for table in TABLES {
        assert!(!table.key.is_empty() && has(table.file, table.key), "{}", table.file);
        for reference in table.references {
            assert!(has(table.file, reference.columns), "{}: {reference:?}", table.file);
            assert!(has(reference.table, reference.keys), "{}: {reference:?}", table.file);
            assert_eq!(reference.columns.len(), reference.keys.len());
        }
    }
}

#[test]
fn table_and_column_names_are_unique() {
    let files: BTreeSet<_> = TABLES.iter().map(|table| table.file).collect();
    assert_eq!(files.len(), TABLES.len());
    for table in TABLES {
        let names: BTreeSet<_> = table.columns.iter().map(|column| column.name).collect();
        assert_eq!(names.len(), table.columns.len(), "{}", table.file);
    }
}

/// A row with column groups, an array, a word, and numbers that are hard to write.
fn replicate() -> ConfidenceDistributionRow {
    let key = SeriesKey {
        conditions: Conditions {
            source: "made-up".to_owned(),
            workload: "hello".to_owned(),
            ..Conditions::default()
        },
        runtime: "rust-al2023".to_owned(),
        memory: Memory::Pooled,
        metric: Metric::InitMs,
    };
    ConfidenceDistributionRow {
        series: Series::new(&key, "rust_on_provided_al2023"),
        window: Window { window_start: date(2026, 7, 2), window_end: date(2026, 7, 31) },
        statistic: TrackedStatistic::Percentile(99),
        estimate: 0.3,
        quantiles: [1e-7, 1e22, 2.5, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 1234.5, f64::NAN]
            .map(|it| Some(it).filter(|it| !it.is_nan())),
    }
}

/// A row with missing values.
fn change() -> ChangeRow {
    ChangeRow {
        conditions: Conditions {
            source: "made-up".to_owned(),
            arch: Arch::Arm64,
            workload: "hello".to_owned(),
            ..Conditions::default()
        },
        scope: ChangeScope::BaseImage,
        runtime: "rust".to_owned(),
        metric: Metric::InitMs,
        together: 2,
        of: 3,
        change: Change {
            date: date(2026, 2, 3),
            previous_day: None,
            kind: ChangeKind::BadDay,
            before: 1.5,
            after: 3.0,
            ratio: None,
            difference: Some(-0.25),
            lower: None,
            upper: Some(2.1),
            days_before: 7,
            days_after: 1,
            back_on: None,
        },
    }
}

/// A row with text that CSV must quote.
fn rule() -> RuleCount {
    RuleCount {
        source: "made-up".to_owned(),
        rule: "short-record".to_owned(),
        outcome: Outcome::Flag,
        files: 1,
        records: 2,
        samples: u64::MAX,
        reason: "a \"quoted\", comma\nand line".to_owned(),
    }
}

#[test]
fn rows_read_back_as_they_were_written() {
    fn check<T: Table + PartialEq + Debug>(row: T) {
        let rows = [row];
        assert_eq!(rows_of::<T>(&csv_of(rows.par_iter())).unwrap(), rows);
        assert_eq!(rows_of_earlier::<T>(&csv_of(rows.par_iter())).unwrap(), rows);
    }
    check(replicate());
    check(change());
    check(rule());
}

#[test]
fn published_numbers_are_those_of_the_files() {
    let row = ConfidenceDistributionRow { estimate: 0.1 + 0.2, ..replicate() };
    let summaries = Tables { confidence_distributions: vec![row], ..Tables::default() };
    assert_eq!(summaries.published().unwrap().confidence_distributions, [replicate()]);
}

#[test]
fn numbers_have_nine_digits_and_missing_values_are_empty() {
    let row = ConfidenceDistributionRow { estimate: 0.1 + 0.2, ..replicate() };
    let csv = String::from_utf8(csv_of([row].par_iter())).unwrap();
    let expected = "\
source,provider,region,packaging,page_cache,arch,load,concurrency,workload,metric,runtime,source_runtime,memory,\
memory_mb,unit,window_start,window_end,statistic,estimate,\
confidence_p1,confidence_p2_5,confidence_p5,confidence_p10,confidence_p25,confidence_p50,confidence_p75,confidence_p90,confidence_p95,confidence_p97_5,confidence_p99
made-up,unknown,,zip,unknown,x86_64,production,,hello,init_ms,rust-al2023,rust_on_provided_al2023,pooled,,ms,2026-07-02,2026-07-31,p99,\
0.3,1e-7,1e22,2.5,3.0,4.0,5.0,6.0,7.0,8.0,1234.5,
";
    assert_eq!(csv, expected);
}

#[test]
fn json_has_the_cells_of_csv_and_says_constants_once() {
    let rule = RuleCount { files: 0, ..rule() };
    let json = |rows: &[RuleCount]| String::from_utf8(json_of(rows.par_iter())).unwrap();
    let columns = r#""source","rule","outcome","files","records","samples","reason""#;
    assert_eq!(json(&[]), format!("{{\"constant\":{{}},\"columns\":[{columns}],\"rows\":[\n\n]}}\n"));
    let other = RuleCount { outcome: Outcome::Quarantine, samples: 3, ..rule.clone() };
    let expected = r#"{"constant":{"source":"made-up","rule":"short-record","files":0,"records":2,"reason":"a \"quoted\", comma\nand line"},"columns":["outcome","samples"],"rows":[
["flag",18446744073709551615],
["quarantine",3]
]}
"#;
    assert_eq!(json(&[rule, other]), expected);
    let json = String::from_utf8(json_of([change()].par_iter())).unwrap();
    assert!(json.contains(r#""2026-02-03",null,"bad-day""#), "{json}");
}

#[test]
fn other_columns_are_refused() {
    let error = rows_of::<CalendarDay>(b"source,day\nx,2024-01-01\n").unwrap_err();
    assert_eq!(error.to_string(), "The columns of calendar.csv are not source,date,status,records,samples");
}

#[test]
fn a_broken_cell_is_named_with_line_and_column() {
    let csv = b"source,date,status,records,samples\nx,2024-01-01,empty,0,0\nx,2024-01-02,empty,-1,0\n";
    let error = rows_of::<CalendarDay>(csv).unwrap_err();
    assert_eq!(error.to_string(), "calendar.csv, line 3: records '-1' is not a whole number in range");
}

#[test]
fn an_earlier_form_is_read_by_column_names() {
    let now = b"source,date,status,records,samples\nx,2024-01-01,partial,1,9\n";
    let rows: Vec<CalendarDay> = rows_of(now).unwrap();
    assert_eq!(rows_of_earlier::<CalendarDay>(now).unwrap(), rows);
    let other = b"samples,date,gone,source,records,status\n9,2024-01-01,?,x,1,partial\n";
    assert_eq!(rows_of_earlier::<CalendarDay>(other).unwrap(), rows);
    let error = rows_of_earlier::<CalendarDay>(b"source,date,records,samples\n").unwrap_err();
    assert!(matches!(error, InvalidTable::MissingColumn { column: "status", .. }), "{error}");
    // An earlier form may lack a column that allows empty cells.
    let file = b"source,file,bytes,sha256,records,accepted_samples,refused_by\nx,a,1,00,1,1,\n";
    assert_eq!(rows_of_earlier::<FileRow>(file).unwrap()[0].date, None);
}

#[test]
fn merging_keeps_known_sources_and_replaces_fresh_ones() {
    let day = |source: &str, records| CalendarDay {
        source: source.to_owned(),
        date: date(2024, 1, 1),
        status: DayStatus::Complete,
        records,
        samples: 0,
    };
    let tables = |calendar: Vec<CalendarDay>| Tables { calendar, ..Tables::default() };
    let committed = tables(vec![day("a", 1), day("b", 1), day("c", 1)]);
    let merged = committed.merge(&BTreeSet::from(["b".to_owned()]), vec![tables(vec![day("a", 2)])]);
    assert_eq!(merged.calendar, [day("a", 2), day("b", 1)]);
}
