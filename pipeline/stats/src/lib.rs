//! The only code that computes a number shown to a reader.
//!
//! Raw runs in, summaries out: [`summarize`]. `frame` holds the descriptive statistics as Polars expressions; the
//! bootstrap uses its own arrays, built from that frame. Nothing here reads a clock, the environment or the disk. The
//! same runs give the same bytes for any number of threads: groups, their samples and the rows are in a fixed order,
//! and a seed decides every draw.

use std::collections::BTreeSet;

use anyhow::Result;
use rayon::prelude::*;
use schema::{CalibrationRow, Claims, ClusterUnit, FileDigest, Registry, Runs, Summaries};

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
mod moved;
mod multiverse;
mod news;
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
pub use moved::{Tables, moved};
pub use news::{Compared, news};
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
    let (mut tables, current) = describe(runs, context)?;
    let Some(window) = window(runs) else { return Ok(tables) };
    // A campaign is one moment: it has no history, so no changes and no choice of windows.
    if runs.cluster_unit == ClusterUnit::Block {
        tables.artifacts.clone_from(&runs.artifacts);
    } else {
        let multiverse = multiverse::multiverse(runs, context.claims, &tables.changes);
        tables.robustness = multiverse::robustness(&multiverse);
        tables.multiverse = multiverse.into_iter().map(|(_, row)| row).collect();
    }
    let mut tables = estimate(tables, seed_of(&runs.source, window), &current, context);
    tables.series = current.into_iter().map(|current| current.row).collect();
    Ok(tables)
}

/// Counts and describes `runs`, one frame at a time. Also returns the series of the window with their samples.
fn describe(runs: &Runs, context: &Context<'_>) -> Result<(Summaries, Vec<Current>)> {
    let window = window(runs);
    let has_history = runs.cluster_unit == ClusterUnit::Day;
    let (mut tables, mut all) = (accounts(runs, context.digests), Vec::new());
    let poolings: &[Pooling] = if has_history { &[Pooling::Pooled, Pooling::Own] } else { &[Pooling::Own] };
    for pooling in poolings {
        let frame = Frame::new(runs, *pooling)?;
        if let Some(window) = window {
            all.extend(series::current(&frame, window)?);
        }
        if has_history {
            tables.history.extend(series::history(&frame)?);
        }
        match (pooling, window) {
            (Pooling::Pooled, _) => tables.changes = changes::changes(&frame, context.registry),
            (Pooling::Own, Some(window)) => tables.batches = batches::batches(&frame, window)?,
            (Pooling::Own, None) => {}
        }
        if *pooling == Pooling::Own && has_history {
            tables.calendar = calendar::calendar(&frame)?;
        }
    }
    series::order(&mut all, |current| &current.row.series, |_| ());
    series::order(&mut tables.history, |row| &row.series, |row| row.month);
    Ok((tables, all))
}

/// Adds intervals, comparisons and rankings to `tables`; `seed` decides every draw.
fn estimate(tables: Summaries, seed: u64, current: &[Current], context: &Context<'_>) -> Summaries {
    // The days of a window are drawn once for all its series, which pairs them by day.
    let n_days = current.first().map_or(0, |current| current.clusters.day_sizes.len());
    let bootstrap = Bootstrap::new(seed, n_days, REPLICATES);
    let replicates: Vec<Replicates> =
        current.par_iter().map(|current| intervals::replicates(&current.clusters, &bootstrap)).collect();
    let mut designs: BTreeSet<_> = current.iter().filter_map(intervals::design).collect();
    designs.extend(calibration::study(context.known, context.study));
    let calibration = calibration::calibrate(&designs, context.known);
    let pairs = || current.par_iter().zip(&replicates);
    let lists = compare::lists(current, &replicates);
    let (comparisons, shifts): (_, Vec<Vec<_>>) = compare::compare(&lists, &bootstrap).into_iter().unzip();
    Summaries {
        intervals: pairs()
            .flat_map_iter(|(current, drawn)| intervals::intervals(current, drawn, &bootstrap, &calibration))
            .collect(),
        replicates: pairs()
            .flat_map_iter(|(current, drawn)| bootstrap_quantiles::rows(current, drawn, &bootstrap))
            .collect(),
        comparisons,
        shifts: shifts.into_iter().flatten().collect(),
        ranks: lists.par_iter().flat_map_iter(ranks::ranks).collect(),
        calibration,
        ..tables
    }
}

/// Accounts for every file, record and sample.
fn accounts(runs: &Runs, digests: &[FileDigest]) -> Summaries {
    let mut quarantine = runs.quarantined.clone();
    quarantine.sort();
    Summaries {
        quarantine,
        rules: runs.rules.clone(),
        sources: source::account(runs).into_iter().collect(),
        files: source::files(runs, digests),
        ..Summaries::default()
    }
}
