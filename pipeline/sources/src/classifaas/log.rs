//! Logs of the collector: a line about the run, then one JSON a line for each answer.

use std::{borrow::Cow, collections::HashSet};

use foldhash::fast::FixedState;
use schema::{Load, Metric, Observer, OutcomeRow, Timestamp};
use serde::Deserialize;

use super::{
    place::{Origin, Sample, workload},
    rules::Rule,
};
use crate::batches::BatchFile;

/// The first line: the function, and the requests that were planned. Upstream writes numbers as text.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Header<'a> {
    provider: Cow<'a, str>,
    region: Cow<'a, str>,
    memory_size: Cow<'a, str>,
    iterations_per_benchmark: Cow<'a, str>,
    #[serde(rename = "parallel-requests")]
    parallel_requests: Cow<'a, str>,
    timestamp: Cow<'a, str>,
}

/// The answer to a request. Unused fields are ignored.
#[derive(Debug, Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    header: RequestId<'a>,
    #[serde(borrow)]
    body: Body<'a>,
}

/// The platform's name of the request.
#[derive(Debug, Deserialize)]
struct RequestId<'a> {
    #[serde(
        alias = "aws-request-id",
        alias = "azure-invocation-id",
        alias = "function-execution-id",
        alias = "ali-request-id",
        borrow
    )]
    id: Cow<'a, str>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(borrow)]
    benchmark: Work<'a>,
    newcontainer: Option<u8>,
    invocation_count: Option<u32>,
}

/// The handler's own measurement. Each workload gives the field another name.
#[derive(Debug, Deserialize)]
struct Work<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    #[serde(
        alias = "multiplicationTimeMs",
        alias = "encryptTimeMs",
        alias = "compressTimeMS",
        alias = "hashTimeMs",
        alias = "jsonTimeMs"
    )]
    ms: Option<f64>,
}

/// The run that a header describes.
struct Run {
    region: String,
    memory_mb: u32,
    planned: u64,
    load: Load,
    start: Timestamp,
}

/// Reads the log `text` into `file`. Returns its load, if it is a log.
pub(super) fn read(file: &mut BatchFile<Rule>, origin: &Origin, path: &str, text: &str) -> Option<Load> {
    let mut lines = text.lines();
    let run = lines.next().map(|line| run_of(line, origin, path)).transpose();
    let run = match run {
        Ok(Some(run)) => run,
        Ok(None) => {
            file.refuse_all(Rule::BrokenFile, "the file is empty".to_owned());
            return None;
        }
        Err((rule, reason)) => {
            file.refuse_all(rule, reason);
            return None;
        }
    };
    let start = run.start.to_zoned(jiff::tz::TimeZone::UTC);
    let sample = |workload| Sample {
        metric: Metric::WorkMs,
        region: &run.region,
        memory_mb: run.memory_mb,
        workload,
        date: start.date(),
        hour: start.hour(),
    };
    let mut seen: HashSet<Cow<'_, str>, FixedState> = HashSet::default();
    let (mut n_fresh, mut n_restarted) = (0, 0);
    let mut outcome =
        OutcomeRow { observer: Observer::Caller, planned: Some(run.planned), ..OutcomeRow::default() };
    for (line, text) in (1..).zip(lines) {
        file.count_record();
        let answer: Answer<'_> = match serde_json::from_str(text) {
            Ok(answer) => answer,
            Err(error) => {
                file.refuse(Rule::BrokenRecord, line, 0, in_short(&error));
                continue;
            }
        };
        if !seen.insert(answer.header.id) {
            file.refuse(Rule::RepeatedRequest, line, 1, "the request id is in the file already".to_owned());
            continue;
        }
        outcome.recorded += 1;
        let Body { benchmark, newcontainer, invocation_count } = answer.body;
        let Some(workload) = workload(&benchmark.kind) else {
            let reason = format!("benchmark.type is '{}'", benchmark.kind.escape_debug());
            file.refuse(Rule::UnknownWorkload, line, 1, reason);
            continue;
        };
        let Some(ms) = benchmark.ms.filter(|ms| *ms > 0.0 && ms.is_finite()) else {
            file.refuse(Rule::BadValue, line, 1, "its time is missing or not above 0".to_owned());
            continue;
        };
        n_fresh += u64::from(newcontainer == Some(1));
        n_restarted += u64::from(newcontainer == Some(0) && invocation_count == Some(1));
        let sample = sample(workload);
        let is_here = |place: &_| sample.is_in(origin.stage, place);
        file.add(line, ms, is_here, || origin.place(&sample, Some(run.load)));
    }
    let unanswered = run.planned.saturating_sub(outcome.recorded);
    outcome.unanswered = Some(unanswered);
    file.note(Rule::FreshSandbox, n_fresh, n_fresh);
    file.note(Rule::RestartedProcess, n_restarted, n_restarted);
    file.note(Rule::UnansweredRequests, unanswered, 0);
    if let Some(workload) = origin.workload {
        file.add_outcome(origin.place(&sample(workload), Some(run.load)), outcome);
    }
    Some(run.load)
}

/// Reads the first line of the log at `path`.
fn run_of(line: &str, origin: &Origin, path: &str) -> Result<Run, (Rule, String)> {
    let header: Header<'_> = serde_json::from_str(line)
        .map_err(|error| (Rule::UnknownForm, format!("the first line: {}", in_short(&error))))?;
    let number = |name: &str, text: &str| {
        text.parse::<u32>()
            .map_err(|_| (Rule::UnknownForm, format!("the first line: {name} is '{}'", text.escape_debug())))
    };
    let memory_mb = number("memorySize", &header.memory_size)?;
    let stem = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".log");
    let named = stem.rsplit('-').next().unwrap_or_default();
    let is_same = header.provider == origin.provider.name()
        && origin.region.as_deref().is_none_or(|region| header.region == region)
        && named == memory_mb.to_string();
    if !is_same {
        let found = format!("{} {} {memory_mb} MB", header.provider, header.region);
        return Err((Rule::HeaderDiffers, format!("the first line names {}", found.escape_debug())));
    }
    let start = header.timestamp.parse().map_err(|_| {
        (Rule::UnknownForm, format!("the first line: timestamp is '{}'", header.timestamp.escape_debug()))
    })?;
    Ok(Run {
        region: header.region.into_owned(),
        memory_mb,
        planned: number("iterationsPerBenchmark", &header.iterations_per_benchmark)?.into(),
        load: Load::burst(number("parallel-requests", &header.parallel_requests)?.max(2)),
        start,
    })
}

/// Returns the reason of an error without its position, so that lines with the same fault are listed together.
fn in_short(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}
