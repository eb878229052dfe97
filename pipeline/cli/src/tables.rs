//! The tables as CSV: UTF-8, LF, `.` as decimal point, numbers at full precision.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use anyhow::{Context, Result, ensure};
use pages::Download;
use rayon::prelude::*;
use schema::{CalibrationRow, Shape, Summaries, Table};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use crate::project;

/// A table as its file in `data/summaries/`.
pub(crate) struct Encoded {
    pub(crate) shape: Shape,
    pub(crate) bytes: Vec<u8>,
    /// Without the header.
    rows: u64,
}

/// Which forms of a table are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Forms {
    /// CSV.
    Csv,
    /// CSV and Parquet: a fifth of a second more for all of them, on one core.
    CsvAndParquet,
}

/// Every table as readers take it away.
pub(crate) fn downloads(summaries: &Summaries, forms: Forms) -> Result<Vec<Download>> {
    let download = |table: Encoded| {
        let parquet = (forms == Forms::CsvAndParquet)
            .then(|| parcels::parquet_of(&table.shape, &table.bytes))
            .transpose()?;
        let bytes = pages::for_readers(table.bytes)?;
        let sha256 = hex::encode(Sha256::digest(&bytes));
        Ok(Download { shape: table.shape, rows: table.rows, sha256, bytes, parquet })
    };
    encode(summaries)?.into_par_iter().map(download).collect()
}

/// Every table as the bytes of its file, in the order in which they are offered.
pub(crate) fn encode(summaries: &Summaries) -> Result<Vec<Encoded>> {
    Ok(vec![
        table(&summaries.series)?,
        table(&summaries.history)?,
        table(&summaries.intervals)?,
        table(&summaries.replicates)?,
        table(&summaries.ranks)?,
        table(&summaries.comparisons)?,
        table(&summaries.shifts)?,
        table(&summaries.changes)?,
        table(&summaries.claims)?,
        table(&summaries.robustness)?,
        table(&summaries.multiverse)?,
        table(&summaries.agreement)?,
        table(&summaries.artifacts)?,
        table(&summaries.answers)?,
        table(&summaries.batches)?,
        table(&summaries.sources)?,
        table(&summaries.files)?,
        table(&summaries.calendar)?,
        table(&summaries.rules)?,
        table(&summaries.quarantine)?,
        table(&summaries.calibration)?,
    ])
}

/// The simulated designs in `folder`, which need not be simulated again.
pub(crate) fn known_designs(folder: &Path) -> Result<Vec<CalibrationRow>> {
    rows(folder)
}

/// Reads every table from `folder`. A missing table has no rows.
pub(crate) fn read(folder: &Path) -> Result<Summaries> {
    Ok(Summaries {
        series: rows(folder)?,
        history: rows(folder)?,
        intervals: rows(folder)?,
        replicates: rows(folder)?,
        ranks: rows(folder)?,
        comparisons: rows(folder)?,
        shifts: rows(folder)?,
        changes: rows(folder)?,
        claims: rows(folder)?,
        multiverse: rows(folder)?,
        robustness: rows(folder)?,
        calibration: rows(folder)?,
        answers: rows(folder)?,
        batches: rows(folder)?,
        sources: rows(folder)?,
        files: rows(folder)?,
        calendar: rows(folder)?,
        rules: rows(folder)?,
        quarantine: rows(folder)?,
        artifacts: rows(folder)?,
        agreement: rows(folder)?,
    })
}

