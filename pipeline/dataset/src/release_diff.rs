//! Changes between two versions of the tables: the estimates that changed, and the reasons.
//!
//! An estimate has *changed* if it lies outside the interval of the earlier version. Within that interval, it agrees
//! with the earlier version. There are three reasons, and several may apply:
//!
//! - *changed method*: a method change that the earlier version lacks names the table;
//! - *new data*: the window of its source has a day that the earlier version lacked;
//! - *corrected data*: the counts or the raw file of a day in that window differ.

use std::{borrow::Cow, collections::BTreeMap};

use rayon::prelude::*;
use schema::{
    AgreementRow, CalendarDay, ComparisonRow, Conditions, Date, Estimate, EstimateChange, IntervalRow,
    InvalidTable, Measure, Memory, Method, Metric, ReleaseDiff, SourceDiff, Table, TableDiff, Tables,
    Version, Window, rows_of_earlier,
};

use crate::{
    Download, Files,
    diff::{Changed, EstimateColumn, Row, diff, estimate_columns},
};

/// Changes since a version.
#[derive(Clone, Debug, PartialEq)]
pub struct Changes {
    /// Counts of the changes.
    pub diff: ReleaseDiff,
    /// Every estimate that changed, in the order of the tables.
    pub estimates: Vec<EstimateChange>,
}

/// An earlier version to compare with.
#[derive(Clone, Copy, Debug)]
pub struct Earlier<'a> {
    /// Name of the version.
    pub version: &'a Version,
    /// Its tables as CSV, by file name.
    pub files: &'a Files,
    /// Method changes that it lacks.
    pub new_methods: &'a [&'a Method],
}

/// Compares `earlier` with the tables `now`, whose files are `downloads`.
pub fn release_diff(earlier: &Earlier<'_>, now: &Tables, downloads: &[Download]) -> Changes {
    let comparison = Comparison { earlier, downloads, sources: &source_diffs(earlier, now, downloads) };
    let (intervals, (comparisons, agreement)) = rayon::join(
        || comparison.table(&now.intervals),
        || (comparison.table(&now.comparisons), comparison.table(&now.agreement)),
    );
    let (tables, estimates): (Vec<_>, Vec<_>) = [intervals, comparisons, agreement].into_iter().unzip();
    let methods = earlier.new_methods.iter().map(|method| method.id.clone()).collect();
    let sources = comparison.sources.to_vec();
    let diff = ReleaseDiff { since: earlier.version.clone(), methods, sources, tables };
    Changes { diff, estimates: estimates.concat() }
}

/// Reads a table of the earlier version; `now` are the current rows. A missing table has no rows.
fn rows<'n, T: Table + Clone>(
    earlier: &Earlier<'_>,
    now: &'n [T],
    downloads: &[Download],
) -> Result<Cow<'n, [T]>, InvalidTable> {
    let Some(bytes) = earlier.files.get(T::FILE) else { return Ok(Cow::default()) };
    let is_same = downloads.iter().any(|now| now.shape.file == T::FILE && now.bytes == *bytes);
    if is_same { Ok(Cow::Borrowed(now)) } else { rows_of_earlier(bytes).map(Cow::Owned) }
}

/// Finds the days in the window of each source whose data are not those of the earlier version. A table that one of the
/// versions lacks shows none.
fn source_diffs(earlier: &Earlier<'_>, now: &Tables, downloads: &[Download]) -> Vec<SourceDiff> {
    let calendar = rows(earlier, &now.calendar, downloads).unwrap_or_default();
    let files = rows(earlier, &now.files, downloads).unwrap_or_default();
    // True for a new day, false for a corrected one.
    let mut days: BTreeMap<(&str, Date), bool> = BTreeMap::new();
    if !calendar.is_empty() && !now.calendar.is_empty() {
        let found = diff(&calendar, &now.calendar);
        let has_samples = |day: &&Row<'_, CalendarDay>| day.row.samples > 0;
        let is_other = |day: &&Changed<'_, CalendarDay>| day.differs("records") || day.differs("samples");
        let is_new =
            |day: &Changed<'_, CalendarDay>| day.before.row.samples == 0 && day.after.row.samples > 0;
        let changed = found.changed.iter().filter(is_other).map(|day| (day.after.row, is_new(day)));
        let added = found.added.iter().filter(has_samples).map(|day| (day.row, true));
        let removed = found.removed.iter().filter(has_samples).map(|day| (day.row, false));
        let all = changed.chain(added).chain(removed);
        days.extend(all.map(|(day, is_new)| ((day.source.as_str(), day.date), is_new)));
    }
    if !files.is_empty() && !now.files.is_empty() {
        let found = diff(&files, &now.files);
        let changed = found.changed.iter().filter(|file| file.differs("sha256")).map(|file| file.before.row);
        for file in changed.chain(found.removed.iter().map(|file| file.row)) {
            if let Some(day) = file.date {
                // A file that arrived after its day brought new data.
                days.entry((&file.source, day)).or_insert(false);
            }
        }
    }
    let window = |row: &IntervalRow| (row.series.conditions.source.clone(), row.window);
    let windows: BTreeMap<String, Window> = now.intervals.iter().map(window).collect();
    let of_source = |(source, window): (String, Window)| {
        let within = days.range((&*source, window.window_start)..=(&*source, window.window_end));
        let dates = |wanted: bool| -> Vec<Date> {
            within.clone().filter(|(_, is_new)| **is_new == wanted).map(|((_, day), _)| *day).collect()
        };
        let (new_days, corrected_days) = (dates(true), dates(false));
        let has_days = !new_days.is_empty() || !corrected_days.is_empty();
        has_days.then(|| SourceDiff { source: source.clone(), new_days, corrected_days })
    };
    windows.into_iter().filter_map(of_source).collect()
}

