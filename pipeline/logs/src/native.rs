//! Coldmark's own format: the fields of [`Invocation`] as CSV columns or as the keys of one JSON object per line.
//!
//! Any column or key may be left out. An unknown one is an error, because a misspelled name would lose its values.

use std::{
    fmt::Display,
    io::{self, Write},
    str::FromStr,
};

use jiff::Timestamp;
use schema::{Invocation, ReadError, ReadErrorKind};
use serde::{
    Serialize, Serializer,
    de::{DeserializeOwned, IntoDeserializer, value},
    ser::SerializeMap,
};

use crate::{
    csv_rows::{self, number},
    input::Input,
    read_error::{self, shortened},
    record_splitter::{self, LineSplitter, NextRecord},
    sink::Sink,
    text,
};

/// Reads one JSON object per line.
pub(crate) fn read_ndjson(input: &mut Input, sink: &mut Sink<'_>) {
    let mut line = Vec::new();
    for record in 1.. {
        match record_splitter::next_record(input, &mut LineSplitter, &mut line) {
            Ok(NextRecord::End) => return,
            Ok(NextRecord::TooLong) => sink.refuse(record, read_error::long_record()),
            Ok(NextRecord::Record) if line.trim_ascii().is_empty() => sink.count_other(1),
            Ok(NextRecord::Record) => {
                sink.record(record, serde_json::from_slice(&line).map_err(read_error::broken_record));
            }
            Err(error) => {
                sink.file_error(read_error::broken_file(&error));
                return;
            }
        }
    }
}

/// Reads CSV.
///
/// # Errors
///
/// Fails if a column is unknown or occurs twice.
pub(crate) fn read_csv(input: &mut Input, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    csv_rows::read(
        input,
        sink,
        |names| {
            let mut columns = Vec::new();
            for (idx, name) in names.iter().enumerate() {
                let error = |reason| read_error::in_field(ReadErrorKind::BrokenRecord, name, reason);
                if names[..idx].contains(name) {
                    return Err(error("The column occurs twice".to_owned()));
                }
                let unknown =
                    || error(format!("The column is not known; use {}", Invocation::COLUMNS.join(", ")));
                columns.push((name.clone(), setter(name).ok_or_else(unknown)?));
            }
            Ok(columns)
        },
        |record, columns, row, sink| {
            let mut invocation = Invocation::default();
            let mut columns = columns.iter().enumerate();
            let parsed = columns.try_for_each(|(idx, (name, set))| match row.raw_cell(idx) {
                "" => Ok(()),
                text => set(&mut invocation, name, text),
            });
            sink.record(record, parsed.map(|()| invocation));
        },
    )
}

/// Writes an invocation as one line of NDJSON, without the fields that it does not have.
///
/// # Errors
///
/// Fails if `out` does.
pub fn write_ndjson_line(out: &mut impl Write, invocation: &Invocation) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &PresentFields(invocation))?;
    out.write_all(b"\n")
}

/// Serializes the fields of an invocation that are not missing.
struct PresentFields<'i>(&'i Invocation);

/// Parses a cell into its field. The second argument is the name of the column, for errors.
type Setter = fn(&mut Invocation, &str, &str) -> Result<(), ReadError>;

/// Lists the fields in the order of [`Invocation::COLUMNS`], each with the function that parses its cells.
macro_rules! fields {
    ($($field:ident: $parse:ident,)+) => {
        /// Finds the setter of `column`; none if the column is unknown.
        fn setter(column: &str) -> Option<Setter> {
            match column {
                $(stringify!($field) => Some(|invocation, name, text| {
                    invocation.$field = Some($parse(name, text)?);
                    Ok(())
                }),)+
                _ => None,
            }
        }

        impl Serialize for PresentFields<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(None)?;
                $(if let Some(value) = &self.0.$field {
                    map.serialize_entry(stringify!($field), value)?;
                })+
                map.end()
            }
        }
    };
}

fields! {
    request_id: string,
    at: time,
    function: string,
    version: string,
    runtime: string,
    runtime_version: string,
    arch: variant,
    packaging: variant,
    workload: string,
    memory_mb: integer,
    init_ms: number,
    restore_ms: number,
    init_status: variant,
    duration_ms: number,
    billed_ms: number,
    billed_restore_ms: number,
    max_memory_used_mb: integer,
    status: variant,
    error_type: string,
    initialization: variant,
    response_latency_ms: number,
    response_duration_ms: number,
    runtime_overhead_ms: number,
    runtime_done_ms: number,
    produced_bytes: integer,
    extension_overhead_ms: number,
    client_ms: number,
}

#[expect(clippy::unnecessary_wraps, reason = "it has the signature of the other parsers, which can fail")]
fn string(_: &str, text: &str) -> Result<String, ReadError> {
    Ok(text.to_owned())
}

fn time(column: &str, text: &str) -> Result<Timestamp, ReadError> {
    // A time without a zone is ambiguous, so it is refused here although logs may have one.
    let at = if text.ends_with('Z') { text::time(text) } else { None };
    at.map_or_else(|| text.parse().map_err(|error| bad_value(column, error)), Ok)
}

fn integer<T: FromStr<Err: Display>>(column: &str, text: &str) -> Result<T, ReadError> {
    text.parse().map_err(|error| bad_value(column, error))
}

/// Parses a variant of an enum by its name in the schema.
fn variant<T: DeserializeOwned>(column: &str, text: &str) -> Result<T, ReadError> {
    T::deserialize(text.into_deserializer()).map_err(|error: value::Error| bad_value(column, error))
}

fn bad_value(column: &str, error: impl Display) -> ReadError {
    read_error::in_field(ReadErrorKind::BadValue, column, shortened(error))
}

#[test]
fn every_column_has_a_setter() {
    assert!(Invocation::COLUMNS.iter().all(|column| setter(column).is_some()));
    assert!(setter("durations").is_none());
}

#[test]
fn a_written_line_has_present_fields_only() {
    let line = |invocation: &Invocation| {
        let mut line = Vec::new();
        write_ndjson_line(&mut line, invocation).unwrap();
        String::from_utf8(line).unwrap()
    };
    assert_eq!(line(&Invocation::default()), "{}\n");
    let values = Invocation::COLUMNS.iter().map(|column| {
        let value = match *column {
            "at" => "\"2026-01-31T10:00:00Z\"",
            "arch" => "\"arm64\"",
            "packaging" => "\"image\"",
            "init_status" | "status" => "\"timeout\"",
            "initialization" => "\"snap-start\"",
            column if column.ends_with("_ms") => "1.5",
            column if column.ends_with("_mb") || column.ends_with("_bytes") => "7",
            _ => "\"x\"",
        };
        format!("\"{column}\":{value}")
    });
    let all = format!("{{{}}}\n", values.collect::<Vec<_>>().join(","));
    assert_eq!(line(&serde_json::from_str(&all).unwrap()), all);
}
