//! What is said of columns is what the types of the rows are: kinds, what may be missing, and every word.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod probe;

use std::collections::BTreeSet;

use probe::{Leaf, leaves};
use schema::{
    AgreementRow, AnswerRow, ArtifactRow, BatchRow, CalendarDay, CalibrationRow, ChangeRow, ClaimRow, Column,
    ColumnType, ComparisonRow, DayRow, FileRow, Followed, HistoryRow, IntervalRow, Limit, MovedRow,
    MultiverseRow, Quarantined, RankRow, ReplicateRow, RobustnessRow, RuleCount, SeriesRow, ShiftRow,
    SourceRow, TABLES, Table, UseRow,
};
use serde::de::DeserializeOwned;

fn check<T: Table + DeserializeOwned>() {
    let leaves = leaves::<T>(T::COLUMNS);
    assert_eq!(leaves.len(), T::COLUMNS.len(), "{}", T::FILE);
    for (leaf, column) in leaves.iter().zip(T::COLUMNS) {
        check_column(leaf, column, T::FILE);
    }
}

fn check_column(leaf: &Leaf, column: &Column, file: &str) {
    let name = column.name;
    assert_eq!(leaf.kind, column.kind, "{file}: {name}");
    assert!(!(leaf.is_optional && column.is_required), "{file}: {name} may be missing");
    let words = match column.limit {
        Limit::OneOf(words) => words,
        _ => &[],
    };
    if !leaf.words.is_empty() {
        assert_eq!(leaf.words, words, "{file}: {name}");
    }
}

#[test]
fn columns_are_what_the_types_of_rows_hold() {
    check::<SeriesRow>();
    check::<HistoryRow>();
    check::<IntervalRow>();
    check::<ReplicateRow>();
    check::<RankRow>();
    check::<ComparisonRow>();
    check::<ShiftRow>();
    check::<ChangeRow>();
    check::<ClaimRow>();
    check::<RobustnessRow>();
    check::<MultiverseRow>();
    check::<AgreementRow>();
    check::<ArtifactRow>();
    check::<AnswerRow>();
    check::<BatchRow>();
    check::<SourceRow>();
    check::<FileRow>();
    check::<CalendarDay>();
    check::<RuleCount>();
    check::<Quarantined>();
    check::<CalibrationRow>();
    check::<UseRow>();
    check::<DayRow>();
    check::<MovedRow>();
}

#[test]
fn what_is_followed_is_what_columns_say() {
    let names = Followed::ALL.map(String::from);
    let columns = TABLES.iter().flat_map(|table| table.columns);
    for column in columns.filter(|column| column.name == "decides") {
        assert!(matches!(column.limit, Limit::OneOf(words) if words == names), "{column:?}");
    }
}

#[test]
fn every_column_of_numbers_says_in_what_and_no_other_does() {
    for table in TABLES {
        for column in table.columns {
            let is_number = matches!(column.kind, ColumnType::Integer | ColumnType::Number);
            assert_eq!(column.measure.is_some(), is_number, "{}: {}", table.file, column.name);
            let is_fitting = match column.limit {
                Limit::None => true,
                Limit::Between(least, most) => is_number && most.is_none_or(|most| least <= most),
                Limit::OneOf(_) | Limit::Slug | Limit::Hex(_) => column.kind == ColumnType::Text,
            };
            assert!(is_fitting, "{}: {}", table.file, column.name);
            assert!(!column.about.is_empty() && !column.about.ends_with('.'), "{}", column.name);
        }
    }
}

#[test]
fn keys_and_references_name_columns_that_are_there() {
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
fn no_two_tables_and_no_two_columns_of_one_share_a_name() {
    let files: BTreeSet<_> = TABLES.iter().map(|table| table.file).collect();
    assert_eq!(files.len(), TABLES.len());
    for table in TABLES {
        let names: BTreeSet<_> = table.columns.iter().map(|column| column.name).collect();
        assert_eq!(names.len(), table.columns.len(), "{}", table.file);
    }
}
