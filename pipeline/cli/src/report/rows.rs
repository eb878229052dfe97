//! Rows of a report, computed from counts.

use std::{collections::BTreeMap, iter};

use anyhow::{Context, Result};
use counts::Counts;
use schema::{Advice, FunctionKey, FunctionUsage, Memory, Prices, TotalUsage};
use site::{Files, report::ReportInputs};
use stats::{LogReport, Occurrences};

use super::baselines::{self, Baselines};
use crate::log_summary::LogSummary;

/// Prices at build time.
const PRICES: &str = include_str!("../../../../data/prices.toml");

/// Rows of a report.
pub(crate) struct Rows {
    usage: Vec<FunctionUsage>,
    total: TotalUsage,
    found: LogReport,
    baselines: Baselines,
    occurrences: Occurrences,
    advice: Vec<(String, Vec<Advice>)>,
    summary: LogSummary,
    prices: Prices,
    n_undated: u64,
}

impl Rows {
    /// Computes all rows.
    pub(super) fn of(counts: &Counts, summary: LogSummary) -> Result<Rows> {
        let prices: Prices = toml::from_str(PRICES).context("Failed to understand the prices")?;
        let usage = stats::usage(counts, &prices);
        let found = found(&usage, counts)?;
        let baselines = Baselines::of(&baselines::runtimes(counts), &found)?;
        let occurrences = stats::occurrences(counts);
        let of_function =
            |rows: &[FunctionUsage]| (rows[0].function.clone(), stats::advice(rows, &found, &occurrences));
        let advice = usage.chunk_by(|a, b| a.function == b.function).map(of_function).collect();
        let (total, n_undated) = (stats::total_usage(counts), counts.n_undated());
        Ok(Rows { usage, total, found, baselines, occurrences, advice, summary, prices, n_undated })
    }

    /// True if no function has an invocation.
    pub(super) fn is_empty(&self) -> bool {
        self.usage.is_empty()
    }

    /// The table of functions for a terminal.
    pub(super) fn terminal(&self) -> String {
        super::terminal::table(&self.usage, &self.found.series)
    }

    /// The input of a report that `templates` render.
    pub(crate) fn inputs<'a>(&'a self, templates: &'a Files) -> ReportInputs<'a> {
        ReportInputs {
            templates,
            usage: &self.usage,
            total: &self.total,
            series: &self.found.series,
            intervals: &self.found.intervals,
            days: &self.found.days,
            changes: &self.found.changes,
            baselines: &self.baselines.rows,
            without_baseline: &self.baselines.missing,
            registry: &self.baselines.registry,
            failures: &self.occurrences.failures,
            cold_starts: &self.occurrences.cold_starts,
            cold_start_hours: &self.occurrences.cold_start_hours,
            advice: &self.advice,
            read: &self.summary.read,
            faults: &self.summary.errors,
            prices: &self.prices,
            n_undated: self.n_undated,
            example: None,
        }
    }
}

fn found(usage: &[FunctionUsage], counts: &Counts) -> Result<LogReport> {
    let mut versions: BTreeMap<&str, usize> = BTreeMap::new();
    for rows in usage.chunk_by(|a, b| a.function == b.function) {
        let mut names: Vec<_> = rows.iter().map(|row| &row.version).collect();
        names.sort();
        names.dedup();
        versions.insert(&rows[0].function, names.len());
    }
    let runs = counts.runs("logs", "logs", |key, metric| {
        let function = key.function();
        let has_versions = versions.get(function).is_some_and(|n| *n > 1);
        let version = key.version.clone().filter(|_| has_versions);
        let series = |version| FunctionKey {
            function: function.to_owned(),
            version,
            memory: key.memory_mb.map_or(Memory::Pooled, Memory::Mb),
            arch: key.arch.unwrap_or_default(),
            metric,
        };
        iter::once(None).chain(version.map(Some)).map(series).collect()
    });
    stats::log_report(&runs)
}
