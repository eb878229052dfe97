//! Invocations as Coldmark keeps them: the fields of [`Invocation`], as columns of CSV or keys of a JSON object a line.
//!
//! Every column or key may be left out. One that is not known is a fault, since a misspelt name would lose its values.

use std::{fmt::Display, str::FromStr};

use jiff::Timestamp;
use schema::Invocation;
use serde::de::{DeserializeOwned, IntoDeserializer, value};

use crate::{
    Fault, FaultKind,
    csv_rows::{self, number},
    cut::{self, Cut, Lines},
    fault::shortened,
    input::Input,
    sink::Sink,
    text,
};

/// Reads a JSON object a line.
pub(crate) fn read_ndjson(input: &mut Input, sink: &mut Sink<'_>) {
    let mut line = Vec::new();
    for record in 1.. {
        match cut::next(input, &mut Lines, &mut line) {
            Ok(Cut::End) => return,
            Ok(Cut::TooLong) => sink.refuse(record, Fault::long_record()),
            Ok(Cut::Record) if line.trim_ascii().is_empty() => sink.other(1),
            Ok(Cut::Record) => {
                sink.record(record, serde_json::from_slice(&line).map_err(Fault::broken_record));
            }
            Err(error) => {
                sink.file_fault(Fault::broken_file(&error));
                return;
            }
        }
    }
}

/// Reads CSV.
///
/// # Errors
///
/// Fails where a column is not known or there twice.
pub(crate) fn read_csv(input: &mut Input, sink: &mut Sink<'_>) -> Result<(), Fault> {
    csv_rows::read(
        input,
        sink,
        |names| {
            let mut columns = Vec::new();
            for (place, name) in names.iter().enumerate() {
                let fault = |reason| Fault::of_field(FaultKind::BrokenRecord, name, reason);
                if names[..place].contains(name) {
                    return Err(fault("The column is there twice".to_owned()));
                }
                let known = || Invocation::COLUMNS.join(", ");
                let set = setter(name)
                    .ok_or_else(|| fault(format!("The column is not known; there are {}", known())))?;
                columns.push((name.clone(), set));
            }
            Ok(columns)
        },
        |record, columns, row, sink| {
            let mut invocation = Invocation::default();
            let mut columns = columns.iter().enumerate();
            let found = columns.try_for_each(|(place, (name, set))| match row.raw(place) {
                "" => Ok(()),
                text => set(&mut invocation, name, text),
            });
            sink.record(record, found.map(|()| invocation));
        },
    )
}

/// Puts what a cell says into the field of its column, which is told for messages.
type Set = fn(&mut Invocation, &str, &str) -> Result<(), Fault>;

/// How the cells of a column are read; none where there is no such column.
fn setter(column: &str) -> Option<Set> {
    /// Reads a cell in the way that the type of its field has.
    macro_rules! of {
        ($field:ident, $read:ident) => {
            |invocation, name, text| {
                invocation.$field = Some($read(name, text)?);
                Ok(())
            }
        };
    }
    Some(match column {
        "request_id" => of!(request_id, words),
        "at" => of!(at, time),
        "function" => of!(function, words),
        "version" => of!(version, words),
        "runtime" => of!(runtime, words),
        "runtime_version" => of!(runtime_version, words),
        "arch" => of!(arch, variant),
        "package" => of!(package, variant),
        "workload" => of!(workload, words),
        "memory_mb" => of!(memory_mb, parsed),
        "init_ms" => of!(init_ms, number),
        "restore_ms" => of!(restore_ms, number),
        "init_status" => of!(init_status, variant),
        "duration_ms" => of!(duration_ms, number),
        "billed_ms" => of!(billed_ms, number),
        "billed_restore_ms" => of!(billed_restore_ms, number),
        "max_memory_used_mb" => of!(max_memory_used_mb, parsed),
        "status" => of!(status, variant),
        "error_type" => of!(error_type, words),
        "initialization" => of!(initialization, variant),
        "response_latency_ms" => of!(response_latency_ms, number),
        "response_duration_ms" => of!(response_duration_ms, number),
        "runtime_overhead_ms" => of!(runtime_overhead_ms, number),
        "runtime_done_ms" => of!(runtime_done_ms, number),
        "produced_bytes" => of!(produced_bytes, parsed),
        "extension_overhead_ms" => of!(extension_overhead_ms, number),
        "client_ms" => of!(client_ms, number),
        _ => return None,
    })
}

#[expect(clippy::unnecessary_wraps, reason = "one of several ways to read a cell, of which others may fail")]
fn words(_: &str, text: &str) -> Result<String, Fault> {
    Ok(text.to_owned())
}

fn time(column: &str, text: &str) -> Result<Timestamp, Fault> {
    // What has no zone may be any time.
    let at = if text.ends_with('Z') { text::time(text) } else { None };
    at.map_or_else(|| text.parse().map_err(|error| bad(column, error)), Ok)
}

fn parsed<T: FromStr<Err: Display>>(column: &str, text: &str) -> Result<T, Fault> {
    text.parse().map_err(|error| bad(column, error))
}

/// Reads one of the words that a field may have.
fn variant<T: DeserializeOwned>(column: &str, text: &str) -> Result<T, Fault> {
    T::deserialize(text.into_deserializer()).map_err(|error: value::Error| bad(column, error))
}

fn bad(column: &str, error: impl Display) -> Fault {
    Fault::of_field(FaultKind::BadValue, column, shortened(error))
}

#[test]
fn every_column_has_a_way_to_be_read_and_no_other_has() {
    assert!(Invocation::COLUMNS.iter().all(|column| setter(column).is_some()));
    assert!(setter("durations").is_none());
}
