//! How completely each day was measured.

use std::collections::BTreeMap;

use schema::{CalendarDay, Date, DayStatus, FileRead, Runs};

/// A day with at least this share of the series then in service is complete.
///
/// A function that fails to deploy for a day costs its eight configurations of some 600: a normal day.
const COMPLETE_SHARE: f64 = 0.95;

/// Every day from the first to the newest that a file names, without a gap.
pub(crate) fn calendar(runs: &Runs) -> Vec<CalendarDay> {
    let files = files_by_day(runs);
    let Some((first, newest)) = files.keys().next().zip(files.keys().next_back()) else { return Vec::new() };
    let measured = measured_by_day(runs);
    let in_service = Service::of(runs);
    let day = |date: Date| {
        let (records, samples) = measured.get(&date).copied().unwrap_or_default();
        let status = status(files.get(&date).copied(), records, in_service.on(date));
        CalendarDay { source: runs.source.clone(), date, status, records, samples }
    };
    std::iter::successors(Some(*first), |date| date.tomorrow().ok())
        .take_while(|date| date <= newest)
        .map(day)
        .collect()
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

/// The file of each day; where several say the same day, the one that was taken.
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

/// Accepted records and samples of each day.
fn measured_by_day(runs: &Runs) -> BTreeMap<Date, (u64, u64)> {
    let mut days: BTreeMap<Date, (u64, u64)> = BTreeMap::new();
    for same_day in runs.records.chunk_by(|a, b| a.date == b.date) {
        let day = days.entry(same_day[0].date).or_default();
        day.0 += same_day.len() as u64;
        day.1 += same_day.iter().map(|record| u64::from(record.n_samples)).sum::<u64>();
    }
    days
}

/// The first and the last day of every series, each list sorted.
struct Service {
    first: Vec<Date>,
    last: Vec<Date>,
}

impl Service {
    fn of(runs: &Runs) -> Service {
        let mut spans: Vec<Option<(Date, Date)>> = vec![None; runs.series.len()];
        for record in &runs.records {
            let span = &mut spans[record.series_idx as usize];
            let (first, last) = span.unwrap_or((record.date, record.date));
            *span = Some((first.min(record.date), last.max(record.date)));
        }
        let (mut first, mut last): (Vec<Date>, Vec<Date>) = spans.into_iter().flatten().unzip();
        first.sort_unstable();
        last.sort_unstable();
        Service { first, last }
    }

    /// Series whose first and last day enclose `date`.
    fn on(&self, date: Date) -> u64 {
        let begun = self.first.partition_point(|first| *first <= date);
        let ended = self.last.partition_point(|last| *last < date);
        (begun - ended) as u64
    }
}