/// Rows of many sources, one after the other by name: what `committed` says of the `standing` ones, and `fresh`.
pub(crate) fn merge(
    committed: Summaries,
    standing: &BTreeSet<String>,
    mut fresh: BTreeMap<String, Summaries>,
) -> Summaries {
    let calibration = calibration(&committed, &fresh);
    let fresh = &mut fresh;
    Summaries {
        series: join(committed.series, standing, fresh, |all| &mut all.series, |row| &row.series.source),
        history: join(committed.history, standing, fresh, |all| &mut all.history, |row| &row.series.source),
        intervals: join(
            committed.intervals,
            standing,
            fresh,
            |all| &mut all.intervals,
            |row| &row.series.source,
        ),
        replicates: join(
            committed.replicates,
            standing,
            fresh,
            |all| &mut all.replicates,
            |row| &row.series.source,
        ),
        ranks: join(committed.ranks, standing, fresh, |all| &mut all.ranks, |row| &row.source),
        comparisons: join(
            committed.comparisons,
            standing,
            fresh,
            |all| &mut all.comparisons,
            |row| &row.source,
        ),
        shifts: join(committed.shifts, standing, fresh, |all| &mut all.shifts, |row| &row.source),
        changes: join(committed.changes, standing, fresh, |all| &mut all.changes, |row| &row.source),
        multiverse: join(committed.multiverse, standing, fresh, |all| &mut all.multiverse, |row| &row.source),
        robustness: join(committed.robustness, standing, fresh, |all| &mut all.robustness, |row| &row.source),
        batches: join(committed.batches, standing, fresh, |all| &mut all.batches, |row| &row.series.source),
        calendar: join(committed.calendar, standing, fresh, |all| &mut all.calendar, |row| &row.source),
        quarantine: join(committed.quarantine, standing, fresh, |all| &mut all.quarantine, |row| &row.source),
        rules: join(committed.rules, standing, fresh, |all| &mut all.rules, |row| &row.source),
        sources: join(committed.sources, standing, fresh, |all| &mut all.sources, |row| &row.source),
        files: join(committed.files, standing, fresh, |all| &mut all.files, |row| &row.source),
        artifacts: join(committed.artifacts, standing, fresh, |all| &mut all.artifacts, |row| &row.source),
        calibration,
        // Claims, agreement and answers are about all sources together.
        claims: Vec::new(),
        answers: Vec::new(),
        agreement: Vec::new(),
    }
}

/// One table of many sources. Within a source the rows stay in the order in which they were computed.
fn join<T>(
    committed: Vec<T>,
    standing: &BTreeSet<String>,
    fresh: &mut BTreeMap<String, Summaries>,
    table: fn(&mut Summaries) -> &mut Vec<T>,
    source: fn(&T) -> &str,
) -> Vec<T> {
    let mut rows = committed;
    rows.retain(|row| standing.contains(source(row)));
    for summaries in fresh.values_mut() {
        rows.append(table(summaries));
    }
    rows.sort_by(|a, b| source(a).cmp(source(b)));
    rows
}

/// The simulated designs of all sources, each once.
fn calibration(committed: &Summaries, fresh: &BTreeMap<String, Summaries>) -> Vec<CalibrationRow> {
    let fresh = fresh.values().flat_map(|summaries| &summaries.calibration);
    let key = |row: &CalibrationRow| (row.days, row.samples_per_day, row.day_share_percent, row.percentile);
    let by_key: BTreeMap<_, _> =
        committed.calibration.iter().chain(fresh).map(|row| (key(row), row.clone())).collect();
    by_key.into_values().collect()
}

/// As many records as are worth a thread's while.
pub(crate) const CHUNK: usize = 2048;

fn table<T: Table + Serialize + Sync>(rows: &[T]) -> Result<Encoded> {
    Ok(Encoded { shape: Shape::of::<T>(), bytes: pages::csv_of(rows.par_iter())?, rows: rows.len() as u64 })
}

fn rows<T: Table + DeserializeOwned + Send>(folder: &Path) -> Result<Vec<T>> {
    let path = folder.join(T::FILE);
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let bytes = project::read(&path)?;
    decode(&bytes).with_context(|| {
        format!(
            "Failed to understand '{}'; restore it from version control, or fetch and summarize",
            path.display()
        )
    })
}

/// Rows from the bytes of a table. Fails where its columns are others.
pub(crate) fn decode<T: Table + DeserializeOwned + Send>(bytes: &[u8]) -> Result<Vec<T>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let mut records = reader.records();
    let header = records.next().transpose()?.unwrap_or_default();
    let expected: Vec<_> = T::COLUMNS.iter().map(|column| column.name).collect();
    ensure!(header.iter().eq(expected.iter().copied()), "The columns are not {}", expected.join(","));
    let records: Vec<csv::StringRecord> = records.collect::<Result<_, _>>()?;
    records.par_iter().with_min_len(CHUNK).map(|record| Ok(record.deserialize(None)?)).collect()
}

#[cfg(test)]
mod tests {
    use schema::{
        Arch, BatchRow, CalendarDay, ChangeKind, ChangeRow, ChangeScope, ComparisonRow, DayStatus,
        Distribution, Estimate, HistoryRow, IntervalRow, Metric, Month, Package, Percentile, Quarantined,
        RankRow, RuleCount, Series, SeriesKey, SeriesRow, ShiftRow, SourceRow, Verdict, Window, date,
    };

