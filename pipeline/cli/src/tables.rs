//! The tables as CSV: UTF-8, LF, `.` as decimal point, numbers at full precision.

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::resume_unwind,
    path::Path,
    thread,
};

use anyhow::{Context, Result, ensure};
use pages::Download;
use schema::{Summaries, Table};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use crate::project;

/// Every table as the bytes of its file, in the order in which they are offered.
pub(crate) fn encode(summaries: &Summaries) -> Result<Vec<Download>> {
    let Summaries { series, history, batches, calendar, quarantine, rules, sources } = summaries;
    let (history, others) = thread::scope(|scope| {
        // As long as all others together.
        let history = scope.spawn(|| table(history));
        let others = (table(series), table(batches), table(sources), table(calendar), table(rules));
        (history.join(), others)
    });
    let history = history.unwrap_or_else(|panic| resume_unwind(panic))?;
    let (series, batches, sources, calendar, rules) = others;
    Ok(vec![series?, history, batches?, sources?, calendar?, rules?, table(quarantine)?])
}

/// Reads every table from `folder`. A missing table has no rows.
pub(crate) fn read(folder: &Path) -> Result<Summaries> {
    Ok(Summaries {
        series: rows(folder)?,
        history: rows(folder)?,
        batches: rows(folder)?,
        sources: rows(folder)?,
        calendar: rows(folder)?,
        rules: rows(folder)?,
        quarantine: rows(folder)?,
    })
}

/// Rows of many sources, one after the other by name: what `committed` says of the `standing` ones, and `fresh`.
pub(crate) fn merge(
    committed: Summaries,
    standing: &BTreeSet<String>,
    fresh: BTreeMap<String, Summaries>,
) -> Summaries {
    let mut merged = Summaries::default();
    let Summaries { series, history, batches, calendar, quarantine, rules, sources } = committed;
    let is_old = |source: &str| standing.contains(source);
    merged.series.extend(series.into_iter().filter(|row| is_old(&row.series.source)));
    merged.history.extend(history.into_iter().filter(|row| is_old(&row.series.source)));
    merged.batches.extend(batches.into_iter().filter(|row| is_old(&row.series.source)));
    merged.calendar.extend(calendar.into_iter().filter(|row| is_old(&row.source)));
    merged.quarantine.extend(quarantine.into_iter().filter(|row| is_old(&row.source)));
    merged.rules.extend(rules.into_iter().filter(|row| is_old(&row.source)));
    merged.sources.extend(sources.into_iter().filter(|row| is_old(&row.source)));
    for summaries in fresh.into_values() {
        merged.series.extend(summaries.series);
        merged.history.extend(summaries.history);
        merged.batches.extend(summaries.batches);
        merged.calendar.extend(summaries.calendar);
        merged.quarantine.extend(summaries.quarantine);
        merged.rules.extend(summaries.rules);
        merged.sources.extend(summaries.sources);
    }
    // Stable: within a source the rows stay in the order in which they were computed.
    merged.series.sort_by(|a, b| a.series.source.cmp(&b.series.source));
    merged.history.sort_by(|a, b| a.series.source.cmp(&b.series.source));
    merged.batches.sort_by(|a, b| a.series.source.cmp(&b.series.source));
    merged.calendar.sort_by(|a, b| a.source.cmp(&b.source));
    merged.quarantine.sort_by(|a, b| a.source.cmp(&b.source));
    merged.rules.sort_by(|a, b| a.source.cmp(&b.source));
    merged.sources.sort_by(|a, b| a.source.cmp(&b.source));
    merged
}

fn table<T: Table + Serialize>(rows: &[T]) -> Result<Download> {
    let encoded = || format!("Failed to write the table {}", T::FILE);
    // Rows are nested structs; a header of their own is what csv cannot derive from those.
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    writer.write_record(T::COLUMNS.iter().map(|column| column.name)).with_context(encoded)?;
    for row in rows {
        writer.serialize(row).with_context(encoded)?;
    }
    let bytes = writer.into_inner().with_context(encoded)?;
    Ok(Download {
        file: T::FILE.to_owned(),
        about: T::ABOUT.to_owned(),
        rows: rows.len() as u64,
        sha256: hex::encode(Sha256::digest(&bytes)),
        bytes,
        columns: T::COLUMNS,
    })
}

fn rows<T: Table + DeserializeOwned>(folder: &Path) -> Result<Vec<T>> {
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

fn decode<T: Table + DeserializeOwned>(bytes: &[u8]) -> Result<Vec<T>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let mut records = reader.records();
    let header = records.next().transpose()?.unwrap_or_default();
    let expected: Vec<_> = T::COLUMNS.iter().map(|column| column.name).collect();
    ensure!(header.iter().eq(expected.iter().copied()), "The columns are not {}", expected.join(","));
    records.map(|record| Ok(record?.deserialize(None)?)).collect()
}

#[cfg(test)]
mod tests {
    use schema::{
        Arch, BatchRow, CalendarDay, DayStatus, Distribution, HistoryRow, Metric, Month, Package,
        Quarantined, RuleCount, Series, SeriesKey, SeriesRow, SourceRow, Window, date,
    };

    use super::*;

    fn series() -> Series {
        let key = SeriesKey {
            source: "made-up".to_owned(),
            runtime: "rust-al2023".to_owned(),
            package: Package::Zip,
            memory_mb: 128,
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

    #[test]
    fn series_are_written_as_the_contract_says() {
        let window = Window { window_start: date(2026, 7, 2), window_end: date(2026, 7, 31) };
        let row = SeriesRow { series: series(), window, distribution: distribution() };
        let csv = String::from_utf8(table(&[row]).unwrap().bytes).unwrap();
        let expected = "\
source,runtime,source_runtime,package,memory_mb,arch,workload,metric,unit,window_start,window_end,n,days,min,mean,p50,p90,p95,p99,max
made-up,rust-al2023,rust_on_provided_al2023,zip,128,x86_64,hello,init_ms,ms,2026-07-02,2026-07-31,3,1,10.0,0.30000000000000004,12.25,1e-7,13.0,13.5,1234.5
";
        assert_eq!(csv, expected);
    }

    #[test]
    fn every_table_reads_back_as_it_was_written() {
        fn check<T: Table + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(row: T) {
            let written = table(std::slice::from_ref(&row)).unwrap();
            assert_eq!(decode::<T>(&written.bytes).unwrap(), [row]);
        }
        let window = Window { window_start: date(2026, 7, 2), window_end: date(2026, 7, 31) };
        let source = "made-up".to_owned();
        check(SeriesRow { series: series(), window, distribution: distribution() });
        check(HistoryRow {
            series: series(),
            month: Month::of(date(2024, 2, 29)),
            distribution: distribution(),
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
