//! The receiver of every reader's results: it adds labels, validates values and counts records.

use schema::{Invocation, ReadError, ReadErrorKind, ReadStats};

use crate::{format::Format, options::Labels, read_error, refusals, seen::Seen};

/// Longest plausible time, a year in milliseconds: no platform runs a function longer.
const MAX_MS: f64 = 366.0 * 86_400_000.0;
/// Largest plausible memory size, a terabyte: no platform offers more.
const MAX_MEMORY_MB: u32 = 1 << 20;
/// Longest plausible name. AWS limits names to 512 letters; a command line that hyperfine timed may be longer.
const MAX_NAME_BYTES: usize = 4096;

/// Messages of functions that are examined for what they are.
const MAX_EXAMINED: u64 = 1000;

/// Receives invocations and errors of one file.
pub(crate) struct Sink<'a> {
    file: &'a str,
    labels: &'a Labels,
    seen: &'a mut Seen,
    each: &'a mut dyn FnMut(Result<Invocation, ReadError>),
    stats: ReadStats,
    seems: Seems,
    /// Last runtime version without a runtime, and the runtime that it means.
    runtime: (String, String),
}

/// Signs that numbers mean something else than usual.
#[derive(Clone, Copy, Debug, Default)]
struct Seems {
    has_edge: bool,
    has_emulator: bool,
    has_lambda_insights: bool,
}

impl<'a> Sink<'a> {
    pub(crate) fn new(
        file: &'a str,
        labels: &'a Labels,
        seen: &'a mut Seen,
        each: &'a mut dyn FnMut(Result<Invocation, ReadError>),
    ) -> Sink<'a> {
        Sink {
            file,
            labels,
            seen,
            each,
            stats: ReadStats::default(),
            seems: Seems::default(),
            runtime: <(String, String)>::default(),
        }
    }

    pub(crate) fn file(&self) -> &str {
        self.file
    }

    /// Takes the result of parsing a record.
    pub(crate) fn record(&mut self, record: u64, parsed: Result<Invocation, ReadError>) {
        match parsed {
            Ok(invocation) => self.invocation(record, invocation),
            Err(error) => self.refuse(record, error),
        }
    }

    /// Takes an invocation, and refuses it if a value is impossible.
    pub(crate) fn invocation(&mut self, record: u64, mut invocation: Invocation) {
        if let Err(error) = validate(&invocation) {
            self.refuse(record, error);
            return;
        }
        self.stats.records += 1;
        // Some tools write an init of zero for every warm call.
        invocation.init_ms.take_if(|init_ms| *init_ms == 0.0);
        invocation.restore_ms.take_if(|restore_ms| *restore_ms == 0.0);
        if !self.seen.insert(&invocation) {
            self.stats.repeated += 1;
            return;
        }
        self.seems.has_edge |= invocation.function.as_deref().is_some_and(Invocation::is_edge_function);
        add_labels(&mut invocation, self.labels);
        if invocation.runtime.is_none() {
            invocation.runtime =
                invocation.runtime_version.as_deref().map(|version| self.runtime_of(version));
        }
        self.stats.invocations += 1;
        self.stats.cold_starts += u64::from(invocation.is_cold());
        let is_ahead = invocation.init_ms.is_some() && invocation.is_initialized_ahead();
        self.stats.initialized_ahead += u64::from(is_ahead);
        (self.each)(Ok(invocation));
    }

    /// The runtime of a version, which is nearly always that of the invocation before.
    fn runtime_of(&mut self, version: &str) -> String {
        if self.runtime.0 != version {
            self.runtime = (version.to_owned(), runtime_identifier(version));
        }
        self.runtime.1.clone()
    }

    /// Takes the error of a record that cannot be read.
    pub(crate) fn refuse(&mut self, record: u64, error: ReadError) {
        self.stats.records += 1;
        self.stats.refused += 1;
        (self.each)(Err(ReadError { record: Some(record), ..error.in_file(self.file) }));
    }

    /// Takes an error of the whole file.
    pub(crate) fn file_error(&mut self, error: ReadError) {
        self.stats.file_errors += 1;
        (self.each)(Err(error.in_file(self.file)));
    }

    /// Counts a record of the platform.
    pub(crate) fn count_platform(&mut self) {
        self.stats.records += 1;
        self.stats.platform += 1;
    }

    /// Counts records of any other origin.
    pub(crate) fn count_other(&mut self, n_records: u64) {
        self.stats.records += n_records;
        self.stats.other += n_records;
    }

    /// Counts a message of any other origin.
    pub(crate) fn count_message(&mut self, message: &str) {
        // The first messages show what the file is.
        if self.stats.other < MAX_EXAMINED {
            self.seems.has_lambda_insights |= message.contains("\"LambdaInsights\"");
        }
        self.count_other(1);
    }

    /// Notes a report of an emulator.
    pub(crate) fn note_emulator(&mut self) {
        self.seems.has_emulator = true;
    }

    /// Tells what the numbers of the file do not mean, at its end.
    pub(crate) fn add_caveats(&mut self, format: Format) {
        let is_all_cold = self.stats.invocations > 1 && self.stats.invocations == self.stats.cold_starts;
        if is_all_cold && matches!(format, Format::InsightsCsv | Format::InsightsJson) {
            self.file_error(read_error::only_cold());
        }
        let Seems { has_edge, has_emulator, has_lambda_insights } = self.seems;
        if has_edge {
            self.file_error(read_error::edge());
        }
        if has_emulator {
            self.file_error(read_error::emulator());
        }
        if has_lambda_insights && self.stats.invocations == 0 {
            self.file_error(refusals::lambda_insights());
        }
    }

    pub(crate) fn into_stats(self, format: Format, bytes: u64) -> ReadStats {
        ReadStats { file: self.file.to_owned(), format: format.name().into(), bytes, ..self.stats }
    }
}

