//! Reasons for moved numbers, as far as the tables of both versions show them.
//!
//! There are three reasons, and several may apply:
//!
//! - *changed method*: a method change that the earlier version lacks names the table;
//! - *new data*: the current window has a day that the earlier version lacked;
//! - *corrected data*: data changed for a day in either window that the earlier version had.
//!
//! Corrections come from the series' own month in `history.csv`, if that month was over in the earlier version.
//! Otherwise they come from the day's counts in `calendar.csv` and its file in `files.csv`. Both cover the whole
//! source.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt::Write,
    ops::RangeInclusive,
};

use schema::{Date, Distribution, HistoryRow, Method, Month, SeriesKey, Window};

use super::{Tables, numbers::Key};

/// Reasons for one number, with their evidence.
#[derive(Clone, Debug, Default)]
pub(super) struct Why {
    pub(super) new_data: bool,
    pub(super) corrected_data: bool,
    pub(super) changed_method: bool,
    pub(super) evidence: String,
}

/// Days, months and methods that differ between two versions.
pub(super) struct Reasons<'a> {
    methods: &'a [&'a Method],
    sources: BTreeMap<&'a str, OfSource>,
    /// Months of each series, before and now. Both are empty if a version lacks them, or if a method change may
    /// explain their differences.
    months: [Months<'a>; 2],
}

type Months<'a> = HashMap<(SeriesKey, Month), &'a Distribution>;

/// Differences within a source.
#[derive(Debug, Default)]
struct OfSource {
    /// Newest day with samples in the earlier version.
    newest: Option<Date>,
    /// The window of each version.
    windows: [Option<Window>; 2],
    /// Days with samples now, but none in the earlier version.
    new: BTreeSet<Date>,
    /// Days of the earlier version whose data differ now.
    other: BTreeSet<Date>,
}

impl<'a> Reasons<'a> {
    pub(super) fn of(before: &Tables<'a>, now: &Tables<'a>, methods: &'a [&'a Method]) -> Reasons<'a> {
        let mut sources: BTreeMap<&str, OfSource> = BTreeMap::new();
        for (place, tables) in [before, now].into_iter().enumerate() {
            for (source, window) in windows(tables) {
                sources.entry(source).or_default().windows[place] = Some(window);
            }
        }
        for (source, found) in &mut sources {
            let row = before.sources.iter().find(|row| row.source == *source);
            found.newest = row.map(|row| row.newest_day).or(found.windows[0].map(|window| window.window_end));
        }
        days(before, now, &mut sources);
        files(before, now, &mut sources);
        let is_same_method = !methods.iter().any(|method| changes(method, "history.csv"));
        let has_both = !before.history.is_empty() && !now.history.is_empty();
        let can_tell = is_same_method && has_both;
        let months =
            [before, now].map(|tables| months(if can_tell { tables.history } else { &[] }, &sources));
        Reasons { methods, sources, months }
    }

    /// Finds the reasons for which a number of `table` moved.
    pub(super) fn why(&self, table: &str, key: &Key<'_>) -> Why {
        let mut why = Why::default();
        let mut told = Vec::new();
        let methods: Vec<&str> =
            self.methods.iter().filter(|it| changes(it, table)).map(|it| it.id.as_str()).collect();
        if !methods.is_empty() {
            why.changed_method = true;
            told.push(format!("method: {}", methods.join(", ")));
        }
        let series = key.series();
        for source in key.sources() {
            let Some(found) = self.sources.get(source) else { continue };
            if let Some(days) = found.new_days() {
                why.new_data = true;
                told.push(format!("new: {days} of {source}"));
            }
            let mut corrected = Vec::new();
            let (first, last) = found.months().into_inner();
            for month in (first.index()..=last.index()).map(Month::from_index) {
                match self.month(&series, month, found) {
                    Some(words) => corrected.extend(words),
                    None => corrected.extend(found.other_days(month)),
                }
            }
            if !corrected.is_empty() {
                why.corrected_data = true;
                told.push(format!("corrected: {}", listed(&corrected)));
            }
        }
        why.evidence = told.join("; ");
        why
    }

    /// Describes the differences of the series in `month`. None if the months of the series cannot show them, and the
    /// days of the source must.
    fn month(&self, series: &[SeriesKey], month: Month, found: &OfSource) -> Option<Vec<String>> {
        if !found.is_over(month) {
            return None;
        }
        let mut words = Vec::new();
        let mut is_known = false;
        for series in series {
            let key = (series.clone(), month);
            let [was, is] = [0, 1].map(|place| self.months[place].get(&key).copied());
            is_known |= was.is_some() || is.is_some();
            let n = |row: Option<&Distribution>| row.map_or(0, |row| row.n);
            if was != is && n(was) == n(is) {
                words.push(format!("{month} of {} has other values", series.runtime));
            } else if was != is {
                words.push(format!("{month} of {} has {} samples, had {}", series.runtime, n(is), n(was)));
            }
        }
        is_known.then_some(words)
    }
}

impl OfSource {
    /// Returns true if the month was over in the earlier version.
    fn is_over(&self, month: Month) -> bool {
        let last = Month::from_index(month.index() + 1).first_day().yesterday();
        last.is_ok_and(|last| self.newest.is_some_and(|newest| last <= newest))
    }

