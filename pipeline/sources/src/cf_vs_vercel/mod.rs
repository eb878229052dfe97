//! Results of cf-vs-vercel-bench: round trips of server-rendered pages on Cloudflare Workers and Vercel Functions.
//!
//! Each file is one run: some tests, each a page, with the times of all requests to both platforms. [`rules`] lists every
//! anomaly with its outcome.

use std::path::{Path, PathBuf};

use anyhow::Result;
use schema::{
    Arch, Conditions, Load, Memory, Metric, Observer, OutcomeRow, Packaging, PageCache, Provider, Registry,
    Runs, SeriesKey, Source, Timestamp,
};
use serde::Deserialize;
use serde_json::Value;

mod rules;

use rules::Rule;

use crate::{
    batches::{BatchFile, Place, join, read_json},
    names,
};

/// Page of the tests without a name.
const UNNAMED: &str = "unnamed";

/// Largest difference between a summary and its times that counts as rounding, in milliseconds.
const TOLERANCE_MS: f64 = 1e-6;

/// A run. The oldest ones have the results of one test at the top.
#[derive(Debug, Deserialize)]
struct Run {
    timestamp: Timestamp,
    iterations: u64,
    #[serde(default)]
    tests: Vec<Test>,
    #[serde(default)]
    results: Option<Results>,
}

#[derive(Debug, Deserialize)]
struct Test {
    name: String,
    results: Results,
}

#[derive(Debug, Deserialize)]
struct Results {
    cloudflare: Option<Answers>,
    vercel: Option<Answers>,
}

/// The times of one test on one platform, to the end of each response.
#[derive(Debug, Deserialize)]
struct Answers {
    #[serde(rename = "times")]
    all_ms: Vec<Value>,
    min: f64,
    max: f64,
    mean: f64,
    #[serde(default)]
    failed: Option<u64>,
}

/// Reads all `files` below `folder`.
pub(super) fn read(source: &Source, registry: &Registry, folder: &Path, files: &[PathBuf]) -> Result<Runs> {
    let read = read_json((folder, files), (Rule::BrokenFile, Rule::UnknownForm), take)?;
    Ok(join(source, registry, read))
}

fn take(file: &mut BatchFile<Rule>, name: &str, run: Run) {
    let Run { timestamp, iterations, mut tests, results } = run;
    if let Some(results) = results {
        file.note(Rule::UnnamedTest, 1, 0);
        tests.push(Test { name: UNNAMED.to_owned(), results });
    }
    let date = timestamp.to_zoned(jiff::tz::TimeZone::UTC).date();
    let mut record = 0;
    for Test { name: page, results } in tests {
        let sides = [(Provider::Cloudflare, results.cloudflare), (Provider::Vercel, results.vercel)];
        for (provider, answers) in sides {
            file.count_record();
            let place = || place(provider, &page, name, date);
            match answers {
                Some(answers) => take_answers(file, record, &answers, iterations, place),
                None => file.refuse(Rule::NoResult, record, 0, format!("{page} has no result on {provider}")),
            }
            record += 1;
        }
    }
}

fn take_answers(
    file: &mut BatchFile<Rule>,
    record: u32,
    answers: &Answers,
    planned: u64,
    place: impl Fn() -> Place,
) {
    let here = place();
    let mut kept = Vec::with_capacity(answers.all_ms.len());
    for time in &answers.all_ms {
        match time.as_f64().filter(|ms| *ms > 0.0) {
            Some(ms) => kept.push(ms),
            None => file.refuse(Rule::BadValue, record, 1, format!("a time is {time}")),
        }
    }
    let is_near = |found: f64, said: f64| (found - said).abs() <= TOLERANCE_MS * said.abs().max(1.0);
    let min = kept.iter().copied().fold(f64::INFINITY, f64::min);
    let max = kept.iter().copied().fold(0.0, f64::max);
    let mean = kept.iter().sum::<f64>() / kept.len() as f64;
    if !(is_near(min, answers.min) && is_near(max, answers.max) && is_near(mean, answers.mean)) {
        file.note(Rule::SummaryDiffers, 1, kept.len() as u64);
    }
    let answered = answers.all_ms.len() as u64;
    let failed = answers.failed;
    file.add_outcome(
        place(),
        OutcomeRow {
            observer: Observer::Caller,
            planned: Some(planned),
            recorded: answered + failed.unwrap_or(0),
            failed,
            timed_out: None,
            unanswered: Some(planned.saturating_sub(answered + failed.unwrap_or(0))),
            ..OutcomeRow::default()
        },
    );
    for ms in kept {
        file.add(record, ms, |other| *other == here, &place);
    }
}

/// Returns the place of a page's times on one platform in the run of a `file`.
fn place(provider: Provider, page: &str, file: &str, date: schema::Date) -> Place {
    Place {
        function: format!("cf-vs-vercel/{provider}"),
        series: SeriesKey {
            conditions: Conditions {
                source: String::new(),
                provider,
                region: Conditions::UNKNOWN_REGION.to_owned(),
                packaging: Packaging::Bundle,
                page_cache: PageCache::Unknown,
                arch: Arch::Unknown,
                // Runs had 5, 10 or 20 requests in flight.
                load: Load::CONCURRENT,
                workload: names::slug(page),
            },
            metric: Metric::ClientMs,
            runtime: String::new(),
            memory: Memory::Uncapped,
        },
        cluster: file.to_owned(),
        date,
    }
}