    use super::*;

    fn series() -> Series {
        let key = SeriesKey {
            source: "made-up".to_owned(),
            runtime: "rust-al2023".to_owned(),
            package: Package::Zip,
            memory_mb: Some(128),
            arch: Arch::X86_64,
            workload: "hello".to_owned(),
            metric: Metric::InitMs,
        };
        Series::new(&key, "rust_on_provided_al2023")
    }

    fn distribution() -> Distribution {
        Distribution {
            n: 3,
            days: 1,
            min: 10.0,
            mean: 0.1 + 0.2,
            p50: 12.25,
            p90: 1e-7,
            p95: 13.0,
            p99: 13.5,
            max: 1234.5,
        }
    }

    fn series_row(window: Window) -> SeriesRow {
        SeriesRow {
            series: series(),
            window,
            distribution: distribution(),
            ceiling: Some(Percentile::P95),
            day_share: Some(0.25),
            n_eff: Some(2.5),
            p999: None,
        }
    }

    #[test]
    fn how_sure_it_is_reads_back_with_what_is_missing() {
        let window = Window { window_start: date(2026, 7, 2), window_end: date(2026, 7, 31) };
        let whole = IntervalRow {
            series: series(),
            window,
            percentile: Percentile::P99,
            n: 3,
            days: 1,
            short_by: 365,
            estimate: 13.5,
            lower: Some(1.0),
            upper: Some(2.0),
            coverage: Some(0.5),
            order_lower: Some(3.0),
            order_upper: Some(4.0),
            order_confidence: Some(0.955),
            replicates: 2000,
            seed: "00ff".to_owned(),
        };
        check(whole.clone());
        check(IntervalRow { lower: None, upper: None, coverage: None, order_upper: None, ..whole });
        let sure = Estimate { value: 0.5, lower: Some(0.25), upper: Some(0.75) };
        let unsure = Estimate { value: 0.5, lower: None, upper: None };
        let (source, workload) = ("made-up".to_owned(), "hello".to_owned());
        check(ComparisonRow {
            source: source.clone(),
            package: Package::Image,
            arch: Arch::Arm64,
            workload: workload.clone(),
            metric: Metric::InitMs,
            window,
            a: "go".to_owned(),
            b: "rust".to_owned(),
            n_a: 1,
            n_b: 2,
            p50_ratio: sure,
            p50_difference: sure,
            p90_ratio: sure,
            p90_difference: sure,
            p99_ratio: unsure,
            p99_difference: unsure,
            superiority: sure,
            cliffs_delta: -0.5,
            verdict: Verdict::NotDistinguishable,
        });
        check(ShiftRow {
            source: source.clone(),
            package: Package::Zip,
            arch: Arch::Arm64,
            workload: workload.clone(),
            metric: Metric::InitMs,
            window,
            a: "go".to_owned(),
            b: "rust".to_owned(),
            decile: 9,
            difference: sure,
        });
        check(RankRow {
            source,
            package: Package::Zip,
            arch: Arch::Arm64,
            workload,
            metric: Metric::InitMs,
            window,
            percentile: Percentile::P50,
            runtime: "rust".to_owned(),
            estimate: 15.9,
            rank_lower: 1,
            rank_upper: 2,
            of: 40,
            tier: 1,
        });
        check(CalibrationRow {
            days: 29,
            samples_per_day: 10,
            day_share_percent: 5,
            percentile: Percentile::P90,
            coverage: 0.93,
            simulations: 1000,
            replicates: 400,
        });
    }

    #[test]
    fn changes_read_back_with_what_is_missing() {
        let change = ChangeRow {
            source: "made-up".to_owned(),
            date: date(2026, 2, 3),
            previous_day: Some(date(2026, 2, 1)),
            kind: ChangeKind::LevelShift,
            scope: ChangeScope::BaseImage,
            runtime: "rust".to_owned(),
            package: Package::Zip,
            arch: Arch::Arm64,
            workload: "hello".to_owned(),
            metric: Metric::InitMs,
            before: 1.5,
            after: 3.0,
            ratio: Some(2.0),
            difference: None,
            lower: Some(1.9),
            upper: Some(2.1),
            days_before: 7,
            days_after: 8,
            together: 2,
            of: 3,
        };
        check(change.clone());
        check(ChangeRow { previous_day: None, kind: ChangeKind::BadDay, ratio: None, ..change });
    }

