//! The only code that computes a number shown to a reader.
//!
//! Raw runs in, summaries out: [`summarize`]. `frame` holds the descriptive statistics as Polars expressions; the
//! bootstrap uses its own arrays, built from that frame. Nothing here reads a clock, the environment or the disk. The
//! same runs give the same bytes for any number of threads: groups, their samples and the rows are in a fixed order,
//! and a seed decides every draw.

use std::collections::BTreeSet;

use anyhow::Result;
use rayon::prelude::*;
use schema::{CalibrationRow, ChangeRow, Claims, ClusterUnit, FileDigest, Registry, Runs, Summaries, Window};

mod agreement;
mod batches;
mod bootstrap;
mod bootstrap_quantiles;
mod calendar;
mod calibration;
mod changepoints;
mod changes;
mod claims;
mod clusters;
mod compare;
mod effect_size;
mod frame;
mod function_summary;
mod intervals;
mod log_report;
mod multiverse;
mod order_statistic_ci;
mod ranks;
mod series;
mod slo;
mod source;
mod superiority;
mod variance_components;
mod window;

use bootstrap::{Bootstrap, seed_of};
use frame::{Frame, Pooling};
use intervals::Replicates;
use series::Current;

pub use agreement::agreement;
pub use bootstrap::REPLICATES;
pub use claims::claims;
pub use function_summary::Tally;
pub use log_report::{LogReport, advice, log_report};
pub use slo::{SloInputs, slo_results};
pub use window::{WINDOW_DAYS, window};

/// Inputs of the statistics, other than runs.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The languages and operating systems that runtimes share.
    pub registry: &'a Registry,
    /// The claims that are tested under every set of choices.
    pub claims: &'a Claims,
    /// Rows of `calibration.csv` that need not be simulated again.
    pub known: &'a [CalibrationRow],
    /// The raw files that the runs were read from.
    pub digests: &'a [FileDigest],
    /// Also simulates the coverage of intervals where data are fewer or days differ more.
    pub study: bool,
}

/// Computes every table for the runs of one source.
pub fn summarize(runs: &Runs, context: &Context<'_>) -> Result<Summaries> {
    let files = source::files(runs, context.digests);
    let Described { summaries, current, changes } = described(runs, context.registry)?;
    let Some(window) = window(runs) else { return Ok(Summaries { files, ..summaries }) };
    let uncertainty = uncertainty(runs, window, &current, context);
    // A campaign is one moment: it has no history, so no changes and no choice of windows.
    let is_campaign = runs.cluster_unit == ClusterUnit::Block;
    let multiverse =
        if is_campaign { Vec::new() } else { multiverse::multiverse(runs, context.claims, &changes) };
    Ok(Summaries {
        series: current.into_iter().map(|current| current.row).collect(),
        history: summaries.history,
        batches: summaries.batches,
        calendar: summaries.calendar,
        quarantine: summaries.quarantine,
        rules: summaries.rules,
        sources: summaries.sources,
        files,
        artifacts: if is_campaign { runs.artifacts.clone() } else { Vec::new() },
        robustness: multiverse::robustness(&multiverse),
        multiverse: multiverse.into_iter().map(|(_, row)| row).collect(),
        changes,
        ..uncertainty
    })
}

/// Computes the tables that only count and describe; the tables of intervals stay empty.
pub fn describe(runs: &Runs) -> Result<Summaries> {
    let Described { summaries, current, .. } = described(runs, &Registry::default())?;
    Ok(Summaries { series: current.into_iter().map(|current| current.row).collect(), ..summaries })
}

/// Tables computed from the frame, and the series of the window with their samples.
#[derive(Default)]
struct Described {
    summaries: Summaries,
    current: Vec<Current>,
    changes: Vec<ChangeRow>,
}

/// Describes `runs`, one frame at a time.
fn described(runs: &Runs, registry: &Registry) -> Result<Described> {
    let window = window(runs);
    let has_history = runs.cluster_unit == ClusterUnit::Day;
    let mut found = Described { summaries: accounts(runs), ..Described::default() };
    let poolings: &[Pooling] = if has_history { &[Pooling::Pooled, Pooling::Own] } else { &[Pooling::Own] };
    for pooling in poolings {
        let frame = Frame::new(runs, *pooling)?;
        if let Some(window) = window {
            found.current.extend(series::current(&frame, window)?);
        }
        if has_history {
            found.summaries.history.extend(series::history(&frame)?);
        }
        match (pooling, window) {
            (Pooling::Pooled, _) => found.changes = changes::changes(&frame, registry),
            (Pooling::Own, Some(window)) => found.summaries.batches = batches::batches(&frame, window)?,
            (Pooling::Own, None) => {}
        }
        if *pooling == Pooling::Own && has_history {
            found.summaries.calendar = calendar::calendar(&frame)?;
        }
    }
    series::order(&mut found.current, |current| &current.row.series, |_| ());
    series::order(&mut found.summaries.history, |row| &row.series, |row| row.month);
    Ok(found)
}

/// Computes intervals, comparisons and rankings.
fn uncertainty(runs: &Runs, window: Window, current: &[Current], context: &Context<'_>) -> Summaries {
    // The days of a window are drawn once for all its series, which pairs them by day.
    let n_days = current.first().map_or(0, |current| current.clusters.day_sizes.len());
    let bootstrap = Bootstrap::new(seed_of(&runs.source, window), n_days, REPLICATES);
    let replicates: Vec<Replicates> =
        current.par_iter().map(|current| intervals::replicates(&current.clusters, &bootstrap)).collect();
    let mut designs: BTreeSet<_> = current.iter().filter_map(intervals::design).collect();
    designs.extend(calibration::study(context.known, context.study));
    let calibration = calibration::calibrate(&designs, context.known);
    let intervals = current
        .par_iter()
        .zip(&replicates)
        .flat_map_iter(|(current, replicates)| {
            intervals::intervals(current, replicates, &bootstrap, &calibration)
        })
        .collect();
    let bootstrap_quantiles = current.par_iter().zip(&replicates);
    let bootstrap_quantiles = bootstrap_quantiles
        .flat_map_iter(|(current, replicates)| bootstrap_quantiles::rows(current, replicates, &bootstrap));
    let bootstrap_quantiles = bootstrap_quantiles.collect();
    let lists = compare::lists(current, &replicates);
    let (comparisons, shifts) = compare::compare(&lists, &bootstrap).into_iter().unzip();
    let shifts: Vec<Option<_>> = shifts;
    let ranks = lists.par_iter().flat_map_iter(ranks::ranks).collect();
    let shifts = shifts.into_iter().flatten().collect();
    Summaries {
        intervals,
        bootstrap_quantiles,
        comparisons,
        shifts,
        ranks,
        calibration,
        ..Summaries::default()
    }
}

/// Accounts for every file, record and sample.
fn accounts(runs: &Runs) -> Summaries {
    let mut quarantine = runs.quarantined.clone();
    quarantine.sort();
    Summaries {
        quarantine,
        rules: runs.rules.clone(),
        sources: source::account(runs).into_iter().collect(),
        ..Summaries::default()
    }
}
