//! Results of hyperfine, `--export-json`: <https://github.com/sharkdp/hyperfine>.
//!
//! Every entry of `times` becomes an invocation of a function named by the command. An exit code other than 0 is a
//! failure. Parameters and computed statistics are ignored.

use schema::{Invocation, InvocationStatus, ReadError, ReadErrorKind};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{document, input::Input, read_error, sink::Sink};

#[derive(Deserialize)]
struct Export<'a> {
    #[serde(borrow)]
    results: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Results {
    command: String,
    times: Option<Vec<f64>>,
    #[serde(default)]
    exit_codes: Vec<Option<i32>>,
}

/// Reads an export.
pub(crate) fn read(input: &mut Input, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let bytes = document::read_whole(input, sink)?;
    let export: Export<'_> = document::parse(&bytes, sink)?;
    let mut record = 0;
    for result in export.results {
        let results = document::parse_record(result.get()).and_then(|results: Results| match results.times {
            Some(times) => Ok((results.command, times, results.exit_codes)),
            None => Err(read_error::in_field(
                ReadErrorKind::FiguresOnly,
                "times",
                "The result has statistics, but no times",
            )),
        });
        match results {
            Ok((command, times, exit_codes)) => {
                for (idx, seconds) in times.into_iter().enumerate() {
                    record += 1;
                    let exit_code = exit_codes.get(idx).copied().flatten();
                    let status =
                        |code| if code == 0 { InvocationStatus::Ok } else { InvocationStatus::Error };
                    let invocation = Invocation {
                        function: Some(command.clone()),
                        duration_ms: Some(seconds * 1000.0),
                        status: exit_code.map(status),
                        ..Invocation::default()
                    };
                    sink.invocation(record, invocation);
                }
            }
            Err(error) => {
                record += 1;
                sink.refuse(record, error);
            }
        }
    }
    Ok(())
}
