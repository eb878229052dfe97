//! Tests of summaries of small runs with known statistics.

mod support;

use schema::{BatchMeans, Date, DayStatus, FileRead, Memory, Metric, Month, SeriesRow, Window, date};
use stats::window;
use support::{runs, runs_of, summarized};

#[test]
fn a_series_covers_the_last_thirty_calendar_days() {
    let runs = runs(&[
        ("rust", date(2026, 7, 1), &[1.0]),
        ("rust", date(2026, 7, 2), &[2.0, 4.0]),
        ("rust", date(2026, 7, 31), &[6.0]),
        ("go", date(2026, 7, 1), &[9.0]),
    ]);
    let expected = Window { window_start: date(2026, 7, 2), window_end: date(2026, 7, 31) };
    assert_eq!(window(&runs), Some(expected));
    let rows = own(summarized(&runs).series);
    assert_eq!(rows.len(), 1, "a series without samples in the window has no row");
    let found = &rows[0].distribution;
    assert_eq!((found.n, found.clusters, found.min, found.p50, found.max), (3, 2, 2.0, 4.0, 6.0));
    assert_eq!(rows[0].window, expected);
}

#[test]
fn history_has_a_row_for_each_month_with_samples() {
    let runs = runs(&[
        ("rust", date(2026, 1, 31), &[1.0, 3.0]),
        ("rust", date(2026, 3, 1), &[5.0]),
        ("rust", date(2026, 3, 31), &[7.0]),
    ]);
    let rows = summarized(&runs).history;
    let own = rows.iter().filter(|row| row.series.memory.mb().is_some());
    let found: Vec<_> = own.map(|row| (row.month, row.distribution.p50)).collect();
    assert_eq!(found, [(Month::of(date(2026, 1, 1)), 2.0), (Month::of(date(2026, 3, 1)), 6.0)]);
}

#[test]
fn a_renamed_runtime_goes_by_its_newest_name() {
    let mut runs = runs(&[("rust", date(2026, 1, 1), &[1.0]), ("rust", date(2026, 1, 2), &[2.0])]);
    runs.source_runtimes = vec!["old".to_owned(), "new".to_owned()];
    runs.records[1].source_runtime_idx = 1;
    let rows = own(summarized(&runs).series);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].series.source_runtime, "new");
}

#[test]
fn rows_are_ordered_by_key_whatever_the_order_of_files() {
    let days: [(&str, Date, &[f64]); 3] = [
        ("rust", date(2026, 1, 1), &[1.0]),
        ("bun", date(2026, 1, 1), &[2.0]),
        ("go", date(2026, 1, 1), &[3.0]),
    ];
    let mut reversed = days;
    reversed.reverse();
    let (forth, back) = (summarized(&runs(&days)), summarized(&runs(&reversed)));
    let names: Vec<_> = forth
        .series
        .iter()
        .filter(|row| row.series.memory.mb().is_none())
        .map(|row| row.series.runtime.as_str())
        .collect();
    assert_eq!(names, ["bun", "go", "rust"]);
    assert_eq!(forth.series, back.series);
    assert_eq!(forth.history, back.history);
}

#[test]
fn samples_without_a_memory_size_are_pooled_only() {
    let day = date(2026, 1, 1);
    for (sizes, expected) in
        [([None, Some(256)], &[(None, 4), (Some(256), 2)][..]), ([None, None], &[(None, 4)])]
    {
        let mut runs = runs_of(&[("rust", 128, day, &[1.0, 2.0]), ("rust", 256, day, &[3.0, 4.0])]);
        for (key, memory_mb) in runs.series.iter_mut().zip(sizes) {
            key.memory = memory_mb.map_or(Memory::Pooled, Memory::Mb);
        }
        let found = summarized(&runs);
        let series = found.series.iter().map(|row| (row.series.memory.mb(), row.distribution.n));
        assert_eq!(series.collect::<Vec<_>>(), expected);
        let history = found.history.iter().map(|row| (row.series.memory.mb(), row.distribution.n));
        assert_eq!(history.collect::<Vec<_>>(), expected);
    }
}

#[test]
fn batch_means_are_described_apart_from_samples() {
    let mut runs = runs(&[("rust", date(2026, 1, 1), &[1.0]), ("rust", date(2026, 1, 2), &[2.0])]);
    runs.records[0].batch_means = BatchMeans { handler_ms: Some(1.5), memory_used_mb: None };
    runs.records[1].batch_means = BatchMeans { handler_ms: Some(2.5), memory_used_mb: None };
    let rows = summarized(&runs).batches;
    assert_eq!(rows.len(), 1, "what was never given has no row");
    assert_eq!(rows[0].series.metric, Metric::HandlerMs);
    assert_eq!((rows[0].n_batches, rows[0].min, rows[0].p50, rows[0].max), (2, 1.5, 2.0, 2.5));
}

#[test]
fn every_calendar_day_has_a_status() {
    let mut runs = runs(&[
        ("rust", date(2026, 1, 1), &[1.0, 2.0]),
        ("go", date(2026, 1, 1), &[1.0]),
        ("rust", date(2026, 1, 2), &[1.0]),
        ("rust", date(2026, 1, 7), &[1.0]),
        ("go", date(2026, 1, 7), &[1.0]),
    ]);
    let file = |day, raw_records, refused_by| FileRead {
        date: Some(date(2026, 1, day)),
        raw_records,
        refused_by,
        ..FileRead::default()
    };
    runs.files.extend([file(3, 0, None), file(4, 2, Some("repeated-day")), file(6, 2, Some("date-differs"))]);
    let found: Vec<_> = summarized(&runs)
        .calendar
        .into_iter()
        .map(|day| (day.date.day(), day.status, day.records, day.samples))
        .collect();
    let expected = [
        (1, DayStatus::Complete, 2, 3),
        (2, DayStatus::Partial, 1, 1),
        (3, DayStatus::Empty, 0, 0),
        (4, DayStatus::Repeated, 0, 0),
        (5, DayStatus::Missing, 0, 0),
        (6, DayStatus::Quarantined, 0, 0),
        (7, DayStatus::Complete, 2, 2),
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_accounts_of_a_source_add_up() {
    let runs = runs(&[("rust", date(2026, 1, 1), &[1.0, 2.0]), ("go", date(2026, 1, 3), &[1.0])]);
    let row = &summarized(&runs).sources[0];
    assert_eq!((row.first_day, row.newest_day, row.days), (date(2026, 1, 1), date(2026, 1, 3), 2));
    assert_eq!((row.records, row.raw_samples, row.accepted_samples, row.quarantined_samples), (2, 3, 3, 0));
}

#[test]
fn runs_without_records_have_no_rows() {
    let tables = summarized(&runs(&[]));
    assert_eq!(tables, schema::Tables::default());
}

/// Returns the rows of single memory sizes, without the pooled ones.
fn own(rows: Vec<SeriesRow>) -> Vec<SeriesRow> {
    rows.into_iter().filter(|row| row.series.memory.mb().is_some()).collect()
}