/// Sets a value that is missing.
pub(crate) fn fill<T: Clone>(value: &mut Option<T>, known: Option<&T>) {
    if value.is_none() {
        *value = known.cloned();
    }
}

fn add_labels(invocation: &mut Invocation, labels: &Labels) {
    fill(&mut invocation.function, labels.function.as_ref());
    fill(&mut invocation.runtime, labels.runtime.as_ref());
    fill(&mut invocation.arch, labels.arch.as_ref());
    fill(&mut invocation.packaging, labels.packaging.as_ref());
    fill(&mut invocation.workload, labels.workload.as_ref());
    fill(&mut invocation.memory_mb, labels.memory_mb.as_ref());
}

/// Converts the runtime version in a log to the identifier in a function's configuration: `python:3.12.v36` to
/// `python3.12`, `provided:al2023.mainline.v77` to `provided.al2023`.
fn runtime_identifier(version: &str) -> String {
    let (language, rest) = version.split_once(':').unwrap_or((version, ""));
    // The branch and number of a release follow: `mainline.v98`, `mainlinev2.v11`.
    let is_of_identifier = |part: &&str| {
        let digits = part.strip_prefix("al").unwrap_or(part);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let number = rest.split('.').take_while(is_of_identifier).collect::<Vec<_>>().join(".");
    match language {
        "nodejs" if !number.contains('.') && !number.is_empty() => format!("{language}{number}.x"),
        "provided" if !number.is_empty() => format!("{language}.{number}"),
        _ => format!("{language}{number}"),
    }
}

/// Fails if a value is impossible, or if the invocation has no time at all.
fn validate(invocation: &Invocation) -> Result<(), ReadError> {
    let times = [
        ("init_ms", invocation.init_ms),
        ("restore_ms", invocation.restore_ms),
        ("duration_ms", invocation.duration_ms),
        ("billed_ms", invocation.billed_ms),
        ("billed_restore_ms", invocation.billed_restore_ms),
        ("response_latency_ms", invocation.response_latency_ms),
        ("response_duration_ms", invocation.response_duration_ms),
        ("runtime_overhead_ms", invocation.runtime_overhead_ms),
        ("runtime_done_ms", invocation.runtime_done_ms),
        ("extension_overhead_ms", invocation.extension_overhead_ms),
        ("client_ms", invocation.client_ms),
    ];
    let bad_value = |field, reason| Err(read_error::in_field(ReadErrorKind::BadValue, field, reason));
    for (field, value) in times {
        if let Some(value) = value.filter(|value| !(0.0..=MAX_MS).contains(value)) {
            return bad_value(field, format!("{value} ms is not between 0 and a year"));
        }
    }
    for (field, value) in
        [("memory_mb", invocation.memory_mb), ("max_memory_used_mb", invocation.max_memory_used_mb)]
    {
        if let Some(value) = value.filter(|value| *value > MAX_MEMORY_MB) {
            return bad_value(field, format!("{value} MB is more than a terabyte"));
        }
    }
    if invocation.memory_mb == Some(0) {
        return bad_value("memory_mb", "A function cannot have 0 MB".to_owned());
    }
    let names = [
        ("request_id", &invocation.request_id),
        ("function", &invocation.function),
        ("version", &invocation.version),
        ("runtime", &invocation.runtime),
        ("runtime_version", &invocation.runtime_version),
        ("workload", &invocation.workload),
        ("error_type", &invocation.error_type),
    ];
    for (field, value) in names {
        if let Some(value) = value.as_ref().filter(|value| value.len() > MAX_NAME_BYTES) {
            return bad_value(field, format!("{} bytes are too long for a name", value.len()));
        }
    }
    if invocation.duration_ms.is_none() && invocation.client_ms.is_none() {
        return Err(read_error::in_field(ReadErrorKind::MissingValue, "duration_ms", "It has no time"));
    }
    Ok(())
}

#[test]
fn a_runtime_version_becomes_a_runtime_identifier() {
    fn check(version: &str, expected: &str) {
        assert_eq!(runtime_identifier(version), expected);
    }
    check("python:3.12.v36", "python3.12");
    check("nodejs:20.v30", "nodejs20.x");
    check("java:8.al2.v40", "java8.al2");
    check("java:21.v30", "java21");
    check("provided:al2023.v77", "provided.al2023");
    check("provided:al2.v50", "provided.al2");
    check("dotnet:8.v20", "dotnet8");
    check("ruby:3.3.v10", "ruby3.3");
    check("nodejs:22.mainline.v98", "nodejs22.x");
    check("python:3.13.mainlinev2.v11", "python3.13");
    check("java:21.mainline.v82", "java21");
    check("java:8.al2.mainline.v5", "java8.al2");
    check("provided:al2023.mainline.v3", "provided.al2023");
    check("python:3.14.DurableFunction.v6", "python3.14");
    check("nodejs:24", "nodejs24.x");
    check("something", "something");
    check("", "");
}