    #[test]
    fn every_table_is_offered_in_its_place() {
        let offered: Vec<_> =
            encode(&Summaries::default()).unwrap().iter().map(|table| table.shape.file).collect();
        assert_eq!(offered, schema::TABLES.map(|table| table.file));
    }

    #[test]
    fn series_are_written_as_the_contract_says() {
        let window = Window { window_start: date(2026, 7, 2), window_end: date(2026, 7, 31) };
        let row = series_row(window);
        let csv = String::from_utf8(table(&[row]).unwrap().bytes).unwrap();
        let expected = "\
source,runtime,source_runtime,package,memory_mb,arch,workload,metric,unit,window_start,window_end,n,days,min,mean,p50,p90,p95,p99,max,ceiling,day_share,n_eff,p999
made-up,rust-al2023,rust_on_provided_al2023,zip,128,x86_64,hello,init_ms,ms,2026-07-02,2026-07-31,3,1,10.0,0.30000000000000004,12.25,1e-7,13.0,13.5,1234.5,p95,0.25,2.5,
";
        assert_eq!(csv, expected);
    }

    fn check<T: Table + Serialize + DeserializeOwned + PartialEq + Send + Sync + std::fmt::Debug>(row: T) {
        let written = table(std::slice::from_ref(&row)).unwrap();
        assert_eq!(decode::<T>(&written.bytes).unwrap(), [row]);
    }

    #[test]
    fn every_table_reads_back_as_it_was_written() {
        let window = Window { window_start: date(2026, 7, 2), window_end: date(2026, 7, 31) };
        let source = "made-up".to_owned();
        check(series_row(window));
        let pooled = Series { memory_mb: None, ..series() };
        check(SeriesRow {
            series: pooled,
            ceiling: None,
            day_share: None,
            n_eff: None,
            ..series_row(window)
        });
        check(HistoryRow {
            series: series(),
            month: Month::of(date(2024, 2, 29)),
            distribution: distribution(),
            ceiling: Some(Percentile::P99),
        });
        check(BatchRow { series: series(), window, n_batches: 2, min: 1.5, p50: 1.75, max: 2.0 });
        check(CalendarDay {
            source: source.clone(),
            date: date(2024, 2, 29),
            status: DayStatus::Partial,
            records: 1,
            samples: 9,
        });
        check(Quarantined {
            source: source.clone(),
            file: "data/last.json".to_owned(),
            date: None,
            source_runtime: String::new(),
            rule: "newest-day-copy".to_owned(),
            samples: 10,
            detail: "a \"quoted\", comma\nand line".to_owned(),
        });
        check(RuleCount {
            source: source.clone(),
            rule: "short-record".to_owned(),
            outcome: schema::Outcome::Flag,
            files: 1,
            records: 2,
            samples: 3,
            reason: "why".to_owned(),
        });
        check(SourceRow {
            source,
            first_day: date(2022, 9, 4),
            newest_day: date(2026, 7, 31),
            days: 2,
            files: 3,
            records: 4,
            raw_samples: 40,
            accepted_samples: 30,
            quarantined_samples: 10,
        });
    }

    #[test]
    fn a_table_with_other_columns_is_refused() {
        let error = decode::<CalendarDay>(b"source,day\nx,2024-01-01\n").unwrap_err();
        assert_eq!(error.to_string(), "The columns are not source,date,status,records,samples");
    }

    #[test]
    fn fresh_rows_replace_those_of_their_source_and_those_of_no_source_go() {
        let day = |source: &str, records| CalendarDay {
            source: source.to_owned(),
            date: date(2024, 1, 1),
            status: DayStatus::Complete,
            records,
            samples: 0,
        };
        let committed =
            Summaries { calendar: vec![day("a", 1), day("b", 1), day("c", 1)], ..Summaries::default() };
        let fresh = Summaries { calendar: vec![day("a", 2)], ..Summaries::default() };
        let standing = BTreeSet::from(["b".to_owned()]);
        let merged = merge(committed, &standing, BTreeMap::from([("a".to_owned(), fresh)]));
        assert_eq!(merged.calendar, [day("a", 2), day("b", 1)]);
    }
}
