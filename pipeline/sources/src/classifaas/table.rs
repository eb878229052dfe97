//! Records of the platforms: CSV files of four forms, told by their columns.

use std::collections::{BTreeMap, HashSet};

use csv::{ByteRecord, ReaderBuilder};
use foldhash::fast::FixedState;
use schema::{Date, Metric, Observer, OutcomeRow};

use super::{
    alibaba, aws, azure, gcp,
    place::{Origin, Sample},
    rules::Rule,
};
use crate::batches::BatchFile;

/// Workload of an init that cannot be attributed to one of five: they share one package.
const ANY_WORKLOAD: &str = "any";

/// One invocation as its platform records it.
#[derive(Debug, Default)]
pub(super) struct Invocation {
    /// The platform's name of the request.
    pub(super) request: Vec<u8>,
    pub(super) date: Date,
    pub(super) hour: i8,
    pub(super) region: Option<String>,
    pub(super) memory_mb: u32,
    /// Workload in the function's name.
    pub(super) workload: Option<&'static str>,
    pub(super) duration_ms: Option<f64>,
    /// The parts of a cold start.
    pub(super) start: Vec<(Metric, f64)>,
    pub(super) failure: Option<Failure>,
}

/// The error that a platform records for an invocation.
#[derive(Debug)]
pub(super) enum Failure {
    /// The platform stopped the invocation at its time limit.
    TimedOut,
    /// The function failed, for the reason given.
    Failed(String),
}

/// The rule that refuses a record, with the reason.
pub(super) type Fault = (Rule, String);

/// The rule that counts the rows for which the function is true.
type Peculiarity = (Rule, fn(&Row<'_>) -> bool);

/// The columns of one platform's records, and the way to read one.
pub(super) struct Form {
    /// Columns without which a file is not of this form.
    pub(super) columns: &'static [&'static str],
    /// Reads one row.
    pub(super) read: fn(&Row<'_>) -> Result<Invocation, Fault>,
    /// True if the records say which invocations failed.
    pub(super) has_failures: bool,
    /// A peculiarity of the form, and the rows that have it.
    pub(super) peculiarity: Option<Peculiarity>,
}

/// The cells of one row.
pub(super) struct Row<'a> {
    columns: &'static [&'static str],
    cells: Vec<&'a str>,
    /// Cells beyond those that have a name.
    pub(super) unnamed: Vec<&'a str>,
}

impl<'a> Row<'a> {
    /// Returns the cell of a `column` of the form, without the apostrophe that some exports put before text.
    pub(super) fn cell(&self, column: &str) -> &'a str {
        let at = self.columns.iter().position(|name| *name == column);
        let cell = at.and_then(|at| self.cells.get(at)).copied().unwrap_or_default();
        cell.strip_prefix('\'').unwrap_or(cell)
    }

    /// Reads a duration.
    pub(super) fn ms(&self, column: &str) -> Result<f64, Fault> {
        let cell = self.cell(column);
        cell.parse().map_err(|_| (Rule::BadValue, format!("{column} is '{}'", cell.escape_debug())))
    }

    /// Reads a whole number.
    pub(super) fn whole(&self, column: &str) -> Result<u64, Fault> {
        self.cell(column).parse().map_err(|_| self.broken(column))
    }

    /// Reads the day and hour of a time such as `2025-11-08 12:43:32.104`, with a space or a `T`, in UTC.
    pub(super) fn day_and_hour(&self, column: &str) -> Result<(Date, i8), Fault> {
        let cell = self.cell(column);
        let day = cell.get(..10).and_then(|day| day.parse().ok());
        let hour = cell.get(11..13).and_then(|hour| hour.parse().ok()).filter(|hour| (0..24).contains(hour));
        day.zip(hour).ok_or_else(|| self.broken(column))
    }

    /// Returns the fault of a cell that cannot be read.
    pub(super) fn broken(&self, column: &str) -> Fault {
        (Rule::BrokenRecord, format!("{column} is '{}'", self.cell(column).escape_debug()))
    }
}

const FORMS: [&Form; 5] = [&aws::FORM, &gcp::FORM, &alibaba::FORM, &azure::CLASSIC, &azure::WORKSPACE];

