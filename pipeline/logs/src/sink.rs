//! Where readers hand what they found: labels are added, values looked at, and all of it counted.

use schema::Invocation;

use crate::{Account, Fault, FaultKind, Format, Labels};

/// No time is longer than a year, in milliseconds.
const MAX_MS: f64 = 366.0 * 86_400_000.0;
/// No function is given more than a terabyte.
const MAX_MEMORY_MB: u32 = 1 << 20;
/// No name is longer: what is, is something else.
const MAX_NAME_BYTES: usize = 4096;

/// Takes invocations and faults of a file.
pub(crate) struct Sink<'a> {
    file: &'a str,
    labels: &'a Labels,
    each: &'a mut dyn FnMut(Result<Invocation, Fault>),
    account: Account,
}

impl<'a> Sink<'a> {
    pub(crate) fn new(
        file: &'a str,
        labels: &'a Labels,
        each: &'a mut dyn FnMut(Result<Invocation, Fault>),
    ) -> Sink<'a> {
        Sink { file, labels, each, account: Account::new() }
    }

    pub(crate) fn file(&self) -> &str {
        self.file
    }

    /// Takes what a record came to.
    pub(crate) fn record(&mut self, record: u64, found: Result<Invocation, Fault>) {
        match found {
            Ok(invocation) => self.invocation(record, invocation),
            Err(fault) => self.refuse(record, fault),
        }
    }

    /// Takes an invocation, which may turn out to be none.
    pub(crate) fn invocation(&mut self, record: u64, mut invocation: Invocation) {
        if let Err(fault) = sound(&invocation) {
            self.refuse(record, fault);
            return;
        }
        label(&mut invocation, self.labels);
        self.account.records += 1;
        self.account.invocations += 1;
        self.account.cold_starts += u64::from(invocation.is_cold());
        (self.each)(Ok(invocation));
    }

    /// Takes a record that cannot be read.
    pub(crate) fn refuse(&mut self, record: u64, fault: Fault) {
        self.account.records += 1;
        self.account.refused += 1;
        (self.each)(Err(Fault { record: Some(record), ..fault.of(self.file) }));
    }

    /// Takes a fault of the file.
    pub(crate) fn file_fault(&mut self, fault: Fault) {
        self.account.file_faults += 1;
        (self.each)(Err(fault.of(self.file)));
    }

    /// Counts a record of the platform.
    pub(crate) fn platform(&mut self) {
        self.account.records += 1;
        self.account.platform += 1;
    }

    /// Counts records that are something else.
    pub(crate) fn other(&mut self, n_records: u64) {
        self.account.records += n_records;
        self.account.other += n_records;
    }

    pub(crate) fn close(self, format: Format, bytes: u64) -> Account {
        Account { format, bytes, ..self.account }
    }
}

fn label(invocation: &mut Invocation, labels: &Labels) {
    fn fill<T: Clone>(value: &mut Option<T>, label: Option<&T>) {
        if value.is_none() {
            *value = label.cloned();
        }
    }
    fill(&mut invocation.function, labels.function.as_ref());
    fill(&mut invocation.runtime, labels.runtime.as_ref());
    fill(&mut invocation.arch, labels.arch.as_ref());
    fill(&mut invocation.package, labels.package.as_ref());
    fill(&mut invocation.workload, labels.workload.as_ref());
    fill(&mut invocation.memory_mb, labels.memory_mb.as_ref());
    if invocation.runtime.is_none() {
        invocation.runtime = invocation.runtime_version.as_deref().map(runtime_of);
    }
}

/// The identifier of a runtime, as in the configuration of a function, from the version that a log names:
/// `python:3.12.v36` is of `python3.12`, `provided:al2023.v77` of `provided.al2023`.
fn runtime_of(version: &str) -> String {
    let (language, rest) = version.split_once(':').unwrap_or((version, ""));
    let number = rest.rsplit_once(".v").map_or(rest, |(number, _)| number).trim_end_matches('.');
    match language {
        "nodejs" if !number.contains('.') => format!("{language}{number}.x"),
        "provided" if !number.is_empty() => format!("{language}.{number}"),
        _ => format!("{language}{number}"),
    }
}

/// Whether the values can be what they are said to be.
fn sound(invocation: &Invocation) -> Result<(), Fault> {
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
    for (field, value) in times {
        if let Some(value) = value.filter(|value| !(0.0..=MAX_MS).contains(value)) {
            let reason = format!("{value} ms is no time between 0 and a year");
            return Err(Fault::of_field(FaultKind::BadValue, field, reason));
        }
    }
    for (field, value) in
        [("memory_mb", invocation.memory_mb), ("max_memory_used_mb", invocation.max_memory_used_mb)]
    {
        if let Some(value) = value.filter(|value| *value > MAX_MEMORY_MB) {
            let reason = format!("{value} MB is more than a terabyte");
            return Err(Fault::of_field(FaultKind::BadValue, field, reason));
        }
    }
    if invocation.memory_mb == Some(0) {
        return Err(Fault::of_field(FaultKind::BadValue, "memory_mb", "No function is given 0 MB"));
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
            let reason = format!("A name of {} bytes is none", value.len());
            return Err(Fault::of_field(FaultKind::BadValue, field, reason));
        }
    }
    if invocation.duration_ms.is_none() && invocation.client_ms.is_none() {
        return Err(Fault::of_field(FaultKind::MissingValue, "duration_ms", "It has no time"));
    }
    Ok(())
}

#[test]
fn versions_of_runtimes_become_their_identifiers() {
    fn check(version: &str, expected: &str) {
        assert_eq!(runtime_of(version), expected);
    }
    check("python:3.12.v36", "python3.12");
    check("nodejs:20.v30", "nodejs20.x");
    check("java:8.al2.v40", "java8.al2");
    check("java:21.v30", "java21");
    check("provided:al2023.v77", "provided.al2023");
    check("provided:al2.v50", "provided.al2");
    check("dotnet:8.v20", "dotnet8");
    check("ruby:3.3.v10", "ruby3.3");
    check("something", "something");
    check("", "");
}
