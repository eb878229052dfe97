//! Records of Google Cloud Functions: a log export with one line for each execution.
//!
//! Source: <https://cloud.google.com/functions/1stgendocs/monitoring/logging>.

use super::{
    place::workload,
    rules::Rule,
    table::{Failure, Form, Invocation, Row},
};

pub(super) const FORM: Form = Form {
    columns: &[
        "labels.execution_id",
        "resource.labels.function_name",
        "resource.labels.region",
        "textPayload",
        "timestamp",
    ],
    read,
    has_failures: true,
    peculiarity: None,
};

fn read(row: &Row<'_>) -> Result<super::table::Invocation, super::table::Fault> {
    let (date, hour) = row.day_and_hour("timestamp")?;
    // `gemm-us-east1-512`, or `b-gemm-us-east1-512` in later stages.
    let name = row.cell("resource.labels.function_name");
    let memory_mb = name.rsplit('-').next().and_then(|size| size.parse().ok());
    let memory_mb = memory_mb
        .ok_or_else(|| (Rule::UnknownFunction, format!("the function is '{}'", name.escape_debug())))?;
    let (duration_ms, status) =
        execution(row.cell("textPayload")).ok_or_else(|| row.broken("textPayload"))?;
    let failure = match status {
        "status code: 200" => None,
        "status: 'timeout'" => Some(Failure::TimedOut),
        other => Some(Failure::Failed(format!("finished with {}", other.escape_debug()))),
    };
    Ok(Invocation {
        request: row.cell("labels.execution_id").as_bytes().to_vec(),
        date,
        hour,
        region: Some(row.cell("resource.labels.region").to_owned()),
        memory_mb,
        workload: name.split('-').find_map(workload),
        duration_ms: Some(duration_ms),
        start: Vec::new(),
        failure,
    })
}

/// Reads `Function execution took 2181 ms, finished with status code: 200`.
fn execution(text: &str) -> Option<(f64, &str)> {
    let (took, status) = text.strip_prefix("Function execution took ")?.split_once(", finished with ")?;
    Some((took.strip_suffix(" ms")?.parse().ok()?, status))
}

#[test]
fn an_execution_has_a_duration_and_a_status() {
    let took = |status: &str| format!("Function execution took 2181 ms, finished with {status}");
    assert_eq!(execution(&took("status code: 200")), Some((2181.0, "status code: 200")));
    assert_eq!(execution(&took("status: 'timeout'")), Some((2181.0, "status: 'timeout'")));
    assert_eq!(execution("Function execution started"), None);
}