/// Reads the CSV `text` into `file`.
pub(super) fn read(file: &mut BatchFile<Rule>, origin: &Origin, text: &str) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // A row with an error has one more cell than the others.
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut row = ByteRecord::new();
    if !reader.read_byte_record(&mut row).unwrap_or(false) {
        return file.refuse_all(Rule::BrokenFile, "the file is empty".to_owned());
    }
    let names: Vec<String> = row.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
    let positions = |form: &Form| -> Option<Vec<usize>> {
        form.columns.iter().map(|column| names.iter().position(|name| name == column)).collect()
    };
    let Some((form, positions)) = FORMS.into_iter().find_map(|form| Some((form, positions(form)?))) else {
        let found: String = names.join(",").chars().take(200).collect();
        return file.refuse_all(Rule::UnknownForm, format!("the columns are {}", found.escape_debug()));
    };
    let mut table = Table { origin, form, seen: HashSet::default(), outcomes: BTreeMap::new() };
    let mut n_peculiar = 0;
    for line in 1.. {
        match reader.read_byte_record(&mut row) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                file.count_record();
                file.refuse(Rule::BrokenRecord, line, 0, error.to_string());
                continue;
            }
        }
        file.count_record();
        if row.len() < names.len() {
            let reason = format!("{} cells instead of {}", row.len(), names.len());
            file.refuse(Rule::BrokenRecord, line, 0, reason);
            continue;
        }
        // The text is UTF-8, and cells end at ASCII letters.
        let cell = |idx: usize| std::str::from_utf8(&row[idx]).unwrap_or_default();
        let cells = Row {
            columns: form.columns,
            cells: positions.iter().map(|idx| cell(*idx)).collect(),
            unnamed: (names.len()..row.len()).map(cell).collect(),
        };
        n_peculiar += u64::from(form.peculiarity.is_some_and(|(_, has_it)| has_it(&cells)));
        match (form.read)(&cells) {
            Ok(invocation) => table.add(file, line, invocation),
            Err((rule, reason)) => file.refuse(rule, line, 0, reason),
        }
    }
    if let Some((rule, _)) = form.peculiarity {
        file.note(rule, n_peculiar, 0);
    }
    for ((region, memory_mb, workload), outcome) in table.outcomes {
        let (metric, date) = (Metric::DurationMs, Date::default());
        let sample = Sample { metric, region: &region, memory_mb, workload, date, hour: 0 };
        file.add_outcome(origin.place(&sample, None), outcome);
    }
}

/// A table while it is read.
struct Table<'a> {
    origin: &'a Origin,
    form: &'a Form,
    seen: HashSet<Vec<u8>, FixedState>,
    /// Counts by region, memory size and workload.
    outcomes: BTreeMap<(String, u32, &'static str), OutcomeRow>,
}

impl Table<'_> {
    fn add(&mut self, file: &mut BatchFile<Rule>, line: u32, invocation: Invocation) {
        let Invocation { request, date, hour, region, memory_mb, workload, duration_ms, start, failure } =
            invocation;
        let n_samples = u64::from(duration_ms.is_some()) + start.len() as u64;
        if !self.seen.insert(request) {
            let reason = "the request id is in the file already".to_owned();
            return file.refuse(Rule::RepeatedRequest, line, n_samples, reason);
        }
        let region = region.unwrap_or_else(|| self.origin.region().to_owned());
        let workload = workload.or(self.origin.workload);
        self.count(&region, memory_mb, workload, failure.as_ref());
        match failure {
            Some(Failure::TimedOut) => {
                return file.refuse(
                    Rule::FunctionTimeout,
                    line,
                    n_samples,
                    "stopped at the time limit".to_owned(),
                );
            }
            Some(Failure::Failed(reason)) => {
                return file.refuse(Rule::FunctionError, line, n_samples, reason);
            }
            None => {}
        }
        let sample = |metric| Sample {
            metric,
            region: &region,
            memory_mb,
            workload: workload.unwrap_or(ANY_WORKLOAD),
            date,
            hour,
        };
        let mut keep = |metric, value: f64| {
            if value <= 0.0 || !value.is_finite() {
                return file.refuse(Rule::BadValue, line, 1, format!("{metric} is {value}"));
            }
            let sample = sample(metric);
            let is_here = |place: &_| sample.is_in(self.origin.stage, place);
            file.add(line, value, is_here, || self.origin.place(&sample, None));
        };
        for (metric, value) in start {
            keep(metric, value);
        }
        match duration_ms {
            Some(duration_ms) if workload.is_some() => keep(Metric::DurationMs, duration_ms),
            Some(_) => {
                let reason = "the record names no workload".to_owned();
                file.refuse(Rule::WorkloadNotNamed, line, 1, reason);
            }
            None => {}
        }
    }

    fn count(
        &mut self,
        region: &str,
        memory_mb: u32,
        workload: Option<&'static str>,
        failure: Option<&Failure>,
    ) {
        let known = self.form.has_failures.then_some(0);
        let key = (region.to_owned(), memory_mb, workload.unwrap_or(ANY_WORKLOAD));
        let outcome = self.outcomes.entry(key).or_insert_with(|| OutcomeRow {
            observer: Observer::Platform,
            failed: known,
            timed_out: known,
            ..OutcomeRow::default()
        });
        outcome.recorded += 1;
        match failure {
            Some(Failure::TimedOut) => outcome.timed_out = outcome.timed_out.map(|n| n + 1),
            Some(Failure::Failed(_)) => outcome.failed = outcome.failed.map(|n| n + 1),
            None => {}
        }
    }
}
