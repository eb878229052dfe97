//! Why a number moved, as far as the tables of both versions show it.
//!
//! Three things are looked at, and several may be true:
//!
//! - *changed method*: the list of changes of methods has one that the earlier version knows nothing of and that says
//!   it changes the table;
//! - *new data*: the window now has a day of which the earlier version had nothing;
//! - *corrected data*: of a day in either window that the earlier version had, something is another: the series' own
//!   month in `history.csv`, where that month was over then; else the day's counts in `calendar.csv` or a file of it in
//!   `files.csv`, which are of the whole source.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt::Write,
    ops::RangeInclusive,
};

use schema::{Date, Distribution, HistoryRow, Method, Month, SeriesKey, Window};

use super::{Tables, numbers::Key};

/// What says why.
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
    /// Each series' months, as they were and as they are; empty where one of them is not there, or a change of method
    /// may be why they differ.
    months: [Months<'a>; 2],
}

type Months<'a> = HashMap<(SeriesKey, Month), &'a Distribution>;

/// What differs in a source.
#[derive(Debug, Default)]
struct OfSource {
    /// Newest day with samples in the earlier version.
    newest: Option<Date>,
    /// The window of each version.
    windows: [Option<Window>; 2],
    /// Days with samples now of which the earlier version had none.
    new: BTreeSet<Date>,
    /// Days that the earlier version had, and of which something is another.
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

    /// Why a number of `table` moved.
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

    /// How the months of the series differ; none where they cannot tell, so that the days of the source have to.
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
    /// Whether the earlier version could have all of the month.
    fn is_over(&self, month: Month) -> bool {
        let last = Month::from_index(month.index() + 1).first_day().yesterday();
        last.is_ok_and(|last| self.newest.is_some_and(|newest| last <= newest))
    }

    fn is_within(&self, day: Date) -> bool {
        let mut windows = self.windows.iter().flatten();
        windows.any(|window| (window.window_start..=window.window_end).contains(&day))
    }

    /// The months of both windows, and of what lies between them.
    fn months(&self) -> RangeInclusive<Month> {
        let days = self.windows.iter().flatten().flat_map(|window| [window.window_start, window.window_end]);
        let months = days.map(Month::of);
        let (first, last) = (months.clone().min(), months.max());
        // A source without rows has no window, and no month.
        let none = (Month::from_index(1), Month::from_index(0));
        let (first, last) = first.zip(last).unwrap_or(none);
        first..=last
    }

    /// Days of the window now of which the earlier version had nothing; none where there is no such day.
    fn new_days(&self) -> Option<String> {
        let window = self.windows[1]?;
        let within = self.new.range(window.window_start..=window.window_end);
        let days: Vec<Date> = within.copied().collect();
        if days.is_empty() && self.newest.is_some_and(|newest| window.window_end > newest) {
            // Without a calendar, the window alone says so.
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

/// The window of each source: that of its rows, all of which have the same.
fn windows<'a>(tables: &Tables<'a>) -> BTreeMap<&'a str, Window> {
    let of_pairs = tables.comparisons.iter().map(|row| (row.source.as_str(), row.window));
    let of_series = tables.intervals.iter().map(|row| (row.series.source.as_str(), row.window));
    of_pairs.chain(of_series).collect()
}

/// Days whose counts differ.
fn days<'a>(before: &Tables<'a>, now: &Tables<'a>, sources: &mut BTreeMap<&'a str, OfSource>) {
    let counts = |tables: &Tables<'a>| -> BTreeMap<(&'a str, Date), (u64, u64)> {
        let days = tables.calendar.iter();
        days.map(|day| ((day.source.as_str(), day.date), (day.records, day.samples))).collect()
    };
    let [was, is] = [before, now].map(counts);
    let has = |counts: &BTreeMap<(&str, Date), (u64, u64)>, source: &str| {
        counts.keys().any(|(known, _)| *known == source)
    };
    // A version without a calendar of a source says nothing of its days.
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

/// Days of which a raw file is another one, or is gone. A file that came later than its day brought what was not there.
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

/// The months of windows; all others are of no number that is published now.
fn months<'a>(rows: &'a [HistoryRow], sources: &BTreeMap<&'a str, OfSource>) -> Months<'a> {
    let is_of_window = |row: &&HistoryRow| {
        sources.get(row.series.source.as_str()).is_some_and(|source| source.months().contains(&row.month))
    };
    let rows = rows.iter().filter(is_of_window);
    rows.map(|row| ((row.series.key(), row.month), &row.distribution)).collect()
}

fn changes(method: &Method, table: &str) -> bool {
    method.changes.iter().any(|changed| changed == table)
}

/// Words that are written out; all are counted.
const TOLD: usize = 3;

fn listed(words: &[String]) -> String {
    let mut text = words[..words.len().min(TOLD)].join(", ");
    if words.len() > TOLD {
        let _ = write!(text, " and {} more", words.len() - TOLD);
    }
    text
}
