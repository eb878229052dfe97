//! The only code that computes a number shown to a reader.
//!
//! Raw runs in, summaries out: [`summarize`]. `frame` holds the descriptive statistics as Polars expressions. Intervals
//! use arrays of their own, built from that frame: `percentile_ci` for percentiles, `mover` for their ratios, and
//! `bootstrap` for the rest. Nothing here reads a clock, the environment or the disk. The
//! same runs give the same bytes for any number of threads: groups, their samples and the rows are in a fixed order,
//! and a seed decides every draw.

use std::collections::BTreeSet;

use anyhow::Result;
use rayon::prelude::*;
use schema::{
    CalibrationRow, Claims, ClusterUnit, CollectorComparisons, FileDigest, Pooled, Registry, Runs, Tables,
    Window,
};

mod agreement;
mod baselines;
mod batches;
mod bootstrap;
mod calendar;
mod calibration;
mod changepoints;
mod changes;
mod claims;
mod clusters;
mod cold_starts;
mod collectors;
mod compare;
mod confidence_distributions;
mod effect_size;
mod failures;
mod frame;
mod function_usage;
mod intervals;
mod log_report;
mod memory_sizes;
mod mover;
mod multiverse;
mod outcomes;
mod percentile_ci;
mod phases;
mod platform_costs;
mod platforms;
mod ranks;
mod replicates;
mod series;
mod shift;
mod slo;
mod source;
mod superiority;
#[cfg(test)]
mod test_rows;
mod variance_components;
mod window;
mod window_samples;

use bootstrap::{Bootstrap, seed_of};
use frame::{Frame, Pooling};
use series::Current;

pub use agreement::agreement;
pub use baselines::baselines;
pub use bootstrap::REPLICATES;
pub use claims::claims;
pub use collectors::with_ratios;
pub use function_usage::{Occurrences, occurrences, total_usage, usage};
pub use log_report::{LogReport, advice, log_report};
pub use platform_costs::platform_costs;
pub use platforms::platform_comparisons;
pub use slo::{SloInputs, slo_results};
pub use window::{WINDOW_DAYS, window};

/// Inputs of the statistics, other than runs.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The languages and operating systems that runtimes share.
    pub registry: &'a Registry,
    /// The claims that are tested under every set of choices.
    pub claims: &'a Claims,
    /// The series that several sources measure.
    pub collectors: &'a CollectorComparisons,
    /// Rows of `calibration.csv` that need not be simulated again.
    pub known: &'a [CalibrationRow],
    /// The raw files that the runs were read from.
    pub digests: &'a [FileDigest],
    /// Also simulates the coverage of intervals where data are fewer or days differ more.
    pub study: bool,
}

/// Computes every table for the runs of one source.
pub fn summarize(runs: &Runs, context: &Context<'_>) -> Result<Tables> {
    let files = source::files(runs, context.digests);
    let frame = Frame::new(runs)?;
    let (tables, mut current) = described(&frame)?;
    let Some(window) = window(runs) else { return Ok(Tables { files, ..tables }) };
    series::add_intervals(&frame, window, &mut current)?;
    let uncertainty = uncertainty(runs, window, &current, context);
    // A campaign or a set of runs is one moment: it has no history, so no changes and no choice of windows.
    let is_campaign = runs.cluster_unit != ClusterUnit::Day;
    let changes = if is_campaign { Vec::new() } else { changes::changes(&frame, context.registry) };
    let multiverse =
        if is_campaign { Vec::new() } else { multiverse::multiverse(runs, context.claims, &changes) };
    Ok(Tables {
        series: current.into_iter().map(|current| current.row).collect(),
        history: tables.history,
        batches: tables.batches,
        calendar: tables.calendar,
        quarantine: tables.quarantine,
        rules: tables.rules,
        sources: tables.sources,
        outcomes: tables.outcomes,
        collectors: collectors::rows(&frame, context.collectors)?,
        files,
        artifacts: if is_campaign { runs.artifacts.clone() } else { Vec::new() },
        robustness: multiverse::robustness(&multiverse),
        multiverse: multiverse.into_iter().map(|(_, row)| row).collect(),
        changes,
        ..uncertainty
    })
}