/// The subject of the estimates of a row.
struct Subject<'a> {
    conditions: &'a Conditions,
    runtime: Option<&'a str>,
    against: Option<String>,
    memory: Memory,
    metric: Metric,
    /// Name of the statistic; none if the column names it.
    statistic: Option<&'static str>,
    /// Another source that the estimates rest on.
    reference: Option<&'a str>,
}

impl<'a> Subject<'a> {
    /// Returns the subject of an estimate of several runtimes, which its column names.
    fn of(conditions: &'a Conditions, metric: Metric) -> Subject<'a> {
        let memory = conditions.pooled_memory();
        Subject { conditions, runtime: None, against: None, memory, metric, statistic: None, reference: None }
    }
}

/// A table of estimates.
trait Estimates: Table + Clone {
    fn subject(&self) -> Subject<'_>;
}

impl Estimates for IntervalRow {
    fn subject(&self) -> Subject<'_> {
        Subject {
            runtime: Some(&self.series.runtime),
            memory: self.series.memory,
            statistic: Some(self.percentile.name()),
            ..Subject::of(&self.series.conditions, self.series.metric)
        }
    }
}

impl Estimates for ComparisonRow {
    fn subject(&self) -> Subject<'_> {
        let (runtime, against) = (Some(self.a.as_str()), Some(self.b.clone()));
        Subject { runtime, against, ..Subject::of(&self.conditions, self.metric) }
    }
}

impl Estimates for AgreementRow {
    fn subject(&self) -> Subject<'_> {
        let AgreementRow { reference, reference_provider, reference_region, .. } = self;
        let AgreementRow { reference_packaging, reference_load, reference_metric, .. } = self;
        let against = format!(
            "{reference}/{reference_provider}/{reference_region}/{reference_packaging}/{reference_load}/{reference_metric}"
        );
        let subject = Subject::of(&self.conditions, self.metric);
        Subject { against: Some(against.replace("//", "/")), reference: Some(reference), ..subject }
    }
}

struct Comparison<'a> {
    earlier: &'a Earlier<'a>,
    downloads: &'a [Download],
    sources: &'a [SourceDiff],
}

impl Comparison<'_> {
    /// Counts the changes of one table, and lists the estimates that changed.
    fn table<T: Estimates>(&self, now: &[T]) -> (TableDiff, Vec<EstimateChange>) {
        let mut counts = TableDiff { table: T::FILE.to_owned(), ..TableDiff::default() };
        let before = match rows(self.earlier, now, self.downloads) {
            Ok(before) => before,
            Err(error) => {
                counts.problem = Some(error.to_string());
                return (counts, Vec::new());
            }
        };
        let columns = estimate_columns::<T>();
        let estimates = |rows: &[Row<'_, T>]| -> u64 {
            let count = |row: &Row<'_, T>| columns.iter().filter_map(|column| row.estimate(column)).count();
            rows.par_iter().map(|row| count(row) as u64).sum()
        };
        let found = diff(&before, now);
        counts.both = estimates(&found.unchanged);
        counts.added = estimates(&found.added);
        counts.removed = estimates(&found.removed);
        let mut changes = Vec::new();
        for row in &found.changed {
            for column in &columns {
                match (row.before.estimate(column), row.after.estimate(column)) {
                    (Some(before), Some(after)) => {
                        counts.both += 1;
                        changes.extend(self.change(row.after.row, column, before, after));
                    }
                    (before, after) => {
                        counts.added += u64::from(after.is_some());
                        counts.removed += u64::from(before.is_some());
                    }
                }
            }
        }
        counts.changed = changes.len() as u64;
        for change in &changes {
            counts.new_data += u64::from(change.new_data);
            counts.corrected_data += u64::from(change.corrected_data);
            counts.changed_method += u64::from(change.changed_method);
            counts.unexplained += u64::from(change.is_unexplained());
        }
        (counts, changes)
    }

    /// Describes the change of one estimate; none within the earlier interval.
    fn change<T: Estimates>(
        &self,
        row: &T,
        estimate: &EstimateColumn,
        before: Estimate,
        after: Estimate,
    ) -> Option<EstimateChange> {
        let below = before.lower.map(|lower| lower - after.value);
        let above = before.upper.map(|upper| after.value - upper);
        let distance = below.into_iter().chain(above).reduce(f64::max).filter(|distance| *distance > 0.0)?;
        let width = before.lower.zip(before.upper).map(|(lower, upper)| upper - lower);
        let Subject { conditions, runtime, against, memory, metric, statistic, reference } = row.subject();
        let is_source = |found: &&SourceDiff| {
            found.source == conditions.source || Some(found.source.as_str()) == reference
        };
        let mut sources = self.sources.iter().filter(is_source);
        let is_method = |method: &&Method| method.changes.iter().any(|file| file == T::FILE);
        Some(EstimateChange {
            table: T::FILE.to_owned(),
            conditions: conditions.clone(),
            runtime: runtime.map(str::to_owned),
            against,
            memory,
            metric,
            statistic: statistic.map_or_else(|| estimate.column.name.replace('_', "-"), str::to_owned),
            unit: (estimate.column.measure == Some(Measure::OfRow)).then(|| metric.unit()),
            before,
            after,
            widths_outside: width.map(|width| distance / width).filter(|widths| widths.is_finite()),
            new_data: sources.clone().any(|source| !source.new_days.is_empty()),
            corrected_data: sources.any(|source| !source.corrected_days.is_empty()),
            changed_method: self.earlier.new_methods.iter().any(is_method),
        })
    }
}
