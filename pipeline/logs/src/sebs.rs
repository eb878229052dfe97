//! Results of `SeBS`: <https://github.com/spcl/serverless-benchmarks>.
//!
//! The JSON of an experiment lists invocations by function and request id. Times are whole microseconds, 0 if missing:
//! `provider_times.execution` is the duration, `provider_times.initialization` the init, `times.client` the time that
//! the caller saw. `billing._billed_time` is in milliseconds, `billing._memory` in megabytes. Output of the function,
//! costs and computed statistics are ignored.
//!
//! `result.csv` covers a whole experiment but drops the init. A cold row without its init would pass for a warm one,
//! so cold rows are refused, as are cold JSON results without an init. `exec_time` is ignored: the function measures it
//! itself, so it is not the platform's duration.

use schema::{Invocation, InvocationStatus, ReadError, ReadErrorKind};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    csv_rows::{self, column_indices, number},
    document::{self, Pairs},
    input::Input,
    read_error,
    sink::Sink,
};

#[derive(Deserialize)]
struct Experiment<'a> {
    #[serde(borrow, rename = "_invocations")]
    invocations: Pairs<Pairs<&'a RawValue>>,
}

#[derive(Deserialize)]
struct Outcome {
    #[serde(default)]
    times: Times,
    #[serde(default)]
    provider_times: ProviderTimes,
    #[serde(default)]
    stats: Stats,
    #[serde(default)]
    billing: Billing,
}

#[derive(Default, Deserialize)]
struct Times {
    client: Option<f64>,
    client_begin: Option<f64>,
}

#[derive(Default, Deserialize)]
struct ProviderTimes {
    initialization: Option<f64>,
    execution: Option<f64>,
}

#[derive(Default, Deserialize)]
struct Stats {
    memory_used: Option<f64>,
    cold_start: Option<bool>,
    failure: Option<bool>,
}

#[derive(Default, Deserialize)]
struct Billing {
    #[serde(rename = "_memory")]
    memory: Option<u32>,
    #[serde(rename = "_billed_time")]
    billed_time: Option<f64>,
}

/// Reads the JSON of an experiment.
pub(crate) fn read(input: &mut Input, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let bytes = document::read_whole(input, sink)?;
    let experiment: Experiment<'_> = document::parse(&bytes, sink)?;
    let results =
        experiment.invocations.0.into_iter().flat_map(|(function, results)| {
            results.0.into_iter().map(move |result| (function.clone(), result))
        });
    for (record, (function, (request_id, result))) in (1..).zip(results) {
        let parsed = document::parse_record(result.get()).and_then(|result: Outcome| {
            let is_cold = result.stats.cold_start == Some(true);
            let invocation = invocation(function, request_id, &result);
            if is_cold && !invocation.is_cold() {
                Err(missing_init("initialization"))
            } else {
                Ok(invocation)
            }
        });
        sink.record(record, parsed);
    }
    Ok(())
}

fn invocation(function: String, request_id: String, result: &Outcome) -> Invocation {
    let failure = result.stats.failure;
    Invocation {
        request_id: Some(request_id).filter(|request_id| !request_id.is_empty()),
        at: result.times.client_begin.and_then(timestamp_from_seconds),
        function: Some(function),
        memory_mb: result.billing.memory.filter(|memory| *memory > 0),
        init_ms: milliseconds(result.provider_times.initialization),
        duration_ms: milliseconds(result.provider_times.execution),
        billed_ms: result.billing.billed_time.filter(|time| *time != 0.0),
        max_memory_used_mb: result
            .stats
            .memory_used
            .filter(|used| *used > 0.0)
            .map(|used| used.ceil() as u32),
        status: failure.map(|failure| if failure { InvocationStatus::Error } else { InvocationStatus::Ok }),
        client_ms: milliseconds(result.times.client),
        ..Invocation::default()
    }
}

/// The error for a cold start without its init, which would pass for a warm one.
fn missing_init(field: &str) -> ReadError {
    let reason = "A cold start without its init, which some platforms do not report";
    read_error::in_field(ReadErrorKind::MissingValue, field, reason)
}

fn milliseconds(microseconds: Option<f64>) -> Option<f64> {
    microseconds.filter(|time| *time != 0.0).map(|time| time / 1000.0)
}

fn timestamp_from_seconds(seconds: f64) -> Option<jiff::Timestamp> {
    let is_time = seconds > 0.0 && seconds < 1e11;
    is_time.then(|| jiff::Timestamp::from_microsecond((seconds * 1e6) as i64).ok()).flatten()
}

/// Reads `result.csv`.
pub(crate) fn read_csv(input: &mut Input, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    csv_rows::read(
        input,
        sink,
        |names| {
            for column in ["memory", "is_cold", "client_time", "provider_time"] {
                if !names.iter().any(|name| name == column) {
                    return Err(read_error::in_field(
                        ReadErrorKind::MissingValue,
                        column,
                        "The column is missing",
                    ));
                }
            }
            Ok(names.to_vec())
        },
        |record, names, row, sink| {
            let cell = |column: &str| row.first_cell(&column_indices(names, &[column]));
            let value = |column: &str| {
                let text = cell(column).filter(|text| *text != "None");
                text.map(|text| number(column, text)).transpose()
            };
            let parsed = (|| {
                let is_cold = cell("is_cold").is_some_and(|text| text.eq_ignore_ascii_case("true"));
                if is_cold {
                    let reason =
                        "A cold start, and result.csv drops its init; read the JSON of the experiment";
                    return Err(read_error::in_field(ReadErrorKind::MissingValue, "is_cold", reason));
                }
                Ok(Invocation {
                    memory_mb: value("memory")?.filter(|memory| *memory > 0.0).map(|memory| memory as u32),
                    duration_ms: milliseconds(value("provider_time")?),
                    max_memory_used_mb: value("mem_used")?
                        .filter(|used| *used > 0.0)
                        .map(|used| used.ceil() as u32),
                    client_ms: milliseconds(value("client_time")?),
                    ..Invocation::default()
                })
            })();
            sink.record(record, parsed);
        },
    )
}
