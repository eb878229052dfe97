//! The input of a log report.

use schema::{
    Advice, BaselineRow, ColdStartHourRow, ColdStartRow, FailureRow, FunctionChangeRow, FunctionDayRow,
    FunctionIntervalRow, FunctionSeriesRow, FunctionUsage, NoBaseline, Prices, ReadError, ReadStats,
    Registry, TotalUsage,
};

use crate::{Files, context::markdown::slug};

/// The input of a log report.
#[derive(Clone, Copy, Debug)]
pub struct ReportInputs<'a> {
    /// `parts.html`, the templates below `report/` and `words/report/`, and `assets/`.
    pub templates: &'a Files,
    /// Usage of each function: a row in total, followed by those of its versions and memory sizes.
    pub usage: &'a [FunctionUsage],
    /// Usage of all functions together.
    pub total: &'a TotalUsage,
    /// Each metric of each function over all days, in all and by version and memory.
    pub series: &'a [FunctionSeriesRow],
    /// The interval of each percentile of each series.
    pub intervals: &'a [FunctionIntervalRow],
    /// Each metric day by day, all memory sizes pooled.
    pub days: &'a [FunctionDayRow],
    /// Changes of the same series, newest first.
    pub changes: &'a [FunctionChangeRow],
    /// The init durations of each function and memory size, compared with those of an empty function.
    pub baselines: &'a [BaselineRow],
    /// The functions that have init durations and no baseline, with the reason.
    pub without_baseline: &'a [(String, NoBaseline)],
    /// Names of the runtimes.
    pub registry: &'a Registry,
    /// Failures of each function by kind, in all and day by day.
    pub failures: &'a [FailureRow],
    /// Concurrency of cold starts of each function.
    pub cold_starts: &'a [ColdStartRow],
    /// Cold starts of each function by hour of the day.
    pub cold_start_hours: &'a [ColdStartHourRow],
    /// Advice for each function, by its name.
    pub advice: &'a [(String, Vec<Advice>)],
    /// The logs, with the counts of their records.
    pub read: &'a [ReadStats],
    /// Records that could not be read, the first of each log.
    pub faults: &'a [ReadError],
    /// Prices of the platform.
    pub prices: &'a Prices,
    /// Invocations without a time.
    pub n_undated: u64,
    /// Logs by name, for the example that a site publishes with them; none for a report on the reader's own logs.
    pub example: Option<&'a Files>,
}

/// Functions that a chart of functions shows: as many as fit on a screen. They have the most invocations.
pub(super) const MAX_CHARTED: usize = 30;

/// A function with all its rows.
pub(super) struct Function<'a> {
    pub(super) name: &'a str,
    /// Path of its page.
    pub(super) path: String,
    /// Usage in total.
    pub(super) usage: &'a FunctionUsage,
    /// Usage by version and memory size; empty if there is one of each.
    pub(super) parts: &'a [FunctionUsage],
    pub(super) advice: &'a [Advice],
}

/// Returns every function, most invocations first.
pub(super) fn functions<'a>(inputs: &ReportInputs<'a>) -> Vec<Function<'a>> {
    let mut found: Vec<Function<'a>> = Vec::new();
    for rows in inputs.usage.chunk_by(|a, b| a.function == b.function) {
        let [usage, parts @ ..] = rows else { continue };
        let advice = inputs.advice.iter().find(|(name, _)| *name == usage.function);
        let advice = advice.map_or(&[][..], |(_, advice)| advice);
        found.push(Function { name: &usage.function, path: String::new(), usage, parts, advice });
    }
    found.sort_by(|a, b| b.usage.invocations.cmp(&a.usage.invocations).then(a.name.cmp(b.name)));
    for (idx, function) in found.iter_mut().enumerate() {
        // Names may contain anything, and two may become equal, so the path has a number.
        let name: String = slug(function.name).chars().take(60).collect();
        function.path = format!("function/{}-{name}/index.html", idx + 1);
    }
    found
}