    fn is_within(&self, day: Date) -> bool {
        let mut windows = self.windows.iter().flatten();
        windows.any(|window| (window.window_start..=window.window_end).contains(&day))
    }

    /// Returns the months of both windows and any between them.
    fn months(&self) -> RangeInclusive<Month> {
        let days = self.windows.iter().flatten().flat_map(|window| [window.window_start, window.window_end]);
        let months = days.map(Month::of);
        let (first, last) = (months.clone().min(), months.max());
        // A source without rows has no window and no months.
        let none = (Month::from_index(1), Month::from_index(0));
        let (first, last) = first.zip(last).unwrap_or(none);
        first..=last
    }

    /// Describes the days of the current window that the earlier version lacked, if any.
    fn new_days(&self) -> Option<String> {
        let window = self.windows[1]?;
        let within = self.new.range(window.window_start..=window.window_end);
        let days: Vec<Date> = within.copied().collect();
        if days.is_empty() && self.newest.is_some_and(|newest| window.window_end > newest) {
            // Without a calendar, only the window shows new days.
            return Some(format!("days up to {}", window.window_end));
        }
        match days[..] {
            [first, .., last] => Some(format!("{} days, {first} to {last},", days.len())),
            [day] => Some(day.to_string()),
            [] => None,
        }
    }

    fn other_days(&self, month: Month) -> Vec<String> {
        let days = self.other.iter().filter(|day| Month::of(**day) == month && self.is_within(**day));
        days.map(|day| format!("{day} has other counts or another file")).collect()
    }
}

/// Returns the window of each source. All its rows have the same one.
fn windows<'a>(tables: &Tables<'a>) -> BTreeMap<&'a str, Window> {
    let of_pairs = tables.comparisons.iter().map(|row| (row.conditions.source.as_str(), row.window));
    let of_series = tables.intervals.iter().map(|row| (row.series.conditions.source.as_str(), row.window));
    of_pairs.chain(of_series).collect()
}

/// Finds days whose counts differ.
fn days<'a>(before: &Tables<'a>, now: &Tables<'a>, sources: &mut BTreeMap<&'a str, OfSource>) {
    let counts = |tables: &Tables<'a>| -> BTreeMap<(&'a str, Date), (u64, u64)> {
        let days = tables.calendar.iter();
        days.map(|day| ((day.source.as_str(), day.date), (day.records, day.samples))).collect()
    };
    let [was, is] = [before, now].map(counts);
    let has = |counts: &BTreeMap<(&str, Date), (u64, u64)>, source: &str| {
        counts.keys().any(|(known, _)| *known == source)
    };
    // A version without a calendar of a source cannot show its days.
    let known: BTreeSet<&str> =
        sources.keys().copied().filter(|source| has(&was, source) && has(&is, source)).collect();
    for (key, found) in is.iter().filter(|((source, _), _)| known.contains(source)) {
        let (source, day) = *key;
        let earlier = was.get(key).copied().unwrap_or_default();
        let of_source = sources.entry(source).or_default();
        if earlier.1 == 0 && found.1 > 0 {
            of_source.new.insert(day);
        } else if earlier != *found {
            of_source.other.insert(day);
        }
    }
    for ((source, day), (_, samples)) in was.iter().filter(|((source, _), _)| known.contains(source)) {
        if *samples > 0 && !is.contains_key(&(*source, *day)) {
            sources.entry(source).or_default().other.insert(*day);
        }
    }
}

/// Finds days whose raw file changed or is gone. A file that arrived after its day brought new data.
fn files<'a>(before: &Tables<'a>, now: &Tables<'a>, sources: &mut BTreeMap<&'a str, OfSource>) {
    let is: HashMap<(&str, &str), &str> =
        now.files.iter().map(|row| ((&*row.source, &*row.file), &*row.sha256)).collect();
    let known: BTreeSet<&str> = now.files.iter().map(|row| row.source.as_str()).collect();
    for row in before.files.iter().filter(|row| known.contains(row.source.as_str())) {
        let Some(day) = row.date else { continue };
        if is.get(&(&*row.source, &*row.file)) != Some(&&*row.sha256) {
            let of_source = sources.entry(&row.source).or_default();
            if !of_source.new.contains(&day) {
                of_source.other.insert(day);
            }
        }
    }
}

/// Returns the months within the windows; no current number uses any other.
fn months<'a>(rows: &'a [HistoryRow], sources: &BTreeMap<&'a str, OfSource>) -> Months<'a> {
    let is_of_window = |row: &&HistoryRow| {
        sources
            .get(row.series.conditions.source.as_str())
            .is_some_and(|source| source.months().contains(&row.month))
    };
    let rows = rows.iter().filter(is_of_window);
    rows.map(|row| ((row.series.key(), row.month), &row.distribution)).collect()
}

fn changes(method: &Method, table: &str) -> bool {
    method.changes.iter().any(|changed| changed == table)
}

/// Number of corrections that are spelled out; the rest are only counted.
const TOLD: usize = 3;

fn listed(words: &[String]) -> String {
    let mut text = words[..words.len().min(TOLD)].join(", ");
    if words.len() > TOLD {
        let _ = write!(text, " and {} more", words.len() - TOLD);
    }
    text
}
