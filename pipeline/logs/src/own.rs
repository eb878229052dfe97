//! Invocations as Coldmark keeps them: the fields of [`Invocation`], as columns of CSV or keys of a JSON object a line.
//!
//! Every column or key may be left out. One that is not known is a fault, since a misspelt name would lose its values.

use schema::Invocation;

use crate::{
    Fault, FaultKind, csv_rows,
    cut::{self, Cut, Lines},
    input::Input,
    sink::Sink,
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
            for (place, name) in names.iter().enumerate() {
                let reason = if !Invocation::COLUMNS.contains(&name) {
                    format!("The column is not known; there are {}", Invocation::COLUMNS.join(", "))
                } else if names.iter().take(place).any(|before| before == name) {
                    "The column is there twice".to_owned()
                } else {
                    continue;
                };
                return Err(Fault::of_field(FaultKind::BrokenRecord, name, reason));
            }
            Ok(())
        },
        |record, names, row, sink| {
            let found = row.deserialize(Some(names)).map_err(|error| match error.kind() {
                csv::ErrorKind::Deserialize { err, .. } => {
                    let field = err.field().and_then(|place| names.get(place as usize)).unwrap_or_default();
                    Fault::of_field(FaultKind::BadValue, field, err.kind().to_string())
                }
                _ => Fault::broken_record(error),
            });
            sink.record(record, found);
        },
    )
}