/// Computes the tables that only count and describe; the tables of intervals stay empty.
pub fn describe(runs: &Runs) -> Result<Tables> {
    let (tables, current) = described(&Frame::new(runs)?)?;
    Ok(Tables { series: current.into_iter().map(|current| current.row).collect(), ..tables })
}

/// Computes the tables that only count and describe, and the series of the window with their samples.
fn described(frame: &Frame<'_>) -> Result<(Tables, Vec<Current>)> {
    let window = window(frame.runs);
    let has_history = frame.runs.cluster_unit == ClusterUnit::Day;
    let pools = match frame.runs.pooled {
        Pooled::Memory => has_history,
        Pooled::Regions => true,
        Pooled::Nothing => false,
    };
    let poolings: &[Pooling] = if pools { &[Pooling::Pooled, Pooling::Own] } else { &[Pooling::Own] };
    let (mut tables, mut current) = (accounts(frame.runs), Vec::new());
    let described = poolings.par_iter().map(|pooling| {
        rayon::join(
            || window.map_or(Ok(Vec::new()), |window| series::current(frame, window, *pooling)),
            || if has_history { series::history(frame, *pooling) } else { Ok(Vec::new()) },
        )
    });
    let counted = || {
        rayon::join(
            || window.map_or(Ok(Vec::new()), |window| batches::batches(frame, window)),
            || if has_history { calendar::calendar(frame) } else { Ok(Vec::new()) },
        )
    };
    let (described, (batches, calendar)) = rayon::join(|| described.collect::<Vec<_>>(), counted);
    for (of_window, history) in described {
        current.extend(of_window?);
        tables.history.extend(history?);
    }
    series::order(&mut current, |current| &current.row.series, |_| ());
    series::order(&mut tables.history, |row| &row.series, |row| row.month);
    (tables.batches, tables.calendar) = (batches?, calendar?);
    Ok((tables, current))
}

/// Computes intervals, comparisons and rankings.
fn uncertainty(runs: &Runs, window: Window, current: &[Current], context: &Context<'_>) -> Tables {
    // The days of a window are drawn once for all its series, which pairs them by day.
    let n_days = current.first().map_or(0, |current| current.samples.clusters.day_sizes.len());
    let bootstrap = Bootstrap::new(seed_of(&runs.source, window), n_days, REPLICATES);
    let mut designs: BTreeSet<_> = current.iter().filter_map(calibration::design).collect();
    let study = calibration::study(context.known, context.study).collect();
    designs.extend(&study);
    let compared = calibration::compared(&study, context.known, context.study);
    let calibration = calibration::calibrate(&designs, context.known, &compared);
    let intervals =
        current.par_iter().flat_map_iter(|current| intervals::intervals(current, &calibration)).collect();
    let confidence_distributions = current
        .par_iter()
        .flat_map_iter(|current| confidence_distributions::rows(current, &bootstrap))
        .collect();
    let lists = compare::lists(current, &bootstrap);
    let (comparisons, shifts) = compare::compare(&lists, &bootstrap).into_iter().unzip();
    let shifts: Vec<Option<_>> = shifts;
    let ranks = lists.par_iter().flat_map_iter(ranks::ranks).collect();
    let shifts = shifts.into_iter().flatten().collect();
    Tables {
        intervals,
        confidence_distributions,
        comparisons,
        shifts,
        ranks,
        calibration,
        ..Tables::default()
    }
}

/// Accounts for every file, record and sample.
fn accounts(runs: &Runs) -> Tables {
    let mut quarantine = runs.quarantined.clone();
    quarantine.sort();
    Tables {
        quarantine,
        rules: runs.rules.clone(),
        outcomes: outcomes::outcomes(runs),
        sources: source::account(runs).into_iter().collect(),
        ..Tables::default()
    }
}
