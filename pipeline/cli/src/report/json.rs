//! Output of `--json`: all numbers of a report.

use schema::{Advice, Date, ReadError, ReadStats, objects_of};
use serde::Serialize;
use serde_json::Value;
use site::report::ReportInputs;

use super::target::Target;

/// A report as JSON. The tables have the rows and columns of the CSV files.
#[derive(Serialize)]
pub(super) struct JsonReport<'a> {
    #[serde(flatten)]
    target: &'a Target,
    invocations: u64,
    refused: u64,
    /// Invocations without a time.
    undated: u64,
    prices: PriceList<'a>,
    usage: Vec<Value>,
    series: Vec<Value>,
    intervals: Vec<Value>,
    days: Vec<Value>,
    changes: Vec<Value>,
    baselines: Vec<Value>,
    failures: Vec<Value>,
    cold_starts: Vec<Value>,
    cold_start_hours: Vec<Value>,
    advice: Vec<FunctionAdvice<'a>>,
    read: &'a [ReadStats],
    faults: &'a [ReadError],
}

/// Prices behind the costs.
#[derive(Serialize)]
struct PriceList<'a> {
    platform: &'a str,
    region: &'a str,
    since: Date,
}

/// One next step for a function.
#[derive(Serialize)]
struct FunctionAdvice<'a> {
    function: &'a str,
    #[serde(flatten)]
    advice: &'a Advice,
}

impl JsonReport<'_> {
    /// Collects the numbers of a report at `target`.
    pub(super) fn of<'a>(target: &'a Target, inputs: &ReportInputs<'a>) -> JsonReport<'a> {
        let prices = inputs.prices;
        let advice = inputs.advice.iter().flat_map(|(function, found)| {
            found.iter().map(move |advice| FunctionAdvice { function, advice })
        });
        JsonReport {
            target,
            invocations: inputs.total.invocations,
            refused: inputs.read.iter().map(|stats| stats.refused).sum(),
            undated: inputs.n_undated,
            prices: PriceList { platform: &prices.platform, region: &prices.region, since: prices.since },
            usage: objects_of(inputs.usage),
            series: objects_of(inputs.series),
            intervals: objects_of(inputs.intervals),
            days: objects_of(inputs.days),
            changes: objects_of(inputs.changes),
            baselines: objects_of(inputs.baselines),
            failures: objects_of(inputs.failures),
            cold_starts: objects_of(inputs.cold_starts),
            cold_start_hours: objects_of(inputs.cold_start_hours),
            advice: advice.collect(),
            read: inputs.read,
            faults: inputs.faults,
        }
    }
}
