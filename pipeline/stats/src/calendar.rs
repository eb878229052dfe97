//! Completeness of each day's measurements.

use std::collections::BTreeMap;

use anyhow::Result;
use polars::prelude::{col, len};
use schema::{CalendarDay, Date, DayStatus, FileRead, Runs};

use crate::frame::{Frame, whole};

/// Share of the series then in service from which a day is complete.
///
/// A function that fails to deploy for a day leaves out its eight configurations of some 600, which is a normal day.
const COMPLETE_SHARE: f64 = 0.95;

/// Returns every day from the first to the newest that a file names, without a gap.
pub(crate) fn calendar(frame: &Frame<'_>) -> Result<Vec<CalendarDay>> {
    let runs = frame.runs;
    let files = files_by_day(runs);
    let Some((first, newest)) = files.keys().next().zip(files.keys().next_back()) else {
        return Ok(Vec::new());
    };
    let measured = measured_by_day(frame)?;
    let in_service = Service::new(frame)?;
    let day = |date: Date| {
        let day = frame.day(date);
        let (records, samples) = day.and_then(|day| measured.get(&day)).copied().unwrap_or_default();
        let status = status(files.get(&date).copied(), records, day.map_or(0, |day| in_service.on(day)));
        CalendarDay { source: runs.source.clone(), date, status, records, samples }
    };
    let days = std::iter::successors(Some(*first), |date| date.tomorrow().ok());
    Ok(days.take_while(|date| date <= newest).map(day).collect())
}

fn status(file: Option<&FileRead>, records: u64, in_service: u64) -> DayStatus {
    match file {
        None => DayStatus::Missing,
        Some(file) if file.refused_by == Some("repeated-day") => DayStatus::Repeated,
        Some(file) if file.raw_records == 0 && file.refused_by.is_none() => DayStatus::Empty,
        Some(_) if records == 0 => DayStatus::Quarantined,
        Some(_) if records as f64 >= COMPLETE_SHARE * in_service as f64 => DayStatus::Complete,
        Some(_) => DayStatus::Partial,
    }
}

/// Returns the file of each day; if several name the same day, the accepted one.
fn files_by_day(runs: &Runs) -> BTreeMap<Date, &FileRead> {
    let mut files: BTreeMap<Date, &FileRead> = BTreeMap::new();
    for file in &runs.files {
        let Some(date) = file.date else { continue };
        let known = files.entry(date).or_insert(file);
        if known.refused_by.is_some() {
            *known = file;
        }
    }
    files
}

/// Counts the accepted records and samples of each day.
fn measured_by_day(frame: &Frame<'_>) -> Result<BTreeMap<u32, (u64, u64)>> {
    let table = frame
        .records()
        .group_by([col("day")])
        .agg([len().alias("records"), col("n_samples").sum().alias("samples")])
        .collect()?;
    let (days, records) = (whole(&table, "day")?, whole(&table, "records")?);
    let counts = records.into_iter().zip(whole(&table, "samples")?);
    let counts = counts.map(|(records, samples)| (u64::from(records), u64::from(samples)));
    Ok(days.into_iter().zip(counts).collect())
}

/// The first and last days of all series, each list sorted.
struct Service {
    first: Vec<u32>,
    last: Vec<u32>,
}

impl Service {
    fn new(frame: &Frame<'_>) -> Result<Service> {
        let table = frame
            .records()
            .group_by([col("series")])
            .agg([col("day").min().alias("first"), col("day").max().alias("last")])
            .collect()?;
        let (mut first, mut last) = (whole(&table, "first")?, whole(&table, "last")?);
        first.sort_unstable();
        last.sort_unstable();
        Ok(Service { first, last })
    }

    /// Counts the series whose first and last day enclose `day`.
    fn on(&self, day: u32) -> u64 {
        let begun = self.first.partition_point(|first| *first <= day);
        let ended = self.last.partition_point(|last| *last < day);
        (begun - ended) as u64
    }
}
