//! Results of <https://github.com/rutkowski-tomasz/lambda-benchmark>, `data/benchmark.json`: a list of configurations,
//! each with its executions. Times are in milliseconds, memory is in megabytes.

use schema::{Arch, Invocation, Packaging, ReadError};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{document, input::Input, read_error, sink::Sink};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Configuration<'a> {
    runtime: Option<String>,
    package_type: Option<Packaging>,
    architecture: Option<Arch>,
    memory_size: Option<u32>,
    #[serde(borrow)]
    executions: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Execution {
    init_duration: Option<f64>,
    duration: Option<f64>,
    billed_duration: Option<f64>,
    memory_used: Option<u32>,
}

/// Reads a list of configurations.
pub(crate) fn read(input: &mut Input, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let bytes = document::read_whole(input, sink)?;
    let configurations: Vec<&RawValue> = document::parse(&bytes, sink)?;
    let mut record = 0;
    for configuration in configurations {
        let configuration: Configuration<'_> = match serde_json::from_str(configuration.get()) {
            Ok(configuration) => configuration,
            Err(error) => {
                record += 1;
                sink.refuse(record, read_error::broken_record(error));
                continue;
            }
        };
        for execution in &configuration.executions {
            record += 1;
            let parsed = document::parse_record(execution.get()).map(|execution: Execution| Invocation {
                runtime: configuration.runtime.clone(),
                packaging: configuration.package_type,
                arch: configuration.architecture,
                memory_mb: configuration.memory_size,
                init_ms: execution.init_duration,
                duration_ms: execution.duration,
                billed_ms: execution.billed_duration,
                max_memory_used_mb: execution.memory_used,
                ..Invocation::default()
            });
            sink.record(record, parsed);
        }
    }
    Ok(())
}
