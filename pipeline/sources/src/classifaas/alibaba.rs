//! Request metrics of Alibaba Function Compute.
//!
//! Source: <https://www.alibabacloud.com/help/en/functioncompute/fc/user-guide/request-level-metric-logs>.

use schema::{Metric, Timestamp};

use super::{
    place::workload,
    rules::Rule,
    table::{Failure, Fault, Form, Invocation, Row},
};

/// The parts of a cold start, by column.
const START: [(&str, Metric); 3] = [
    ("coldStartLatencyMs", Metric::ColdLatencyMs),
    ("prepareCodeLatencyMs", Metric::PrepareCodeMs),
    ("runtimeInitializationMs", Metric::RuntimeInitMs),
];

pub(super) const FORM: Form = Form {
    columns: &[
        "__time__",
        "coldStartLatencyMs",
        "durationMs",
        "functionName",
        "hasFunctionError",
        "instanceEvent",
        "isColdStart",
        "memoryMB",
        "prepareCodeLatencyMs",
        "requestId",
        "runtimeInitializationMs",
    ],
    read,
    has_failures: true,
    peculiarity: Some((Rule::NullInWords, |row| row.cell("instanceEvent") == "null")),
};

/// Time limit of the functions, which a timed-out invocation lasts. Rows of some regions name no type of error.
const LIMIT_MS: f64 = 60_000.0;

fn read(row: &Row<'_>) -> Result<Invocation, Fault> {
    let time = row.cell("__time__").parse().ok().and_then(|second| Timestamp::from_second(second).ok());
    let time = time.ok_or_else(|| row.broken("__time__"))?.to_zoned(jiff::tz::TimeZone::UTC);
    let start = match row.cell("isColdStart") {
        "true" => {
            let part = |(column, metric): (&str, Metric)| Ok((metric, row.ms(column)?));
            START.into_iter().map(part).collect::<Result<Vec<_>, Fault>>()?
        }
        "false" => Vec::new(),
        _ => return Err(row.broken("isColdStart")),
    };
    let duration_ms = row.ms("durationMs")?;
    Ok(Invocation {
        request: row.cell("requestId").as_bytes().to_vec(),
        date: time.date(),
        hour: time.hour(),
        region: None,
        memory_mb: row.whole("memoryMB")? as u32,
        workload: row.cell("functionName").split('-').find_map(workload),
        duration_ms: Some(duration_ms),
        start,
        failure: failure(row, duration_ms)?,
    })
}

/// Returns the error of an invocation. Its type is a cell without a name, which some regions lack.
fn failure(row: &Row<'_>, duration_ms: f64) -> Result<Option<Failure>, Fault> {
    match row.cell("hasFunctionError") {
        "false" => return Ok(None),
        "true" => {}
        _ => return Err(row.broken("hasFunctionError")),
    }
    let error = row.unnamed.first().copied().unwrap_or_default();
    if error.contains("FunctionTimeoutError") || duration_ms >= LIMIT_MS {
        return Ok(Some(Failure::TimedOut));
    }
    let kind = error.split('"').nth(3).unwrap_or("an error without a type");
    Ok(Some(Failure::Failed(kind.escape_debug().to_string())))
}
